import ArrayNumerics
import AttractorModels
import Foundation
import Testing

struct CycleMapTests {
  /// τ dy/dt = −y + x: the orbit under x = cos ωt is known, and its multiplier is e^(−T/τ).
  private struct Leak: DynamicalModel {
    var fields: [StateField] { [StateField("y", "a leaky integrator", shape: [1], timeConstant: 2)] }
    func makeWorkspace() {}
    func drive(_ state: [Double], _ input: Double, _ workspace: inout Void, into drive: inout [Double]) { drive[0] = input }
  }

  @Test func leakyIntegratorHasTheClosedForm() throws {
    let period = 5.0
    let map = try CycleMap(Leak(), integrator: .rungeKutta4, dt: 0.01, steps: 500) { cos(2 * .pi * $0.time / period) }
    let orbit = try #require(try map.orbit(from: [3]))
    let omega = 2 * Double.pi / period
    // Re 1/(1 + iωτ)
    #expect(abs(orbit.state[0] - 1 / (1 + 4 * omega * omega)) < 1e-9)
    #expect(abs(orbit.multipliers[0].real - exp(-period / 2)) < 1e-9)
    #expect(orbit.residual < 1e-12)
  }

  private func cells(_ adaptation: Double, gain: Double) throws -> CycleMap<DirectionCells> {
    var parameters = SweepParameters.directionCells
    parameters.adaptationStrength = adaptation
    let modulation = ThetaModulation(directionStrength: 1, positionStrength: 0)
    return try CycleMap(try DirectionCells(parameters: parameters), integrator: .exponentialEuler, dt: 1, steps: 100) {
      .init(heading: 0, modulation: modulation(time: $0.time, linearGain: 0, angularGain: gain).direction)
    }
  }

  private func extremes(_ map: CycleMap<DirectionCells>, _ orbit: PeriodicOrbit) throws -> ClosedRange<Double> {
    let decoder = RingDecoder(map.model.grid)
    var (low, high) = (0.0, 0.0)
    _ = try map(orbit.state) { _, state in
      let center = decoder.bump(in: state).center
      (low, high) = (min(low, center), max(high, center))
    }
    return low * 180 / .pi...high * 180 / .pi
  }

  /// Sweeps that change sides from cycle to cycle are an orbit of two cycles, which came out of the straight one by a
  /// doubling of the period: that has a multiplier below −1. Extremes, in degrees, and the largest multiplier are those of
  /// NumPy.
  @Test(arguments: [(5.0, 0.5, [8.7, 68.2], 0.07454182), (10, 0, [12.6, 30.9], 0.27140216)])
  func alternatingSweepsAreADoubledOrbit(
    _ adaptation: Double, _ gain: Double, _ sides: [Double], _ multiplier: Double
  ) throws {
    let map = try cells(adaptation, gain: gain)
    let orbits = try map.orbits(starts: 4, kick: 1)
    try #require(orbits.count == 2)
    #expect(orbits.map(\.cycles) == [2, 1])
    #expect(orbits[0].unstableCount(tolerance: 1e-6) == 0)
    #expect(abs(orbits[0].multipliers[0].real - multiplier) < 1e-6)
    #expect(orbits.allSatisfy { $0.residual < 1e-10 })
    let straight = orbits[1]
    #expect(straight.unstableCount(tolerance: 1e-6) == 1)
    #expect(straight.multipliers[0].real < -1 && straight.multipliers[0].imaginary == 0)
    let wide = try extremes(map, orbits[0])
    #expect(abs(min(-wide.lowerBound, wide.upperBound) - sides[0]) < 0.06)
    #expect(abs(max(-wide.lowerBound, wide.upperBound) - sides[1]) < 0.06)
    let narrow = try extremes(map, straight)
    #expect(narrow.upperBound - narrow.lowerBound < 1e-6)
  }

  @Test func weakAdaptationLeavesTheStraightOrbitStable() throws {
    let orbits = try cells(5, gain: 0).orbits(starts: 3, kick: 1)
    #expect(orbits.map(\.cycles) == [1])
    #expect(orbits[0].unstableCount(tolerance: 1e-6) == 0)
  }

  /// The multiplier of the straight orbit passes −1 once between the two.
  @Test func doublingIsWhereTheMultiplierPassesMinusOne() throws {
    func multiplier(_ adaptation: Double) throws -> Double {
      let map = try cells(adaptation, gain: 0)
      let start = try map(map.model.restingState(), cycles: 6)
      return try #require(try map.orbit(from: start)).multipliers.map(\.real).min() ?? 0
    }
    var (low, high) = (5.0, 10.0)
    #expect(try multiplier(low) > -1)
    #expect(try multiplier(high) < -1)
    for _ in 0..<12 {
      let middle = (low + high) / 2
      if try multiplier(middle) > -1 { low = middle } else { high = middle }
    }
    #expect(abs(try multiplier(low) + 1) < 0.01)
  }

  @Test func statesThatAreTooLargeAreRefused() throws {
    #expect(throws: AttractorModelsError.self) {
      try CycleMap(try DirectionCells(count: 600), integrator: .exponentialEuler, dt: 1, steps: 10) { _ in
        .init(heading: 0, modulation: 1)
      }
    }
  }
}
