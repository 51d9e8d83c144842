import AnalysisTestSupport
import ManifoldAnalysis
import PopulationActivity
import TestSupport
import Testing

/// Draws of a null whose longest are given; p can just reach 0.05.
func nineteenDraws(_ longest: [Double]) -> [Double] { longest + [Double](repeating: 0, count: 19 - longest.count) }

/// The rule of the verdict on tables of lifetimes.
@Suite struct VerdictTests {
  struct Case: Sendable, CustomStringConvertible {
    var h1: [Double]
    var null1: [Double]
    var h2: [Double]?
    var null2: [Double]?
    var shape: Verdict.Shape
    var description: String { "\(h1) against \(null1), H2 \(h2 ?? []): \(shape)" }
  }

  static let cases: [Case] = [
    // Without a null nothing is said, however long the bars are.
    Case(h1: [10, 9, 1], null1: [], shape: .untested),
    // A bar as long as the longest of the null is not above it.
    Case(h1: [2, 2, 1], null1: [2, 1], shape: .none),
    Case(h1: [], null1: [1], shape: .none),
    // One bar above the null and twice as long as the second: a ring; a little less: structure.
    Case(h1: [4, 2, 1.9], null1: [3], shape: .ring),
    Case(h1: [4, 2.01, 1.9], null1: [3], shape: .structure),
    Case(h1: [4], null1: [3], shape: .ring),
    // Two above the null, the second 1.5 times the third: a torus; a little less: structure.
    Case(h1: [9, 8, 5.33], null1: [3], shape: .torus),
    Case(h1: [9, 8, 5.34], null1: [3], shape: .structure),
    Case(h1: [9, 8], null1: [3], shape: .torus),
    // Two long bars of which only one is above the null: no torus.
    Case(h1: [9, 8, 1], null1: [8.5], shape: .structure),
    // The void decides where it was looked for.
    Case(h1: [9, 8, 1], null1: [3], h2: [4], null2: [2], shape: .torus),
    Case(h1: [9, 8, 1], null1: [3], h2: [1], null2: [2], shape: .structure),
    Case(h1: [20, 8, 1], null1: [3], h2: [4], null2: [2], shape: .torus),
    Case(h1: [20, 8, 1], null1: [3], h2: [1], null2: [2], shape: .ring),
    Case(h1: [20, 8, 1], null1: [3], shape: .ring),
  ]

  @Test(arguments: cases) func shape(_ table: Case) {
    var lifetimes = [[5.0], table.h1]
    var null = table.null1.isEmpty ? [] : [[1.0], nineteenDraws(table.null1)]
    if let h2 = table.h2, let null2 = table.null2 {
      lifetimes.append(h2)
      null.append(nineteenDraws(null2))
    }
    #expect(Verdict(lifetimes: lifetimes, null: null).shape == table.shape)
  }

  @Test func theReasonsHoldTheNumbers() {
    let verdict = Verdict(lifetimes: [[5], [9.25, 8.5, 1]], null: [[1], nineteenDraws([3.125, 2])])
    let text = verdict.reasons.joined(separator: " ")
    for number in ["9.25, 8.5, 1", "19 shuffled", "at most 0.05", "3.12", "1.09", "0.05, of the second 0.05"] {
      #expect(text.contains(number), "\(text)")
    }
  }

  /// A torus beside p = 0.5 is impossible: too few draws for p to reach what is asked say nothing.
  @Test(arguments: 1...18) func tooFewDrawsAreNoTest(draws: Int) {
    for bars in [[9.0, 8, 1], [9, 2, 1], [0.5]] {
      let verdict = Verdict(lifetimes: [[5], bars], null: [[1], [Double](repeating: 2, count: draws)])
      #expect(verdict.shape == .untested)
      #expect(verdict.reasons.contains { $0.contains("at least 19 (--shuffles)") })
    }
    // What is asked is a parameter.
    let lenient = VerdictDecision(
      lifetimes: [[5], [9, 8, 1]], null: [[1], [Double](repeating: 2, count: draws)],
      significance: 1 / Double(draws + 1))
    #expect(Verdict(lenient).shape == .torus)
  }

  /// Of 100 draws four may be as long as a bar that counts (p = 5 / 101), and not five.
  @Test func barsCountByTheirP() {
    for (longer, shape) in [(4, Verdict.Shape.ring), (5, .none)] {
      let null = [Double](repeating: 10, count: longer) + [Double](repeating: 1, count: 100 - longer)
      #expect(Verdict(lifetimes: [[5], [9, 2, 1]], null: [[1], null]).shape == shape)
    }
  }

  @Test func pValuesCountTheObservedAsOneOfTheDraws() {
    let null = [1.0, 2, 3, 4]
    #expect(permutationPValue(observed: 5, null: null) == 0.2)
    #expect(permutationPValue(observed: 4, null: null) == 0.4)
    #expect(permutationPValue(observed: 2.5, null: null) == 0.6)
    #expect(permutationPValue(observed: 0, null: null) == 1)
    #expect(permutationPValue(observed: 0, null: []) == 1)
  }
}
