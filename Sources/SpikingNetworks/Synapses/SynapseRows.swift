import ArrayNumerics

/// The synapses of a projection by source, and within a source by delay, then target.
///
/// A spike of step m arrives at m + d by walking the segment (source, d). So a delay costs no memory a synapse, and the inputs
/// that are being filled stay in the cache. Within a segment targets ascend: the part of a range of targets is contiguous.
struct SynapseRows: Sendable {
  /// Where the weights arrive.
  var port: Port
  /// The different delays in steps, ascending.
  var delays: [Int]
  /// Where segment (source, number of the delay) begins: sources · delays + 1.
  var start: [UInt32]
  var target: [UInt32]
  /// Empty when all are `commonWeight`.
  var weight: [Float]
  var commonWeight: Double

  var sources: Int { (start.count - 1) / max(1, delays.count) }
  var count: Int { target.count }
  /// The weight of a synapse by its place.
  func weight(_ place: Int) -> Double { weight.isEmpty ? commonWeight : Double(weight[place]) }

  /// - Throws: `SpikingNetworksError` for a weight that a rule could not have made.
  func requireWeights(in range: ClosedRange<Double>, place: String) throws {
    // A weight of its own is kept in single precision.
    let slack = 1e-6 * max(abs(range.lowerBound), abs(range.upperBound))
    let all = weight.isEmpty ? [commonWeight] : weight.map(Double.init)
    guard let bad = all.first(where: { $0 < range.lowerBound - slack || $0 > range.upperBound + slack }) else { return }
    throw SpikingNetworksError(
      place, "a weight is \(bad), and plasticity keeps weights from \(range.lowerBound) to \(range.upperBound)",
      remedy: "Change the weights, or 'w_min' and 'w_max'.")
  }

  /// What it takes in memory.
  var bytes: Int { 4 * (start.count + target.count + weight.count) }
}

/// How long something takes from one population to the next.
public enum Delay: Sendable, Equatable {
  /// Whole steps.
  case steps(Distribution)
  /// ms.
  case time(Distribution)
}

extension SynapseRows {
  /// The rows of a projection, one or two: weights below 0 arrive at another port where the target has one.
  ///
  /// - Parameters:
  ///   - least: the shortest delay that is possible, steps.
  static func rows(
    _ pairs: SynapsePairs, weight: Distribution, delay: Delay, dt: Double, least: Int, port: Port, hasInhibitory: Bool,
    seed: UInt64, name: String, place: String
  ) throws -> [SynapseRows] {
    guard pairs.count < Int(UInt32.max) else {
      throw SpikingNetworksError(
        place, "\(pairs.count) synapses are more than one projection holds", remedy: "Split it into several projections.")
    }
    let delays = try pairs.delays(delay, dt: dt, least: least, seed: seed, name: name, place: place)
    if let constant = weight.constant, pairs.factor == nil {
      guard constant.isFinite else {
        throw SpikingNetworksError(place, "the weight is \(constant)", remedy: "A weight has to be a finite number.")
      }
      let at = constant < 0 && hasInhibitory ? .inhibitory : port
      return [pairs.rows(delays, weights: nil, common: constant, port: at) { _ in true }]
    }
    let weights = try pairs.weights(weight, seed: seed, name: name, place: place)
    guard hasInhibitory, weights.contains(where: { $0 < 0 }) else {
      return [pairs.rows(delays, weights: weights, common: 0, port: port) { _ in true }]
    }
    let parts = [(port, { (w: Double) in w >= 0 }), (.inhibitory, { (w: Double) in w < 0 })]
    return parts.map { port, isIn in pairs.rows(delays, weights: weights, common: 0, port: port) { isIn(weights[$0]) } }
      .filter { $0.count > 0 }
  }
}

extension SynapsePairs {
  /// A value for each pair from the stream of its source.
  fileprivate func drawn(_ distribution: Distribution, seed: UInt64, name: String) -> [Double] {
    var values: [Double] = []
    values.reserveCapacity(count)
    for source in 0..<start.count - 1 where start[source] < start[source + 1] {
      var stream = RandomStream(seed: seed, name: name, index: UInt64(source))
      for _ in start[source]..<start[source + 1] { values.append(distribution.draw(&stream)) }
    }
    return values
  }

