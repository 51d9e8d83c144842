import ArrayNumerics
import Foundation

/// How numbers become spikes or currents: the encoders of SPAIC by their names.
public enum Encoder: String, Sendable, CaseIterable {
  /// The numbers are a program already, `[step, neuron]`.
  case null
  /// The number itself in every step.
  case float
  /// One spike of each neuron: the number is its time, ms.
  case singleSpike = "sstb"
  /// Pairs of time (ms) and neuron, one after the other.
  case multipleSpikes = "mstb"
  /// A spike in a step with the probability number · scale · dt.
  case poisson
  /// A spike in a step with the probability scale · number.
  case bernoulli
  /// One spike, the earlier the larger the number.
  case latency
  /// One spike, the earlier the larger the number relative to the others; the latest are left out.
  case relativeLatency = "relative_latency"
  /// scale · number in every step.
  case constantCurrent = "constant_current"
  /// Regular spikes, the more the larger the number.
  case uniform

  /// Whether it puts out spikes; else it puts out numbers.
  public var isSpiking: Bool { ![.null, .float, .constantCurrent].contains(self) }

  /// Whether its numbers are intensities, from 0 to 1.
  public var takesIntensities: Bool { [.poisson, .bernoulli, .latency, .relativeLatency, .uniform].contains(self) }

  /// Whether numbers of another range can be brought to one from 0 to 1 first.
  var canRescale: Bool { [.bernoulli, .latency, .uniform].contains(self) }
}

/// What an encoder makes of numbers: `[step, neuron]`, counts of spikes or numbers.
public struct EncodedInput: Sendable, Equatable {
  /// Steps.
  public var steps: Int
  /// Neurons.
  public var neurons: Int
  /// Row by row.
  public var values: [Double]
}

extension Encoder {
  /// Encodes the numbers of `neurons` neurons for `steps` steps.
  ///
  /// - Parameters:
  ///   - source: one number for each neuron, an intensity from 0 to 1 where the encoder takes intensities; of `null`
  ///     `[step, neuron]`, of `mstb` pairs.
  ///   - dt: ms.
  ///   - scale: `amp`, `max_prob`, `max_scale` or `unit_conversion` of SPAIC; 1 unless given.
  ///   - bias: of `uniform`, what keeps the largest number from having a period of 0.
  ///   - longest: of `uniform`, the period of the least number, ms; all the time unless given.
  ///   - leavesOutLow: of `latency`, leaves out numbers of up to a twentieth of the largest (SPAIC's cut_off).
  ///   - window: of `poisson`, the steps in which there may be spikes; all unless given.
  ///   - rescales: takes numbers of any range as SPAIC's program does: `bernoulli` divides by the largest when that is above
  ///     1, `latency` and `uniform` go from the least to the largest of all neurons, `poisson` and `relative_latency` take
  ///     them as they are.
  /// - Throws: `SpikingNetworksError` for numbers outside of the range of the encoder.
  public func encode(
    _ source: [Double], neurons: Int, steps: Int, dt: Double, scale: Double = 1, bias: Double = 0.05, longest: Double? = nil,
    leavesOutLow: Bool = false, window: Range<Int>? = nil, rescales: Bool = false, seed: UInt64 = 0, name: String = "encoder"
  ) throws -> EncodedInput {
    try check(source, neurons: neurons, steps: steps, dt: dt, scale: scale, rescales: rescales)
    guard bias > 0, bias.isFinite, longest.map({ $0 > 0 && $0.isFinite }) ?? true else {
      throw refusal("'bias' is \(bias) and 'max_time' \(longest ?? 0) ms", "Give finite numbers above 0.")
    }
    var out = EncodedInput(steps: steps, neurons: neurons, values: .init(repeating: 0, count: steps * neurons))
    func fire(_ step: Int, _ neuron: Int) {
      if step < steps { out.values[step * neurons + neuron] += 1 }
    }
    // Of which intensities are a part.
    let (low, high) = rescales ? (source.min() ?? 0, source.max() ?? 0) : (0, 1)
    switch self {
    case .null: out.values = source
    case .float: for step in 0..<steps { for n in 0..<neurons { out.values[step * neurons + n] = source[n] } }
    case .constantCurrent:
      for step in 0..<steps { for n in 0..<neurons { out.values[step * neurons + n] = scale * source[n] } }
    case .singleSpike: for n in 0..<neurons { fire(Int((source[n] / dt + 1e-9).rounded(.down)), n) }
    case .multipleSpikes:
      for pair in 0..<source.count / 2 {
        fire(min(Int((source[2 * pair] / dt + 1e-9).rounded(.down)), steps - 1), Int(source[2 * pair + 1]))
      }
    case .poisson, .bernoulli:
      for n in 0..<neurons {
        let probability = self == .poisson ? source[n] * scale * dt : scale * source[n] / max(1, high)
        var stream = RandomStream(seed: seed, name: name, index: UInt64(n))
        for step in 0..<steps {
          let isSpike = stream.uniform() < probability
          if isSpike, window?.contains(step) ?? true { fire(step, n) }
        }
      }
    case .latency:
      let least = leavesOutLow ? 0.05 * (source.max() ?? 0) : -.infinity
      for n in 0..<neurons where source[n] > least {
        let relative = rescales ? (source[n] - low) / (high - low + 1e-10) : source[n]
        fire(Int(Double(steps - 1) * scale * (1 - relative)), n)
      }
    case .relativeLatency:
      let places = relativePlaces(source, steps: steps, scale: scale).map { Int($0) }
      let (first, last) = (places.min() ?? 0, places.max() ?? 0)
      for n in 0..<neurons where Double(places[n]) < Double(first) + 0.8 * Double(last - first) || last == first {
        fire(places[n], n)
      }
    case .uniform:
      let all = longest.map { $0 / dt } ?? Double(steps)
      for n in 0..<neurons {
        var period = scale * all * (bias + high - source[n]) / (bias + high - low)
        if source[n] == low && high > low { period += 10 * all }
        let whole = max(1, Int(min(1e15, period.rounded(.up))))
        for step in 0..<steps where (step + 1) % whole == 0 { fire(step, n) }
      }
    }
    return out
  }

