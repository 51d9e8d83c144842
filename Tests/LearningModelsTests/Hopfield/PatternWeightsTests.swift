import ArrayNumerics
import Foundation
import LearningModels
import Testing

/// Patterns of −1 and 1, or normal numbers.
func somePatterns(_ count: Int, _ neurons: Int, seed: UInt64, isBinary: Bool = true) -> Matrix<Double> {
  var stream = RandomStream(seed: seed, name: "test patterns")
  let values = (0..<count * neurons).map { _ in isBinary ? (stream.uniform() < 0.6 ? 1.0 : -1) : stream.normal() }
  return Matrix(rows: count, columns: neurons, elements: values)
}

struct PatternWeightsTests {
  /// The weights of the textbook, entry by entry.
  private func dense(_ patterns: Matrix<Double>, _ options: HebbianOptions) -> [[Double]] {
    let n = patterns.columns
    let mean = options.subtractsMean ? patterns.elements.reduce(0, +) / Double(patterns.count) : 0
    return (0..<n).map { i in
      (0..<n).map { j in
        if i == j, options.clearsDiagonal { return 0 }
        let sum = (0..<patterns.rows).reduce(0.0) { $0 + (patterns[$1, i] - mean) * (patterns[$1, j] - mean) }
        return options.normalizes ? sum / Double(patterns.rows) : sum
      }
    }
  }

  static let allOptions = [true, false].flatMap { mean in
    [true, false].flatMap { diagonal in
      [true, false].map { HebbianOptions(subtractsMean: mean, clearsDiagonal: diagonal, normalizes: $0) }
    }
  }

  @Test(arguments: allOptions, [true, false]) func entriesAndFieldsAreThoseOfTheMatrix(
    _ options: HebbianOptions, _ isBinary: Bool
  ) throws {
    let patterns = somePatterns(11, 37, seed: 1, isBinary: isBinary)
    var network = try HopfieldNetwork(neurons: 37, threshold: 0.3)
    try network.weights.store(patterns, options: options)
    let known = dense(patterns, options)
    let state = Array(somePatterns(1, 37, seed: 2).row(0))
    let fields = network.fields(of: state)
    var energy = 0.0
    for i in 0..<37 {
      for j in 0..<37 {
        #expect(abs(network.weights[i, j] - known[i][j]) < 1e-12)
        energy -= 0.5 * state[i] * known[i][j] * state[j]
      }
      energy += 0.3 * state[i]
      let field = zip(known[i], state).reduce(-0.3) { $0 + $1.0 * $1.1 }
      #expect(abs(fields[i] - field) < 1e-12 * 37)
    }
    #expect(abs(network.energy(of: state) - energy) < 1e-10)
    let matrix = try network.weights.dense()
    #expect(abs(Double(matrix[3, 5]) - known[3][5]) < 1e-6)
  }

  @Test func clearingTwiceAndResizingKeepsWhatCannsKeeps() throws {
    var weights = PatternWeights(neurons: 8)
    try weights.store(somePatterns(3, 8, seed: 3), options: HebbianOptions(clearsDiagonal: false))
    #expect(weights[2, 2] > 0)
    let larger = weights.resized(to: 10)
    #expect(larger[2, 2] == 0 && larger[9, 1] == 0)
    #expect(abs(larger[1, 7] - weights[1, 7]) < 1e-15)
    let smaller = larger.resized(to: 4)
    #expect(abs(smaller[1, 3] - weights[1, 3]) < 1e-15 && smaller[3, 3] == 0)
    #expect(weights.resized(to: 8, preserving: false)[0, 1] == 0)
  }

  @Test func whatIsStoredAndTakenAwayIsGone() throws {
    let patterns = somePatterns(4, 20, seed: 4)
    var weights = PatternWeights(neurons: 20)
    try weights.store(patterns)
    try weights.store(patterns, isRemoved: true)
    for i in 0..<20 { #expect(abs(weights[i, (i + 3) % 20]) < 1e-15) }
  }

  @Test func badPatternsAreRefused() throws {
    var weights = PatternWeights(neurons: 4)
    #expect(throws: LearningModelsError.wrongLength(what: "a pattern", found: 3, expected: 4)) {
      try weights.store(Matrix(rows: 1, columns: 3, elements: [1.0, 1, 1]))
    }
    #expect(throws: LearningModelsError.notFinite(what: "pattern", pattern: 1, place: 2)) {
      try weights.store(Matrix(rows: 2, columns: 4, elements: [1.0, 1, 1, 1, 1, 1, .nan, 1]))
    }
    #expect(throws: LearningModelsError.nothingToLearn) { try weights.store(Matrix(rows: 0, columns: 4, elements: [])) }
    #expect(throws: LearningModelsError.self) { try PatternWeights(neurons: 100_000).dense(limit: 1 << 20) }
  }
}
