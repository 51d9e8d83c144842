import ArrayNumerics
import LearningModels
import Schema
import Stages

/// What neurons have become selective for.
public struct SelectivityResult: StageResult {
  /// `[output, input]`.
  public var weights: Matrix<Float>
  /// `[pattern, output]`.
  public var outputs: Matrix<Double>
  /// Epoch by epoch.
  public var history: LearningHistory
  /// θ, `[output]`.
  public var thresholds: [Double]
  /// 1 − mean/largest answer, `[output]`.
  public var selectivity: [Double]
  /// The pattern with the largest answer, `[output]`.
  public var preferred: [Int]
  /// `[pattern]`.
  public var names: [String]
  /// Rows and columns of a picture; empty for other patterns.
  public var pictureShape: [Int]
  public var notes: StageNotes

  public static let fields = Field<SelectivityResult>.table {
    Field.array("weights", \.weights, axes: ["output", "input"], "weights of each neuron")
    Field.array("outputs", \.outputs, axes: ["pattern", "output"], "answers to the patterns after learning")
    Field.part(\.history)
    Field.array("threshold", \.thresholds, axes: ["output"], "threshold of each neuron at the end")
    Field.array("selectivity", \.selectivity, axes: ["output"], "1 less mean over largest answer, negative answers as none")
    Field.array("preferred", \.preferred, axes: ["output"], "pattern with the largest answer, counted from 0")
    Field.array("pattern_names", \.names, axes: ["pattern"], "name of each pattern; the orientation of bars")
    Field.array("picture_shape", \.pictureShape, "rows and columns of a picture; empty for other patterns")
    Field.number("patterns", \.patternCount, "patterns")
    Field.number("median_selectivity", \.medianSelectivity, "median of the selectivity")
    Field.number("largest_selectivity", \.largestPossible, "selectivity of a neuron that answers one pattern alone, 1 - 1/K")
    Field.number("preferred_patterns", \.preferredCount, "different patterns that are preferred by a neuron")
  }

  public init(from stored: StoredResult<SelectivityResult>) throws {
    weights = try stored[\.weights]
    outputs = try stored[\.outputs]
    history = try LearningHistory(from: stored.fields.part(LearningHistory.self))
    thresholds = try stored[\.thresholds]
    selectivity = try stored[\.selectivity]
    preferred = try stored[\.preferred]
    names = try stored[\.names]
    pictureShape = try stored[\.pictureShape]
    notes = stored.notes
    guard pictureShape.isEmpty || (pictureShape.count == 2 && pictureShape[0] * pictureShape[1] == weights.columns) else {
      throw FieldError.unfit("'picture_shape' does not fit the \(weights.columns) inputs")
    }
  }

  init(_ trainer: BCMTrainer, set: PatternSet, history: TrainingHistory) {
    let answers = (0..<set.values.rows).map { trainer.predict(Array(set.values.row($0))) }
    let outputs = Matrix(rows: set.values.rows, columns: trainer.layer.outputs, elements: answers.flatMap { $0 })
    let columns = (0..<outputs.columns).map { outputs.column($0) }
    self.outputs = outputs
    weights = trainer.weights.map(Float.init)
    self.history = LearningHistory(history)
    thresholds = trainer.thresholds
    selectivity = columns.map { LearningModels.selectivity(of: $0) }
    preferred = columns.map { column in column.indices.max { (column[$0], $1) < (column[$1], $0) } ?? 0 }
    names = set.names
    pictureShape = set.shape.map { [$0.rows, $0.columns] } ?? []
    let clipped = (0..<outputs.columns).count { neuron in
      trainer.weights.row(neuron).contains { abs($0) >= BCMTrainer.limit }
    }
    notes = StageNotes(
      warnings: clipped == 0
        ? []
        : [
          sentence {
            "\(counted(clipped, "neuron")) of \(outputs.columns) have weights at the limit of \(formatted(BCMTrainer.limit)): "
            "the threshold was too slow for the learning rate. Take a smaller learning_rate or threshold_patterns."
          }
        ])
  }
}

extension SelectivityResult {
  var patternCount: Int { outputs.rows }
  var medianSelectivity: Double {
    let known = selectivity.filter(\.isFinite)
    return known.isEmpty ? .nan : median(known)
  }
  var largestPossible: Double { 1 - 1 / Double(max(1, patternCount)) }
  var preferredCount: Int { Set(preferred).count }
}
