import Schema
import Stages

extension Reduction {
  public static func headline(_ result: ReductionResult, parameters: ReductionParameters) -> String {
    let share = percent(result.explainedVarianceRatio.reduce(0, +))
    return "\(result.explainedVarianceRatio.count) components hold \(share) of the variance of \(data(parameters)) "
      + "(\(result.loadings.rows) cells)."
  }

  public static func methods(_ parameters: ReductionParameters, result: ReductionResult) -> String {
    let components = amount(result.explainedVarianceRatio.count, asked: parameters.components)
    return sentence {
      "\(whole(data(parameters))) were projected on their first \(components) principal components "
      "(\(percent(result.explainedVarianceRatio.reduce(0, +))) of their variance) [@pearson1901]."
    }
  }

  /// Whose variance it is.
  private static func data(_ parameters: ReductionParameters) -> String {
    parameters.standardize ? "the z-scored rates of all bins" : "the centred rates of all bins"
  }

  private static func whole(_ text: String) -> String { text.prefix(1).uppercased() + text.dropFirst() }
}