  /// Where the spikes of `relative_latency` would stand, steps.
  private func relativePlaces(_ source: [Double], steps: Int, scale: Double) -> [Double] {
    let decays = source.map { exp(-scale * $0) }
    let least = decays.min() ?? 0
    return decays.map { Double(steps - 1) * 0.9999999 * ($0 - least) }
  }

  // MARK: - What is refused

  private func refusal(_ problem: String, _ remedy: String) -> SpikingNetworksError {
    SpikingNetworksError("encoder \(rawValue)", problem, remedy: remedy)
  }

  private func check(
    _ source: [Double], neurons: Int, steps: Int, dt: Double, scale: Double, rescales: Bool
  ) throws {
    guard steps >= 1 else { throw refusal("its numbers are encoded for less than a step", "Give a longer 'time', ms.") }
    guard Double(steps) * Double(neurons) <= 2e8 else {
      throw refusal("\(steps) steps of \(neurons) neurons are too many to encode", "Give a shorter 'time', ms.")
    }
    let needed = self == .null ? steps * neurons : self == .multipleSpikes ? source.count : neurons
    guard source.count == needed, self != .multipleSpikes || source.count % 2 == 0 else {
      throw refusal(
        "there are \(source.count) numbers", "Give \(self == .multipleSpikes ? "time and neuron in turn" : "\(needed)").")
    }
    if let index = source.firstIndex(where: { !$0.isFinite }) {
      throw refusal("number \(index + 1) is \(source[index])", "Give finite numbers.")
    }
    guard scale >= 0, scale.isFinite else { throw refusal("'scale' is \(scale)", "Give a finite number of 0 or more.") }
    if takesIntensities { try checkIntensities(source, steps: steps, dt: dt, scale: scale, rescales: rescales) }
    try checkTimes(source, neurons: neurons, time: Double(steps) * dt)
  }

  private func checkTimes(_ source: [Double], neurons: Int, time: Double) throws {
    switch self {
    case .singleSpike:
      if let bad = source.first(where: { $0 < 0 || $0 >= time }) {
        throw refusal("a time of \(bad) ms is not from 0 to below \(time) ms", "Scale the numbers to times, or run longer.")
      }
    case .multipleSpikes:
      for pair in 0..<source.count / 2 {
        let (at, neuron) = (source[2 * pair], source[2 * pair + 1])
        guard at >= 0, at <= time, neuron >= 0, neuron < Double(neurons), neuron == neuron.rounded() else {
          throw refusal(
            "pair \(pair + 1) is (\(at) ms, \(neuron))", "Give times up to \(time) ms and neurons below \(neurons).")
        }
      }
    default: break
    }
  }

  private func checkIntensities(_ source: [Double], steps: Int, dt: Double, scale: Double, rescales: Bool) throws {
    if !rescales, let index = source.firstIndex(where: { !(0...1).contains($0) }) {
      let other =
        switch self {
        case .poisson: "with 'scale', the spikes a ms of an intensity of 1, for other rates"
        case .relativeLatency: "with 'scale', a factor of them all"
        default: "or 'rescale: 1', which does it as SPAIC"
        }
      throw refusal(
        "number \(index + 1) is \(source[index]), and its numbers are intensities from 0 to 1",
        "Bring them to 0 to 1, \(other); 'profile: spaic' takes them as SPAIC's program.")
    }
    switch self {
    case .poisson, .bernoulli:
      if let bad = source.first(where: { $0 < 0 }) {
        throw refusal("\(bad) is no rate or probability", "Give numbers of 0 or more.")
      }
    default: break
    }
    if self == .poisson, !rescales, let largest = source.max(), largest * scale * dt > 1 + 1e-12 {
      throw refusal(
        "an intensity of \(largest) would have a probability of \(largest * scale * dt) in a step",
        "Lower 'scale', the spikes a ms of an intensity of 1, or 'dt'.")
    }
    if self == .bernoulli || self == .latency, scale > 1 {
      throw refusal(
        self == .bernoulli
          ? "'scale', the probability of an intensity of 1, is \(scale)"
          : "'scale', the part of the time that is used, is \(scale), and spikes would fall after its end",
        "Give a number from 0 to 1.")
    }
    if self == .relativeLatency,
      let place = relativePlaces(source, steps: steps, scale: scale).first(where: { !($0 < Double(steps)) })
    {
      throw refusal(
        "a spike would stand in step \(place) of \(steps)", "Give numbers of 0 or more, or a lower 'scale'.")
    }
  }
}
