import ArrayNumerics

/// Layers of spiking neurons, each driven by the one before it, that learn through their spikes. A spike reaches the next layer
/// one step later, as in a simulated network with delays of one step.
public struct FeedForwardNetwork: Sendable, Equatable {
  /// A layer.
  public struct Layer: Sendable, Equatable {
    /// Of all its neurons.
    public var neuron: TrainedNeuron
    /// `[neuron, input]`.
    public var weights: Matrix<Double>
    /// What plif learns beside them: w, with a gain of 1/(1 + e^(−w)); `nil` for other neurons.
    public var gain: Double?

    public init(_ neuron: TrainedNeuron, weights: Matrix<Double>) {
      (self.neuron, self.weights, gain) = (neuron, weights, neuron.startGain)
    }
  }

  /// From the inputs on.
  public var layers: [Layer]
  /// ms.
  public var dt: Double

  /// - Throws: `SpikingNetworksError` for layers that do not fit, and parameters that make no sense.
  public init(_ layers: [Layer], dt: Double = 1) throws {
    guard let first = layers.first, first.weights.columns > 0, dt > 0, dt.isFinite else {
      throw SpikingNetworksError("network", "there is no layer, no input or no step", remedy: "Give at least one layer.")
    }
    for (index, layer) in layers.enumerated() {
      if let (problem, remedy) = layer.neuron.objection() {
        throw SpikingNetworksError("layer \(index + 1)", problem, remedy: remedy)
      }
      if index > 0, layer.weights.columns != layers[index - 1].weights.rows {
        throw SpikingNetworksError(
          "layer \(index + 1)",
          "it has \(layer.weights.columns) inputs, and the layer before has \(layers[index - 1].weights.rows) neurons",
          remedy: "Give one weight for each neuron of the layer before.")
      }
    }
    (self.layers, self.dt) = (layers, dt)
  }

  /// Weights drawn from normal distributions of the deviation gain/√inputs.
  ///
  /// - Parameters:
  ///   - sizes: inputs, then the neurons of each layer.
  ///   - mean: of all weights, in units of the deviation.
  /// - Throws: as `init(_:dt:)`.
  public init(
    _ neuron: TrainedNeuron, sizes: [Int], dt: Double = 1, gain: Double = 1, mean: Double = 0, seed: UInt64 = 0
  ) throws {
    guard sizes.count >= 2, sizes.allSatisfy({ $0 > 0 }) else {
      throw SpikingNetworksError(
        "network", "its sizes are \(sizes)", remedy: "Give inputs and neurons of each layer, all above 0.")
    }
    try self.init(
      (1..<sizes.count).map { index in
        var stream = RandomStream(seed: seed, name: "weights of layers", index: UInt64(index))
        let deviation = gain / Double(sizes[index - 1]).squareRoot()
        let elements = (0..<sizes[index] * sizes[index - 1]).map { _ in
          stream.normal(mean: mean * deviation, standardDeviation: deviation)
        }
        return Layer(neuron, weights: Matrix(rows: sizes[index], columns: sizes[index - 1], elements: elements))
      }, dt: dt)
  }

  /// How many inputs there are.
  public var inputs: Int { layers[0].weights.columns }
  /// How many neurons the last layer has.
  public var outputs: Int { layers[layers.count - 1].weights.rows }
}

/// What is shown to a network: which inputs spike in each step, and what it should answer.
public struct SpikeSample: Sendable, Equatable {
  /// By step, ascending; an input that spikes twice stands there twice.
  public var spikes: [[UInt32]]
  /// The output that should spike most.
  public var label: Int

  public init(spikes: [[UInt32]], label: Int) { (self.spikes, self.label) = (spikes, label) }
}

/// How far an answer is from the label.
public enum SpikeLoss: String, Sendable, CaseIterable {
  /// −ln of the label's share of e^count.
  case crossEntropy = "cross-entropy"
  /// Σ (count/steps − 1 for the label, 0 for the others)² / 2.
  case meanSquare = "mean-square"

  /// The loss, and its slope by the counts.
  func value(_ counts: [Double], label: Int, steps: Int) -> (loss: Double, slopes: [Double]) {
    switch self {
    case .crossEntropy:
      let highest = counts.max() ?? 0
      let shares = counts.map { exponential($0 - highest) }
      let sum = shares.reduce(0, +)
      return (
        logarithm(sum) + highest - counts[label],
        shares.enumerated().map { $1 / sum - ($0 == label ? 1 : 0) }
      )
    case .meanSquare:
      let errors = counts.enumerated().map { $1 / Double(steps) - ($0 == label ? 1 : 0) }
      return (errors.reduce(0) { $0 + $1 * $1 } / 2, errors.map { $0 / Double(steps) })
    }
  }
}
