import ArrayNumerics
import AttractorModels
import Foundation
import Testing

struct RestingStatesTests {
  /// 512 neurons, k = 0.1, a = 0.5, J₀ = 4.
  private func network(
    _ count: Int = 512, inhibition: Double = 0.1, width: Double = 0.5, images: RingGaussian.Images = .all
  ) throws -> RingNetwork {
    try RingNetwork(
      grid: RingGrid(count: count),
      parameters: AttractorParameters(inhibition: inhibition, width: width, images: images))
  }

  /// Heights and eigenvalues of every state by Newton's method on the dense network, in single steps by hand.
  @Test(arguments: RingGaussian.Images.allCases)
  func allStatesOfTheRingAreFound(_ images: RingGaussian.Images) throws {
    let states = try RestingStates(network(images: images))
    let known: [(bumps: [Int], isUpper: Bool?, height: Double, values: [Double], index: Int, dimension: Int)] = [
      ([1], true, 22.56324363, [0, -0.5, -0.75000003, -0.87499975], 0, 1),
      ([1], false, 0.00433958734, [0.99961541, 0, -0.5], 1, 1),
      ([2], true, 10.91134246, [0.98567208, 0.08679900, 0, -0.33635015], 2, 1),
      ([2], false, 0.00426834235, [0.99921794, 0.98567208, 0.08679900, 0, -0.33635015], 3, 1),
      ([0], true, 6.3631283, [0.7649938, 0.7649938, 0.2130613, 0.2130613, -0.3506951, -0.3506951], 4, 0),
      ([0], false, 0.00306944150, [0.9990357, 0.7649938, 0.7649938, 0.2130613, 0.2130613], 5, 0),
      ([], nil, 0, [-1, -1], 0, 0),
    ]
    #expect(states.families.count == known.count)
    for (family, known) in zip(states.families, known) {
      #expect(family.bumps == known.bumps)
      #expect(family.isUpper == known.isUpper)
      #expect(abs((family.equilibrium.state.max() ?? 0) - known.height) < 1e-7 * max(known.height, 1e-2))
      for (found, value) in zip(family.eigenvalues, known.values) { #expect(abs(found.real - value) < 1e-7) }
      #expect(family.eigenvalues.count == 512)
      #expect(family.stability.unstableCount == known.index)
      #expect(family.dimension == known.dimension)
      #expect(family.equilibrium.residual < 1e-12)
    }
    #expect(states.indexSum == 1)
  }

  /// A bump as theory has it: height to 1e-6, the fold of its branch at 1 / (4 Σg²).
  @Test func heightsAndFoldsAreThoseOfTheory() throws {
    let ring = try network()
    let heights = try #require(ring.theory.heights)
    let states = try RestingStates(ring)
    #expect(abs((states.families[0].equilibrium.state.max() ?? 0) / heights.stable - 1) < 1e-6)
    #expect(abs((states.families[1].equilibrium.state.max() ?? 0) / heights.saddle - 1) < 2e-5)
    let shapes = try ring.shapes()
    #expect(abs(shapes[0].criticalInhibition / ring.theory.criticalInhibition - 1) < 1e-7)
    let branch = try BumpBranch(ring, parameter: .inhibition, increasing: true, range: 0.01...200)
    #expect(abs((branch.folds.first?.value ?? 0) / shapes[0].criticalInhibition - 1) < 1e-9)
    // Above the fold of a form only silence and the forms with more room are left.
    let above = try RestingStates(network(inhibition: 100))
    #expect(above.families.map(\.bumps) == [[1], [1], []])
    #expect(try RestingStates(network(inhibition: 131)).families.map(\.bumps) == [[]])
  }

  /// Against the eigenvalues of the whole Jacobian by differences, with adaptation and without.
  @Test(arguments: [nil, Adaptation(timeConstant: 50, strength: 0.3)])
  func everyEigenvalueIsThatOfTheJacobian(_ adaptation: Adaptation?) throws {
    var parameters = AttractorParameters(timeConstant: 2, inhibition: 0.1)
    parameters.adaptation = adaptation
    let ring = try RingNetwork(grid: RingGrid(count: 64), parameters: parameters)
    let states = try RestingStates(ring)
    #expect(states.families.count == 7)
    var problem = try EquilibriumProblem(ring, input: .none)
    for family in states.families {
      let whole = try problem.eigenvalues(at: family.equilibrium.state)
      #expect(family.eigenvalues.count == whole.count)
      for (found, known) in zip(family.eigenvalues, whole) {
        // Many of them are one number, and those of a matrix that is not symmetric are good to a root of the rounding.
        #expect(abs(found.real - known.real) < 2e-6 && abs(abs(found.imaginary) - abs(known.imaginary)) < 2e-6)
      }
      #expect(family.equilibrium.residual < 1e-12)
    }
  }

  /// A bump begins to move where the adaptation is τ/τᵥ: the eigenvalue of its translation is m − τ/τᵥ.
  @Test func adaptationMovesABumpFromTheRatioOfTimeConstantsOn() throws {
    for strength in [0.01, 0.03] {
      let ring = try RingNetwork(
        grid: RingGrid(count: 512),
        parameters: AttractorParameters(
          inhibition: 0.1, adaptation: Adaptation(timeConstant: 50, strength: strength)))
      let bump = try RestingStates(ring).families[0]
      #expect(bump.eigenvalues.contains { abs($0.real - (strength - 0.02)) < 1e-9 && $0.imaginary == 0 })
      #expect(bump.stability.kind == (strength < 0.02 ? .continuous : .unstable))
    }
  }

  /// canns, whose ring has one doubled neuron: bordered Newton in double precision.
  @Test func theDoubledEndLeavesSingleStates() throws {
    let ring = try RingNetwork.compatible(neurons: 512, parameters: AttractorParameters(inhibition: 0.1))
    let states = try RestingStates(ring)
    let known: [(height: Double, values: [Double])] = [
      (22.750862, [-0.0177633, -0.50826, -0.75652, -0.87813]), (0.00431036, [0.99962, -0.01776]),
      (22.5623823, [3.7e-13, -0.4999999934, -0.7500000294, -0.8749998]), (0.00434792, [0.99961, 4e-13]),
      (10.90486, [0.98552, 0.08818, 2.7e-4]),
    ]
    for known in known {
      let found = try #require(
        states.families.first { abs(($0.equilibrium.state.max() ?? 0) / known.height - 1) < 2e-6 })
      for (value, known) in zip(found.eigenvalues, known.values) { #expect(abs(value.real - known) < 1e-5) }
      #expect(found.equilibrium.residual < 1e-12)
      #expect(found.dimension == 0)
    }
    // The bump opposite to the doubled place has an eigenvalue of 4e-13: its index cannot be told.
    #expect(states.indexSum == nil)
  }

  /// Few neurons pin a bump: it rests at each of them, and half way between them it is a saddle.
  @Test func aPinnedBumpRestsAtEveryNeuron() throws {
    let states = try RestingStates(network(16))
    let bumps = states.families.filter { $0.bumps == [1] && $0.isUpper == true }
    #expect(bumps.map(\.copies) == [16, 16])
    #expect(Set(bumps.map(\.stability.unstableCount)) == [0, 1])
    #expect(bumps.allSatisfy { abs($0.eigenvalues[0].real) < 1e-6 && abs($0.eigenvalues[0].real) > 1e-9 })
    #expect(states.indexSum == 1)
  }

  @Test func narrowBumpsStandInRows() throws {
    let states = try RestingStates(network(256, width: 0.25))
    #expect(states.families.map(\.bumps) == [[1], [1], [2], [2], [3], [3], [4], [4], [0], [0], []])
    #expect(states.indexSum == 1)
  }

  /// On a torus the product of two forms is one: the heights of theory, the eigenvalues of the Jacobian.
  @Test func productsOfFormsRestOnATorus() throws {
    let torus = try TorusNetwork(grid: RingGrid(count: 16), parameters: AttractorParameters(inhibition: 0.1, width: 0.7))
    let states = try RestingStates(torus)
    let bump = try #require(states.families.first)
    #expect(bump.bumps == [1, 1])
    #expect(bump.dimension == 2)
    let heights = try #require(torus.theory.heights)
    #expect(abs((bump.equilibrium.state.max() ?? 0) / heights.stable - 1) < 1e-3)
    var problem = try EquilibriumProblem(torus, input: .none)
    let whole = try problem.eigenvalues(at: bump.equilibrium.state)
    for (found, known) in zip(bump.eigenvalues.prefix(30), whole) { #expect(abs(found.real - known.real) < 1e-6) }
    #expect(states.families.allSatisfy { $0.equilibrium.residual < 1e-12 })
    let default64 = try TorusNetwork(grid: RingGrid(count: 64), parameters: AttractorParameters(inhibition: 0.1))
    let large = try #require(default64.theory.heights?.stable)
    #expect(abs((try RestingStates(default64).families[0].equilibrium.state.max() ?? 0) / large - 1) < 1e-6)
  }

  @Test func shiftsOfAStateAreStates() throws {
    let ring = try network()
    for family in try RestingStates(ring).families where family.dimension == 1 {
      var circle = try RingEquilibria(ring, shiftsOf: family.equilibrium)
      for index in 0..<50 { #expect(try circle.equilibrium(at: 0.1257 * Double(index)).residual < 1e-12) }
    }
  }

  @Test func aNetworkWithoutExcitationIsRefused() throws {
    let ring = try RingNetwork(grid: RingGrid(count: 64), parameters: AttractorParameters(coupling: -1))
    #expect(throws: AttractorModelsError.self) { try RestingStates(ring) }
  }
}
