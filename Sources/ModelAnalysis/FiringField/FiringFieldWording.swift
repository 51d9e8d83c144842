import Schema
import Stages

extension FiringField {
  public static func headline(_ result: FiringFieldResult, parameters: FiringFieldParameters) -> String {
    sentence {
      "\(result.neurons) fields of \(result.model)"
      if let module = result.module { " (module \(module))" }
      " over the \(result.over), \(result.samples.columns) x \(result.samples.rows) bins, of which \(result.visited) were "
      "visited."
    }
  }

  public static func checks(_ result: FiringFieldResult, parameters: FiringFieldParameters) -> [QualityCheck] {
    let share = Double(result.visited) / Double(max(1, result.samples.count))
    return [
      QualityCheck(
        "Coverage of the plane", .init(pass: share >= 0.8, warn: share >= 0.3), found: "\(percent(share)) of the bins visited",
        threshold: "pass from 80 %, fail below 30 %")
    ]
  }

  public static func methods(_ parameters: FiringFieldParameters, result: FiringFieldResult) -> String {
    sentence {
      "Firing fields are the mean rate"
      if let module = parameters.module { " of the neurons of module \(module)" }
      " in \(parameters.bins) x \(parameters.bins) bins of the \(result.over), not smoothed."
    }
  }
}
