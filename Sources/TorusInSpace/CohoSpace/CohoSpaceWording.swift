import ArrayNumerics
import Schema
import Stages

extension CohoSpace {
  public static func headline(_ result: CohoSpaceResult, parameters: CohoSpaceParameters) -> String {
    sentence {
      "\(counted(result.cellIDs.count, "cell")) on a \(shape(result))"
      if result.medianInformation.isFinite {
        "; without it the others tell \(formatted(result.medianInformation, digits: 3)) bits per spike about a cell (median)"
      }
      if let world = result.world, world.medianAdvantage.isFinite {
        ", \(formatted(abs(world.medianAdvantage), digits: 2)) \(moreOrLess(world.medianAdvantage)) than \(place(world)) "
        "(p \(formatted(world.populationP, digits: 2)) for more, if the map is fixed)"
      }
      "."
    }
  }

  private static func shape(_ result: CohoSpaceResult) -> String { result.circles == 1 ? "ring" : "torus" }
  private static func moreOrLess(_ advantage: Double) -> String { advantage < 0 ? "less" : "more" }
  private static func place(_ world: TorusAgainstWorld) -> String { world.world == "arena" ? "the place" : "the heading" }

  public static func checks(_ result: CohoSpaceResult, parameters: CohoSpaceParameters) -> [QualityCheck] {
    let known = result.information.count { $0.isFinite }
    guard known > 0 else { return [] }
    let share = Double(result.informedCells) / Double(known)
    return [
      QualityCheck(
        "Cells belong to the coordinates", .init(pass: share >= 0.9, warn: share >= 0.6),
        found: "\(percent(share)) of \(counted(known, "cell")) are predicted by the others better than by a constant rate",
        threshold: "pass from 90 %, fail below 60 %")
    ]
  }

  public static func methods(_ parameters: CohoSpaceParameters, result: CohoSpaceResult) -> String {
    let isCompatible = parameters.compatibility == .canns
    return sentence {
      if isCompatible {
        "Maps of the cells are mean activities in 50 bins of each circle, with the centres of canns 1.5"
      } else {
        "Rates of the cells are spikes divided by time in \(parameters.bins) bins of each circle"
        if parameters.smoothing > 0 {
          ", both smoothed with a periodic Gaussian of \(formatted(parameters.smoothing * 180 / .pi))°"
        }
        "; their centres are the directions of the mean of each map"
      }
      " [@gardner2022]. The CohoScore is the circular variance of the coordinates in the \(percent(parameters.topShare)) "
      "most active rows"
      if !isCompatible { " of those with activity" }
      ". Information was measured with each cell left out of the decoding, in up to \(parameters.leaveOutBins) bins, by "
      "tunings that were fitted in four folds of alternating 10 s blocks (1 s guard) and judged in the fifth [@skaggs1993]"
      if let world = result.world {
        "; it was compared with that of \(place(world)) in bins of the same size, and the difference with that of "
        "\(counted(parameters.draws, "simulated cell")) of a map fixed to the world for each cell [@phipson2010]"
      }
      "."
    }
  }
}
