import ArrayNumerics
import AttractorModels
import Foundation
import Testing

struct BumpTheoryTests {
  private func seed() throws -> RingNetwork {
    try RingNetwork(grid: RingGrid(count: 512), parameters: AttractorParameters(inhibition: 0.1))
  }

  @Test func heightsAreThoseOfTheQuadratic() throws {
    let theory = try seed().theory
    let heights = try #require(theory.heights)
    #expect(abs(heights.stable - 22.563243754569) < 1e-11)
    #expect(abs(heights.saddle - 0.004339587341) < 1e-12)
    #expect(abs(theory.criticalInhibition - 130.0349664) < 1e-7)
  }

  @Test func theNetworkSettlesAtTheHeightOfTheTheory() throws {
    let network = try seed()
    let start = network.stimulus(at: 0).map { 2 * $0 }
    let run = try Run(network, integrator: .exponentialEuler, dt: 0.5, steps: 200)
    let end = try run(from: Checkpoint(state: start)) { _ in .none }
    let height = try #require(end.state.max())
    let theory = try #require(network.theory.heights)
    #expect(abs(height / theory.stable - 1) < 1e-6)
  }

  @Test func theSpectrumIsTranslationHeightAndShape() throws {
    let spectrum = try seed().theory.spectrum(6)
    let known = [0, -0.5, -0.75, -0.875, -0.9375, -0.96875]
    #expect(zip(spectrum, known).allSatisfy { abs($0 - $1) < 1e-9 })
    let normalization = try #require(try seed().theory.normalization)
    #expect(try seed().theory.spectrum(40).contains(-1 + 2 / normalization))
    let torus = BumpTheory(grid: try RingGrid(count: 64), dimensions: 2, parameters: AttractorParameters(inhibition: 0.1))
    #expect(torus.spectrum(9) == [0, 0, -0.5, -0.5, -0.5, -0.75, -0.75, -0.75, -0.75])
  }

  /// What the defaults of canns need: 32 neurons, 307 with adaptation, 18 and 72 along each axis of a torus.
  @Test func theFewestNeuronsAreThoseThatHoldABump() throws {
    let grid = try RingGrid(count: 10)
    func fewest(_ dimensions: Int, _ parameters: AttractorParameters) -> Int? {
      BumpTheory(grid: grid, dimensions: dimensions, parameters: parameters).fewestNeuronsPerAxis
    }
    #expect(fewest(1, .standard) == 32)
    #expect(fewest(1, .adapting) == 307)
    #expect(fewest(2, .standard) == 18)
    #expect(fewest(2, .adapting) == 72)
  }

  @Test func whatCannotHoldABumpIsSaidInWords() throws {
    let network = try RingNetwork(grid: RingGrid(count: 256), parameters: .adapting)
    let warning = try #require(network.warnings.first)
    #expect(warning.text.hasPrefix("These parameters cannot hold a bump: the inhibition k = 8.1 is above the critical 6.77"))
    #expect(warning.text.hasSuffix("With 307 neurons along each axis instead of 256 a bump is held."))
    #expect(try RingNetwork(grid: RingGrid(count: 512)).warnings.isEmpty)
    #expect(try RingNetwork.compatible(neurons: 512, parameters: .standard).warnings == [.doubledEnds])
    let coarse = try RingNetwork(grid: RingGrid(count: 512), parameters: AttractorParameters(width: 0.005))
    #expect(coarse.warnings.contains(.pinned(width: 0.005, spacing: coarse.grid.spacing)))
    func warnings(_ width: Double, _ coupling: Double = 4) throws -> [ModelWarning] {
      try RingNetwork(
        grid: RingGrid(count: 128), parameters: AttractorParameters(inhibition: 0.5, width: width, coupling: coupling)
      ).warnings
    }
    #expect(try warnings(0.5, -2) == [.noExcitation(coupling: -2)])
    // √(2 ln 2) = 1.17741.
    #expect(try warnings(1.1774).isEmpty)
    let wide = try warnings(1.1775).map(\.text)
    #expect(wide.count == 1 && wide[0].contains("below a = 1.177"))
  }

