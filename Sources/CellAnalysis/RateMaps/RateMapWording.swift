import ArrayNumerics
import Schema
import Stages

extension RateMaps {
  public static func headline(_ result: RateMapResult, parameters: RateMapParameters) -> String {
    let median = result.medianInformation
    return sentence {
      "\(result.maps.count) maps of \(result.grid.columns) x \(result.grid.rows) bins; median spatial information "
      if median.isNaN { "unknown" } else { "\(formatted(median, digits: 3)) bits per spike" }
      if let informative = result.informative {
        "; \(counted(informative, "cell")) above chance at p ≤ \(formatted(RateMapResult.level))"
      } else if result.shuffles > 0, result.statistics.informationP.contains(where: \.isFinite) {
        "; untested against chance, since p cannot reach \(formatted(RateMapResult.level)) with "
        "\(counted(result.shuffles, "shift"))"
      }
      "."

    }
  }

  public static func checks(_ result: RateMapResult, parameters: RateMapParameters) -> [QualityCheck] {
    let visited = result.occupancy.elements.filter { $0 > 0 }.count
    let share = Double(visited) / Double(max(1, result.occupancy.count))
    return [
      QualityCheck(
        "Coverage of the arena", .init(pass: share >= 0.8, warn: share >= 0.5), found: "\(percent(share)) of the bins visited",
        threshold: "pass from 80 %, fail below 50 % (of the rectangle around the path)")
    ]
  }

  public static func methods(_ parameters: RateMapParameters, result: RateMapResult) -> String {
    sentence {
      "Rate maps are spikes divided by time in square bins of \(formatted(parameters.binSize * 100)) cm"
      switch parameters.smoother {
      case .gaussian:
        if parameters.smoothing > 0 { ", both smoothed with a Gaussian of \(counted(parameters.smoothing, "bin"))" }
      case .adaptive:
        ", in discs around each bin that grow until the root of their spikes times their samples of 20 ms times their "
        "radius in bins reaches \(formatted(parameters.alpha)) [@skaggs1996]"
      }
      if parameters.minimumOccupancy > 0 {
        "; bins visited for \(formatted(parameters.minimumOccupancy)) s or less were left empty"
      }
      "; spatial information is given in bits per spike [@skaggs1993]"
      if parameters.shuffles > 0 {
        ", tested by \(parameters.shuffles) shifts of the spikes in time by \(formatted(parameters.minimumShift)) s or more "
        "[@phipson2010], both of the train and of its shifts over time that was weighted by the cell's rate in a Gaussian of "
        "60 s, so that slow changes of the rate count for nothing [@harris2020]"
      }
      ", beside it that of maps made from other time, over five folds of alternating 10 s. Coherence is the correlation of "
      "bins with their neighbours [@muller1989]; a field is connected, has \(percent(parameters.fieldThreshold)) of the peak "
      "rate and \(counted(parameters.fieldBins, "bin")) or more."
    }
  }
}