  /// A value for each pair, given or drawn.
  fileprivate func values(
    _ distribution: Distribution, seed: UInt64, name: String, place: String, what: String
  ) throws -> [Double] {
    try distribution.requireDrawable(place: place, what: what)
    var values: [Double]
    if case .values(let given) = distribution {
      guard given.count == count else {
        throw SpikingNetworksError(
          place, "'\(what)' has \(given.count) values, and there are \(count) pairs",
          remedy: "Give one value for each pair, in their order.")
      }
      values = order.map { $0.map { given[$0] } } ?? given
    } else {
      values = drawn(distribution, seed: seed, name: name)
    }
    try distribution.check(values, place: place, what: what)
    if let index = values.firstIndex(where: { !$0.isFinite }) {
      throw SpikingNetworksError(place, "'\(what)' is infinite at pair \(index + 1)", remedy: "Give finite numbers.")
    }
    return values
  }

  fileprivate func weights(_ distribution: Distribution, seed: UInt64, name: String, place: String) throws -> [Double] {
    var weights =
      distribution.constant.map { [Double](repeating: $0, count: count) }
      ?? []
    if distribution.constant == nil, let kernel {
      let shared = try distribution.values(
        kernel.count, seed: seed, name: "\(name) weights", place: place, what: "weight")
      guard shared.allSatisfy(\.isFinite) else {
        throw SpikingNetworksError(place, "a weight of the kernel is infinite", remedy: "Give finite numbers.")
      }
      weights = kernel.place.map { shared[Int($0)] }
    } else if distribution.constant == nil {
      weights = try values(distribution, seed: seed, name: "\(name) weights", place: place, what: "weight")
    }
    if let factor { for index in weights.indices { weights[index] *= factor[index] } }
    return weights
  }

  /// In steps; one for all, or one for each pair.
  fileprivate func delays(
    _ delay: Delay, dt: Double, least: Int, seed: UInt64, name: String, place: String
  ) throws -> [Int] {
    let (distribution, unit, label) =
      switch delay {
      case .steps(let distribution): (distribution, 1.0, "steps")
      case .time(let distribution): (distribution, dt, "ms")
      }
    let shortest = least == 1 ? "One step (\(dt) ms) is the shortest delay: give that or more." : "A delay is not negative."
    let raw =
      try distribution.constant.map { [$0] }
      ?? values(distribution, seed: seed, name: "\(name) delays", place: place, what: "delay")
    return try raw.map { value in
      let steps = value / unit
      guard steps.isFinite, steps >= Double(least) - 0.5, !(distribution.constant != nil && steps < Double(least) - 1e-9) else {
        throw SpikingNetworksError(place, "a delay of \(value) \(label) is too short", remedy: shortest)
      }
      guard steps <= 1e6 else {
        throw SpikingNetworksError(
          place, "a delay of \(value) \(label) is more than a million steps", remedy: "Is the unit right?")
      }
      guard distribution.constant == nil || abs(steps - steps.rounded()) < 1e-6 * max(1, steps) else {
        throw SpikingNetworksError(
          place, "a delay of \(value) \(label) is no whole number of steps of \(dt) ms",
          remedy: "Give a multiple of the step, or change 'dt'.")
      }
      return max(least, Int(steps.rounded()))
    }
  }

  /// The pairs for which a condition holds, in segments.
  ///
  /// - Parameters:
  ///   - delays: one for all, or one for each pair, steps.
  fileprivate func rows(
    _ delays: [Int], weights: [Double]?, common: Double, port: Port, _ isIn: (Int) -> Bool
  ) -> SynapseRows {
    let distinct = Array(Set(delays)).sorted()
    let number = Dictionary(uniqueKeysWithValues: distinct.enumerated().map { ($1, $0) })
    let sources = start.count - 1
    var rows = SynapseRows(
      port: port, delays: distinct, start: [UInt32](repeating: 0, count: sources * distinct.count + 1), target: [], weight: [],
      commonWeight: common)
    rows.target.reserveCapacity(count)
    if weights != nil { rows.weight.reserveCapacity(count) }
    var segments = [[Int]](repeating: [], count: distinct.count)
    for source in 0..<sources {
      for segment in segments.indices { segments[segment].removeAll(keepingCapacity: true) }
      for pair in start[source]..<start[source + 1] where isIn(pair) {
        segments[delays.count == 1 ? 0 : number[delays[pair]] ?? 0].append(pair)
      }
      for (segment, list) in segments.enumerated() {
        for pair in list {
          rows.target.append(target[pair])
          if let weights { rows.weight.append(Float(weights[pair])) }
        }
        rows.start[source * distinct.count + segment + 1] = UInt32(rows.target.count)
      }
    }
    return rows
  }
}