  @Test func adaptationMovesTheBumpFromItsThresholdOn() throws {
    let grid = try RingGrid(count: 512)
    func theory(_ strength: Double) -> BumpTheory {
      var parameters = AttractorParameters.adapting
      parameters.adaptation = Adaptation(timeConstant: 50, strength: strength)
      return BumpTheory(grid: grid, dimensions: 1, parameters: parameters)
    }
    #expect(theory(0.005).adaptationSpeed == 0)
    #expect(theory(0.0199).adaptationSpeed == 0)
    #expect(abs(theory(0.03).adaptationSpeed - 0.00472) < 5e-6)
    #expect(abs(theory(0.3).adaptationSpeed - 0.0335) < 5e-5)
  }

  @Test func theSimulatedSpeedIsNearTheTheory() throws {
    var parameters = AttractorParameters.adapting
    parameters.adaptation = Adaptation(timeConstant: 50, strength: 0.3)
    let network = try RingNetwork(grid: RingGrid(count: 512), parameters: parameters)
    let decoder = RingDecoder(network.grid)
    let centers = Trace(every: 10) { decoder.bump(in: $0).center }
    let run = try Run(network, integrator: .euler, dt: 0.1, steps: 20_000)
    try run(observing: [centers]) {
      // A push to one side decides the direction.
      $0.time < 50 ? .bump(at: 0.02 * $0.time) : .none
    }
    let late = centers.values.suffix(1000)
    let travelled = zip(late.dropFirst(), late).reduce(0) { $0 + angleDifference($1.0, $1.1) }
    let speed = abs(travelled) / 999
    #expect(abs(speed - 0.0303) < 0.0003)
    #expect(speed < network.theory.adaptationSpeed)
  }

  /// Σψ²/(Σψ ∂u)² by sums over neurons.
  @Test func diffusionIsTheProjectionOnTheNullVector() throws {
    let network = try seed()
    let height = try #require(network.theory.heights?.stable)
    let a = network.parameters.width
    func sums(_ dimensions: Int) -> Double {
      let x = network.grid.positions
      let (u, du) = (x.map { exp(-$0 * $0 / (4 * a * a)) }, x.map { -$0 / (2 * a * a) * exp(-$0 * $0 / (4 * a * a)) })
      var squares = zip(u, du).reduce(0) { $0 + pow($1.0 * $1.1, 2) }
      var product = zip(u, du).reduce(0) { $0 + $1.0 * $1.1 * $1.1 }
      if dimensions == 2 {
        squares *= u.reduce(0) { $0 + pow($1, 4) }
        product *= u.reduce(0) { $0 + pow($1, 3) }
      }
      return 2 * squares / (product * product)
    }
    let ring = try #require(network.theory.diffusion(noise: 0.5))
    #expect(abs(ring / (0.25 * sums(1) / (height * height)) - 1) < 1e-9)
    let theory = BumpTheory(grid: network.grid, dimensions: 2, parameters: network.parameters)
    let (torus, torusHeight) = (try #require(theory.diffusion(noise: 0.5)), try #require(theory.heights?.stable))
    #expect(abs(torus / (0.25 * sums(2) / (torusHeight * torusHeight)) - 1) < 1e-9)
    #expect(abs(try #require(network.theory.memoryLifetime(tolerance: 0.1, noise: 0.5)) * ring - 0.01) < 1e-15)
  }

  @Test func aNoisyBumpDiffusesAsTheTheorySays() throws {
    let network = try RingNetwork(grid: RingGrid(count: 64), parameters: AttractorParameters(inhibition: 0.1))
    let height = try #require(network.theory.heights?.stable)
    let sigma = 0.02 * height
    let decoder = RingDecoder(network.grid)
    let start = network.stimulus(at: 0).map { $0 / 10 * height }
    let ends = try concurrentMap(300, work: Work(threads: 2)) { index in
      let noise = StateNoise(strength: sigma, seed: 11, name: "run \(index)")
      let run = try Run(network, integrator: .exponentialEuler, dt: 0.25, steps: 400, noise: noise)
      return decoder.bump(in: try run(from: Checkpoint(state: start)) { _ in .none }.state).center
    }
    let variance = ends.reduce(0) { $0 + $1 * $1 } / 300
    let theory = try #require(network.theory.diffusion(noise: sigma)) * 100
    // 300 runs: a relative deviation of 0.08; dt adds some.
    #expect(abs(variance / theory - 1) < 0.25)
  }
}
