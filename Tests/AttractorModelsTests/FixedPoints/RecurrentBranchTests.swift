import ArrayNumerics
import AttractorModels
import Foundation
import Testing

/// Curves of states of recurrent networks beside closed forms of one and two units.
@Suite struct RecurrentBranchTests {
  private static func branches(
    _ weights: [Double], input: [Double] = [], parameter: RecurrentBranches.Parameter, _ range: ClosedRange<Double>,
    dynamics: RecurrentFixedPoints.Dynamics = .steps
  ) throws -> RecurrentBranches {
    let n = Int(Double(weights.count).squareRoot())
    let inputs = input.isEmpty ? nil : Matrix(rows: n, columns: 1, elements: [Double](repeating: 1, count: n))
    let network = try RecurrentNetwork(weights: Matrix(rows: n, columns: n, elements: weights), inputWeights: inputs)
    let points = try RecurrentFixedPoints(network, input: input, random: 32).points.map(\.state)
    return try RecurrentBranches(
      network, input: input, points: points, parameter: parameter, range: range, dynamics: dynamics)
  }

  /// h = tanh(2 h + x): one curve through all three points of x = 0, with folds at h = ±1/√2, x = atanh h − 2 h.
  @Test(arguments: [RecurrentFixedPoints.Dynamics.steps, .flow])
  func anInputHasTwoFolds(dynamics: RecurrentFixedPoints.Dynamics) throws {
    let found = try Self.branches([2], input: [0], parameter: .input(0), -1...1, dynamics: dynamics)
    #expect(found.curves.count == 1 && found.lostPoints == 0)
    let curve = try #require(found.curves.first)
    #expect(curve.points.first?.value.magnitude == 1 && curve.points.last?.value.magnitude == 1)
    #expect(curve.folds.count == 2 && curve.changes.isEmpty)
    for fold in curve.folds {
      let h = fold.state[0]
      #expect(abs(abs(h) - 0.5.squareRoot()) < 1e-6)
      #expect(abs(abs(fold.value) - (2.squareRoot() - atanh(0.5.squareRoot()))) < 1e-10)
    }
    for point in curve.points {
      let h = point.state[0]
      #expect(abs(h - tanh(2 * h + point.value)) < 1e-11)
      #expect(abs(point.excess[0] - (2 * (1 - h * h) - 1)) < 1e-9)
    }
  }

