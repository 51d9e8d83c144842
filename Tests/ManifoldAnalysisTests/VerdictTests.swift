import AnalysisTestSupport
import ManifoldAnalysis
import PopulationActivity
import TestSupport
import Testing

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
    var null = table.null1.isEmpty ? [] : [[1.0], table.null1]
    if let h2 = table.h2, let null2 = table.null2 {
      lifetimes.append(h2)
      null.append(null2)
    }
    #expect(Verdict(lifetimes: lifetimes, null: null).shape == table.shape)
  }

  @Test func theReasonsHoldTheNumbers() {
    let verdict = Verdict(lifetimes: [[5], [9.25, 8.5, 1]], null: [[1], [3.125, 2]])
    let text = verdict.reasons.joined(separator: " ")
    for number in ["9.25, 8.5, 1", "2 shuffled", "3.12", "1.09", "0.33"] { #expect(text.contains(number)) }
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
