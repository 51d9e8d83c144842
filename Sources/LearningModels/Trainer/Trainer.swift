import ArrayNumerics

/// A model together with the rule by which it learns from patterns, one after another.
///
/// A new rule is a type with these four members, of which `LinearTrainer` has three; epochs, schedule, order, early stop,
/// history and batches come with it.
///
/// ```swift
/// struct Decay: LinearTrainer {
///   var layer: LinearLayer
///   mutating func learn(_ pattern: UnsafeBufferPointer<Double>, rate: Double) {
///     layer.values = layer.values.map { $0 * (1 - rate) }
///   }
/// }
/// ```
public protocol Trainer: Sendable {
  /// Values of a pattern.
  var inputs: Int { get }
  /// Everything that learning changes and the history follows, `[output, input]`.
  var weights: Matrix<Double> { get }
  /// Learns from one pattern of `inputs` values; the pattern is not kept (a pointer, since this is the inner loop of all
  /// training).
  mutating func learn(_ pattern: UnsafeBufferPointer<Double>, rate: Double)
  /// What the model makes of a pattern of `inputs` values.
  func predict(_ pattern: [Double]) -> [Double]
  /// What comes before each epoch; nothing by default.
  mutating func beginEpoch()
}

extension Trainer {
  /// Nothing.
  public mutating func beginEpoch() {}

  /// The answers to patterns, `[pattern, output]`.
  ///
  /// - Parameter patterns: `[pattern, input]`.
  /// - Throws: `wrongLength`
  public func predict(batch patterns: Matrix<Double>) throws(LearningModelsError) -> Matrix<Double> {
    guard patterns.columns == inputs || patterns.rows == 0 else {
      throw .wrongLength(what: "a pattern", found: patterns.columns, expected: inputs)
    }
    let answers = (0..<patterns.rows).map { predict(Array(patterns.row($0))) }
    return Matrix(rows: answers.count, columns: answers.first?.count ?? 0, elements: answers.flatMap { $0 })
  }

  /// Learns from patterns for some epochs.
  ///
  /// - Parameters:
  ///   - patterns: `[pattern, input]`.
  ///   - seed: of the order of the patterns.
  ///   - observe: told after each epoch; false ends the training.
  /// - Returns: one entry for each epoch.
  /// - Throws: `nothingToLearn`, `wrongLength`, `notFinite`, `badParameter`, `diverged`; `CancellationError`.
  public mutating func train(
    on patterns: Matrix<Double>, plan: TrainingPlan = TrainingPlan(), seed: UInt64 = 0, work: Work = Work(),
    observe: (EpochRecord, Self) -> Bool = { _, _ in true }
  ) throws -> TrainingHistory {
    try plan.check()
    guard !patterns.isEmpty else { throw LearningModelsError.nothingToLearn }
    guard patterns.columns == inputs else {
      throw LearningModelsError.wrongLength(what: "a pattern", found: patterns.columns, expected: inputs)
    }
    if let index = patterns.withUnsafeBufferPointer({ values in values.firstIndex { !$0.isFinite } }) {
      throw LearningModelsError.notFinite(
        what: "pattern", pattern: index / patterns.columns, place: index % patterns.columns)
    }
    var history = TrainingHistory()
    var order = Array(0..<patterns.rows)
    var quiet = 0
    for epoch in 0..<plan.epochs {
      if plan.shuffles {
        order = Array(0..<patterns.rows)
        var stream = RandomStream(seed: seed, name: "order of patterns", index: UInt64(epoch))
        stream.shuffle(&order)
      }
      let before = weights
      beginEpoch()
      try learnEpoch(patterns, order: order, epoch: epoch, plan: plan, work: work)
      let record = EpochRecord(epoch: epoch, rate: plan.rate(at: Double(epoch + 1)), before: before, after: weights)
      guard record.norm.isFinite else { throw LearningModelsError.diverged(epoch: epoch, rate: plan.rate(at: Double(epoch))) }
      history.epochs.append(record)
      work.report("training", completed: epoch + 1, of: plan.epochs)
      quiet = record.change <= plan.tolerance ? quiet + 1 : 0
      if plan.tolerance > 0, quiet >= plan.patience {
        history.end = .settled
        break
      }
      if !observe(record, self) {
        history.end = .stopped
        break
      }
    }
    return history
  }

  private mutating func learnEpoch(
    _ patterns: Matrix<Double>, order: [Int], epoch: Int, plan: TrainingPlan, work: Work
  ) throws {
    let (count, columns) = (Double(order.count), patterns.columns)
    try patterns.withUnsafeBufferPointer { values in
      for (place, row) in order.enumerated() {
        if place % 256 == 0 { try work.checkCancellation() }
        learn(
          UnsafeBufferPointer(rebasing: values[row * columns..<(row + 1) * columns]),
          rate: plan.rate(at: Double(epoch) + Double(place) / count))
      }
    }
  }
}
