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
  /// A spike in a step with the probability scale · number; numbers above 1 are divided by the largest.
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
  ///   - source: one number for each neuron; of `null` `[step, neuron]`, of `mstb` pairs.
  ///   - dt: ms.
  ///   - scale: `amp`, `max_prob`, `max_scale` or `unit_conversion` of SPAIC; 1 unless given.
  /// - Throws: `SpikingNetworksError` for numbers outside of the range of the encoder.
  public func encode(
    _ source: [Double], neurons: Int, steps: Int, dt: Double, scale: Double = 1, bias: Double = 0.05, seed: UInt64 = 0,
    name: String = "encoder"
  ) throws -> EncodedInput {
    try check(source, neurons: neurons, steps: steps, dt: dt, place: "encoder \(rawValue)")
    var out = EncodedInput(steps: steps, neurons: neurons, values: .init(repeating: 0, count: steps * neurons))
    func fire(_ step: Int, _ neuron: Int) {
      if step < steps { out.values[step * neurons + neuron] += 1 }
    }
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
      let largest = source.max() ?? 0
      for n in 0..<neurons {
        let probability =
          self == .poisson ? source[n] * scale * dt : scale * (largest > 1 ? source[n] / largest : source[n])
        var stream = RandomStream(seed: seed, name: name, index: UInt64(n))
        for step in 0..<steps where stream.uniform() < probability { fire(step, n) }
      }
    case .latency:
      let (low, high) = (source.min() ?? 0, source.max() ?? 0)
      for n in 0..<neurons {
        let relative = (source[n] - low) / (high - low + 1e-10)
        fire(Int(Double(steps - 1) * scale * (1 - relative)), n)
      }
    case .relativeLatency:
      let decays = source.map { exp(-scale * $0) }
      let least = decays.min() ?? 0
      let places = decays.map { Int(Double(steps - 1) * 0.9999999 * ($0 - least)) }
      let (first, last) = (places.min() ?? 0, places.max() ?? 0)
      for n in 0..<neurons where Double(places[n]) < Double(first) + 0.8 * Double(last - first) || last == first {
        fire(places[n], n)
      }
    case .uniform:
      let (low, high) = (source.min() ?? 0, source.max() ?? 0)
      let time = Double(steps) * dt
      for n in 0..<neurons {
        var period = scale * time * (bias + high - source[n]) / ((bias + high - low) * dt)
        if source[n] == low && high > low { period += 10 * time / dt }
        let whole = max(1, Int(period.rounded(.up)))
        for step in 0..<steps where (step + 1) % whole == 0 { fire(step, n) }
      }
    }
    return out
  }

  private func check(_ source: [Double], neurons: Int, steps: Int, dt: Double, place: String) throws {
    func refuse(_ problem: String, _ remedy: String) -> SpikingNetworksError {
      SpikingNetworksError(place, problem, remedy: remedy)
    }
    let needed = self == .null ? steps * neurons : self == .multipleSpikes ? source.count : neurons
    guard source.count == needed, self != .multipleSpikes || source.count % 2 == 0 else {
      throw refuse(
        "there are \(source.count) numbers", "Give \(self == .multipleSpikes ? "time and neuron in turn" : "\(needed)").")
    }
    if let index = source.firstIndex(where: { !$0.isFinite }) {
      throw refuse("number \(index + 1) is \(source[index])", "Give finite numbers.")
    }
    let time = Double(steps) * dt
    switch self {
    case .singleSpike:
      if let bad = source.first(where: { $0 < 0 || $0 >= time }) {
        throw refuse("a time of \(bad) ms is not from 0 to below \(time) ms", "Scale the numbers to times, or run longer.")
      }
    case .multipleSpikes:
      for pair in 0..<source.count / 2 {
        let (at, neuron) = (source[2 * pair], source[2 * pair + 1])
        guard at >= 0, at <= time, neuron >= 0, neuron < Double(neurons), neuron == neuron.rounded() else {
          throw refuse("pair \(pair + 1) is (\(at) ms, \(neuron))", "Give times up to \(time) ms and neurons below \(neurons).")
        }
      }
    case .poisson, .bernoulli:
      if let bad = source.first(where: { $0 < 0 }) {
        throw refuse("\(bad) is no rate or probability", "Give numbers of 0 or more.")
      }
    default: break
    }
  }
}

extension NeuronModel {
  /// The encoders as sources of a network: `poisson-encoder`, …
  static let encoders = Encoder.allCases.map { encoder in
    NeuronModel(
      name: "\(encoder.rawValue.replacing("_", with: "-"))-encoder",
      summary: "SPAIC's encoder \(encoder.rawValue): numbers that become \(encoder.isSpiking ? "spikes" : "currents").",
      isSource: true, output: encoder.isSpiking ? .spikes : .values,
      parameters: [
        NeuronParameterInformation(
          name: "source", unit: "", value: 0, range: -Double.infinity...Double.infinity, meaning: "the numbers"),
        NeuronParameterInformation(name: "time", unit: "ms", value: 100, range: 0...1e9, meaning: "how long they are encoded"),
        NeuronParameterInformation(
          name: "scale", unit: "", value: 1, range: 0...Double.infinity,
          meaning: "amp, max_prob, max_scale or unit_conversion of SPAIC"),
      ], lists: ["source"]
    ) { request in
      let steps = Int((request.values("time", default: 100)[0] / request.dt).rounded())
      let encoded = try encoder.encode(
        request.parameters["source"] ?? [], neurons: request.count, steps: steps, dt: request.dt,
        scale: request.values("scale", default: 1)[0], seed: request.seed, name: "\(request.name) encoder")
      let count = request.count
      guard encoder.isSpiking else {
        return Population(
          count: count, ports: [], advance: { _, _, _, _, _ in },
          output: { step, values in
            for neuron in 0..<count { values[neuron] = step < steps ? encoded.values[step * count + neuron] : 0 }
          }, read: { _, _ in .nan })
      }
      return Population(
        count: count, ports: [],
        advance: { blocks, _, _, step, spikes in
          guard step < steps else { return }
          for neuron in blocks.lowerBound * laneCount..<min(count, blocks.upperBound * laneCount) {
            for _ in 0..<Int(encoded.values[step * count + neuron]) { spikes.append(UInt32(neuron)) }
          }
        }, output: nil, read: { _, _ in .nan })
    }
  }
}
