import ArrayNumerics
import LearningModels
import Schema
import Stages

/// The sets that the program makes, of all models.
enum TrainingPatterns {
  static let builtIn = ["pictures", "digits", "random", "gaussian", "bars", "poisson"]

  /// Pictures of −1 and 1, `[4, side²]`.
  static func pictures(side: Int) throws -> PatternSet {
    PatternSet(values: try Pictures.all(side: side), names: Pictures.names, shape: (side, side))
  }

  /// The ten digits of −1 and 1.
  static func digits() -> PatternSet {
    PatternSet(values: Digits.all, names: (0..<10).map { "\($0)" }, shape: (Digits.side, Digits.side))
  }

  /// Random patterns of −1 and 1.
  static func random(count: Int, neurons: Int, seed: UInt64) -> PatternSet {
    var values: [Double] = []
    for index in 0..<count {
      var stream = RandomStream(seed: seed, name: "random patterns", index: UInt64(index))
      values += randomState(neurons, stream: &stream)
    }
    return PatternSet(
      values: Matrix(rows: count, columns: neurons, elements: values), names: (0..<count).map { "random \($0)" }, shape: nil)
  }
}
