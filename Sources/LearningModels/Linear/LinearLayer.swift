import ArrayNumerics

/// Linear neurons, y = W x, that learn by local rules.
public struct LinearLayer: Sendable, Equatable {
  /// Values of a pattern.
  public let inputs: Int
  /// Neurons.
  public let outputs: Int
  /// W, row after row, `[output, input]`.
  public internal(set) var values: [Double]

  /// A layer with given weights.
  ///
  /// - Parameter weights: `[output, input]`, not empty.
  /// - Throws: `nothingToLearn`, `notFinite`
  public init(weights: Matrix<Double>) throws(LearningModelsError) {
    guard !weights.isEmpty else { throw .nothingToLearn }
    values = weights.elements
    (outputs, inputs) = (weights.rows, weights.columns)
    if let index = values.firstIndex(where: { !$0.isFinite }) {
      throw .notFinite(what: "weights of neuron", pattern: index / inputs, place: index % inputs)
    }
  }

  /// A layer with normal random weights.
  ///
  /// - Parameter deviation: of the weights; 0.01 as in canns.
  /// - Throws: `badParameter`
  public init(inputs: Int, outputs: Int, deviation: Double = 0.01, seed: UInt64 = 0) throws(LearningModelsError) {
    guard inputs >= 1 else { throw .badParameter(name: "the number of inputs", value: Double(inputs), expected: "at least 1") }
    guard outputs >= 1 else {
      throw .badParameter(name: "the number of outputs", value: Double(outputs), expected: "at least 1")
    }
    try checkPositive("the deviation of the first weights", deviation)
    var stream = RandomStream(seed: seed, name: "first weights")
    values = (0..<inputs * outputs).map { _ in deviation * stream.normal() }
    (self.inputs, self.outputs) = (inputs, outputs)
  }

  /// W, `[output, input]`.
  public var weights: Matrix<Double> { Matrix(rows: outputs, columns: inputs, elements: values) }

  /// y = W x.
  ///
  /// - Parameter x: `[input]`; of another length it gives zeros.
  public func forward(_ x: [Double]) -> [Double] {
    var y = [Double](repeating: 0, count: outputs)
    if x.count == inputs { x.withUnsafeBufferPointer { answer($0, into: &y) } }
    return y
  }

  func answer(_ x: UnsafeBufferPointer<Double>, into y: inout [Double]) {
    values.withUnsafeBufferPointer { w in
      guard let w = w.baseAddress, let x = x.baseAddress else { return }
      for output in 0..<outputs { y[output] = response(w + output &* inputs, x, count: inputs) }
    }
  }

  /// Calls `body` with each neuron in turn, its answer and its weights, which it may change: a row is answered and learned
  /// while it is in the nearest cache.
  @inline(__always)
  mutating func updateRows(
    _ pattern: UnsafeBufferPointer<Double>, _ body: (Int, Double, UnsafeMutablePointer<Double>, UnsafePointer<Double>) -> Void
  ) {
    let (outputs, inputs) = (outputs, inputs)
    values.withUnsafeMutableBufferPointer { w in
      guard let w = w.baseAddress, let x = pattern.baseAddress else { return }
      for output in 0..<outputs {
        let row = w + output &* inputs
        body(output, response(row, x, count: inputs), row, x)
      }
    }
  }
}
