import ArrayNumerics
import Foundation

/// What a decision is worth: the rewards of SPAIC by their names. The prediction is the group with the most spikes, the first
/// of equals.
public enum RewardRule: String, Sendable, CaseIterable {
  /// One number: `reward` for the right group, else `punish`.
  case global = "global_reward"
  /// A number for each neuron: `reward` for those of the right group when it won, else `punish`.
  case dopamine = "da_reward"
  /// Of one group: for the target 1 `reward` with spikes, else `punish`; for the target 0 `punish` with spikes, else 0.
  case exclusiveOr = "xor_reward"
  /// What is given.
  case environment = "environment_reward"
  /// Of a softmax p of the standardised spikes, of which those of a step count 0.99 times those of the next: 1 − p for the
  /// right group, −p for the others.
  case classify = "classify_reward"

  /// - Parameters:
  ///   - target: the right group; the reward itself of `environment`.
  ///   - profile: whose numbers are meant where SPAIC's program does not do what its documentation says.
  public func value(
    _ record: DecoderRecord, target: Double, group: Int = 1, reward: Double = 1, punish: Double? = nil,
    profile: Profile = .reference
  ) -> [Double] {
    let counts = Decoder.counts.decode(record, group: group)
    let winner = counts.indices.max { counts[$0] < counts[$1] || (counts[$0] == counts[$1] && $0 > $1) } ?? 0
    let isRight = Double(winner) == target
    switch self {
    case .global: return [isRight ? reward : punish ?? -1]
    case .dopamine:
      return (0..<record.neurons).map { isRight && $0 / max(1, group) == winner ? reward : punish ?? 0 }
    case .exclusiveOr:
      let spikes = counts.reduce(0, +) > 0
      if target == 1 { return [spikes ? reward : punish ?? -1] }
      return [spikes || profile == .spaic ? punish ?? -1 : 0]
    case .environment: return [target]
    case .classify:
      // y <- 0.99 y + o, step by step.
      let faded = record.sums { pow(0.99, Double(record.steps - 1 - $0)) }
      let y = (0..<counts.count).map { faded[$0 * max(1, group)..<($0 + 1) * max(1, group)].reduce(0, +) }
      let mean = y.reduce(0, +) / Double(max(1, y.count))
      // SPAIC's program divides by one less, which of one group is no number.
      let divisor = profile == .spaic && y.count > 1 ? y.count - 1 : max(1, y.count)
      let variance = y.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(divisor)
      let shares = softmax(y.map { ($0 - mean) / (variance.squareRoot() + 0.1) })
      return shares.enumerated().map { Double($0.offset) == target ? 1 - $0.element : -$0.element }
    }
  }
}

/// What is done: the actions of SPAIC by their names. All draws are from one stream, and ties are broken by it.
public enum ActionRule: String, Sendable, CaseIterable {
  /// A group with the probability of its share of the spikes; any with none.
  case populationRate = "pop_rate_action"
  /// A neuron with the probability of a softmax of the spikes.
  case softmax = "softmax_action"
  /// The neuron with the most spikes.
  case mostSpikes = "highest_spikes_action"
  /// The neuron with the highest last value, or any with the probability 0.05 + 0.85 e^(−trials/200).
  case highestVoltage = "highest_voltage_action"
  /// The neuron that fired first; any of those with none.
  case firstSpike = "first_spike_action"
  /// Any.
  case random = "random_action"

  /// - Parameters:
  ///   - actions: how many there are; of groups of neurons in order.
  ///   - trials: decisions so far.
  ///   - profile: whose choices are meant where SPAIC's program does not do what its documentation says.
  public func choose(
    _ record: DecoderRecord, actions: Int, trials: Int = 0, profile: Profile = .reference, stream: inout RandomStream
  ) -> Int {
    let counts = Decoder.counts.decode(record, group: max(1, record.neurons / max(1, actions)))
    func any() -> Int { stream.integer(below: max(1, actions)) }
    func draw(_ weights: [Double]) -> Int {
      let total = weights.reduce(0, +)
      guard total > 0 else { return any() }
      var rest = stream.uniform() * total
      for (index, weight) in weights.enumerated() {
        rest -= weight
        if rest < 0 { return index }
      }
      return weights.lastIndex { $0 > 0 } ?? any()
    }
    func best(_ values: [Double]) -> Int {
      let top = values.max() ?? 0
      let equals = values.indices.filter { values[$0] == top }
      let isFirst = equals.count == 1 || profile == .spaic
      return equals.isEmpty ? any() : equals[isFirst ? 0 : stream.integer(below: equals.count)]
    }
    switch self {
    case .populationRate: return draw(counts)
    // SPAIC's program takes the softmax over the one record that there is.
    case .softmax where profile == .spaic: return any()
    case .softmax: return draw(SpikingNetworks.softmax(counts))
    case .mostSpikes: return best(counts)
    case .highestVoltage:
      // SPAIC's program draws the same number in every trial, the first of Python's generator with the seed 1.
      let drawn = profile == .spaic ? 0.13436424411240122 : stream.uniform()
      if drawn < 0.05 + 0.85 * exp(-Double(trials) / 200) { return any() }
      return best(Decoder.finalVoltage.decode(record))
    case .firstSpike:
      let first = (0..<record.steps).first { step in (0..<record.neurons).contains { record[step, $0] > 0 } }
      guard let first else { return profile == .spaic ? 0 : any() }
      return best((0..<record.neurons).map { record[first, $0] })
    case .random: return any()
    }
  }
}
