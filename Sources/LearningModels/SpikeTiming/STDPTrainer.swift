import ArrayNumerics

/// Spike-timing-dependent plasticity by traces (Morrison, Diesmann, Gerstner 2008), additive, in each step:
///
///     W ← W + η (A₊ · spike · input traceᵀ − A₋ · output trace · inputᵀ), cut to [w_min, w_max]
///
/// A spike that follows an input by n steps gains η A₊ λⁿ, an input that follows a spike by n steps loses η A₋ λⁿ. Within a
/// step the input comes first, since it drives the spike: the pair gains η A₊. In canns it gains and loses, η (A₊ − A₋) in all,
/// so that inputs that make the neuron fire together lose.
public struct STDPTrainer: Trainer {
  /// What does not change.
  public struct Parameters: Sendable, Equatable {
    /// A₊.
    public var potentiation = 0.005
    /// A₋; a little more than A₊, so that weights that are not supported fade (Song, Miller, Abbott 2000).
    public var depression = 0.00525
    /// w_min and w_max.
    public var range = 0.0...1.0
    /// A spike counts against the inputs of its own step, as in canns.
    public var countsOwnStep = false

    public init() {}
  }

  /// The neurons.
  public var layer: SpikingLayer
  /// What does not change.
  public let parameters: Parameters
  /// Whether an epoch begins with potentials and traces of 0, as in canns.
  public var restsBeforeEpochs = true
  /// Steps since the epoch began.
  public private(set) var steps = 0
  /// The steps of the spikes in it, ascending.
  public private(set) var spikeSteps: [Int] = []
  /// The neuron of each.
  public private(set) var spikeNeurons: [Int] = []

  public init(layer: SpikingLayer, parameters: Parameters = Parameters()) {
    self.layer = layer
    self.parameters = parameters
  }

  /// As the layer has them.
  public var inputs: Int { layer.inputs }
  /// `[output, input]`.
  public var weights: Matrix<Double> { layer.weights }
  /// Spikes of one step from rest.
  public func predict(_ pattern: [Double]) -> [Double] {
    var layer = layer
    layer.rest()
    guard pattern.count == inputs else { return layer.spikes }
    pattern.withUnsafeBufferPointer { layer.step($0) }
    return layer.spikes
  }

  /// Potentials and traces of 0, and no spikes.
  public mutating func beginEpoch() {
    if restsBeforeEpochs { layer.rest() }
    (steps, spikeSteps, spikeNeurons) = (0, [], [])
  }

  /// One step.
  public mutating func learn(_ pattern: UnsafeBufferPointer<Double>, rate: Double) {
    layer.step(pattern)
    for output in 0..<layer.outputs where layer.spikes[output] > 0 {
      spikeSteps.append(steps)
      spikeNeurons.append(output)
    }
    steps += 1
    let (inputs, spikes) = (layer.inputs, layer.spikes)
    let (before, after) = (layer.inputTraces, layer.outputTraces)
    let (low, high) = (parameters.range.lowerBound, parameters.range.upperBound)
    for output in 0..<layer.outputs {
      let earlier = parameters.countsOwnStep ? after[output] : after[output] - spikes[output]
      let (up, down) = (rate * parameters.potentiation * spikes[output], rate * parameters.depression * earlier)
      // Nothing of the kind that changes a weight.
      if up == 0, down == 0 { continue }
      layer.values.withUnsafeMutableBufferPointer { w in
        before.withUnsafeBufferPointer { before in
          for input in 0..<inputs {
            let value = w[output &* inputs &+ input] + up * before[input] - down * pattern[input]
            w[output &* inputs &+ input] = min(high, max(low, value))
          }
        }
      }
    }
  }
}
