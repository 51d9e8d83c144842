import AttractorModels
import Foundation
import Testing

struct ShapeEnergyTests {
  private func network() throws -> RingNetwork {
    try RingNetwork(grid: RingGrid(count: 128), parameters: AttractorParameters(inhibition: 0.1))
  }

  /// From activity with several bumps, at any height, the function never grows, and ends at that of the bump.
  @Test(arguments: 1...4)
  func itNeverGrowsDuringARun(_ start: Int) throws {
    let network = try network()
    let energy = try ShapeEnergy(network)
    // Smooth: one product has made it what the network can make.
    let raw = network.grid.positions.map { x -> Double in
      1.2 + sin(Double(start) * x) + 0.5 * cos(Double(2 * start + 1) * x + 0.3) + 0.1 * sin(3 * x)
    }
    var (workspace, smooth) = (try network.makeWorkspace(), raw)
    network.drive(raw, .none, &workspace, into: &smooth)
    let trace = Trace(every: 1) { (try? energy($0)) ?? .nan }
    let run = try Run(network, integrator: .rungeKutta4, dt: 0.05, steps: 4000)
    let end = try run(from: Checkpoint(state: smooth), observing: [trace]) { _ in .none }
    let values = try [energy(smooth)] + trace.values
    let rises = zip(values.dropFirst(), values).map { $0 - $1 }
    #expect(try #require(rises.max()) < 1e-12)
    #expect(try #require(values.first) - (try #require(values.last)) > 0.05)
    let bump = try RingEquilibria(network).bump.state
    if !RingDecoder(network.grid).bump(in: end.state).isLost {
      #expect(try #require(values.last) - energy(bump) > -1e-12)
    }
  }

  @Test func itIsTheSameAlongTheRingAndForAnyHeight() throws {
    let network = try network()
    let energy = try ShapeEnergy(network)
    var equilibria = try RingEquilibria(network)
    let bottom = try energy(equilibria.bump.state)
    for position in [-2.0, 0.3, 1.234] {
      #expect(abs(try energy(equilibria.equilibrium(at: position).state) - bottom) < 1e-12)
    }
    #expect(abs(try energy(equilibria.bump.state.map { 0.01 * $0 }) - bottom) < 1e-12)
    // Wider and narrower bumps, and two of them, lie higher.
    for width in [0.8, 0.9, 1.1, 1.3] {
      let other = network.grid.positions.map { exp(-$0 * $0 / (width * width)) }
      #expect(try energy(other) > bottom + 1e-4)
    }
    #expect(try energy([Double](repeating: 0, count: 128)) == .infinity)
  }

  @Test func whatHasNoLyapunovFunctionIsRefused() throws {
    #expect(throws: AttractorModelsError.self) {
      try ShapeEnergy(RingNetwork(grid: RingGrid(count: 512), parameters: .adapting))
    }
    #expect(throws: AttractorModelsError.self) { try ShapeEnergy(.compatible(neurons: 64, parameters: .standard)) }
  }

  @Test func activityAndInputAreCurvesOfTheirOwn() throws {
    let network = try network()
    let state = network.stimulus(at: 1)
    let curves = try network.curves(of: state, input: .bump(at: 2, strength: 0.5))
    #expect(curves.map(\.name) == ["activity", "rates", "input"])
    #expect(curves[0].values == state)
    #expect(curves[1].values == network.rates(of: state))
    #expect(curves[2].values == network.stimulus(at: 2).map { 0.5 * $0 })
    #expect(throws: AttractorModelsError.self) { try network.curves(of: state, input: .values([1])) }
  }
}
