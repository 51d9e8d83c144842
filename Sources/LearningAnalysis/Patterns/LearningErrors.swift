import ArrayNumerics
import LearningModels
import Stages

/// What the engine says of patterns and parameters, with what to do about it.
func located<Value>(_ stage: String, _ body: () throws -> Value) throws -> Value {
  do {
    return try body()
  } catch let error as LearningModelsError {
    let remedy =
      switch error {
      case .badParameter: "Change it in the file or by its option."
      case .wrongLength: "All patterns have one length, that of the first."
      case .notFinite: "Patterns have no gaps: leave the pattern out or fill it."
      case .unusableValue: "Cut the patterns at their means with 'binarize: mean'."
      case .nothingToLearn: "Give at least one pattern."
      case .diverged: "Take a smaller learning_rate."
      case .tooLarge: "Leave the matrix out, or take fewer neurons."
      }
    throw StageError.unusableData(stage: stage, reason: error.reason, remedy: remedy)
  }
}
