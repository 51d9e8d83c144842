import Foundation

/// What a population put out, `[step, neuron]`: 1 for a spike, or a potential.
public struct DecoderRecord: Sendable, Equatable {
  /// Steps.
  public var steps: Int
  /// Neurons.
  public var neurons: Int
  /// ms.
  public var dt: Double
  /// Row by row.
  public var values: [Double]
  /// Where within its step a spike was, as the time from it to the step's end in steps; empty for spikes on the grid.
  public var offsets: [Double]

  /// - Precondition: `values` has steps · neurons elements, `offsets` as many or none.
  public init(steps: Int, neurons: Int, dt: Double, values: [Double], offsets: [Double] = []) {
    precondition(values.count == steps * neurons && (offsets.isEmpty || offsets.count == values.count), "a record does not fit")
    self.steps = steps
    self.neurons = neurons
    self.dt = dt
    self.values = values
    self.offsets = offsets
  }

  /// The spikes of a population over the window in which they were recorded.
  public init(_ spikes: NetworkRecord.Spikes) {
    self.init(
      steps: spikes.window.count, neurons: spikes.neurons, dt: spikes.dt,
      values: .init(repeating: 0, count: spikes.window.count * spikes.neurons))
    for (step, neuron) in zip(spikes.steps, spikes.neuron) {
      values[(Int(step) - spikes.window.lowerBound) * neurons + Int(neuron)] += 1
    }
  }

  /// A value.
  public subscript(_ step: Int, _ neuron: Int) -> Double { values[step * neurons + neuron] }
  /// A sum over the steps, with a weight for each.
  func sums(_ weight: (Int) -> Double = { _ in 1 }) -> [Double] {
    var sums = [Double](repeating: 0, count: neurons)
    for step in 0..<steps {
      let w = weight(step)
      for neuron in 0..<neurons { sums[neuron] += w * self[step, neuron] }
    }
    return sums
  }
}

/// What is read from a record: the decoders of SPAIC that give one number a neuron or group, by their names.
public enum Decoder: String, Sendable, CaseIterable {
  /// Mean over the steps, summed over groups of neurons: (Σ mean + bias) · scale.
  case rate = "spike_rate"
  /// Spikes of each group: (Σ + bias) · scale.
  case counts = "spike_counts"
  /// Spikes a step of each neuron.
  case rates = "spike_rates"
  /// The last value.
  case finalVoltage = "final_step_voltage"
  /// Who fired in the first step in which anybody did.
  case firstSpike = "first_spike"
  /// Spikes, the early ones counting more: Σ 0.1 e^(−k/(T/2)).
  case earlyCounts = "time_spike_counts"
  /// The sum of the values over the steps.
  case voltageSum = "voltage_sum"
  /// Early spikes: Σ 5 e^((t_first − t)/50), t in ms, meaned over groups, as a softmax over them.
  case timeSoftmax = "time_softmax"
  /// The first four spikes of each neuron, the earlier counting more: −Σ (k − offset)/T + 10⁻⁶.
  case complexCount = "complex_count"
  /// Values weighted by a softmax over the steps of their mean size.
  case complexPhase = "complex_phase"
  /// Early spikes, each counting less the more came before.
  case complexLatency = "complex_latency"

  /// - Parameters:
  ///   - group: neurons of one group, in order; those left over are dropped.
  /// - Returns: one number for each group, or for each neuron where groups do not count.
  public func decode(_ record: DecoderRecord, group: Int = 1, bias: Double = 0, scale: Double = 1) -> [Double] {
    let steps = Double(max(1, record.steps))
    func grouped(_ values: [Double]) -> [Double] {
      let size = max(1, group)
      return (0..<values.count / size).map { values[$0 * size..<($0 + 1) * size].reduce(0, +) }
    }
    switch self {
    case .rate: return grouped(record.sums()).map { ($0 / steps + bias) * scale }
    case .counts: return grouped(record.sums()).map { ($0 + bias) * scale }
    case .rates: return record.sums().map { $0 / steps }
    case .finalVoltage: return record.steps == 0 ? [] : (0..<record.neurons).map { record[record.steps - 1, $0] }
    case .firstSpike:
      let first = (0..<record.steps).first { step in (0..<record.neurons).contains { record[step, $0] > 0 } } ?? 0
      return record.steps == 0 ? [] : (0..<record.neurons).map { record[first, $0] }
    case .earlyCounts: return record.sums { 0.1 * exp(-Double($0) / (0.5 * steps)) }
    case .voltageSum: return record.sums()
    case .timeSoftmax:
      let first = (0..<record.steps).first { step in (0..<record.neurons).contains { record[step, $0] > 0 } } ?? 0
      let scores = grouped(record.sums { 5 * exp(Double(first - $0) * record.dt / 50) }).map { $0 / Double(max(1, group)) }
      return softmax(scores)
    case .complexCount: return complexCount(record)
    case .complexPhase:
      let sizes = (0..<record.steps).map { step in
        (0..<record.neurons).reduce(0) { $0 + abs(record[step, $1]) } / Double(max(1, record.neurons))
      }
      let weights = softmax(sizes)
      return (0..<record.neurons).map { neuron in
        (0..<record.steps).reduce(0) { sum, step in
          let value = record[step, neuron]
          return sum + value / (abs(value) + 1) * weights[step] * record.dt
        }
      }
    case .complexLatency: return complexLatency(record)
    }
  }

  private func complexCount(_ record: DecoderRecord) -> [Double] {
    (0..<record.neurons).map { neuron in
      let spikes = (0..<record.steps).filter { record[$0, neuron] > 0 }.prefix(4)
      return spikes.reduce(1e-6) { sum, step in
        let offset = record.offsets.isEmpty ? 0 : record.offsets[step * record.neurons + neuron]
        return sum - (Double(step) - offset) / Double(record.steps)
      }
    }
  }

  private func complexLatency(_ record: DecoderRecord) -> [Double] {
    let steps = Double(record.steps)
    func lead(_ step: Int, _ neuron: Int) -> Double {
      let offset = record.offsets.isEmpty ? 0 : record.offsets[step * record.neurons + neuron]
      return record[step, neuron] > 0 ? steps - (Double(step) - offset) : 0
    }
    let latest = (0..<record.steps).flatMap { step in (0..<record.neurons).map { lead(step, $0) } }.max() ?? 0
    return (0..<record.neurons).map { neuron in
      var (before, sum) = (0.0, 0.0)
      for step in 0..<record.steps {
        before += record[step, neuron]
        if record[step, neuron] > 0 {
          sum += exp(-before / 5) * record[step, neuron] * exp((lead(step, neuron) - latest) / steps)
        }
      }
      return sum
    }
  }
}

/// e^x over the sum of them.
func softmax(_ values: [Double]) -> [Double] {
  let top = values.max() ?? 0
  let powers = values.map { exp($0 - top) }
  let sum = powers.reduce(0, +)
  return powers.map { $0 / sum }
}
