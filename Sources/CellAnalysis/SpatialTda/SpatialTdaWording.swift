import Foundation
import Schema
import Stages

extension SpatialTda {
  public static func headline(_ result: SpatialTdaResult, parameters: SpatialTdaParameters) -> String {
    sentence {
      switch result.shape {
      case .torus: "The rate maps make a torus"
      case .loop: "The rate maps make one loop, no torus"
      case .none: "The rate maps make no torus"
      case .untested:
        "The rate maps were not tested"
        if !result.null[0].isEmpty {
          ", since p cannot reach \(formatted(SpatialTdaResult.significance)) with "
          "\(counted(result.null[0].count, "draw"))"
        }
      }
      ": \(counted(result.x.count, "place")), loops of \(numbers(result.loops))"
      if let p = result.loopP { " (p \(numbers(p)))" }
      ", voids of \(result.voids.isEmpty ? "none" : numbers(result.voids))"
      if let p = result.voidP, !p.isEmpty { " (p \(numbers(p)))" }
      "."
    }
  }

  private static func numbers(_ values: [Double]) -> String {
    values.map { formatted($0, digits: 2) }.joined(separator: ", ")
  }

  public static func checks(_ result: SpatialTdaResult, parameters: SpatialTdaParameters) -> [QualityCheck] {
    let draws = result.null[0].count
    return [
      QualityCheck(
        "Draws of the null", .init(pass: draws >= 99, warn: draws >= 19), found: "\(draws)",
        threshold: "pass from 99, fail below 19, with which p cannot reach 0.05"),
      QualityCheck(
        "Torus of the rate maps", .init(pass: result.shape == .torus, warn: result.shape != .none),
        found: sentence {
          result.shape.rawValue
          "; the second loop is \(formatted(SpatialTdaResult.gap(result.loops, 1), digits: 2)) times as long as the third, the "
          "void \(formatted(SpatialTdaResult.gap(result.voids, 0), digits: 2)) times as long as the next"
        },
        threshold: "pass for two loops and a void with p to \(formatted(SpatialTdaResult.significance)), each "
          + "\(formatted(SpatialTdaResult.gap)) times as long as the next; warn for one loop or untested"),
    ]
  }

  public static func methods(_ parameters: SpatialTdaParameters, result: SpatialTdaResult) -> String {
    sentence {
      "Rates of all cells in bins of \(formatted(parameters.binSize * 100)) cm, spikes and time smoothed by a Gaussian of "
      "\(formatted(parameters.smoothing * 100)) cm"
      if parameters.crop < 1 { ", in the \(percent(parameters.crop)) of either side around the middle of the arena" }
      if parameters.minimumOccupancy > 0 { ", visited for more than \(formatted(parameters.minimumOccupancy)) s" }
      ", were taken as the population vectors of \(counted(result.x.count, "place"))"
      if parameters.standardize { ", z-scored" }
      " and projected on \(counted(parameters.components, "principal component")) (\(percent(result.explainedVariance)) of the "
      "variance) [@gardner2022]. Of these \(result.chosen.count), asked for \(parameters.points), each the farthest from those "
      "before it, stand for all; Vietoris-Rips persistent cohomology of their \(parameters.distance.rawValue) distances was "
      "computed over Z/\(parameters.coefficient) up to dimension 2 [@bauer2021]."
      if parameters.shuffles > 0 {
        " Bars were compared with the longest of \(counted(parameters.shuffles, "recording")) in which "
        switch parameters.surrogate {
        case .timeShift: "the spikes of every cell were moved in time by at least \(formatted(parameters.minimumShift)) s"
        case .permutation: "the bins of every map were put in a random order of its own"
        }
        " [@phipson2010], which holds for all bars of a dimension together [@westfall1993]. A torus has two loops and one void "
        "with p to \(formatted(SpatialTdaResult.significance)), each \(formatted(SpatialTdaResult.gap)) times as long as the "
        "next of its dimension."
      }
    }
  }
}
