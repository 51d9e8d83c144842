import AttractorModels
import Foundation
import Testing

struct SurfaceNetworkTests {
  private func settled(_ surface: Surface, _ parameters: AttractorParameters, at place: SIMD2<Double>) throws -> (
    center: SIMD2<Double>, height: Double
  )? {
    let network = try SurfaceNetwork(surface, parameters: parameters)
    let run = try Run(network, integrator: .euler, dt: 0.5, steps: 80)
    let start = network.stimulus(at: place)
    return network.bump(in: try run(from: Checkpoint(state: start)) { _ in .none }.state)
  }

  /// Heights of section 1.5: on a line of density ρ those of the ring, on a plane those of the torus.
  @Test func aBumpFarFromTheRimsHasTheHeightOfTheTheory() throws {
    let parameters = AttractorParameters(inhibition: 0.5)
    // The height is that of the highest neuron: the bumps stand on one.
    for (surface, place) in [
      (try Surface(.line, columns: 128, length: 8), SIMD2(0.1, 0)),
      (try Surface(.plane, columns: 24, rows: 24, length: 6), SIMD2(0.125, 0.125)),
      (try Surface(.cylinder, columns: 24, rows: 20, length: 5), SIMD2(0, 0.125)),
      (try Surface(.moebius, columns: 24, rows: 20, length: 5), SIMD2(0, 0.125)),
    ] {
      let theory = try #require(try SurfaceNetwork(surface, parameters: parameters).theory?.heights?.stable)
      let bump = try #require(try settled(surface, parameters, at: place))
      #expect(abs(bump.height / theory - 1) < 0.01, "\(surface.kind)")
      #expect(surface.distance(bump.center, place) < 0.01, "\(surface.kind)")
    }
    // On a line the equation of a ring: kρ√(2π)a u₀² − (ρJ₀/√2) u₀ + 1 = 0.
    let density = 16.0
    let (a, b) = (0.5 * density * (2 * Double.pi).squareRoot() * 0.5, density * 4 / 2.0.squareRoot())
    let line = try SurfaceNetwork(Surface(.line, columns: 128, length: 8), parameters: parameters)
    let found = try #require(line.theory?.heights?.stable)
    #expect(abs(found - (b + (b * b - 4 * a).squareRoot()) / (2 * a)) < 1e-9)
  }

  /// Once round a Möbius band a place has turned over; twice round it is the same.
  @Test func aMoebiusBandTurnsOver() throws {
    let band = try Surface(.moebius, columns: 24, rows: 12)
    let over = band.normalized(SIMD2(0.3 + 2 * .pi, 0.8))
    #expect(abs(over.x - 0.3) < 1e-12 && over.y == -0.8)
    #expect(band.distance(SIMD2(0.3 + 4 * .pi, 0.8), SIMD2(0.3, 0.8)) < 1e-12)
    #expect(abs(band.distance(SIMD2(.pi - 0.1, 0.8), SIMD2(-.pi + 0.1, -0.8)) - 0.2) < 1e-12)
    let cylinder = try Surface(.cylinder, columns: 24, rows: 12)
    #expect(cylinder.distance(SIMD2(.pi - 0.1, 0.8), SIMD2(-.pi + 0.1, -0.8)) > 1.5)
  }

  /// On a sphere with narrow connections the height is nearly that of the plane, wherever the bump is.
  @Test func aSphereHoldsABumpAnywhere() throws {
    let sphere = try Surface(.sphere, columns: 600)
    let parameters = AttractorParameters(inhibition: 0.5, width: 0.3)
    let network = try SurfaceNetwork(sphere, parameters: parameters)
    let theory = try #require(network.theory?.heights?.stable)
    for place in [SIMD2(0.0, 0), SIMD2(1, 1.2), SIMD2(-2, -0.7)] {
      let bump = try #require(try settled(sphere, parameters, at: place))
      #expect(abs(bump.height / theory - 1) < 0.1)
      #expect(sphere.distance(bump.center, place) < 0.1)
    }
    let symmetric = network.weight(sphere.places[3], sphere.places[40]) - network.weight(sphere.places[40], sphere.places[3])
    #expect(abs(symmetric) < 1e-15)
  }

  @Test func whatIsNoSurfaceIsRefused() {
    #expect(throws: AttractorModelsError.self) { try Surface(.plane, columns: 2, rows: 8) }
    #expect(throws: AttractorModelsError.self) { try Surface(.line, columns: 8, rows: 2) }
    #expect(throws: AttractorModelsError.self) { try Surface(.plane, columns: 200, rows: 200) }
    #expect(throws: AttractorModelsError.self) { try Surface(.line, columns: 64, length: -1) }
  }
}
