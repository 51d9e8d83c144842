import ArrayNumerics
import Schema
import Stages

extension GridScores {
  public static func headline(_ result: GridScoreResult, parameters: GridScoreParameters) -> String {
    sentence {
      if let significant = result.significant, let expected = result.expectedFalse {
        "\(significant) of \(counted(result.cellIDs.count, "cell")) have a grid at p ≤ \(formatted(GridScoreResult.level)) "
        "(\(formatted(expected, digits: 2)) expected by chance)"
      } else {
        "\(counted(result.scored, "cell")) of \(result.cellIDs.count) have a score, none tested"
      }
      let spacings = result.significantSpacings
      if !spacings.isEmpty { "; median spacing \(formatted(100 * median(spacings), digits: 3)) cm" }
      "."
    }
  }

  public static func checks(_ result: GridScoreResult, parameters: GridScoreParameters) -> [QualityCheck] {
    let share = Double(result.scored) / Double(max(1, result.cellIDs.count))
    return [
      QualityCheck(
        "Cells with a score", .init(pass: share >= 0.9, warn: share >= 0.5),
        found: "\(result.scored) of \(counted(result.cellIDs.count, "cell"))",
        threshold: "pass from 90 %, fail below 50 %"),
      QualityCheck(
        "Time in the arena", .init(pass: result.seconds >= 600, warn: result.seconds >= 120),
        found: "\(measured(result.seconds)) s", threshold: "pass from 600 s, fail below 120 s"),
    ]
  }

  public static func methods(_ parameters: GridScoreParameters, result: GridScoreResult) -> String {
    sentence {
      switch parameters.compatibility {
      case .canns:
        "Rate maps of \(parameters.bins) by \(parameters.bins) bins, 0 where not visited"
        if parameters.smoothingBins > 0 { " and smoothed with a Gaussian of \(counted(parameters.smoothingBins, "bin"))" }
        ", and their grid scores are those of the program canns"
      case .none:
        "Rate maps are spikes divided by time in bins of \(formatted(parameters.binSize * 100)) cm"
        if parameters.smoothing > 0 { ", both smoothed with a Gaussian of \(formatted(parameters.smoothing * 100)) cm" }
        if parameters.minimumOccupancy > 0 {
          "; bins visited for \(formatted(parameters.minimumOccupancy)) s or less have no rate"
        }
        switch parameters.definition {
        case .expanding:
          ". The grid score is the correlation of the autocorrelogram [@sargolini2006], normalised by the overlap, with itself "
          "turned by 60°, less the larger of those by 30° and 90°, on the best annulus from the edge of the central field "
          "outward [@langston2010]"
        case .opexebo: ". The grid score is that of the program opexebo, on discs that grow around a contour"
        case .canns: ". The grid score is that of the program canns, on discs that grow around a contour"
        case .sargolini:
          ". The grid score is the correlation of the autocorrelogram with itself turned by 60°, less the larger of those by "
          "30° and 90°, on the annulus around the six nearest peaks [@sargolini2006]"
        }
      }
      ". Spacing and orientation [@hafting2005] are those of three plane waves on the spikes, looked for from "
      "\(formatted(parameters.spacings[0])) to \(formatted(parameters.spacings[1])) cm; lattices whose axes differ by a "
      "tenth or more, and fit better, are given as sheared [@stensola2015]"
      if parameters.shuffles > 0 {
        ". P-values are those among \(parameters.shuffles) shifts of the cell's spikes in time by "
        "\(formatted(parameters.minimumShift)) s or more, each with the whole computation repeated [@phipson2010]"
      }
      "."
    }
  }
}

extension GridScoreResult {
  /// m, of the cells with p up to the level.
  var significantSpacings: [Double] {
    zip(p ?? [], lattice.regularSpacing).filter { $0 <= Self.level && $1.isFinite }.map { $1 }
  }
}
