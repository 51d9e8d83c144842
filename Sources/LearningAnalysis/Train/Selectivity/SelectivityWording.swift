import LearningModels
import Schema
import Stages

extension SelectivityTraining {
  public static func headline(_ result: SelectivityResult, parameters: SelectivityParameters) -> String {
    sentence {
      "Median selectivity \(formatted(result.medianSelectivity, digits: 3)) of \(counted(result.weights.rows, "neuron")) "
      "(one pattern alone: \(formatted(result.largestPossible, digits: 3))); together they prefer "
      "\(result.preferredCount) of \(counted(result.patternCount, "pattern"))."
    }
  }

  public static func checks(_ result: SelectivityResult, parameters: SelectivityParameters) -> [QualityCheck] {
    let share = result.medianSelectivity / result.largestPossible
    return [
      QualityCheck(
        "Neurons are selective", .init(pass: share >= 0.9, warn: share >= 0.5),
        found: "median selectivity \(formatted(result.medianSelectivity, digits: 3))",
        threshold: "pass from 90 %, fail below 50 % of what one pattern alone would be")
    ]
  }

  public static func methods(_ parameters: SelectivityParameters, result: SelectivityResult) -> String {
    let source =
      parameters.patterns == ["bars"]
      ? "bars of \(parameters.orientations) orientations (\(parameters.patch) x \(parameters.patch) pixels, width "
        + "\(formatted(parameters.barWidth)) pixels)"
      : "\(counted(result.patternCount, "pattern")) from \(parameters.patterns.joined(separator: ", "))"
    return sentence {
      "From \(source) "
      parameters.learning.words(result.history)
      ", by the rule of Bienenstock, Cooper and Munro [@bienenstock1982] with thresholds that followed the square of the "
      "answer over "
      "\(counted(parameters.thresholdPatterns, "pattern")), from \(formatted(parameters.firstThreshold)) on. Selectivity is 1 "
      "less the mean over the largest answer."
    }
  }
}
