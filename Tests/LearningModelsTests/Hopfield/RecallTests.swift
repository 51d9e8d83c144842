import ArrayNumerics
import Foundation
import LearningModels
import Testing

struct RecallTests {
  private func recall(
    _ network: HopfieldNetwork, _ start: [Double], _ options: RecallOptions = RecallOptions(), seed: UInt64 = 0
  ) throws -> Recall {
    var stream = RandomStream(seed: seed, name: "test")
    return try network.recall(from: start, following: start, options: options, stream: &stream)
  }

  /// Weights, recall and energy that canns 1.5.0 gives, and its anti-Hebbian training after that.
  @Test func theNumbersAreThoseOfCanns() throws {
    let patterns = Matrix(rows: 2, columns: 6, elements: [1.0, -1, 1, 1, -1, 1, -1, -1, 1, -1, 1, 1])
    var network = try HopfieldNetwork(neurons: 6)
    network.zeroesTies = true
    try network.weights.store(patterns)
    let row = [0, 0.1944444, -0.1388889, 1.027778, -0.9722222, -0.1388889]
    for (found, known) in zip(try network.weights.dense().row(0), row) { #expect(abs(Double(found) - known) < 1e-6) }
    var options = RecallOptions()
    options.stopsWhenSettled = false
    let end = try recall(network, [1, 1, 1, 1, -1, 1], options)
    #expect(end.state == [1, 1, 1, 1, -1, 1] && end.steps == 20 && end.energy.count == 21)
    #expect(abs((end.energy.last ?? 0) + 1.638889) < 1e-6)
    try network.weights.store(
      patterns.selectingRows([1]), options: HebbianOptions(subtractsMean: false), isRemoved: true)
    let anti = [0, -0.8055556, 0.8611112, 0.02777767, 0.02777785, 0.8611112]
    for (found, known) in zip(try network.weights.dense().row(0), anti) { #expect(abs(Double(found) - known) < 1e-6) }
  }

  /// The rule in whole numbers on small networks, where every seventh field or so is a tie.
  @Test(arguments: 0..<40) func everyStepIsThatOfTheDenseRuleTiesIncluded(_ seed: UInt64) throws {
    let (n, count) = (14 + Int(seed) % 60, 2 + Int(seed) % 11)
    let patterns = somePatterns(count, n, seed: seed)
    let subtractsMean = seed % 2 == 0
    var network = try HopfieldNetwork(neurons: n)
    try network.weights.store(
      patterns, options: HebbianOptions(subtractsMean: subtractsMean, clearsDiagonal: seed % 3 != 0), isRemoved: seed % 5 == 4)
    let sum = subtractsMean ? Int(patterns.elements.reduce(0, +)) : 0
    let whole = patterns.elements.map { Int($0) * count * n - sum }
    var state = somePatterns(1, n, seed: 1000 + seed).elements
    let start = state
    var ties = 0
    for _ in 0..<5 {
      let old = state
      for i in 0..<n {
        var field = 0
        for j in 0..<n where i != j || seed % 3 == 0 {
          for p in 0..<count { field += whole[p * n + i] * whole[p * n + j] * Int(old[j]) }
        }
        if seed % 5 == 4 { field = -field }
        if field == 0 { ties += 1 } else { state[i] = field > 0 ? 1 : -1 }
      }
    }
    var options = RecallOptions(steps: 5)
    options.stopsWhenSettled = false
    #expect(try recall(network, start, options).state == state)
    // The same network with a pattern of no weight beside takes the other way through the program.
    var other = network
    try other.weights.store(
      somePatterns(1, n, seed: 5), options: HebbianOptions(clearsDiagonal: seed % 3 != 0), strength: 0)
    #expect(try recall(other, start, options).state == state)
    if seed == 1 { #expect(ties > 0) }
  }

  @Test func anEvenCycleIsSaidToBeOne() throws {
    // Two neurons that want to differ: with both at a time they swap for ever, one at a time they rest.
    var network = try HopfieldNetwork(neurons: 2)
    try network.weights.store(Matrix(rows: 1, columns: 2, elements: [1.0, -1]), options: HebbianOptions(subtractsMean: false))
    let both = try recall(network, [1, 1])
    #expect(both.outcome == .twoCycle && both.steps == 2)
    let single = try recall(network, [1, 1], RecallOptions(update: .asynchronous))
    #expect(single.outcome == .fixedPoint && single.state[0] == -single.state[1])
  }

  @Test(arguments: 0..<8) func synchronousRecallsEndInAFixedPointOrACycleOfTwo(_ seed: UInt64) throws {
    var network = try HopfieldNetwork(neurons: 120)
    try network.weights.store(somePatterns(30, 120, seed: seed))
    let end = try recall(network, somePatterns(1, 120, seed: seed + 50).elements, RecallOptions(steps: 500))
    #expect(end.outcome != .unsettled)
  }

  @Test(arguments: [HopfieldActivation.sign, .tanh, .sigmoid]) func asynchronousStepsNeverRaiseTheEnergy(
    _ activation: HopfieldActivation
  ) throws {
    for seed in 0..<5 as Range<UInt64> {
      var network = try HopfieldNetwork(neurons: 90, activation: activation, threshold: 0.2, temperature: 1.5)
      try network.weights.store(somePatterns(12, 90, seed: seed))
      let start = somePatterns(1, 90, seed: seed + 9).elements.map { activation == .sigmoid ? ($0 + 1) / 2 : $0 }
      let end = try recall(network, start, RecallOptions(update: .asynchronous, steps: 5000), seed: seed)
      for (before, after) in zip(end.energy, end.energy.dropFirst()) { #expect(after <= before + 1e-9 * abs(before)) }
      #expect(end.outcome == .fixedPoint)
      if activation != .sign {
        // Without the entropy it is none that falls.
        var options = RecallOptions(update: .asynchronous, steps: 200)
        options.energyHasEntropy = false
        let other = try recall(network, end.state.map { $0 * 0.999 }, options, seed: seed)
        #expect(other.energy.first != end.energy.last)
      }
    }
  }

  /// One pattern in mean field: the mean overlap m solves m = tanh(m/T).
  @Test(arguments: [0.4, 0.7]) func stochasticNeuronsHaveTheOverlapOfMeanFieldTheory(_ temperature: Double) throws {
    let n = 4000
    let pattern = somePatterns(1, n, seed: 1)
    // With W = ξξᵀ the field is n m.
    var network = try HopfieldNetwork(neurons: n, activation: .stochastic, temperature: temperature * Double(n))
    try network.weights.store(pattern, options: HebbianOptions(subtractsMean: false))
    var stream = RandomStream(seed: 3, name: "test")
    let end = try network.recall(
      from: pattern.elements, following: pattern.elements, options: RecallOptions(update: .asynchronous, steps: 120),
      stream: &stream)
    var expected = 1.0
    for _ in 0..<1000 { expected = tanh(expected / temperature) }
    let measured = end.overlap.suffix(100).reduce(0, +) / 100
    #expect(abs(measured - expected) < 0.01 && end.outcome == .unsettled)
  }

  @Test func gradedNeuronsSolveTheirEquation() throws {
    var network = try HopfieldNetwork(neurons: 60, activation: .tanh, temperature: 20)
    try network.weights.store(somePatterns(2, 60, seed: 2))
    let end = try recall(network, somePatterns(1, 60, seed: 3).elements, RecallOptions(update: .asynchronous, steps: 500))
    for (value, field) in zip(end.state, network.fields(of: end.state)) { #expect(abs(value - tanh(field / 20)) < 1e-8) }
  }

  @Test func badStatesAreRefused() throws {
    let network = try HopfieldNetwork(neurons: 3)
    #expect(throws: LearningModelsError.wrongLength(what: "the state", found: 2, expected: 3)) { try recall(network, [1, 1]) }
    #expect(throws: LearningModelsError.self) { try recall(network, [1, 0.5, 1]) }
    #expect(throws: LearningModelsError.self) { try recall(network, [1, .nan, 1]) }
    #expect(throws: LearningModelsError.self) { try HopfieldNetwork(neurons: 0) }
    #expect(throws: LearningModelsError.self) { try HopfieldNetwork(neurons: 3, temperature: 0) }
  }
}
