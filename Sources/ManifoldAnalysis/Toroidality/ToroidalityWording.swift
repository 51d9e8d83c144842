import Foundation
import Schema
import Stages

extension Reference {
  /// The degree of toroidality, and what oscillations have to do with it.
  public static let diSarra2025 = Reference(
    key: "disarra2025", authors: "di Sarra, G., Jha, S. and Roudi, Y.", year: 2025,
    title: "The role of oscillations in grid cells' toroidal topology", source: "PLoS Computational Biology 21, e1012776",
    doi: "10.1371/journal.pcbi.1012776")
}

extension Toroidality {
  public static func headline(_ result: ToroidalityResult, parameters: ToroidalityParameters) -> String {
    sentence {
      "Degree of toroidality \(listedNumbers([result.gamma[0]])) (loops) and \(listedNumbers([result.gamma[1]])) (void)"
      if let p = result.p { ", p \(p.map { formatted($0, digits: 2) }.joined(separator: " and "))" }
      "; "
      lost(result.fall1)
      "."
    }
  }

  /// Up to which jitter the loops are seen, as half a sentence.
  private static func lost(_ fall: ToroidalityFall) -> String {
    sentence {
      if let critical = fall.criticalMilliseconds {
        "the loops are lost at a jitter of \(formatted(critical, digits: 3)) ms"
        if let interval = fall.interval {
          " (95 % \(formatted(interval[0], digits: 3)) to \(formatted(interval[1], digits: 3)))"
        }
      } else {
        "no critical jitter: \(fall.reason ?? "none was looked for")"
      }
    }
  }

  public static func checks(_ result: ToroidalityResult, parameters: ToroidalityParameters) -> [QualityCheck] {
    let least = result.gamma.min() ?? 0
    var checks = [
      QualityCheck(
        "Degree of toroidality", .init(pass: least >= 0.5, warn: (result.gamma.max() ?? 0) >= 0.5),
        found: "\(listedNumbers(result.gamma)) of loops and of the void",
        threshold: "pass from 0.5 of both, fail with neither (1 is a torus; our bound)")
    ]
    if let p = result.p {
      checks.append(
        QualityCheck(
          "More toroidal than without coordination",
          .init(pass: p.allSatisfy { $0 <= 0.05 }, warn: p.contains { $0 <= 0.05 }),
          found: "p \(listedNumbers(p)) among \(counted(result.chance1.count, "recording")) with shifted cells",
          threshold: "pass to p 0.05 of both, fail above of both"))
    }
    if result.jitters.count >= 4 {
      checks.append(
        QualityCheck(
          "Time scale of the torus", .init(pass: result.fall1.criticalMilliseconds != nil, warn: true),
          found: sentence {
            lost(result.fall1)
            if let critical = result.fall1.criticalMilliseconds {
              switch critical {
              case ..<100: ": it hangs on coordination finer than a theta cycle"
              case ..<500:
                ": the time scale of theta to eta rhythms, and independent cells with grid maps and a common rhythm have it "
                "too, so it does not tell an attractor from them"
              default:
                ": slower than such rhythms, the time scale of the animal's path, which cells that only follow the place share"
              }
            }
          }, threshold: "warn where there is no critical jitter; what it shows is said, not judged"))
    }
    return checks
  }

  public static func methods(_ parameters: ToroidalityParameters, result: ToroidalityResult) -> String {
    let cloud = parameters.chain.cloud
    return sentence {
      "The degree of toroidality is one minus the bottleneck distance of the barcode from its idealised barcode, each divided "
      "by its diameter, for loops and for the void [@disarra2025]. "
      if let choice = parameters.chain.cellsFrom {
        "Only the cells of the group \(choice.group) of \(choice.stage) were analysed. "
      }
      "The barcodes are those of the \(cloud.active) most active "
      "of every \(ordinal(cloud.stride)) bin, "
      if cloud.standardize { "z-scored " }
      if parameters.chain.transform == .sqrt { "square roots of the rates [@anscombe1948]" } else { "rates" }
      " on \(cloud.components) principal components (\(percent(result.explainedVariance)) of the variance) [@gardner2022], "
      "\(cloud.landmarks) landmarks on a fuzzy graph (\(cloud.metric.rawValue) distance, k = \(cloud.neighbours) and "
      "\(cloud.landmarkNeighbours)) [@mcinnes2018], Vietoris-Rips cohomology over Z/\(parameters.chain.cohomology.coefficient) "
      "[@bauer2021]. Every spike was moved by a normal number with a standard deviation of "
      "\(parameters.jitters.map { formatted($0) }.joined(separator: ", ")) ms, within the stretch without a gap that it is in, "
      "\(counted(parameters.repeats, "time")) each; the critical jitter is the centre of a sigmoid that was fitted to all of "
      "them by least squares."
      if parameters.shuffles > 0 {
        " The level without coordination is that of \(counted(parameters.shuffles, "recording")) in which every cell was "
        "shifted circularly by its own offset; p = (1 + number as toroidal) / (1 + number) [@phipson2010]."
      }
    }
  }
}
