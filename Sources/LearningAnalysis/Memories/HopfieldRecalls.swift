import ArrayNumerics
import LearningModels
import Stages

/// The recalls of an associative memory: from what, to what, and what should have come out.
struct HopfieldRecalls {
  /// `[recall, neuron]`.
  var inputs: Matrix<Double>
  /// The pattern that is meant, `[recall, neuron]`.
  var targets: Matrix<Double>
  var recalls: [Recall]

  init(_ network: HopfieldNetwork, set: PatternSet, parameters: HopfieldParameters, context: RunContext, stage: String) throws {
    (inputs, targets) = try Self.states(set, parameters: parameters, seed: context.seed, stage: stage)
    let (inputs, targets) = (inputs, targets)
    let options = parameters.recallOptions
    recalls = try concurrentMap(inputs.rows, work: context.work) { index in
      var stream = RandomStream(seed: context.seed, name: "recall", index: UInt64(index))
      return try network.recall(
        from: Array(inputs.row(index)), following: Array(targets.row(index)), options: options, stream: &stream,
        work: context.work.serial)
    }
  }

  private static func states(
    _ set: PatternSet, parameters: HopfieldParameters, seed: UInt64, stage: String
  ) throws -> (inputs: Matrix<Double>, targets: Matrix<Double>) {
    guard !parameters.inputs.isEmpty else {
      var values: [Double] = []
      for row in 0..<set.values.rows {
        var stream = RandomStream(seed: seed, name: "noise", index: UInt64(row))
        values += set.values.row(row).map { stream.uniform() < parameters.noise ? -$0 : $0 }
      }
      return (
        parameters.starts(Matrix(rows: set.values.rows, columns: set.values.columns, elements: values)), set.values
      )
    }
    let own = try PatternSet.read(parameters.inputs, stage: stage).cut(
      parameters.binarize, mustBeBinary: parameters.activation.engine.isDiscrete, stage: stage)
    guard own.values.columns == set.values.columns else {
      throw StageError.unusableData(
        stage: stage,
        reason: "the states to recall from have \(own.values.columns) values, the patterns \(set.values.columns).",
        remedy: "Bring them to one size.")
    }
    guard own.values.rows <= set.values.rows else {
      throw StageError.unusableData(
        stage: stage, reason: "there are \(own.values.rows) states to recall from and \(set.values.rows) patterns.",
        remedy: "Give one state for each pattern, in the same order, or fewer.")
    }
    return (parameters.starts(own.values), set.values.selectingRows(0..<own.values.rows))
  }
}

extension HopfieldParameters {
  /// The patterns, cut as the neurons need them.
  func patternSet(seed: UInt64, stage: String) throws -> PatternSet {
    let set =
      switch patterns {
      case ["pictures"]: try TrainingPatterns.pictures(side: size)
      case ["digits"]: TrainingPatterns.digits()
      case ["random"]: TrainingPatterns.random(count: count, neurons: neurons, seed: seed)
      default: try PatternSet.read(patterns, stage: stage)
      }
    return try set.cut(binarize, mustBeBinary: activation.engine.isDiscrete, stage: stage)
  }

  var recallOptions: RecallOptions {
    var options = RecallOptions(update: update == .synchronous ? .synchronous : .asynchronous, steps: iterations)
    options.stopsWhenSettled = stops && compat == .none
    options.energyHasEntropy = compat == .none
    return options
  }

  /// States of the neurons: those of sigmoid neurons are from 0 to 1.
  func starts(_ states: Matrix<Double>) -> Matrix<Double> {
    activation == .sigmoid ? states.map { ($0 + 1) / 2 } : states
  }

  func writesMatrix(_ neurons: Int) -> Bool { denseWeights || neurons <= 1024 }
}
