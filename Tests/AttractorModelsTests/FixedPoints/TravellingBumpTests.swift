import ArrayNumerics
import AttractorModels
import Foundation
import Testing

struct TravellingBumpTests {
  /// The adapting ring of canns with k = 1, which holds a bump at rest too.
  private func ring(_ m: Double, k: Double = 1, neurons: Int = 512) throws -> RingNetwork {
    var parameters = AttractorParameters.adapting
    parameters.inhibition = k
    parameters.adaptation?.strength = m
    return try RingNetwork(grid: RingGrid(count: neurons), parameters: parameters)
  }

  /// Against simulations in NumPy by the method of Runge and Kutta with dt 0.1 over 3,000 units, the second half of which
  /// counts.
  @Test(arguments: [(0.03, 0.00467901776728827), (0.1, 0.015468578606484101), (0.3, 0.030334855323125333)])
  func speedIsThatOfSimulations(_ m: Double, _ known: Double) throws {
    let bumps = try TravellingBumps(try ring(m))
    let branch = try bumps.branch(upTo: 0.4)
    let found = try bumps.bumps(on: branch)
    try #require(found.count == 1)
    #expect(abs(found[0].speed - known) < 1e-6)
    #expect(try bumps.residual(of: found[0]) < 1e-12)
    let simulated = try bumps.simulatedSpeed(of: found[0], duration: 500)
    #expect(abs(simulated / found[0].speed - 1) < 1e-6)
    // In the moving frame the place of the bump is free and nothing else.
    let eigen = try bumps.eigen(of: found[0])
    #expect(abs(eigen.values[0].real) < 1e-10 && abs(eigen.values[0].imaginary) < 1e-10)
    #expect(eigen.values[1].real < -1e-4)
    // The right vector of 0 is the slope: u has none at its crest in the first wave, v a larger part behind it.
    #expect(eigen.overlaps[0] > 1e-6)
  }

  /// c → 0 as m → τ/τᵥ with its square root, and the first-order theory is met there.
  @Test func beginsAtThePitchfork() throws {
    let bumps = try TravellingBumps(try ring(0.3))
    let branch = try bumps.branch(upTo: 0.4)
    let unit = 0.3 / 50
    #expect(abs(branch[0].speed - 0.05 * unit) < 1e-15)
    // ξ² = (q − 1) / (∫ s³ e^(−s) ds / 6) = q − 1 to first order, q = m τᵥ/τ.
    let excess = branch[0].strength / bumps.onset - 1
    #expect(abs(excess / 0.0025 - 1) < 0.1)
    #expect(zip(branch, branch.dropFirst()).allSatisfy { $0.speed < $1.speed && $0.strength < $1.strength })
    for bump in branch where bump.strength < 0.03 {
      let theory = try ring(bump.strength).theory.adaptationSpeed
      #expect(abs(bump.speed / theory - 1) < 0.05)
    }
  }

  /// The same bump on twice as many neurons that couple half as much.
  @Test func doesNotDependOnTheNumberOfNeurons() throws {
    let first = try ring(0.2)
    var parameters = first.parameters
    parameters.coupling /= 2
    parameters.inhibition /= 2
    let second = try RingNetwork(grid: RingGrid(count: 1024, lower: 0), parameters: parameters)
    let speeds = try [first, second].map { network -> Double in
      let bumps = try TravellingBumps(network)
      return try #require(try bumps.bumps(on: bumps.branch(upTo: 0.3)).first).speed
    }
    #expect(abs(speeds[0] - speeds[1]) < 1e-12)
  }

  @Test func whatCannotTravelIsRefused() throws {
    #expect(throws: AttractorModelsError.self) { try TravellingBumps(RingNetwork(grid: RingGrid(count: 64))) }
    #expect(throws: AttractorModelsError.self) {
      try TravellingBumps(RingNetwork(grid: RingGrid(count: 512, ends: .doubled), parameters: .adapting))
    }
    #expect(throws: AttractorModelsError.self) { try TravellingBumps(try ring(0.3, neurons: 12)) }
    // Without a bump at rest at the onset there is no branch.
    #expect(try TravellingBumps(try ring(0.3, k: 20)).branch(upTo: 0.4).isEmpty)
  }
}

struct LinearizedAttractorTests {
  private func adapting() throws -> RingNetwork {
    var parameters = AttractorParameters.adapting
    parameters.inhibition = 1
    parameters.adaptation?.strength = 0.015
    return try RingNetwork(grid: RingGrid(count: 256), parameters: parameters)
  }

  /// The left vector of the translation is u ∂u in the first field, with adaptation −τᵥ… in the second; eigenvalues are those
  /// of the closed form, and Arnoldi finds what LAPACK finds.
  @Test func arnoldiAgreesWithTheClosedFormAndWithLAPACK() throws {
    let network = try adapting()
    let bump = try #require(
      try RestingStates(network).families.first { $0.bumps == [1] && $0.isUpper == true })
    let linear = try LinearizedAttractor(network, at: bump.equilibrium.state)
    let pairs = try linear.leading(6)
    for (found, known) in zip(pairs.values, bump.eigenvalues) {
      #expect(abs(found.real - known.real) < 1e-8 && abs(found.imaginary - known.imaginary) < 1e-6)
    }
    let dense = try generalEigenvalues(operatorMatrix(size: linear.size) { linear.apply($0) })
    for (found, known) in zip(pairs.values, dense) { #expect(abs(found.real - known.real) < 1e-8) }
    var problem = try EquilibriumProblem(network, input: .none)
    let byDifferences = try problem.eigenvalues(at: bump.equilibrium.state)
    for (found, known) in zip(pairs.values, byDifferences) { #expect(abs(found.real - known.real) < 1e-6) }
    // Left of translation: u ∂u, up to its length.
    let place = try #require(pairs.values.indices.min { pairs.values[$0].magnitude < pairs.values[$1].magnitude })
    let (u, n) = (bump.equilibrium.state, network.grid.count)
    let psi = (0..<n).map { u[$0] * (u[($0 + 1) % n] - u[($0 + n - 1) % n]) }
    let left = pairs.left[place].prefix(n).map(\.real)
    let (length, size) = (psi.reduce(0) { $0 + $1 * $1 }.squareRoot(), left.reduce(0) { $0 + $1 * $1 }.squareRoot())
    let cosine = abs(zip(psi, left).reduce(0) { $0 + $1.0 * $1.1 }) / (length * size)
    #expect(cosine > 0.9999)
  }

  @Test func transposedProductIsTheTransposedMatrix() throws {
    let network = try TorusNetwork(grid: RingGrid(count: 6), parameters: .adapting)
    let state = (0..<72).map { 0.3 + sin(Double($0)) }
    let linear = try LinearizedAttractor(network, at: state)
    let matrix = operatorMatrix(size: 72) { linear.apply($0) }
    let transposed = operatorMatrix(size: 72) { linear.applyTransposed($0) }
    let largest = zip(matrix.transposed().elements, transposed.elements).reduce(0) { max($0, abs($1.0 - $1.1)) }
    #expect(largest < 1e-13)
  }
}
