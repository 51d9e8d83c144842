import ArrayNumerics
import Foundation
import ModelAnalysis
import Recordings
import Schema
import Stages
import Synchronization
import TestSupport
import Testing

/// A state in memory.
private final class KeptState: Continuation, Sendable {
  private let state = Mutex<Data?>(nil)
  private let saves = Mutex(0)
  var count: Int { saves.withLock(\.self) }
  func saved() -> Data? { state.withLock(\.self) }
  func save(_ data: Data) {
    state.withLock { $0 = data }
    saves.withLock { $0 += 1 }
  }
}

/// A long simulation goes on where it was stopped, to the same bits.
@Suite struct ResumeTests {
  private func run(_ yaml: String, _ context: RunContext) throws -> [String: DataArray] {
    let document = try SimulationDocument(yaml: yaml, file: "test.yaml")
    return fingerprint(
      try Simulation.run(Simulation.Input(document: document), parameters: SimulationParameters(), context: context))
  }

  /// Noise, a monitor that looks back, spikes, and an animal that a network leads.
  @Test(arguments: [
    """
    model: cann1d
    parameters: {num: 512, k: 0.5}
    task: {kind: template-matching, position: 0.5, duration: 6000, noise_level: 0.5}
    dt: 0.1
    monitors: [{name: center, every: 10}, {name: u, every: 1000}]
    spikes: {cells: 3, peak_rate: 1}
    seed: 3
    """,
    """
    model: cann1d
    parameters: {num: 512, k: 0.5}
    grid: doubled-end
    task: {kind: none, duration: 6000, start: 0.4}
    monitors: [{name: r, every: 777}]
    """,
    """
    model: grid-cell-position
    parameters: {length: 20}
    task: {kind: closed-loop, duration: 3000 s, width: 1, height: 1, speed_mean: 0.05, goals: [[0.8, 0.8], [0.2, 0.3]]}
    time_unit: 50 ms
    monitors: [{name: position, every: 100}, {name: estimate, every: 100}]
    seed: 2
    """,
  ])
  func theRestOfARunIsThatOfTheWhole(_ yaml: String) throws {
    let whole = try run(yaml, RunContext())
    let kept = KeptState()
    // Stopped at the first question after a state was kept.
    let stopping = Work(threads: 1, isCancelled: { kept.count > 0 })
    #expect(throws: CancellationError.self) { try run(yaml, RunContext(work: stopping, continuation: kept)) }
    #expect(kept.count == 1)
    let rest = try run(yaml, RunContext(continuation: kept))
    #expect(identical(whole, rest))
    // What is not of this run is no state of it.
    let other = KeptState()
    other.save(Data([1, 2, 3]))
    #expect(identical(whole, try run(yaml, RunContext(continuation: other))))
  }

  /// Neurons, sources, delays, synapses with traces, two kinds of plastic synapses, a reward, and looks of both kinds: stopped
  /// three times on one thread, ended on three.
  @Test func theRestOfANetworkIsThatOfTheWhole() throws {
    let yaml = """
      dt: 0.1 ms
      duration: 400 ms
      seed: 5
      populations:
        - {name: in, model: poisson-generator, size: 100, parameters: {rate: 30}}
        - {name: few, model: poisson-generator, size: 10, parameters: {rate: 20}}
        - {name: shown, model: picture-generator, size: 64, parameters: {values: {digits: 4}, time: 50 ms, rest: 10 ms}}
        - {name: e, model: exp-lif, size: 2500}
      projections:
        - {from: in, to: e, connect: {kind: probability, probability: 0.2}, weight: {normal: [60, 4]}, delay: 2 ms,
           plasticity: {kind: stdp, A_plus: 0.1, A_minus: 0.12, w_max: 120}}
        - {from: few, to: e, connect: all-to-all, weight: 30, delay: 2 ms, plasticity: {kind: stdp, w_max: 120}}
        - {from: e, to: e, connect: {kind: fixed-in-degree, degree: 20}, weight: {uniform: [0, 20]}, delay: {uniform: [2, 3]},
           plasticity: {kind: reward-stdp, w_max: 100, rewards: [{time: 50 ms}, {time: 300 ms}]}}
        - {from: shown, to: e, connect: {kind: fixed-in-degree, degree: 5}, weight: 30, delay: 2 ms,
           synapse: {kind: second-order}}
        - {from: in, to: e, connect: {kind: fixed-in-degree, degree: 5}, weight: 30, delay: 2 ms,
           synapse: {kind: dropout, p: 0.3}}
      monitors:
        - {population: e, variables: [spike, v], every: 7, neurons: [0, 5]}
      """
    let whole = try run(yaml, RunContext())
    #expect(try #require(whole["e.spike_times"]).shape[0] > 1000)
    let kept = KeptState()
    for stop in 1...3 {
      let asked = Mutex(0)
      let stopping = Work(
        threads: 1,
        isCancelled: {
          asked.withLock { count in
            count += 1
            return count > 1
          }
        })
      #expect(throws: CancellationError.self) { try run(yaml, RunContext(work: stopping, continuation: kept)) }
      #expect(kept.count == stop)
    }
    #expect(identical(whole, try run(yaml, RunContext(work: Work(threads: 3), continuation: kept))))
    // The state of another network is none of this one.
    let other = yaml.replacing("size: 2500", with: "size: 2400")
    #expect(identical(try run(other, RunContext()), try run(other, RunContext(continuation: kept))))
  }

  /// Runs of a sweep that were finished are not made again, and the rest is that of the whole.
  @Test func theRestOfASweepIsThatOfTheWhole() throws {
    func sweep(_ context: RunContext) throws -> [String: DataArray] {
      let document = try SimulationDocument(
        yaml: "model: cann1d\nparameters: {num: 64, k: 0.5}\ntask: {kind: none, duration: 300, start: 0.4}", file: "test.yaml")
      var parameters = SimulationParameters()
      (parameters.sweep, parameters.sweepSeeds) = ("k=0.1,1,2,5", 2)
      return fingerprint(
        try Simulation.run(Simulation.Input(document: document), parameters: parameters, context: context))
    }
    let whole = try sweep(RunContext())
    let kept = KeptState()
    let stopping = Work(threads: 1, isCancelled: { kept.count > 3 })
    #expect(throws: CancellationError.self) { try sweep(RunContext(work: stopping, continuation: kept)) }
    #expect(kept.count >= 4)
    let rest = try sweep(RunContext(work: Work(threads: 3), continuation: kept))
    #expect(identical(whole, rest))
    #expect(whole["sweep_seeds"] == DataArray([0, 1, 0, 1, 0, 1, 0, 1]))
  }
}
