import DimensionReduction
import Schema
import Stages

/// The sentences that all pictures of the manifold share.
enum PictureWording {
  static func headline(_ result: ManifoldPicture, method: String, from folder: String = "") -> String {
    let trust = result.trust
    return sentence {
      "\(method) of \(counted(result.rows.count, "bin"))"
      if !folder.isEmpty { ", placed in the picture of \(folder)," }
      " in \(counted(result.embedding.columns, "dimension")): "
      "trustworthiness \(formatted(trust.trustworthiness, digits: 3)), continuity \(formatted(trust.continuity, digits: 3))"
      if let stability = result.stability { ", stability \(formatted(stability, digits: 2))" }
      if let parts = result.parts, parts.count > 1 { ", \(parts.count) parts that do not hang together" }
      "."
    }
  }

  /// Whether neighbourhoods are kept, and whether the picture is one.
  static func checks(_ result: ManifoldPicture) -> [QualityCheck] {
    let trust = result.trust
    let least = min(trust.trustworthiness, trust.continuity)
    let neighbourhoods = QualityCheck(
      "Picture keeps neighbourhoods", .init(pass: least >= 0.9, warn: least >= 0.75),
      found: "trustworthiness \(formatted(trust.trustworthiness, digits: 3)), continuity "
        + "\(formatted(trust.continuity, digits: 3)) at \(trust.neighbours) neighbours",
      threshold: "pass from 0.9 in both, fail below 0.75 (0.5 is chance)")
    var checks = [neighbourhoods]
    if let topology = result.topology, topology.isTold { checks.append(kept(topology)) }
    guard let parts = result.parts else { return checks }
    let outside = 1 - Double(parts.first ?? 0) / Double(max(1, result.rows.count))
    return checks + [
      QualityCheck(
        "Picture hangs together", .init(pass: parts.count == 1, warn: outside <= 0.1),
        found: sentence {
          counted(parts.count, "connected part")
          if parts.count > 1 { ", \(percent(outside)) of the bins outside the largest" }
        },
        threshold: "pass for one part, fail with more than 10 % of the bins outside the largest")
    ]
  }

  /// Whether the picture has the loops and cavities of the data. It never fails: a torus in the plane is no mistake of anybody.
  private static func kept(_ topology: PictureTopology) -> QualityCheck {
    QualityCheck(
      "Picture keeps the topology", .init(pass: topology.isKept, warn: true), found: bars(topology),
      threshold: "pass for as many long bars in the picture as in the data (before the widest gap, from "
        + "\(formatted(PictureTopology.gap)) times)")
  }

  /// How many long bars there are.
  static func bars(_ topology: PictureTopology) -> String {
    sentence {
      "long bars in H1: \(topology.loops.data) of the data, \(topology.loops.picture) of the picture"
      if let cavities = topology.cavities { "; in H2: \(cavities.data) and \(cavities.picture)" }
    }
  }

  /// Of which bins and which space the picture was made.
  static func space(_ options: PictureOptions, _ result: ManifoldPicture) -> String {
    sentence {
      if options.standardize { "Z-scored rates " } else { "Centred rates " }
      "were projected on their first \(amount(result.loadings.columns, asked: options.components)) principal components "
      "(\(percent(result.explainedVarianceRatio.reduce(0, +))) of their variance) [@pearson1901]. "
    }
  }

  /// That bins were placed in a picture that another recording made.
  static func transformed(_ options: PictureOptions, _ result: ManifoldPicture, method: String) -> String {
    "Rates were projected on the components of the recording in \(options.from) and placed in its picture (\(method)), which "
      + "stayed as it was. The following was measured on \(amount(result.rows.count, asked: options.points)) bins, evenly "
      + "spaced in time. "
  }

  /// How many bins were placed in how many dimensions: the beginning of a sentence.
  static func placed(_ options: PictureOptions, _ result: ManifoldPicture) -> String {
    sentence {
      "\(amount(result.rows.count, asked: options.points)) bins, evenly spaced in time, "
      if result.placed > 0 { "and by these the other \(result.placed) " }
      "were placed in \(amount(result.embedding.columns, asked: options.dimensions)) dimensions"
    }
  }

  /// What to say of a search for neighbours that missed many.
  static func searchWarnings(_ recall: Double?) -> [String] {
    guard let recall, recall < 0.95 else { return [] }
    return [
      "The search for neighbours found \(percent(recall)) of the nearest bins: these data have many dimensions. "
        + "--neighbor-search exact finds all of them."
    ]
  }

  /// How the nearest bins were found, and how far the picture may be trusted.
  static func trust(_ result: ManifoldPicture) -> String {
    let trust = result.trust
    return sentence {
      if let recall = result.searchRecall {
        "Nearest bins were looked for by trees and descent [@dong2011], which found \(percent(recall)) of them. "
      }
      "Trustworthiness and continuity [@venna2001] at \(trust.neighbours) neighbours were "
      "\(formatted(trust.trustworthiness, digits: 3)) and \(formatted(trust.continuity, digits: 3)); "
      "\(percent(trust.neighbourRecall)) of the nearest neighbours were kept, and the distances of data and picture had a rank "
      "correlation of \(formatted(trust.shepardCorrelation, digits: 2))."
      if let topology = result.topology {
        if topology.isTold {
          " On up to 300 landmarks there were \(bars(topology))."
        } else {
          " On up to 300 landmarks no bar of the data stood out by a gap, and none was compared."
        }
      }
    }
  }
}
