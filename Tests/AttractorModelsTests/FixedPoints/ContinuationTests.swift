import ArrayNumerics
import AttractorModels
import Foundation
import Testing

struct ContinuationTests {
  /// x² + p² = 1 is a closed branch with folds at p = ±1.
  @Test func aCircleIsFollowedAroundItsFolds() throws {
    var continuation = Continuation { z in
      ([z[0] * z[0] + z[1] * z[1] - 1], Matrix(rows: 1, columns: 2, elements: [2 * z[0], 2 * z[1]]))
    }
    continuation.stepLength = { _ in 0.1 }
    let branch = try continuation.follow(from: [0.9, 0.1]) { $0.points.count == 60 }
    #expect(branch.isComplete)
    #expect(branch.points.allSatisfy { abs($0.unknowns[0] * $0.unknowns[0] + $0.unknowns[1] * $0.unknowns[1] - 1) < 1e-12 })
    #expect(branch.folds.count == 2)
    #expect(abs(branch.folds[0].unknowns[1] - 1) < 1e-13)
    #expect(abs(branch.folds[1].unknowns[1] + 1) < 1e-13)
  }

  private func network(_ inhibition: Double = 0.1) throws -> RingNetwork {
    try RingNetwork(grid: RingGrid(count: 512), parameters: AttractorParameters(inhibition: inhibition))
  }

  @Test(arguments: [0.1, 13])
  func theBranchTurnsAtTheCriticalInhibition(_ start: Double) throws {
    let network = try network(start)
    let branch = try BumpBranch(network, parameter: .inhibition, increasing: true, range: 0.01...200)
    #expect(branch.isComplete)
    #expect(branch.folds.count == 1)
    let fold = try #require(branch.folds.first)
    #expect(abs(fold.value / network.theory.criticalInhibition - 1) < 1e-7)
    #expect(abs(fold.value - 130.0349664) < 1e-5)
    // Heights of both branches are those of the quadratic.
    for point in branch.points where point.value < 0.98 * fold.value {
      let heights = try #require(try self.network(point.value).theory.heights)
      let nearest = abs(heights.stable - point.height) < abs(heights.saddle - point.height) ? heights.stable : heights.saddle
      #expect(abs(point.height / nearest - 1) < 2e-5)
    }
    let first = try #require(branch.points.first)
    let settled = try RingEquilibria(network).bump
    #expect(abs(first.height / (settled.state.max() ?? 0) - 1) < 1e-8)
  }

  @Test func theBranchTurnsAtTheCriticalCoupling() throws {
    let network = try network()
    let branch = try BumpBranch(network, parameter: .coupling, increasing: false, range: 0.01...5)
    let critical = 4 * (0.1 / network.theory.criticalInhibition).squareRoot()
    #expect(branch.folds.count == 1)
    #expect(abs((branch.folds.first?.value ?? 0) / critical - 1) < 1e-7)
  }

  /// k_c falls as 1/a; wide bumps feel the other side of the ring.
  @Test func theBranchTurnsAtTheCriticalWidth() throws {
    let network = try RingNetwork(
      grid: RingGrid(count: 512), parameters: AttractorParameters(inhibition: 108, width: 0.5))
    let branch = try BumpBranch(network, parameter: .width, increasing: true, range: 0.2...0.9)
    let critical = 0.5 * network.theory.criticalInhibition / 108
    #expect(branch.folds.count == 1)
    #expect(abs((branch.folds.first?.value ?? 0) / critical - 1) < 1e-4)
  }

  /// A wider kernel makes the bump wider, until it is even: where the wave of one turn of even activity neither grows nor
  /// falls, e^(−a²/2) = 1/2. No fold is there.
  @Test(arguments: [0.1, 0.25]) func aBumpEndsInEvenActivity(_ least: Double) throws {
    let network = try RingNetwork(grid: RingGrid(count: 512), parameters: AttractorParameters(inhibition: 0.1, width: least))
    let branch = try BumpBranch(network, parameter: .width, increasing: true, range: least...3)
    #expect(branch.isComplete && branch.folds.isEmpty && branch.pitchforks.count == 1)
    let pitchfork = try #require(branch.pitchforks.first)
    #expect(abs(pitchfork.value - (2 * log(2.0)).squareRoot()) < 1e-9)
    #expect(branch.points.allSatisfy { $0.value >= least && $0.value < pitchfork.value && $0.height > $0.state[256 / 8] })
    #expect(branch.points.count > 15)
  }

  /// Eight neurons are a ring of their own: 1 / (4 Σ g²) of the form g = W g² about a neuron, by NumPy.
  @Test func aSmallRingIsItsOwn() throws {
    let network = try RingNetwork(grid: RingGrid(count: 8), parameters: AttractorParameters(inhibition: 0.1))
    let branch = try BumpBranch(network, parameter: .inhibition, increasing: true, range: 0.01...20)
    #expect(abs((branch.folds.first?.value ?? 0) - 2.2658919169) < 1e-6)
  }

  /// The lower branch is followed up to couplings far from its fold, where its bumps are small.
  @Test func theLowerBranchIsFollowedToItsEnd() throws {
    let network = try RingNetwork(grid: RingGrid(count: 512), parameters: AttractorParameters(inhibition: 0.1, coupling: 10))
    let branch = try BumpBranch(network, parameter: .coupling, increasing: false, range: 0.05...10)
    #expect(branch.isComplete)
    #expect(abs((branch.folds.first?.value ?? 0) - 0.1109251224) < 1e-8)
    let last = try #require(branch.points.last)
    let heights = try #require(
      try RingNetwork(
        grid: RingGrid(count: 512), parameters: AttractorParameters(inhibition: 0.1, coupling: last.value)
      ).theory.heights)
    #expect(last.value > 9 && abs(last.height / heights.saddle - 1) < 1e-5)
  }

  /// 64 points stand for 512 neurons: the same activity, driven or not.
  @Test func aCoarseRingHasTheSameActivity() throws {
    let fine = try network()
    let coarse = try fine.coarse(points: 64)
    func end(_ network: RingNetwork) throws -> [Double] {
      let start = network.grid.positions.map { 5 * exp(2 * (cos($0) - 1)) }
      return try Run(network, integrator: .euler, dt: 0.1, steps: 500)(from: Checkpoint(state: start)) { _ in .none }.state
    }
    let whole = try end(fine)
    #expect(relativeDifference(try end(coarse), (0..<64).map { whole[8 * $0] }) < 1e-12)
    #expect(throws: AttractorModelsError.self) { try fine.coarse(points: 16) }
  }
}
