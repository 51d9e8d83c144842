import ArrayNumerics
import Foundation
import LearningModels
import Testing

struct MemorySurveyTests {
  private func network(_ patterns: Matrix<Double>) throws -> HopfieldNetwork {
    var network = try HopfieldNetwork(neurons: patterns.columns)
    try network.weights.store(patterns, options: HebbianOptions(subtractsMean: false))
    return network
  }

  private func randomPatterns(_ count: Int, _ n: Int, seed: UInt64) -> Matrix<Double> {
    var stream = RandomStream(seed: seed, name: "random")
    return Matrix(rows: count, columns: n, elements: (0..<count).flatMap { _ in randomState(n, stream: &stream) })
  }

  @Test func crosstalkAndErrorsOfRandomPatternsAreThoseOfTheory() throws {
    let (n, count) = (2000, 300)
    let patterns = randomPatterns(count, n, seed: 1)
    let stability = try PatternStability(try network(patterns), patterns: patterns)
    let mean = stability.crosstalk.reduce(0, +) / Double(count)
    #expect(abs(mean - (Double(count - 1) / Double(n)).squareRoot()) < 0.01)
    let share = Double(stability.unstableNeurons.reduce(0, +)) / Double(n * count)
    let expected = PatternStability.expectedUnstableShare(neurons: n, patterns: count)
    #expect(abs(share - expected) < 0.1 * expected && stability.margins.allSatisfy { $0 < 0 })
  }

  @Test func marginsAreThoseOfTheMatrix() throws {
    let patterns = somePatterns(5, 40, seed: 2)
    let memory = try network(patterns)
    let stability = try PatternStability(memory, patterns: patterns)
    for index in 0..<5 {
      let state = Array(patterns.row(index))
      let smallest = (0..<40).map { i -> Double in
        let row = (0..<40).map { memory.weights[i, $0] }
        return state[i] * zip(row, state).reduce(0) { $0 + $1.0 * $1.1 } / row.reduce(0) { $0 + $1 * $1 }.squareRoot()
      }.min()
      #expect(abs((smallest ?? 0) - stability.margins[index]) < 1e-12)
    }
  }

  @Test func theBasinOfAFewPatternsIsWide() throws {
    let patterns = randomPatterns(4, 400, seed: 3)
    let curve = try BasinCurve(
      network(patterns), patterns: patterns, flips: [0, 0.2, 0.5], trials: 25, options: RecallOptions(update: .asynchronous),
      seed: 1)
    #expect(curve.startOverlap == [1, 0.6, 0] && curve.recalled[0] == 1 && curve.recalled[1] > 0.98 && curve.recalled[2] < 0.2)
    #expect(curve.recalledLow[1] < 1 && curve.recalledHigh[2] > 0 && curve.trials == 100)
  }

  @Test func attractorsAreToldApart() throws {
    let patterns = randomPatterns(3, 300, seed: 4)
    let mixture = (0..<300).map { column in (0..<3).reduce(0) { $0 + patterns[$1, column] } > 0 ? 1.0 : -1 }
    let memory = try network(patterns)
    // The majority of three is a fixed point at this load.
    var stream = RandomStream(seed: 0, name: "test")
    let end = try memory.recall(from: mixture, options: RecallOptions(update: .asynchronous), stream: &stream)
    #expect(end.outcome == .fixedPoint && HopfieldNetwork.overlap(end.state, mixture) > 0.95)
    let survey = try AttractorSurvey(
      memory, patterns: patterns, starts: 400, options: RecallOptions(update: .asynchronous, steps: 100), seed: 1)
    #expect(survey.counts.values.reduce(0, +) == 400 && survey.counts[.unsettled] == nil)
    // By symmetry a pattern and its reverse are found equally often.
    let (stored, reversed) = (Double(survey.counts[.stored] ?? 0), Double(survey.counts[.reversed] ?? 0))
    #expect(abs(stored - reversed) < 4 * (stored + reversed).squareRoot() && stored + reversed > 200)
    #expect((survey.counts[.mixture] ?? 0) > 0 && survey.distinct <= 12)
  }

  /// Hopfield, Feinstein and Palmer 1983: after some unlearning more random states find a memory; after too much memories go.
  @Test func unlearningHelpsAndThenHarms() throws {
    let patterns = randomPatterns(10, 100, seed: 5)
    var memory = try network(patterns)
    var plan = Unlearning()
    (plan.dreams, plan.every, plan.strength, plan.starts) = (150, 50, 0.01, 200)
    let options = RecallOptions(update: .asynchronous, steps: 100)
    let curve = try plan.run(&memory, patterns: patterns, options: options, seed: 2, work: Work(threads: 2))
    #expect(curve.dreams == [0, 50, 100, 150])
    #expect((curve.found.last ?? 0) > (curve.found.first ?? 1) + 0.1 && (curve.held.last ?? 0) >= 0.9)
    // More than the ten patterns ever had.
    (plan.dreams, plan.every, plan.strength) = (300, 300, 0.2)
    let end = try plan.run(&memory, patterns: patterns, options: options, seed: 3)
    #expect((end.held.last ?? 1) < 0.5 && (end.found.last ?? 1) < (curve.found.last ?? 0))
  }

  @Test func theCapacityIsNearThatOfTheory() throws {
    var plan = CapacityProtocol()
    (plan.sizes, plan.networks, plan.patternsTested) = ([200, 400], 6, 6)
    plan.loads = [0.06, 0.1, 0.14, 0.18, 0.22]
    let result = try plan.run(seed: 1)
    for critical in result.critical { #expect(critical > 0.12 && critical < 0.22) }
    #expect(result.held[0, 0] > 0.95 && result.held[1, 4] < 0.2)
    for size in 0..<2 { #expect(result.criticalLow[size] <= result.critical[size]) }
    #expect(try plan.run(seed: 1, work: Work(threads: 3)) == result)
    #expect(HopfieldCapacity.canns(neurons: 1000) == 140 && abs(HopfieldCapacity.meanField(neurons: 1000) - 138) < 1e-9)
    #expect(abs(HopfieldCapacity.errorFree(neurons: 1000) - 1000 / (4 * log(1000))) < 1e-9)
  }
}
