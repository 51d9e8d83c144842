import Schema
import Stages

extension Reduction {
  public static func headline(_ result: ReductionResult, parameters: ReductionParameters) -> String {
    let share = percent(result.explainedVarianceRatio.reduce(0, +))
    return "\(result.explainedVarianceRatio.count) components hold \(share) of the variance of \(result.loadings.rows) cells."
  }

  public static func methods(_ parameters: ReductionParameters, result: ReductionResult) -> String {
    let share = percent(result.explainedVarianceRatio.reduce(0, +))
    return sentence {
      if parameters.standardize { "The z-scored" } else { "The centred" }
      " rates were projected on their first \(result.explainedVarianceRatio.count) principal components "
      "(\(share) of the variance) [@pearson1901]."
    }
  }
}
