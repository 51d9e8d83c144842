import ArrayNumerics
import AttractorModels
import Foundation
import Testing

/// τ dy/dt = −y + (1 + r) y − y³ + z,  dz/dt = −z: a pitchfork at r = 0.
private struct Pitchfork: DynamicalModel {
  var r: Double
  var fields: [StateField] {
    [StateField("y", "order", shape: [1], timeConstant: 2), StateField("z", "a leak", shape: [1], timeConstant: 4)]
  }
  func makeWorkspace() {}
  func drive(_ state: [Double], _ input: Double, _ workspace: inout Void, into drive: inout [Double]) {
    drive[0] = (1 + r) * state[0] - state[0] * state[0] * state[0] + state[1]
    drive[1] = input
  }
}

struct EquilibriumProblemTests {
  @Test func theEquilibriaOfAPitchforkAreFound() throws {
    var problem = try EquilibriumProblem(Pitchfork(r: 0.5), input: 0)
    for (start, known) in [(0.9, 0.5.squareRoot()), (-0.6, -0.5.squareRoot()), (0.05, 0)] {
      let found = try problem.newton(from: [start, 0.1])
      #expect(abs(found.state[0] - known) < 1e-12)
      let eigenvalues = try problem.eigenvalues(at: found.state).map(\.real)
      #expect(abs(eigenvalues[0] - (known == 0 ? 0.25 : -0.25)) < 1e-8)
      #expect(abs(eigenvalues[1] - (known == 0 ? -0.25 : -0.5)) < 1e-8)
      // z acts on y, and nothing acts on z.
      let inParts = try problem.eigenvalues(at: found.state, parts: [1..<2, 0..<1]).map(\.real)
      #expect(zip(inParts, eigenvalues).allSatisfy { abs($0 - $1) < 1e-8 })
      #expect(Stability(realParts: eigenvalues).kind == (known == 0 ? .unstable : .stable))
    }
  }

  @Test func mixingNeedsFewerDrivesThanRelaxing() throws {
    var problem = try EquilibriumProblem(Pitchfork(r: 0.1), input: 0.01)
    let (plain, mixed) = (try problem.relax(from: [0.5, 0], depth: 0), try problem.relax(from: [0.5, 0], depth: 3))
    #expect(abs(plain.state[0] - mixed.state[0]) < 1e-10)
    #expect(mixed.iterations < plain.iterations)
    #expect(throws: AttractorModelsError.self) { try problem.relax(from: [0.5, 0], depth: 0, limit: 5) }
    #expect(throws: AttractorModelsError.self) { try problem.relax(from: [.nan, 0]) }
    #expect(throws: AttractorModelsError.self) { try problem.newton(from: [1]) }
  }

  @Test func aHeldPhaseGivesTheDriftOfADoubledEnd() throws {
    let network = try RingNetwork.compatible(neurons: 128, parameters: AttractorParameters(inhibition: 0.1))
    let height = try #require(network.theory.heights?.stable)
    let distances = network.grid.positions.map { network.grid.distance($0, 2.0) }
    let start = distances.map { height * exp(-$0 * $0) }
    let direction = zip(start, distances).map { $0 * $1 }
    var problem = try EquilibriumProblem(network, input: .none)
    let found = try problem.newton(
      from: start, holding: PhaseCondition(direction: direction, reference: start), tolerance: 1e-10)
    let field = try DriftField(network, positions: [2.0])
    #expect(abs(found.drift * 2 * 0.25 / field.points[0].speed - 1) < 1e-6)
    #expect(found.drift > 0)
  }

  @Test func anEquilibriumOfAnAdaptingTorusIsStable() throws {
    var parameters = AttractorParameters(inhibition: 0.1)
    parameters.adaptation = Adaptation(timeConstant: 2, strength: 0.1)
    let network = try RingNetwork(grid: RingGrid(count: 24), parameters: parameters)
    var problem = try EquilibriumProblem(network, input: .bump(at: 0.3, strength: 0.1))
    let start = network.stimulus(at: 0.3) + [Double](repeating: 0, count: 24)
    let found = try problem.relax(from: start, tolerance: 1e-11)
    let newton = try problem.newton(from: start, tolerance: 1e-11)
    #expect(relativeDifference(found.state, newton.state) < 1e-10)
    #expect(Stability(realParts: try problem.eigenvalues(at: found.state).map(\.real)).kind == .stable)
  }
}