  /// h = tanh(2 g h): rest at 0 loses its stability at g = 1/2 to both states of atanh h = 2 g h.
  @Test func aGainHasABranchPoint() throws {
    let found = try Self.branches([2], parameter: .gain, 0.1...2)
    let changes = found.curves.flatMap(\.changes)
    #expect(changes.map(\.kind) == [.branchPoint])
    #expect(abs((changes.first?.point.value ?? 0) - 0.5) < 1e-6)
    #expect(found.curves.allSatisfy { $0.folds.isEmpty })
    let ends = found.curves.flatMap { [$0.points.first, $0.points.last].compactMap { $0 } }.filter { $0.value == 2 }
    #expect(ends.count == 3)
    for end in ends { #expect(abs(end.state[0] - tanh(4 * end.state[0])) < 1e-11) }
  }

  /// h = tanh(2 g h + x) with a small x: the curve from weak weights on goes to one of the two states, and the other two meet
  /// in a fold of their own, at atanh h − h / (1 − h²) = x, g = 1 / (2 (1 − h²)).
  @Test(arguments: [0.1, 1e-2, 1e-3])
  func aBrokenSymmetryHasAFoldAndNoBranchPoint(x: Double) throws {
    let found = try Self.branches([2], input: [x], parameter: .gain, 0.1...2)
    #expect(found.curves.count == 2)
    for curve in found.curves { #expect(curve.changes.isEmpty) }
    let folds = found.curves.flatMap(\.folds)
    #expect(folds.count == 1)
    let fold = try #require(folds.first)
    let h = fold.state[0]
    let slope = 1 - h * h
    #expect(h < 0 && abs(atanh(h) - h / slope - x) < 1e-5 && abs(fold.value - 0.5 / slope) < 1e-8)
    let ends = Self.ends(of: found)
    #expect(ends.count { $0 == 0.1 } == 1 && ends.count { $0 == 2 } == 3)
  }

  /// Several units with two states each and a small input: where the weights contract there is one state.
  @Test(arguments: 1...6) func whereWeightsContractThereIsOneState(seed: UInt64) throws {
    var stream = RandomStream(seed: seed, name: "weights")
    let pattern: [Double] = (0..<6).map { _ in stream.normal() }
    let size = pattern.reduce(0) { $0 + $1 * $1 }
    var weights: [Double] = []
    for a in pattern {
      for b in pattern { weights.append(2 * a * b / size + 0.1 * stream.normal()) }
    }
    let found = try Self.branches(weights, input: [0.003 * Double(seed)], parameter: .gain, 0.2...1.5)
    #expect(Self.ends(of: found).count { $0 == 0.2 } == 1)
    // A curve comes and goes with indices that sum to the same at every gain that it crosses.
    for curve in found.curves {
      for change in curve.changes { #expect(change.kind != .branchPoint) }
      let isThrough = curve.points.first?.value != curve.points.last?.value
      for gain in [0.9, 1.1, 1.3] {
        var index = 0
        for (former, next) in zip(curve.points, curve.points.dropFirst()) where (former.value < gain) != (next.value < gain) {
          let beyond = former.multipliers.count { $0.imaginary == 0 && $0.real > 1 }
          index += beyond.isMultiple(of: 2) ? 1 : -1
        }
        #expect(index == (isThrough ? 1 : 0))
      }
    }
  }

  /// The parameter at both ends of every curve.
  private static func ends(of found: RecurrentBranches) -> [Double] {
    found.curves.flatMap { [$0.points.first?.value, $0.points.last?.value].compactMap { $0 } }
  }

  /// A rotation by one radian and a factor −0.8: multipliers 0.8 g e^(±i) and −0.8 g.
  @Test func stepsBeginToOscillateAndAlternate() throws {
    let turn = try Self.branches([0.8 * cos(1), -0.8 * sin(1), 0.8 * sin(1), 0.8 * cos(1)], parameter: .gain, 0.5...1.5)
    #expect(turn.curves.flatMap(\.changes).map(\.kind) == [.oscillation])
    #expect(abs((turn.curves.first?.changes.first?.point.value ?? 0) - 1.25) < 1e-9)
    let flip = try Self.branches([-0.8], parameter: .gain, 0.5...1.5)
    #expect(flip.curves.flatMap(\.changes).map(\.kind) == [.alternation])
    #expect(abs((flip.curves.first?.changes.first?.point.value ?? 0) - 1.25) < 1e-9)
    let flow = try Self.branches([-0.8], parameter: .gain, 0.5...1.5, dynamics: .flow)
    #expect(flow.curves.flatMap(\.changes).isEmpty)
  }

  @Test func whatCannotBeFollowedIsRefused() throws {
    #expect(throws: AttractorModelsError.self) { try Self.branches([2], parameter: .gain, 1.5...2) }
    #expect(throws: AttractorModelsError.self) { try Self.branches([2], parameter: .input(0), -1...1) }
  }
}

/// The bump of a torus along its branch beside the states of the whole network.
@Suite struct TorusBranchTests {
  private static func network(k: Double, m: Double? = nil) throws -> TorusNetwork {
    var parameters = AttractorParameters(inhibition: k, width: 0.5, coupling: 4)
    if let m { parameters.adaptation = Adaptation(timeConstant: 20, strength: m) }
    return try TorusNetwork(grid: RingGrid(count: 24), parameters: parameters)
  }

  @Test func heightsAreThoseOfTheNetwork() throws {
    let network = try Self.network(k: 0.1)
    let critical = BumpTheory(grid: network.grid, dimensions: 2, parameters: network.parameters).criticalInhibition
    let branch = try TorusBranch(network, from: 0.1, to: 2 * critical) { k in
      var parameters = network.parameters
      parameters.inhibition = k
      return parameters
    }
    let fold = try #require(branch.folds.first)
    #expect(branch.folds.count == 1 && abs(fold.value / critical - 1) < 1e-3)
    for place in [5, 30, branch.points.count - 20] {
      let point = branch.points[place]
      let families = try RestingStates(Self.network(k: point.value)).families.filter { $0.bumps == [1, 1] }
      let own = try #require(families.min { abs(top($0) - point.height) < abs(top($1) - point.height) })
      #expect(abs(top(own) / point.height - 1) < 1e-9)
      // Two translations, then the largest of the others.
      let others = own.eigenvalues.map(\.real).sorted { abs($0) < abs($1) }.dropFirst(2)
      #expect(abs((others.max() ?? 0) - (point.eigenvalues.first ?? 1)) < 1e-6)
    }
    func held(_ k: Double) throws -> Bool {
      try RestingStates(Self.network(k: k)).families.contains { $0.bumps == [1, 1] }
    }
    let (below, above) = (try held(fold.value * (1 - 1e-9)), try held(fold.value * (1 + 1e-9)))
    #expect(below && !above)
  }

  private func top(_ family: RestingFamily) -> Double { family.equilibrium.state.prefix(24 * 24).max() ?? 0 }
}
