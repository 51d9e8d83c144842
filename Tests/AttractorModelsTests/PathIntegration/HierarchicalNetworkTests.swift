import AttractorModels
import Foundation
import Testing

struct HierarchicalNetworkTests {
  private func made(_ spacings: [Double], places: Int = 30) throws -> HierarchicalNetwork {
    let (bands, grid) = (try BandCells(count: 36), try DrivenGrid(side: 12))
    let step = Double(places - 1)
    let centers = (0..<places * places).map { (index: Int) -> SIMD2<Double> in
      let (column, row) = (Double(index % places), Double(index / places))
      return SIMD2<Double>(5 * column / step, 5 * row / step)
    }
    return try HierarchicalNetwork(
      modules: spacings.map { try BandModule(spacing: $0, angle: 0.2, bands: bands, grid: grid) }, places: centers)
  }

  /// The third wave is the difference of the others, so that the grid has the lattice of its bands.
  @Test func theBandsMakeOneLattice() throws {
    let module = try BandModule(spacing: 2, angle: 0.3, bands: BandCells(count: 36), grid: DrivenGrid())
    let waves = module.waves
    let difference = waves[1] - waves[0] - waves[2]
    #expect(abs(difference.x) < 1e-14 && abs(difference.y) < 1e-14)
    #expect(waves.allSatisfy { abs(($0 * $0).sum().squareRoot() - .pi) < 1e-14 })
  }

  /// The drive of the grid is highest where the phases of the bands are, whatever the position.
  @Test func theGridIsDrivenAtThePhasesOfTheBands() throws {
    let network = try made([2, 3])
    for position in [SIMD2(0.0, 0), SIMD2(1.3, 2.2), SIMD2(4, 0.7)] {
      let state = network.state(at: position)
      for (module, bands) in zip(network.modules, state.bands) {
        let input = module.gridInput(rates: bands.map(module.bands.rates))
        let best = try #require(input.indices.max { input[$0] < input[$1] })
        let phases = module.phases(at: position)
        let near = module.grid.gaussian(SIMD2(phases[0], phases[1]) - module.grid.phase(of: best), width: 0.3)
        #expect(near > 0.35)
      }
    }
  }

  /// Twice round a circle of 0.8 m: the places follow within the distance between their centres.
  @Test func aPathIsIntegrated() throws {
    let network = try made([2, 2.75, 3.5, 4.25, 5])
    let start = SIMD2(2.5, 2.5)
    let settled = try network(from: network.state(at: start), steps: 400, velocity: { _ in .zero })
    func velocity(_ clock: Clock) -> SIMD2<Double> { SIMD2(0.08 * cos(0.1 * clock.time), 0.08 * sin(0.1 * clock.time)) }
    var (truth, worst) = (start, 0.0)
    try network(from: settled, steps: 2500, velocity: velocity) { state, clock in
      let v = velocity(Clock(step: clock.step - 1, dt: clock.dt))
      truth += SIMD2(0.05 * v.x, 0.05 * v.y)
      guard clock.step % 100 == 0 else { return }
      let error = network.placeActivity(of: state).position - truth
      worst = max(worst, (error * error).sum().squareRoot())
    }
    #expect(worst < 0.15)
    #expect(truth.y > 2.4 && truth.y < 4.2)
  }

  @Test func theSameVelocityGivesTheSameBits() throws {
    let network = try made([2])
    func end() throws -> HierarchicalNetwork.State {
      try network(from: network.state(at: .zero), steps: 50, velocity: { _ in SIMD2(0.02, 0.01) })
    }
    #expect(try end() == end())
  }

  @Test func wrongNetworksAreRefused() throws {
    #expect(throws: AttractorModelsError.self) { try made([]) }
    #expect(throws: AttractorModelsError.self) { try made([-1]) }
    #expect(throws: AttractorModelsError.self) { try made([2], places: 0) }
    let network = try made([2])
    #expect(throws: AttractorModelsError.self) {
      try network(from: network.state(at: .zero), steps: 1, velocity: { _ in SIMD2(9, 0) })
    }
  }
}
