import Foundation
import ManifoldAnalysis
import Schema
import Stages

extension GridThreshold {
  public static func headline(_ result: GridThresholdResult, parameters: GridThresholdParameters) -> String {
    sentence {
      if let threshold = result.threshold, let best = result.best {
        "From a grid score of \(formatted(threshold, digits: 3)) on (\(counted(result.counts[best], "cell"))) more cells make "
        "the torus no clearer: the second loop is \(formatted(result.gaps[best], digits: 3)) times as long as the third"
        if let clearest = result.clearest, clearest != best {
          ", at most \(formatted(result.gaps[clearest], digits: 3)) times with \(counted(result.counts[clearest], "cell"))"
        }
        if let p = result.p { " (p \(formatted(p, digits: 2)) over \(counted(result.counts.count, "threshold")))" }
        if let lowest = result.lowestThreshold, lowest < threshold {
          "; a torus is there down to a score of \(formatted(lowest, digits: 3))"
        }
        "."
      } else if result.draws == 0 {
        "No threshold was tested, since there are no shuffles"
        best(result)
        "."
      } else {
        "No threshold of the grid score is established"
        best(result)
        if let p = result.p { ", p \(formatted(p, digits: 2)) over \(counted(result.counts.count, "threshold"))" }
        "."
      }
    }
  }

  /// The clearest part where there is no threshold, as half a sentence.
  private static func best(_ result: GridThresholdResult) -> String {
    guard let best = result.clearest else { return ": the chain could not be computed on any part" }
    return sentence {
      ": with the best \(result.counts[best]) cells the second loop is \(formatted(result.gaps[best], digits: 3)) times as "
      "long as the third"
    }
  }

  public static func checks(_ result: GridThresholdResult, parameters: GridThresholdParameters) -> [QualityCheck] {
    let level = formatted(result.significance)
    let needed = DrawsOfNull.needed(for: result.significance)
    return [
      QualityCheck(
        "Torus at the threshold", .init(pass: result.isFound, warn: result.draws == 0),
        found: sentence {
          "\(result.toriCount) of \(counted(result.counts.count, "part")) with a torus"
          if let p = result.p { ", the clearest with p \(formatted(p, digits: 2))" }
        },
        threshold: "pass for a part whose bars make a torus, with p to \(level) over all parts; warn without shuffles"),
      QualityCheck(
        "Shuffles", .init(pass: result.draws >= max(99, needed), warn: result.draws >= needed), found: "\(result.draws)",
        threshold: "pass from \(max(99, needed)), fail below \(needed), with which p cannot reach \(level)"),
    ]
  }

  public static func methods(_ parameters: GridThresholdParameters, result: GridThresholdResult) -> String {
    let (chain, cloud) = (parameters.chain, parameters.chain.cloud)
    return sentence {
      "Cells were ranked by their grid scores"
      if chain.duplicateCorrelation < 1 {
        ", those whose counts correlate more than \(formatted(chain.duplicateCorrelation)) with another left out"
      }
      ", and the first \(parameters.fewest), \(parameters.step) more at a time, up to "
      if parameters.most == 0 { "all with a score" } else { "\(parameters.most)" }
      " were analysed together: "
      if cloud.standardize { "z-scored " }
      if chain.transform == .sqrt { "square roots of the rates [@anscombe1948]" } else { "rates" }
      " of \(counted(cloud.active, "bin")) ("
      switch chain.selection {
      case .active: "the most active"
      case .uniform: "drawn evenly over time"
      }
      ", every \(ordinal(cloud.stride)) bin being looked at) on \(cloud.components) principal components [@gardner2022], "
      "\(cloud.landmarks) landmarks on a fuzzy graph (\(cloud.metric.rawValue) distance, k = \(cloud.neighbours) and "
      "\(cloud.landmarkNeighbours)) [@mcinnes2018], "
      if chain.landmarkDraws > 1 {
        "\(chain.landmarkDraws) choices of bins and landmarks (medians of lifetimes, geometric means of ratios), "
      }
      "Vietoris-Rips cohomology over Z/\(chain.cohomology.coefficient) up to dimension 2 [@bauer2021]. Of the parts "
      "whose bars make a torus (two loops and a void beyond those of shifted recordings, the second loop at least "
      "\(formatted(VerdictDecision.torusGap)) times the third) that whose second loop is the most times as long as the third "
      "is the clearest; the threshold is the lowest score of the smallest part whose ratio is within one standard error of it."
      if parameters.shuffles > 0 {
        " All parts were looked at in \(counted(parameters.shuffles, "recording")) in which every cell was shifted circularly "
        "by its own offset, the same for all parts; p = (1 + number whose clearest part has as large a ratio) / (1 + number) "
        "[@phipson2010], which holds for the best of all thresholds [@westfall1993]; bars and the best threshold count with p "
        "to \(formatted(parameters.significance))."
      }
    }
  }
}
