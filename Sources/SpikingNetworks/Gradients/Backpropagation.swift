import ArrayNumerics

/// The slopes of the loss by everything that is learned.
public struct SpikeGradient: Sendable {
  /// Mean over the samples.
  public var loss: Double
  /// By layer, `[neuron, input]`.
  public var weights: [Matrix<Double>]
  /// By layer; 0 where nothing but weights is learned.
  public var gains: [Double]
  /// How many samples were answered rightly: by the output with most spikes, of several the first.
  public var right: Int

  mutating func add(_ other: SpikeGradient) {
    loss += other.loss
    right += other.right
    for layer in weights.indices {
      gains[layer] += other.gains[layer]
      weights[layer] = Matrix(
        rows: weights[layer].rows, columns: weights[layer].columns,
        elements: zip(weights[layer].elements, other.weights[layer].elements).map { $0 + $1 })
    }
  }
}

/// How the way back through a spike is made.
public struct BackpropagationOptions: Sendable, Equatable {
  /// In the place of the threshold.
  public var surrogate = Surrogate.fastSigmoid(slope: 4)
  /// What is made small.
  public var loss = SpikeLoss.crossEntropy
  /// How much of the gradient through their own spikes slif and selif keep; a tenth in SPAIC.
  public var ownSpikes = 0.1

  public init() {}
}

extension FeedForwardNetwork {
  /// What the layers put out, by layer and step; the counts of the last one.
  ///
  /// - Parameter firing: spikes, or the smoothed network.
  public func respond(
    to sample: SpikeSample, firing: Firing = .spikes, options: BackpropagationOptions = BackpropagationOptions()
  ) -> (outputs: [[[Double]]], counts: [Double]) {
    let pass = ForwardPass(self, sample, firing, options)
    return (pass.outputs, pass.counts)
  }

  /// The loss of samples and its gradient by backpropagation through time; through spikes along the surrogate.
  ///
  /// Samples are independent and added up in their order: the same bytes for any number of threads. O(samples · steps ·
  /// weights) at most; silent inputs cost nothing forward.
  ///
  /// - Throws: `SpikingNetworksError` for samples that do not fit; `CancellationError`.
  public func gradient(
    of samples: [SpikeSample], firing: Firing = .spikes, options: BackpropagationOptions = BackpropagationOptions(),
    work: Work = Work()
  ) throws -> SpikeGradient {
    try check(samples)
    guard options.surrogate.size > 0, options.surrogate.size.isFinite else {
      throw SpikingNetworksError("surrogate", "its width is \(options.surrogate.size)", remedy: "Give one above 0.")
    }
    let parts = try concurrentMap(samples.count, work: work) { index in
      backward(samples[index], firing, options)
    }
    var total = parts[0]
    for part in parts.dropFirst() { total.add(part) }
    let count = Double(samples.count)
    total.loss /= count
    total.gains = total.gains.map { $0 / count }
    total.weights = total.weights.map { Matrix(rows: $0.rows, columns: $0.columns, elements: $0.elements.map { $0 / count }) }
    return total
  }

  func check(_ samples: [SpikeSample]) throws {
    guard !samples.isEmpty else {
      throw SpikingNetworksError("samples", "there are none", remedy: "Give at least one.")
    }
    for (index, sample) in samples.enumerated() {
      let place = "sample \(index + 1)"
      guard !sample.spikes.isEmpty else {
        throw SpikingNetworksError(place, "it has no steps", remedy: "Give a list of spikes for each step, empty for none.")
      }
      guard (0..<outputs).contains(sample.label) else {
        throw SpikingNetworksError(
          place, "its label is \(sample.label), and there are \(outputs) outputs",
          remedy: "Labels are whole numbers from 0 to \(outputs - 1).")
      }
      if let wrong = sample.spikes.joined().first(where: { Int($0) >= inputs }) {
        throw SpikingNetworksError(
          place, "input \(wrong) spikes, and there are \(inputs)", remedy: "Inputs are counted from 0.")
      }
    }
  }

