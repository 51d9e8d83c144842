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
}
