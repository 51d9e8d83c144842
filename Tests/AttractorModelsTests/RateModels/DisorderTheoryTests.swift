import ArrayNumerics
import AttractorModels
import Foundation
import Testing

/// The deviation of the drift in closed form beside that of networks with disorder.
struct DisorderTheoryTests {
  private func ring(_ count: Int = 128) throws -> RingNetwork {
    try RingNetwork(grid: RingGrid(count: count), parameters: AttractorParameters(inhibition: 0.1))
  }

  private func deviation(_ values: [Double]) -> Double {
    (values.reduce(0) { $0 + $1 * $1 } / Double(values.count)).squareRoot()
  }

  /// 200 networks at four places that a bump's width parts: 800 nearly independent numbers, so to 2.5 % at one deviation.
  @Test(arguments: [(0.01, 0.0), (0, 0.3)])
  func theDriftOfManyNetworksHasTheDeviationOfTheTheory(weights: Double, inputs: Double) throws {
    let ring = try ring()
    let bump = try RingEquilibria(ring).bump.state
    let drifts = try (0..<200).flatMap { seed in
      try DisturbedRing(ring, deviation: weights, heterogeneity: inputs, seed: UInt64(seed))
        .drift(of: bump, at: [-2.4, -0.8, 0.8, 2.4])
    }
    let expected = try #require(
      weights > 0 ? ring.theory.drift(weightNoise: weights) : ring.theory.drift(heterogeneity: inputs))
    #expect(abs(deviation(drifts) / expected - 1) < 0.1)
  }

  /// With constant inputs a bump that is set free drifts as the projection of its own network has it.
  @Test func aBumpDriftsUnderConstantInputs() throws {
    let ring = try ring()
    let disturbed = try DisturbedRing(ring, deviation: 0, heterogeneity: 0.005, seed: 5)
    var circle = try RingEquilibria(ring)
    let positions = [-2.5, -1, 0.3, 2]
    let theory = try disturbed.drift(of: circle.bump.state, at: positions)
    let decoder = RingDecoder(ring.grid)
    for (position, speed) in zip(positions, theory) {
      let start = try circle.equilibrium(at: position).state
      func center(_ steps: Int) throws -> Double {
        let run = try Run(disturbed, integrator: .rungeKutta4, dt: 0.1, steps: steps)
        return decoder.bump(in: try run(from: Checkpoint(state: start)) { _ in .none }.state).center
      }
      let moved = angleDifference(try center(400), try center(200))
      #expect(abs(moved / 20 - speed) < 0.03 * abs(speed) + 1e-7)
    }
  }

  /// On a torus each axis drifts by √3/2 of the ring's drift under weights; constant inputs are simulated.
  @Test func aTorusDriftsAsTheTheoryHasIt() throws {
    let torus = try TorusNetwork(grid: RingGrid(count: 24), parameters: AttractorParameters(inhibition: 0.1, width: 0.6))
    let theory = torus.theory
    let height = try #require(theory.heights?.stable)
    let sigma = 1e-3 * height
    let start = torus.stimulus(at: SIMD2(0, 0)).map { $0 * height / torus.parameters.stimulusAmplitude }
    let decoder = TorusDecoder(torus.grid)
    var drifts: [Double] = []
    for seed in 0..<60 {
      var stream = RandomStream(seed: UInt64(seed), name: "constant inputs")
      let inputs = (0..<24 * 24).map { _ in sigma * stream.normal() }
      let run = try Run(torus, integrator: .euler, dt: 0.2, steps: 100)
      let middle = try run(from: Checkpoint(state: start)) { _ in .values(inputs) }
      let end = try Run(torus, integrator: .euler, dt: 0.2, steps: 200)(from: middle) { _ in .values(inputs) }
      let (before, after) = (decoder.bump(in: middle.state).center, decoder.bump(in: end.state).center)
      drifts += [(after.x - before.x) / 20, (after.y - before.y) / 20]
    }
    let expected = try #require(theory.drift(heterogeneity: sigma))
    // 120 numbers: 6.5 % at one deviation.
    #expect(abs(deviation(drifts) / expected - 1) < 0.2)
    let weights = try #require(theory.drift(weightNoise: 0.01))
    let ring = BumpTheory(grid: torus.grid, dimensions: 1, parameters: torus.parameters)
    #expect(weights > 0 && ring.drift(weightNoise: 0.01) != nil)
  }

  @Test func withoutABumpThereIsNoDrift() throws {
    let none = try RingNetwork(grid: RingGrid(count: 256), parameters: .adapting)
    #expect(none.theory.drift(weightNoise: 0.01) == nil && none.theory.drift(heterogeneity: 0.1) == nil)
    #expect(throws: AttractorModelsError.self) { try DisturbedRing(ring(), deviation: 0, heterogeneity: -1, seed: 0) }
  }

  /// A sheet of grid cells that nothing drives settles at the height of the theory, measured on the lattice.
  @Test func gridCellsHoldTheBumpOfTheTheory() throws {
    let cells = try GridCells(
      side: 40, ratio: 5, parameters: SweepParameters(adaptationStrength: 0, inhibition: 1, width: 0.8, coupling: 5, gain: 1))
    let theory = try #require(cells.theory?.heights)
    let run = try Run(cells, integrator: .euler, dt: 1, steps: 2000)
    let end = try run { $0.time < 200 ? [PhaseInput(phase: SIMD2(0, 0), weight: 1)] : [] }
    let height = try #require(end.state.prefix(1600).max())
    #expect(abs(height / theory.stable - 1) < 0.01)
  }
}
