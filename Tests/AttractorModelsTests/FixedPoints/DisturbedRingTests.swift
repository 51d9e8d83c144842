import ArrayNumerics
import AttractorModels
import Foundation
import Testing

struct DisturbedRingTests {
  private func network() throws -> RingNetwork {
    try RingNetwork(grid: RingGrid(count: 128), parameters: AttractorParameters(inhibition: 0.1))
  }

  /// The drift to first order beside that of the bump that was set free.
  @Test func aBumpDriftsAsTheoryHasIt() throws {
    let ring = try network()
    let disturbed = try DisturbedRing(ring, deviation: 1e-4, seed: 3)
    var circle = try RingEquilibria(ring)
    let positions = [-2.5, -1, 0.3, 2]
    let theory = try disturbed.drift(of: circle.bump.state, at: positions)
    let decoder = RingDecoder(ring.grid)
    for (position, speed) in zip(positions, theory) {
      let start = try circle.equilibrium(at: position).state
      let run = try Run(disturbed, integrator: .rungeKutta4, dt: 0.1, steps: 400)
      // After the first half the shape has settled.
      let middle = try Run(disturbed, integrator: .rungeKutta4, dt: 0.1, steps: 200)(from: Checkpoint(state: start)) { _ in
        .none
      }
      let end = try run(from: middle) { _ in .none }
      let moved = angleDifference(decoder.bump(in: end.state).center, decoder.bump(in: middle.state).center)
      #expect(abs(moved / 20 / speed - 1) < 0.02)
    }
  }

  /// Twice the disturbance, twice the drift; none, none.
  @Test func driftGrowsWithTheDisturbance() throws {
    let ring = try network()
    let bump = try RingEquilibria(ring).bump.state
    func drift(_ deviation: Double) throws -> [Double] {
      try DisturbedRing(ring, deviation: deviation, seed: 3).drift(of: bump, at: [0, 1, 2])
    }
    let (once, twice) = (try drift(0.01), try drift(0.02))
    #expect(relativeDifference(twice, once.map { 2 * $0 }) < 1e-12)
    #expect(try drift(0) == [0, 0, 0])
    #expect(throws: AttractorModelsError.self) { try DisturbedRing(ring, deviation: -1, seed: 0) }
  }
}