  private func backward(_ sample: SpikeSample, _ firing: Firing, _ options: BackpropagationOptions) -> SpikeGradient {
    let pass = ForwardPass(self, sample, firing, options)
    let steps = sample.spikes.count
    let (loss, slopes) = options.loss.value(pass.counts, label: sample.label, steps: steps)
    var gradient = SpikeGradient(
      loss: loss, weights: layers.map { Matrix(rows: $0.weights.rows, columns: $0.weights.columns, repeating: 0) },
      gains: layers.map { _ in 0 }, right: pass.answer == sample.label ? 1 : 0)
    // Slopes by what the layer puts out, by step.
    var byOutput = [[Double]](repeating: slopes, count: steps)
    for number in layers.indices.reversed() {
      let (layer, step) = (layers[number], pass.steps[number])
      let (rows, columns, states) = (layer.weights.rows, layer.weights.columns, layer.neuron.states)
      var byState = [Double](repeating: 0, count: rows * states)
      var byInput = [[Double]](repeating: [Double](repeating: 0, count: columns), count: number == 0 ? 0 : steps)
      var sums = [Double](repeating: 0, count: rows * columns)
      for time in (0..<steps).reversed() {
        for neuron in 0..<rows {
          let slope = byState.withUnsafeMutableBufferPointer { states_ in
            pass.before[number].withUnsafeBufferPointer { before in
              step.retreat(
                states_.baseAddress! + neuron * states, before.baseAddress! + (time * rows + neuron) * states,
                pass.input[number][time * rows + neuron], byOutput[time][neuron], &gradient.gains[number])
            }
          }
          // What arrives in a step was put out in the one before.
          if time == 0 || slope == 0 { continue }
          if number == 0 {
            for input in sample.spikes[time - 1] { sums[neuron * columns + Int(input)] += slope }
          } else {
            let put = pass.outputs[number - 1][time - 1]
            for input in 0..<columns where put[input] != 0 { sums[neuron * columns + input] += slope * put[input] }
            for input in 0..<columns { byInput[time - 1][input] += slope * layer.weights[neuron, input] }
          }
        }
      }
      gradient.weights[number] = Matrix(rows: rows, columns: columns, elements: sums)
      byOutput = byInput
    }
    return gradient
  }
}

/// What the layers did with a sample.
private struct ForwardPass {
  let steps: [NeuronStep]
  /// By layer, step, neuron.
  private(set) var outputs: [[[Double]]] = []
  /// By layer, `[step, neuron, number]`: states before each step.
  private(set) var before: [[Double]] = []
  /// By layer, `[step, neuron]`: what arrived.
  private(set) var input: [[Double]] = []
  /// Spikes of each output.
  private(set) var counts: [Double] = []

  /// The output with most spikes, of several the first.
  var answer: Int { counts.indices.reduce(0) { counts[$1] > counts[$0] ? $1 : $0 } }

  init(_ network: FeedForwardNetwork, _ sample: SpikeSample, _ firing: Firing, _ options: BackpropagationOptions) {
    let length = sample.spikes.count
    steps = network.layers.map {
      NeuronStep(
        $0.neuron, surrogate: options.surrogate, firing: firing, ownSpikes: options.ownSpikes, dt: network.dt, gain: $0.gain)
    }
    for (number, layer) in network.layers.enumerated() {
      let (rows, states) = (layer.weights.rows, layer.neuron.states)
      var state = [Double](repeating: 0, count: rows * states)
      var (before, input) = ([Double](), [Double]())
      before.reserveCapacity(length * rows * states)
      var put: [[Double]] = []
      for time in 0..<length {
        var arrived = [Double](repeating: 0, count: rows)
        if time > 0, number == 0 {
          for source in sample.spikes[time - 1] { for row in 0..<rows { arrived[row] += layer.weights[row, Int(source)] } }
        } else if time > 0 {
          for (source, value) in outputs[number - 1][time - 1].enumerated() where value != 0 {
            for row in 0..<rows { arrived[row] += layer.weights[row, source] * value }
          }
        }
        before += state
        input += arrived
        put.append(
          state.withUnsafeMutableBufferPointer { state in
            (0..<rows).map { steps[number].advance(state.baseAddress! + $0 * states, arrived[$0]) }
          })
      }
      outputs.append(put)
      self.before.append(before)
      self.input.append(input)
    }
    counts = (0..<network.outputs).map { output in outputs[outputs.count - 1].reduce(0) { $0 + $1[output] } }
  }
}
