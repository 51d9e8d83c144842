import ArrayNumerics

/// Leaky integrate-and-fire neurons in discrete time, with traces of their own spikes and of those of their inputs:
///
///     v ← l v + W x        spike where v ≥ the threshold, then v ← reset        trace ← λ trace + spike
public struct SpikingLayer: Sendable, Equatable {
  /// What does not change while it runs.
  public struct Parameters: Sendable, Equatable {
    /// v from which on a neuron fires.
    public var threshold = 1.0
    /// v after a spike.
    public var reset = 0.0
    /// l: what is left of v after a step.
    public var leak = 0.9
    /// λ: what is left of a trace after a step.
    public var traceDecay = 0.95

    public init() {}
  }

  /// What does not change while it runs.
  public let parameters: Parameters
  /// Inputs.
  public let inputs: Int
  /// Neurons.
  public let outputs: Int
  /// W, row after row, `[output, input]`.
  public internal(set) var values: [Double]
  /// v of each neuron.
  public private(set) var potentials: [Double]
  /// Which neurons fired in the last step, 1 or 0.
  public private(set) var spikes: [Double]
  /// Of the inputs.
  public private(set) var inputTraces: [Double]
  /// Of the neurons.
  public private(set) var outputTraces: [Double]

  /// - Parameter weights: `[output, input]`, not empty.
  /// - Throws: `nothingToLearn`, `notFinite`, `badParameter`
  public init(weights: Matrix<Double>, parameters: Parameters = Parameters()) throws(LearningModelsError) {
    let layer = try LinearLayer(weights: weights)
    try checkRange("the leak", parameters.leak, 0...1)
    try checkRange("the decay of the traces", parameters.traceDecay, 0...1)
    guard parameters.threshold.isFinite, parameters.reset.isFinite, parameters.reset < parameters.threshold else {
      throw .badParameter(name: "the reset", value: parameters.reset, expected: "below the threshold")
    }
    self.parameters = parameters
    (inputs, outputs, values) = (layer.inputs, layer.outputs, layer.values)
    (potentials, spikes, inputTraces, outputTraces) = ([], [], [], [])
    rest()
  }

  /// W, `[output, input]`.
  public var weights: Matrix<Double> { Matrix(rows: outputs, columns: inputs, elements: values) }

  /// Potentials, spikes and traces are 0 again.
  public mutating func rest() {
    potentials = [Double](repeating: 0, count: outputs)
    spikes = potentials
    outputTraces = potentials
    inputTraces = [Double](repeating: 0, count: inputs)
  }

  /// One step.
  ///
  /// - Parameter x: spikes or currents of the inputs, `[input]`.
  public mutating func step(_ x: UnsafeBufferPointer<Double>) {
    let decay = parameters.traceDecay
    for input in 0..<inputs { inputTraces[input] = decay * inputTraces[input] + x[input] }
    values.withUnsafeBufferPointer { w in
      guard let w = w.baseAddress, let x = x.baseAddress else { return }
      for output in 0..<outputs {
        potentials[output] = parameters.leak * potentials[output] + dot(w + output &* inputs, x, count: inputs)
      }
    }
    for output in 0..<outputs {
      let fires = potentials[output] >= parameters.threshold
      spikes[output] = fires ? 1 : 0
      if fires { potentials[output] = parameters.reset }
      outputTraces[output] = decay * outputTraces[output] + spikes[output]
    }
  }
}
