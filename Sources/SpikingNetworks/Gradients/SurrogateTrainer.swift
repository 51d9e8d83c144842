import ArrayNumerics

/// How a network learns through its spikes.
public struct SurrogatePlan: Sendable, Equatable {
  /// Passes over the samples.
  public var epochs = 20
  /// Samples whose gradient is taken together.
  public var batch = 20
  /// Of Adam.
  public var rate = 0.01
  /// Of the order of the samples.
  public var seed: UInt64 = 0
  /// The way back.
  public var options = BackpropagationOptions()

  public init() {}
}

/// What an epoch did.
public struct SurrogateEpoch: Sendable, Equatable {
  /// Mean loss of the samples, each before its own batch was learned.
  public var loss: Double
  /// How many of them were answered rightly.
  public var right: Int
}

extension FeedForwardNetwork {
  /// Learns from samples by the method Adam (Kingma & Ba 2015, arXiv:1412.6980; β 0.9 and 0.999, ε 10⁻⁸).
  ///
  /// - Parameter observe: told after each epoch; false ends the training.
  /// - Returns: one entry for each epoch.
  /// - Throws: `SpikingNetworksError` for samples that do not fit, and for weights that are no numbers any more;
  /// `CancellationError`.
  public mutating func train(
    on samples: [SpikeSample], plan: SurrogatePlan = SurrogatePlan(), work: Work = Work(),
    observe: (SurrogateEpoch, Self) -> Bool = { _, _ in true }
  ) throws -> [SurrogateEpoch] {
    try check(samples)
    guard plan.epochs >= 1, plan.batch >= 1, plan.rate > 0, plan.rate.isFinite else {
      throw SpikingNetworksError(
        "plan", "there are \(plan.epochs) epochs, \(plan.batch) samples in a batch and a rate of \(plan.rate)",
        remedy: "All three are above 0.")
    }
    var adam = AdamState(count: parameters.count)
    var epochs: [SurrogateEpoch] = []
    for epoch in 0..<plan.epochs {
      var order = Array(samples.indices)
      var stream = RandomStream(seed: plan.seed, name: "order of samples", index: UInt64(epoch))
      stream.shuffle(&order)
      var result = SurrogateEpoch(loss: 0, right: 0)
      for start in stride(from: 0, to: order.count, by: plan.batch) {
        let batch = order[start..<min(order.count, start + plan.batch)].map { samples[$0] }
        let gradient = try gradient(of: batch, options: plan.options, work: work)
        result.loss += gradient.loss * Double(batch.count) / Double(samples.count)
        result.right += gradient.right
        var values = parameters
        adam.step(&values, along: gradient.flat(like: self), rate: plan.rate)
        parameters = values
      }
      guard result.loss.isFinite, parameters.allSatisfy(\.isFinite) else {
        throw SpikingNetworksError(
          "training", "weights are no numbers any more in epoch \(epoch + 1)", remedy: "Take a smaller rate.")
      }
      epochs.append(result)
      work.report("Learning", completed: epoch + 1, of: plan.epochs)
      if !observe(result, self) { break }
    }
    return epochs
  }

  /// How many of the samples are answered rightly.
  ///
  /// - Throws: as `gradient(of:firing:options:work:)`.
  public func right(_ samples: [SpikeSample], work: Work = Work()) throws -> Int {
    try check(samples)
    return try concurrentMap(samples.count, work: work) { index -> Int in
      let counts = respond(to: samples[index]).counts
      let answer = counts.indices.reduce(0) { counts[$1] > counts[$0] ? $1 : $0 }
      return answer == samples[index].label ? 1 : 0
    }.reduce(0, +)
  }

  /// Everything that is learned, in one list: the weights of a layer, then its gain if it has one.
  var parameters: [Double] {
    get { layers.flatMap { $0.weights.elements + ($0.gain.map { [$0] } ?? []) } }
    set {
      var place = 0
      for index in layers.indices {
        let (rows, columns) = (layers[index].weights.rows, layers[index].weights.columns)
        layers[index].weights = Matrix(
          rows: rows, columns: columns, elements: Array(newValue[place..<place + rows * columns]))
        place += rows * columns
        if layers[index].gain != nil {
          layers[index].gain = newValue[place]
          place += 1
        }
      }
    }
  }
}

extension SpikeGradient {
  /// In the order of a network's parameters.
  func flat(like network: FeedForwardNetwork) -> [Double] {
    network.layers.indices.flatMap { weights[$0].elements + (network.layers[$0].gain == nil ? [] : [gains[$0]]) }
  }
}

/// The moments of the method Adam.
private struct AdamState {
  private var mean: [Double]
  private var square: [Double]
  private var steps = 0

  init(count: Int) {
    mean = [Double](repeating: 0, count: count)
    square = mean
  }

  mutating func step(_ values: inout [Double], along slopes: [Double], rate: Double) {
    steps += 1
    let (first, second) = (1 - power(0.9, steps), 1 - power(0.999, steps))
    for index in values.indices {
      mean[index] = 0.9 * mean[index] + 0.1 * slopes[index]
      square[index] = 0.999 * square[index] + 0.001 * slopes[index] * slopes[index]
      values[index] -= rate * (mean[index] / first) / ((square[index] / second).squareRoot() + 1e-8)
    }
  }

  private func power(_ base: Double, _ count: Int) -> Double { exponential(Double(count) * logarithm(base)) }
}
