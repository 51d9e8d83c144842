import ArrayNumerics
import AttractorModels
import Foundation
import Testing

struct ClosedLoopTests {
  @Test func anAnimalStaysInAMazeAndRunsToItsGoals() throws {
    let maze = try Arena.tMaze(corridor: 0.3, stem: 1, arm: 0.75, thickness: 0.3)
    let goals = [SIMD2(0.0, 1.15), SIMD2(0.6, 1.15), SIMD2(-0.6, 1.15), SIMD2(0, 1.15), SIMD2(0, 0.15)]
    let path = try NavigationTrajectory.simulated(
      in: maze, parameters: AgentParameters(speed: .rayleigh(mean: 0.2)), start: SIMD2(0, 0.15), duration: 120, dt: 0.02,
      seed: 1, policy: GoalSeeking(goals: goals, speed: 0.2))
    #expect(path.positions.allSatisfy(maze.contains))
    for goal in goals {
      let nearest = path.positions.map { (($0 - goal) * ($0 - goal)).sum().squareRoot() }.min() ?? 1
      #expect(nearest <= 0.051)
    }
  }

  @Test func aRasterScanSeesTheWholeArena() throws {
    let arena = try Arena(width: 1, height: 1)
    let path = try NavigationTrajectory.simulated(
      in: arena, parameters: AgentParameters(speed: .rayleigh(mean: 0.2)), start: SIMD2(0.06, 0.94), duration: 300, dt: 0.02,
      seed: 1, policy: GoalSeeking.rasterScan(of: arena, speed: 0.2))
    let cells = Set(path.positions.map { min(9, Int($0.x * 10)) + 10 * min(9, Int($0.y * 10)) })
    #expect(cells.count == 100)
  }

  /// The network is shown where the animal is, and the animal goes by what the network says: with a network that believes
  /// everything 20 cm further to the right, it ends 20 cm to the left of its goal.
  @Test(arguments: [0, 0.2]) func theAnimalGoesByWhatTheNetworkSays(bias: Double) throws {
    let arena = try Arena(width: 1, height: 1)
    let ring = try RingNetwork(grid: RingGrid(count: 32), parameters: AttractorParameters(inhibition: 0.5))
    let decoder = RingDecoder(ring.grid)
    // Along x one turn of the ring is a metre; y is told to the animal as it is meant to be.
    let loop = try ClosedLoop(
      in: arena, policy: GoalSeeking(goals: [SIMD2(0.6, 0.5)], speed: 0.1, reach: 1e-3), start: SIMD2(0.5, 0.5), dt: 0.02,
      seed: 1
    ) { state, _ in SIMD2(0.5 + decoder.bump(in: state).center / (2 * .pi) + bias, 0.5) }
    let run = try Run(ring, integrator: .exponentialEuler, dt: 0.2, steps: 3000)
    try run(from: Checkpoint(state: ring.stimulus(at: 0)), observing: [loop]) { clock in
      .bump(at: 2 * .pi * (loop.position(at: clock).x - 0.5))
    }
    let places = (2000..<3000).map { loop.position(at: Clock(step: $0, dt: 0.2)).x }
    #expect(abs(median(places) - (0.6 - bias)) < 0.04)
    #expect(loop.estimate(at: Clock(step: 3000, dt: 0.2)) != nil && loop.estimate(at: Clock(step: 3001, dt: 0.2)) == nil)
  }
}
