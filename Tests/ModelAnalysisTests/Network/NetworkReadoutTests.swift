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
    ("highest_spikes_action, actions: 2", "first_spike_action, actions: 2", "one of the 4 neurons"),
    ("highest_spikes_action, actions: 2", "highest_voltage_action, variable: v, trials: -1", "0 or more"),
    ("{population: wanted}", "{population: wanted, start: 1 ms}", "from 1 to 6 ms"),
    ("{population: wanted}", "{population: wanted, neurons: [0, 1]}", "spikes are recorded of all neurons"),
    ("{population: wanted}", "{population: out, start: 1 ms}", "looked at already"),
    ("name: wanted, model: spike-generator, size: 4", "name: wanted, model: spike-generator, size: 5", "cannot be compared"),
  ])
  func whatIsWrongIsRefused(good: String, bad: String, words: String) {
    #expect(Self.file.contains(good))
    #expect {
      try simulate(Self.file.replacing(good, with: bad))
    } throws: { "\($0)".contains(words) }
  }

  /// A unit of another kind is refused, one of the same kind is turned into the one that is meant.
  @Test(arguments: [
    ("times: [1, 2, 3, 3, 4], neurons: [0, 0, 1, 3, 0]}}", "times: [1 mV], neurons: [0]}}", "in ms"),
    ("weight: 2", "weight: 2 ms", "without a unit"), ("weight: 2", "weight: {uniform: [1 s, 2 s]}", "without a unit"),
    ("size: 4}", "size: 4, initial: {v: 5 ms}}", "'5 ms'"), ("dt: 1 ms", "dt: 1 mV", "takes a time"),
    ("stop: 2 ms", "stop: 2 Hz", "takes a time"), ("weight: 2", "weight: 2, delay: [1 mV]", "in ms"),
  ])
  func unitsOfAnotherKindAreRefused(good: String, bad: String, words: String) {
    #expect(Self.file.contains(good))
    #expect {
      try simulate(Self.file.replacing(good, with: bad))
    } throws: { "\($0)".contains(words) }
  }

  @Test func unitsOfTheSameKindAreTurned() throws {
    func course(_ parameters: String, _ initial: String) throws -> [Double]? {
      try simulate(
        """
        populations: [{name: e, model: exp-lif, size: 1, parameters: {\(parameters)}, initial: {\(initial)}}]
        monitors: [{population: e, variables: [v]}]
        dt: 0.1 ms
        duration: 5 ms
        """)["e.v"]?.doubles
    }
    let plain = try course("I_e: 380, tau: 20, V_th: -50", "v: -60")
    #expect(plain?.count == 50)
    #expect(try course("I_e: 0.38 nA, tau: 0.02 s, V_th: -50 mV", "v: {constant: -0.06 V}") == plain)
    #expect(try course("I_e: 380pA, tau: 20000 us, V_th: [-0.05 V]", "v: -60mV") == plain)
    #expect { try course("I_e: 0.38 nF", "v: -60") } throws: { "\($0)".contains("in pA") }
    #expect { try course("I_a: 0.38 nA", "v: -60") } throws: { "\($0)".contains("no parameter 'I_a'") }
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
