import ArrayNumerics
import AttractorModels
import Foundation
import Testing

struct NavigationTests {
  private func run(
    _ arena: Arena, _ parameters: AgentParameters = AgentParameters(), start: SIMD2<Double> = SIMD2(0.5, 0.5),
    duration: Double = 600, seed: UInt64 = 1
  ) throws -> NavigationTrajectory {
    try .simulated(in: arena, parameters: parameters, start: start, duration: duration, dt: 0.02, seed: seed)
  }

  @Test func theAnimalStaysInTheArena() throws {
    let arena = try Arena(width: 1, height: 0.8)
    let trajectory = try run(arena)
    #expect(trajectory.count == 30_000)
    #expect(trajectory.positions.allSatisfy(arena.contains))
    // And sees all of it: every tenth of both axes.
    let cells = Set(trajectory.positions.map { Int($0.x * 9.99) * 10 + Int($0.y / 0.8 * 9.99) })
    #expect(cells.count > 90)
    #expect(try run(arena) == trajectory)
    #expect(try run(arena, seed: 2) != trajectory)
  }

  @Test func innerWallsAreNotCrossed() throws {
    let wall = Wall(SIMD2(0.5, 0), SIMD2(0.5, 1))
    let arena = try Arena(width: 1, height: 1, innerWalls: [wall])
    let trajectory = try run(arena, AgentParameters(speed: .constant(0.3)), start: SIMD2(0.2, 0.5))
    #expect(trajectory.positions.allSatisfy { $0.x < 0.5 })
    // A gap lets it through.
    let open = try Arena(width: 1, height: 1, innerWalls: [Wall(SIMD2(0.5, 0), SIMD2(0.5, 0.6))])
    #expect(try run(open, AgentParameters(speed: .constant(0.3)), start: SIMD2(0.2, 0.5)).positions.contains { $0.x > 0.5 })
  }

  /// Without walls the speed has the mean and deviation that were asked for.
  @Test(arguments: [SpeedDistribution.rayleigh(mean: 0.1), .logNormal(mean: 0.1, deviation: 0.03), .constant(0.1)])
  func theSpeedIsAsAskedFor(_ speed: SpeedDistribution) throws {
    let arena = try Arena(width: 1, height: 1, border: .periodic)
    let trajectory = try NavigationTrajectory.simulated(
      in: arena, parameters: AgentParameters(speed: speed), start: SIMD2(0.5, 0.5), duration: 4000, dt: 0.02, seed: 3)
    // Of steps that did not leave on one side and come back on the other.
    let speeds = trajectory.speeds.filter { $0 < 5 }
    let mean = speeds.reduce(0, +) / Double(speeds.count)
    let deviation = (speeds.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(speeds.count)).squareRoot()
    #expect(abs(mean - 0.1) < 0.004)
    switch speed {
    case .rayleigh: #expect(abs(deviation - 0.0523) < 0.004)
    case .logNormal: #expect(abs(deviation - 0.03) < 0.003)
    case .constant: #expect(deviation < 1e-12)
    }
    #expect(trajectory.positions.allSatisfy(arena.contains))
  }

  @Test func derivedQuantitiesAreOnTheTrueClock() throws {
    let positions = [SIMD2(0.0, 0), SIMD2(0.1, 0), SIMD2(0.1, 0.1), SIMD2(0.1, 0.1), SIMD2(0, 0.1)]
    let trajectory = try NavigationTrajectory(positions: positions, dt: 0.1)
    let close = { (a: [Double], b: [Double]) in zip(a, b).allSatisfy { abs($0 - $1) < 1e-12 } }
    #expect(close(trajectory.speeds, [1, 1, 1, 0, 1]))
    #expect(close(trajectory.headings, [0, 0, .pi / 2, .pi / 2, .pi]))
    #expect(close(trajectory.turningRates, [0, 0, 5 * .pi, 0, 5 * .pi]))
    #expect(close(trajectory.linearGains, [1, 1, 1, 0, 1]))
    #expect(close(trajectory.angularGains, [0, 0, 1, 0, 1]))
    let halved = try NavigationTrajectory(positions: positions, dt: 0.05)
    #expect(close(halved.turningRates, trajectory.turningRates.map { 2 * $0 }))
    let inputs = trajectory.sweepInputs(ThetaModulation(directionStrength: 1, positionStrength: 1))
    #expect(inputs.count == 5)
    // Samples 100 ms apart are all at the trough of a cycle of 100 ms: 1 − (½ + gain).
    #expect(abs(inputs[2].modulation.position + 0.5) < 1e-12 && abs(inputs[3].modulation.position - 0.5) < 1e-12)
  }

  @Test func wrongStartsAndArenasAreRefused() throws {
    let arena = try Arena(width: 1, height: 1, innerWalls: [Wall(SIMD2(0.5, 0), SIMD2(0.5, 1))])
    #expect(throws: AttractorModelsError.outside(what: "start", x: 2, y: 0.5)) { try run(arena, start: SIMD2(2, 0.5)) }
    #expect(throws: AttractorModelsError.outside(what: "start", x: 0.5, y: 0.5)) { try run(arena, start: SIMD2(0.5, 0.5)) }
    #expect(throws: AttractorModelsError.self) { try Arena(width: 0, height: 1) }
    #expect(throws: AttractorModelsError.self) { try Arena(width: 1, height: 1, innerWalls: [Wall(SIMD2(0, 0), SIMD2(0, 2))]) }
    #expect(throws: AttractorModelsError.self) { try run(arena, AgentParameters(speed: .constant(-1)), start: SIMD2(0.2, 0.2)) }
    #expect(throws: AttractorModelsError.self) { try NavigationTrajectory(positions: [.zero], dt: 0.1) }
    #expect(throws: AttractorModelsError.self) { try NavigationTrajectory(positions: [.zero, SIMD2(.nan, 0)], dt: 0.1) }
    #expect(throws: AttractorModelsError.self) {
      try NavigationTrajectory(positions: [.zero, .zero], headings: [0], dt: 0.1)
    }
  }
}
