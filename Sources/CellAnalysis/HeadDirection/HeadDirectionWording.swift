import ArrayNumerics
import CellTuning
import Schema
import Stages

extension HeadDirection {
  /// What a cell lacks to count, a clause each.
  static func shortcomings(_ cell: DirectionAnalysis, _ parameters: HeadDirectionParameters) -> [String] {
    if cell.spikes == 0, cell.meanVectorLength.isNaN {
      return ["not defined, because the cell is silent where the direction is known"]
    }
    var clauses: [String] = []
    if cell.p.isNaN {
      clauses.append("no p, because the session is too short")
    } else if cell.p > parameters.level {
      clauses.append("p \(formatted(cell.p, digits: 2))")
    }
    if !(cell.meanVectorLength > parameters.minimumLength) {
      clauses.append("mean vector \(formatted(cell.meanVectorLength, digits: 2))")
    }
    if cell.spikes < Double(parameters.minimumSpikes) { clauses.append("\(formatted(cell.spikes)) spikes") }
    if cell.stability.isNaN {
      clauses.append("stability not defined, because a half of the time is silent or flat")
    } else if cell.stability <= parameters.minimumStability {
      clauses.append("stability \(formatted(cell.stability, digits: 2))")
    }
    return clauses
  }

  public static func headline(_ result: HeadDirectionResult, parameters: HeadDirectionParameters) -> String {
    let expected = Double(result.p.count(where: \.isFinite)) * parameters.level
    let lengths = zip(result.isTuned, result.meanVectorLength).filter(\.0).map(\.1)
    guard result.p.contains(where: \.isFinite) else {
      return "None of \(counted(result.cellIDs.count, "cell")) could be tested."
    }
    return sentence {
      "\(result.tunedCount) of \(counted(result.cellIDs.count, "cell")) are head-direction cells "
      "(\(formatted(expected, digits: 2)) or fewer expected by chance)"
      if !lengths.isEmpty { "; median mean vector \(formatted(median(lengths), digits: 2))" }
      "."
    }
  }

  public static func checks(_ result: HeadDirectionResult, parameters: HeadDirectionParameters) -> [QualityCheck] {
    let total = result.occupancy.reduce(0, +)
    let least = (result.occupancy.min() ?? 0) * Double(result.occupancy.count) / max(total, 1e-9)
    return [
      QualityCheck(
        "Coverage of directions", .init(pass: least >= 0.2, warn: least > 0),
        found: "the rarest direction has \(percent(least)) of an even share of the time",
        threshold: "pass from 20 %, fail when a direction was never faced")
    ]
  }

  public static func methods(_ parameters: HeadDirectionParameters, result: HeadDirectionResult) -> String {
    sentence {
      "Tuning to head direction [@taube1990] is spikes divided by time in \(parameters.bins) bins"
      if parameters.smoothing > 0 { ", both smoothed with a Gaussian of \(formatted(parameters.smoothing))°" }
      "; the mean vector is that of the curve that was not smoothed. Its p-value is that among all shifts of the spikes "
      "against "
      "the direction by \(formatted(parameters.minimumShift)) s or more [@phipson2010]; Rayleigh's test [@zar1999], which "
      "takes "
      "spikes as independent, decided nothing. A head-direction cell has p ≤ \(formatted(parameters.level)), a mean vector "
      "longer than \(formatted(parameters.minimumLength)), at least \(counted(parameters.minimumSpikes, "spike")) and a "
      "correlation between the halves of the session above \(formatted(parameters.minimumStability)). Curves of one peak were "
      "fitted by Poisson's likelihood, and lags up to \(formatted(1000 * parameters.longestLag)) ms scanned."
    }
  }
}
