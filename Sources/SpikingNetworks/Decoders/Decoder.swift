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
  /// The size of a value and its offset as one complex number.
  func size(_ step: Int, _ neuron: Int) -> Double {
    let offset = self.offset(step, neuron)
    return offset == 0 ? abs(self[step, neuron]) : hypot(self[step, neuron], offset)
  }
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
  /// The sum of the values over the steps; in SPAIC's program the last values less their mean.
  case voltageSum = "voltage_sum"
  /// How early spikes are: Σ 5 e^((t_first − t)/50) over all steps, t in ms and T dt later in a step without a spike, meaned
  /// over groups: what a softmax is to be taken of.
  case timeSoftmax = "time_softmax"
  /// The first four spikes of each neuron, the earlier counting more: −Σ (k − offset)/T + 10⁻⁶.
  case complexCount = "complex_count"
  /// Values weighted by a softmax over the steps of their mean size.
  case complexPhase = "complex_phase"
  /// Early spikes, each counting less the more came before.
  case complexLatency = "complex_latency"

  /// - Parameters:
  ///   - group: neurons of one group, in order; those left over are dropped.
  ///   - profile: whose numbers are meant where SPAIC's program does not do what its documentation says.
  /// - Returns: one number for each group, or for each neuron where groups do not count.
  public func decode(
    _ record: DecoderRecord, group: Int = 1, bias: Double = 0, scale: Double = 1, profile: Profile = .reference
  ) -> [Double] {
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
    case .voltageSum where profile == .spaic:
      let last = Decoder.finalVoltage.decode(record)
      let mean = last.reduce(0, +) / Double(max(1, last.count))
      return last.map { $0 - mean }
    case .voltageSum: return record.sums()
    case .timeSoftmax: return timeSoftmax(record, max(1, group), profile)
    case .complexCount: return complexCount(record)
    case .complexPhase:
      let sizes = (0..<record.steps).map { step in
        (0..<record.neurons).reduce(0) { $0 + record.size(step, $1) } / Double(max(1, record.neurons))
      }
      let weights = softmax(sizes)
      return (0..<record.neurons).map { neuron in
        (0..<record.steps).reduce(0) { sum, step in
          sum + record[step, neuron] / (record.size(step, neuron) + 1) * weights[step] * record.dt
        }
      }
    case .complexLatency: return complexLatency(record)
    }
  }

  private func timeSoftmax(_ record: DecoderRecord, _ group: Int, _ profile: Profile) -> [Double] {
    let groups = record.neurons / group
    func first(_ neurons: some Sequence<Int>) -> Int {
      (0..<record.steps).first { step in neurons.contains { record[step, $0] > 0 } } ?? record.steps
    }
    let ofAll = first(0..<groups * group)
    // SPAIC's program takes the first spike of the neurons that have the same place in their group.
    let ofPlace = (0..<group).map { profile == .spaic ? first(stride(from: $0, to: groups * group, by: group)) : ofAll }
    return (0..<groups).map { number in
      (0..<group).reduce(0) { sum, place in
        let neuron = number * group + place
        return (0..<record.steps).reduce(sum) { sum, step in
          let late = record[step, neuron] > 0 ? step : step + record.steps
          return sum + 5 * exp(Double(ofPlace[place] - late) * record.dt / 50)
        }
      } / Double(group)
    }
  }

  /// The second number of SPAIC's `time_softmax`: how far the spikes of the neurons of each place in their group, meaned over
  /// the groups, are from 3, as the length of a vector over the places.
  public static func rateLoss(_ record: DecoderRecord, group: Int = 1) -> Double {
    let group = max(1, group)
    let (counts, groups) = (record.sums(), record.neurons / group)
    let squares = (0..<group).map { place -> Double in
      let sum = (0..<groups).reduce(0) { $0 + counts[$1 * group + place] }
      return (sum / Double(max(1, groups)) - 3) * (sum / Double(max(1, groups)) - 3)
    }
    return squares.reduce(0, +).squareRoot()
  }

  private func complexCount(_ record: DecoderRecord) -> [Double] {
    (0..<record.neurons).map { neuron in
      let spikes = (0..<record.steps).filter { record[$0, neuron] > 0 }.prefix(4)
      return spikes.reduce(1e-6) { sum, step in
        sum - (Double(step) - record.offset(step, neuron)) / Double(record.steps)
      }
    }
  }

  private func complexLatency(_ record: DecoderRecord) -> [Double] {
    let steps = Double(record.steps)
    func lead(_ step: Int, _ neuron: Int) -> Double {
      record[step, neuron] > 0 ? steps - (Double(step) - record.offset(step, neuron)) : 0
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
