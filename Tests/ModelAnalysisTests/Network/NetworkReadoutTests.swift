import Foundation
import ModelAnalysis
import Testing

/// Decoders, rewards and actions that a file asks for; their formulas are tested with their engine.
@Suite struct NetworkReadoutTests {
  static let file = """
    populations:
      - {name: out, model: spike-generator, size: 4, parameters: {times: [1, 2, 3, 3, 4], neurons: [0, 0, 1, 3, 0]}}
      - {name: wanted, model: spike-generator, size: 4, parameters: {times: [1, 2, 3, 3, 4], neurons: [0, 0, 1, 3, 0]}}
      - {name: sum, model: nonspikingifb, size: 4}
    projections: [{from: out, to: sum, connect: one-to-one, weight: 2}]
    monitors:
      - {population: out}
      - {population: wanted}
      - {population: sum, variables: [v]}
    readouts:
      - {population: out, decoder: spike_counts, group: 2, bias: 1}
      - {population: out, decoder: spike_rates, stop: 2 ms}
      - {population: out, decoder: complex_timing_distance, target: wanted}
      - {population: out, decoder: spike_conv}
      - {population: sum, decoder: final_step_voltage, variable: v}
      - {population: sum, decoder: v_t, variable: v}
      - {population: out, reward: global_reward, target: 0, group: 2}
      - {population: out, action: highest_spikes_action, actions: 2}
    dt: 1 ms
    duration: 6 ms
    """

  @Test func eachIsAnArray() throws {
    let result = try simulate(Self.file)
    #expect(result["out.spike_counts"]?.doubles == [5, 2])
    #expect(result["out.spike_rates"]?.doubles == [1, 0, 0, 0])
    #expect(result["out.complex_timing_distance"]?.doubles?.first == 0)
    #expect(result["out.spike_conv"]?.shape == [6, 4])
    #expect(result["sum.final_step_voltage"]?.doubles == [6, 2, 0, 2])
    #expect(result["sum.v_t"]?.shape == [6, 4] && result["sum.v_t"]?.doubles == result["sum.v"]?.doubles)
    #expect(result["out.global_reward"]?.doubles == [1])
    #expect(result["out.highest_spikes_action"]?.doubles == [0])
  }

  @Test(arguments: [
    ("decoder: spike_counts", "decoder: spike_count", "did you mean 'spike_counts'"),
    ("decoder: spike_conv", "decoder: spike_conv, group: 2", "the key 'group' is unknown"),
    ("decoder: v_t, variable: v", "decoder: v_t", "needs a 'variable'"),
    ("{population: out, decoder: spike_conv}", "{population: off, decoder: spike_conv}", "no population 'off'"),
    ("decoder: v_t, variable: v", "decoder: v_t, variable: W", "needs a monitor"),
    ("reward: global_reward, target: 0", "reward: global_reward", "needs a 'target'"),
    ("group: 2, bias: 1", "group: 5", "fewer than a group"), ("actions: 2", "actions: 0", "1 or more"),
    ("group: 2, bias: 1", "group: 3", "leave 1 out"), ("actions: 2", "actions: 3", "not the same number"),
    ("global_reward, target: 0", "global_reward, target: 2", "none of 0 to 1"),
  ])
  func whatIsWrongIsRefused(good: String, bad: String, words: String) {
    #expect(Self.file.contains(good))
    #expect {
      try simulate(Self.file.replacing(good, with: bad))
    } throws: { "\($0)".contains(words) }
  }

  @Test func aRewardAfterTheEndIsRefused() {
    #expect {
      try simulate(
        """
        populations:
          - {name: out, model: spike-generator, size: 2, parameters: {times: [1], neurons: [0]}}
          - {name: cells, model: exp-lif, size: 2}
        projections:
          - from: out
            to: cells
            connect: one-to-one
            weight: 2
            plasticity: {kind: reward-stdp, rewards: [{time: 7 ms}]}
        dt: 1 ms
        duration: 6 ms
        """)
    } throws: { "\($0)".contains("a reward at 7 ms is never given") }
  }
}
