import ArrayNumerics
import Schema
import Stages

extension TuningCurve {
  public static func headline(_ result: TuningCurveResult, parameters: TuningCurveParameters) -> String {
    let known = result.lengths.filter { $0 > 0 }
    return sentence {
      "\(counted(result.cellIDs.count, "tuning curve")) of \(result.source) over \(result.over)"
      if !known.isEmpty { "; median length of the mean vector \(formatted(median(known), digits: 3))" }
      "."
    }
  }

  public static func methods(_ parameters: TuningCurveParameters, result: TuningCurveResult) -> String {
    sentence {
      "Tuning curves are the mean activity in \(parameters.bins) bins of \(result.over)"
      if parameters.over == .center { " (of the bump itself)" }
      if parameters.axis == .y { " (along y)" }
      "."
    }
  }
}
