import ArrayNumerics
import AttractorModels
import Foundation
import Testing

/// An animal whose belief the test makes: the state is the place that it is made to believe.
struct ClosedLoopTests {
  private static let dt = 0.1

  private func loop(
    _ goals: [SIMD2<Double>], start: SIMD2<Double> = SIMD2(0.1, 0.1), speed: Double = 0.2, reach: Double = 0.03
  ) throws -> ClosedLoop {
    try ClosedLoop(
      width: 1, height: 0.8, start: start, parameters: GoalParameters(goals: goals, speed: speed, reach: reach), dt: Self.dt
    ) { state, _ in state.isEmpty ? nil : SIMD2(state[0], state[1]) }
  }

  /// Lets the animal go with a belief that is off by so much.
  private func walk(_ loop: ClosedLoop, steps: Int, off: SIMD2<Double> = .zero) {
    for step in 1...steps {
      let clock = Clock(step: step, dt: Self.dt)
      let place = loop.position(at: clock) + off
      loop.observe([place.x, place.y], clock)
    }
  }

  @Test func whoeverKnowsWhereItIsGoesStraight() throws {
    let loop = try loop([SIMD2(0.9, 0.1), SIMD2(0.9, 0.7)])
    walk(loop, steps: 60)
    for step in [0, 1, 10, 38] {
      let place = loop.position(at: Clock(step: step, dt: Self.dt))
      #expect(abs(place.x - (0.1 + 0.02 * Double(step))) < 1e-12 && place.y == 0.1)
    }
    // Half a step later, and then up from where the first goal counted as reached.
    #expect(abs(loop.position(at: Clock(step: 10, dt: Self.dt, fraction: 0.5)).x - 0.31) < 1e-12)
    #expect(loop.goal(at: Clock(step: 38, dt: Self.dt)) == SIMD2(0.9, 0.1))
    #expect(loop.goal(at: Clock(step: 45, dt: Self.dt)) == SIMD2(0.9, 0.7))
    #expect(abs(loop.heading(at: Clock(step: 10, dt: Self.dt))) < 1e-12)
    #expect(abs(loop.heading(at: Clock(step: 58, dt: Self.dt)) - .pi / 2) < 0.2)
  }

  @Test func aWrongBeliefMissesByItsError() throws {
    let loop = try loop([SIMD2(0.9, 0.1)])
    walk(loop, steps: 100, off: SIMD2(0.1, 0))
    // It stands still where it believes that the goal is.
    let end = Clock(step: 100, dt: Self.dt)
    #expect(abs(loop.position(at: end).x - 0.8) < 1e-12 && abs(loop.believed(at: end).x - 0.9) < 1e-12)
    #expect(loop.way(at: end) == .zero)
  }

  @Test func theArenaHoldsWhoeverBelievesItWide() throws {
    let loop = try loop([SIMD2(0.9, 0.1)])
    walk(loop, steps: 100, off: SIMD2(-0.4, 0))
    #expect(loop.position(at: Clock(step: 100, dt: Self.dt)) == SIMD2(1, 0.1))
  }

  @Test func whatIsNotDecodedIsKept() throws {
    let loop = try loop([SIMD2(0.9, 0.1)])
    for step in 1...20 { loop.observe([], Clock(step: step, dt: Self.dt)) }
    #expect(loop.believed(at: Clock(step: 20, dt: Self.dt)) == SIMD2(0.1, 0.1))
    #expect(abs(loop.position(at: Clock(step: 20, dt: Self.dt)).x - 0.5) < 1e-12)
  }

  @Test func whatMakesNoSenseIsRefused() {
    #expect(throws: AttractorModelsError.self) { try self.loop([]) }
    #expect(throws: AttractorModelsError.self) { try self.loop([SIMD2(1.1, 0.1)]) }
    #expect(throws: AttractorModelsError.self) { try self.loop([SIMD2(0.9, 0.1)], start: SIMD2(0.1, 0.9)) }
    #expect(throws: AttractorModelsError.self) { try self.loop([SIMD2(0.9, 0.1)], speed: 0) }
    #expect(throws: AttractorModelsError.self) { try self.loop([SIMD2(0.9, 0.1)], reach: -1) }
  }
}
