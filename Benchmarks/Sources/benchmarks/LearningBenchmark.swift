import ArrayNumerics
import LearningModels

/// Models that learn, each on what its peer gets: random pictures of 128 × 128 pixels, random patterns of 784 values.
enum LearningBenchmark {
  static let names = ["recall", "recall-20", "sweep", "store", "oja", "sanger", "bcm"]
  private static let patterns = 5000

  /// What is measured, with its input in memory.
  static func prepare(_ name: String) throws -> (() throws -> String)? {
    switch name {
    case "store": return { try String(memory().weights.count) }
    case "recall": return try recall(RecallOptions())
    case "recall-20":
      var options = RecallOptions()
      options.stopsWhenSettled = false
      return try recall(options)
    case "sweep": return try recall(RecallOptions(update: .asynchronous, steps: 1))
    case "oja":
      let inputs = random()
      return { try trained(OjaTrainer(layer: LinearLayer(inputs: 784, outputs: 10)), on: inputs) }
    case "sanger":
      let inputs = random()
      return { try trained(SangerTrainer(layer: LinearLayer(inputs: 784, outputs: 10)), on: inputs) }
    case "bcm":
      let inputs = random()
      return { try trained(BCMTrainer(layer: LinearLayer(inputs: 784, outputs: 10)), on: inputs) }
    default: return nil
    }
  }

  private static func memory() throws -> HopfieldNetwork {
    var stream = RandomStream(seed: 1, name: "pictures")
    let values = (0..<4).flatMap { _ in randomState(128 * 128, stream: &stream) }
    var network = try HopfieldNetwork(neurons: 128 * 128)
    try network.weights.store(Matrix(rows: 4, columns: 128 * 128, elements: values))
    return network
  }

  private static func recall(_ options: RecallOptions) throws -> () throws -> String {
    let network = try memory()
    var stream = RandomStream(seed: 1, name: "pictures")
    let pattern = randomState(128 * 128, stream: &stream)
    let start = flipped(pattern, 128 * 128 * 3 / 10, stream: &stream)
    return {
      var stream = RandomStream(seed: 2, name: "recall")
      let end = try network.recall(from: start, following: pattern, options: options, stream: &stream)
      return "\(end.steps) steps, overlap \(end.overlap.last ?? 0)"
    }
  }

  private static func random() -> Matrix<Double> {
    var stream = RandomStream(seed: 1, name: "patterns")
    return Matrix(rows: patterns, columns: 784, elements: (0..<patterns * 784).map { _ in stream.uniform() })
  }

  private static func trained(_ trainer: some Trainer, on inputs: Matrix<Double>) throws -> String {
    var trainer = trainer
    let history = try trainer.train(on: inputs, plan: TrainingPlan(epochs: 1, rate: 1e-4))
    return "\(patterns) patterns, length \(history.epochs.last?.norm ?? 0)"
  }
}
