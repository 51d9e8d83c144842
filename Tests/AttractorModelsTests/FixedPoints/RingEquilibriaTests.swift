import ArrayNumerics
import AttractorModels
import Foundation
import Testing

struct RingEquilibriaTests {
  /// 512 neurons, k = 0.1, a = 0.5, J₀ = 4, A = 30, on a true ring with the nearest turn.
  private func seed(_ images: RingGaussian.Images = .nearest) throws -> RingNetwork {
    try RingNetwork(
      grid: RingGrid(count: 512),
      parameters: AttractorParameters(inhibition: 0.1, stimulusAmplitude: 30, images: images))
  }

  @Test(arguments: RingGaussian.Images.allCases)
  func allCandidatesAreEquilibria(_ images: RingGaussian.Images) throws {
    let network = try seed(images)
    var equilibria = try RingEquilibria(network)
    let decoder = RingDecoder(network.grid)
    let centers = (0..<1257).map { -Double.pi + 0.005 * Double($0) }
    for center in centers {
      let point = try equilibria.equilibrium(at: center)
      #expect(point.residual < 1e-12)
      #expect(abs(angleDifference(decoder.bump(in: point.state).center, center)) < 1e-13)
    }
  }

  @Test func heightAndSpectrumAreThoseOfTheReference() throws {
    let network = try seed()
    let bump = try RingEquilibria(network).bump
    #expect(abs((bump.state.max() ?? 0) - 22.5632436289) < 1e-9)
    let eigenvalues = try RingSpectrum(network).eigenvalues(at: bump.state)
    let known = [0, -0.49999999340, -0.75000002938, -0.87499975303, -0.93750081509, -0.96874648]
    for (found, known) in zip(eigenvalues, known) { #expect(abs(found - known) < 5e-9) }
    let stability = Stability(realParts: eigenvalues)
    #expect(stability.kind == .continuous)
    #expect(stability.marginalCount == 1)
  }

  /// Against the eigenvalues of the whole Jacobian by differences.
  @Test func theSmallMatrixHasTheSpectrumOfTheJacobian() throws {
    let network = try RingNetwork(grid: RingGrid(count: 64), parameters: AttractorParameters(inhibition: 0.1))
    let bump = try RingEquilibria(network).bump
    var problem = try EquilibriumProblem(network, input: .none)
    let whole = try problem.eigenvalues(at: bump.state)
    let small = try RingSpectrum(network).eigenvalues(at: bump.state)
    #expect(small.count < 64)
    for (index, value) in small.prefix(20).enumerated() { #expect(abs(value - whole[index].real) < 1e-7) }
    #expect(whole.allSatisfy { abs($0.imaginary) < 1e-7 })
  }

  /// All equilibria of the network: silence, both bumps (circles), the antipodal pair (a circle), both even states.
  @Test func theListIsCompleteByItsIndices() throws {
    let network = try seed()
    let spectrum = try RingSpectrum(network)
    var problem = try EquilibriumProblem(network, input: .none)
    let x = network.grid.positions
    func held(_ height: Double, _ shape: (Double) -> Double) throws -> Equilibrium {
      let start = x.map { height * shape($0) }
      let (bump, h) = (start, network.grid.spacing)
      let slope = (0..<512).map { (bump[($0 + 1) % 512] - bump[($0 + 511) % 512]) / (2 * h) }
      return try problem.newton(
        from: start, holding: PhaseCondition(direction: slope, reference: start), tolerance: 1e-11)
    }
    func gaussian(_ d: Double) -> Double { exp(-d * d) }
    func even(_ height: Double) throws -> Equilibrium {
      try problem.newton(from: [Double](repeating: height, count: 512), tolerance: 1e-11)
    }
    let silence = [Double](repeating: 0, count: 512)
    let (large, small) = (try RingEquilibria(network).bump, try held(0.0043395, gaussian))
    let pair = try held(10.91) { gaussian($0) + gaussian(Double.pi - abs($0)) }
    let (evenLarge, evenSmall) = (try even(6.36), try even(3.07e-3))
    #expect(abs((small.state.max() ?? 0) - 0.004339587341) < 1e-9)
    #expect(abs((pair.state.max() ?? 0) - 10.91134) < 1e-5)
    #expect(abs(evenLarge.state[0] - 6.3631283) < 1e-7)
    #expect(abs(evenSmall.state[0] - 3.0694e-3) < 1e-7)
    let known: [(state: [Double], values: [Double], index: Int, marginal: Int)] = [
      (silence, [-1], 0, 0), (large.state, [0, -0.49999999], 0, 1), (small.state, [0.99961, 0], 1, 1),
      (pair.state, [0.98567, 0.08680, 0, -0.33635], 2, 1),
      (evenLarge.state, [0.76499, 0.76499, 0.21306, 0.21306, -0.35070, -0.35070], 4, 0),
      (evenSmall.state, [0.99904, 0.76499, 0.76499, 0.21306, 0.21306, -0.35070], 5, 0),
    ]
    var list: [Stability] = []
    for point in known {
      let values = try spectrum.eigenvalues(at: point.state)
      for (found, known) in zip(values, point.values) { #expect(abs(found - known) < 1e-5) }
      list.append(Stability(realParts: values, tolerance: 1e-8))
      #expect(list.last?.unstableCount == point.index)
      #expect(list.last?.marginalCount == point.marginal)
    }
    #expect(indexSum(of: list) == 1)
    #expect(indexSum(of: Array(list.dropLast())) != 1)
  }

  @Test func whereThereIsNoRingOfEquilibriaThisIsSaid() throws {
    #expect(throws: AttractorModelsError.self) {
      try RingEquilibria(.compatible(neurons: 64, parameters: AttractorParameters(inhibition: 0.1)))
    }
    #expect(throws: AttractorModelsError.self) {
      try RingEquilibria(RingNetwork(grid: RingGrid(count: 64), parameters: AttractorParameters(inhibition: 1000)))
    }
    #expect(throws: AttractorModelsError.self) {
      try RingSpectrum(RingNetwork(grid: RingGrid(count: 512), parameters: .adapting))
    }
  }
}
