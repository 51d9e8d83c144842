/// The rule of Bienenstock, Cooper and Munro (1982), with a threshold that follows the square of the answer:
///
///     w ← w + η y (y − θ) x        θ ← θ + (y² − θ)/τ
///
/// with y of the weights before the step in both, and weights cut to ± 10 as in canns. Neurons become selective: of K linearly
/// independent patterns that come equally often a neuron keeps one, with the answer K, and answers the others with 0.
public struct BCMTrainer: LinearTrainer {
  /// The neurons.
  public var layer: LinearLayer
  /// θ of each neuron.
  public private(set) var thresholds: [Double]
  /// τ, patterns.
  public let timeConstant: Double
  /// No weight goes beyond ± this.
  public static let limit = 10.0

  /// - Parameters:
  ///   - timeConstant: τ, patterns.
  ///   - threshold: θ of every neuron at the start.
  /// - Throws: `badParameter`
  public init(layer: LinearLayer, timeConstant: Double = 100, threshold: Double = 0.1) throws(LearningModelsError) {
    try checkPositive("the time constant of the threshold", timeConstant)
    guard threshold.isFinite else {
      throw .badParameter(name: "the first threshold", value: threshold, expected: "a finite number")
    }
    self.layer = layer
    self.timeConstant = timeConstant
    thresholds = [Double](repeating: threshold, count: layer.outputs)
  }

  /// One pattern.
  public mutating func learn(_ pattern: UnsafeBufferPointer<Double>, rate: Double) {
    let (count, timeConstant) = (layer.inputs, timeConstant)
    thresholds.withUnsafeMutableBufferPointer { thresholds in
      guard let thresholds = thresholds.baseAddress else { return }
      layer.updateRows(pattern) { output, y, w, x in
        let threshold = thresholds[output]
        addClipped(w, x, by: rate * y * (y - threshold), limit: Self.limit, count: count)
        thresholds[output] = threshold + (y * y - threshold) / timeConstant
      }
    }
  }
}

/// How much a neuron prefers one of some stimuli: 1 − mean/largest of its answers (Bienenstock, Cooper, Munro 1982); near 0 for
/// equal answers, 1 − 1/K for one of K. Negative answers count as none. NaN for a neuron that answers nothing.
public func selectivity(of answers: [Double]) -> Double {
  let positive = answers.map { max(0, $0) }
  guard let largest = positive.max(), largest > 0 else { return .nan }
  return 1 - positive.reduce(0, +) / Double(positive.count) / largest
}
