import ArrayNumerics
import AttractorModels
import Foundation
import Synchronization
import Testing

struct RunTests {
  private func network() throws -> RingNetwork {
    try RingNetwork(grid: RingGrid(count: 64), parameters: AttractorParameters(inhibition: 0.1))
  }

  @Test func aRunThatWasInterruptedGoesOnWithTheSameBits() throws {
    let noise = StateNoise(strength: 0.2, seed: 5)
    let whole = try Run(network(), integrator: .euler, dt: 0.1, steps: 200, noise: noise)
    let first = try Run(network(), integrator: .euler, dt: 0.1, steps: 77, noise: noise)
    let input: (Clock) -> Stimulus<Double> = { $0.time < 5 ? .bump(at: 0.3) : .none }
    let end = try whole(input: input)
    #expect(try whole(from: first(input: input), input: input) == end)
    #expect(end.step == 200)
  }

  @Test func runsAreTheSameOnOneTwoAndThreeThreads() throws {
    let network = try network()
    let results = try [1, 2, 3].map { threads in
      try concurrentMap(6, work: Work(threads: threads)) { index in
        let noise = StateNoise(strength: 0.1, seed: 1, name: "run \(index)")
        return try Run(network, integrator: .exponentialEuler, dt: 0.1, steps: 100, noise: noise) { _ in .bump(at: 1) }.state
      }
    }
    #expect(results[0] == results[1])
    #expect(results[0] == results[2])
    #expect(results[0][0] != results[0][1])
  }

  /// y = noise alone is an Ornstein-Uhlenbeck process: deviation as asked for at any dt, correlation e^(−dt/τ).
  @Test(arguments: [0.05, 0.5, 2.0])
  func stationaryNoiseHasItsDeviationAtAnyStep(_ dt: Double) throws {
    let run = try Run(
      Leak(count: 50), integrator: .exponentialEuler, dt: dt, steps: Int(2000 / dt),
      noise: StateNoise(strength: 0.3, seed: 3))
    let moments = RunningMoments(every: 1) { $0 }
    try run(observing: [moments]) { _ in 0 }
    let (variance, mean): (Double, Double) = (moments.variance.reduce(0, +) / 50, moments.mean.reduce(0, +) / 50)
    #expect(abs(variance.squareRoot() - 0.3) < 0.006)
    #expect(abs(mean) < 0.01)
  }

  @Test func noisePerStepIsAddedToTheDrive() throws {
    let noise = StateNoise(strength: 0.4, scale: .perStep, seed: 9)
    let end = try Run(Leak(count: 20_000), integrator: .euler, dt: 0.5, steps: 1, noise: noise) { _ in 0 }
    let square = end.state.reduce(0) { $0 + $1 * $1 } / 20_000
    #expect(abs(square.squareRoot() - 0.4 * 0.25) < 0.002)
  }

  @Test func monitorsSeeEveryStepThatTheirStrideDivides() throws {
    let trace = Trace(every: 3) { $0[0] }
    let run = try Run(Leak(), integrator: .euler, dt: 0.5, steps: 10)
    try run(observing: [trace]) { Double($0.step) }
    #expect(trace.times == [1.5, 3, 4.5])
    var y = 0.0
    var values: [Double] = []
    for step in 0..<10 {
      y += 0.25 * (Double(step) - y)
      if (step + 1) % 3 == 0 { values.append(y) }
    }
    #expect(trace.values == values)
  }

  @Test func momentsAreThoseOfWhatWasSeen() throws {
    let (trace, moments) = (Trace(every: 2) { $0[0] }, RunningMoments(every: 2) { $0 })
    try Run(Leak(), integrator: .euler, dt: 0.5, steps: 40)(observing: [trace, moments]) { sin(Double($0.step)) }
    let mean = trace.values.reduce(0, +) / 20
    #expect(moments.count == 20)
    #expect(abs(moments.mean[0] - mean) < 1e-15)
    #expect(abs(moments.variance[0] - trace.values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 20) < 1e-15)
  }

  @Test func aStepThatIsTooLongIsRefused() throws {
    #expect(throws: AttractorModelsError.stepTooLong(dt: 4, timeConstant: 2, limit: 2)) {
      try Run(Leak(), integrator: .euler, dt: 4, steps: 1)
    }
    #expect(throws: AttractorModelsError.self) { try Run(Leak(), integrator: .rungeKutta4, dt: 6, steps: 1) }
    #expect(throws: AttractorModelsError.self) { try Run(Leak(), integrator: .euler, dt: .nan, steps: 1) }
    #expect(throws: AttractorModelsError.self) { try Run(Leak(), integrator: .euler, dt: 0, steps: 1) }
    _ = try Run(Leak(), integrator: .exponentialEuler, dt: 100, steps: 1)
  }

  @Test func wrongStartsAndInfiniteActivityAreRefused() throws {
    let run = try Run(Leak(count: 2), integrator: .euler, dt: 0.5, steps: 1000)
    #expect(throws: AttractorModelsError.wrongCount(what: "state", found: 1, expected: 2)) {
      try run(from: Checkpoint(state: [1])) { _ in 0 }
    }
    #expect(throws: AttractorModelsError.notFinite(what: "state", index: 1)) {
      try run(from: Checkpoint(state: [1, .nan])) { _ in 0 }
    }
    #expect(throws: AttractorModelsError.diverged(step: 10, time: 5)) { try run { _ in .infinity } }
  }

  @Test func aRunCanBeStopped() throws {
    let asked = Mutex(0)
    let work = Work(isCancelled: {
      asked.withLock {
        $0 += 1
        return $0 > 3
      }
    })
    let trace = Trace(every: 1) { $0[0] }
    let run = try Run(Leak(), integrator: .euler, dt: 0.5, steps: 1000)
    #expect(throws: CancellationError.self) { try run(observing: [trace], work: work) { _ in 0 } }
    #expect(trace.values.count == 48)
  }
}
