import ArrayNumerics
import CellTuning
import TestSupport
import Testing

@Suite struct TimeShiftsTests {
  @Test func shiftsKeepTheirDistanceFromBothEnds() throws {
    let shifts = try #require(TimeShifts(bins: 10_000, atLeast: 20, binWidth: 0.01))
    let drawn = shifts.drawn(5000, from: RandomStream(seed: 1, name: "test"))
    #expect(drawn.allSatisfy { (2000...8000).contains($0) })
    #expect((drawn.min() ?? 0) < 2050 && (drawn.max() ?? 0) > 7950)
    #expect(drawn == shifts.drawn(5000, from: RandomStream(seed: 1, name: "test")))
  }

  @Test func aSessionThatIsTooShortHasNone() {
    #expect(TimeShifts(bins: 7999, atLeast: 20, binWidth: 0.01) == nil)
    #expect(TimeShifts(bins: 8000, atLeast: 20, binWidth: 0.01) != nil)
  }

  @Test func pValuesCountTheValueItself() {
    #expect(shufflePValue(of: 2, null: [1, 2, 3, .nan]) == 3.0 / 5)
    #expect(shufflePValue(of: 9, null: [1, 2, 3, .nan]) == 1.0 / 5)
    #expect(shufflePValue(of: .nan, null: [1.0]).isNaN && shufflePValue(of: 1, null: []).isNaN)
  }

  /// R: p.adjust(c(0.01, 0.02, 0.03, 0.5), "BH") = 0.04 0.04 0.04 0.5
  @Test func falseDiscoveryRatesAreThoseOfR() {
    let rates = falseDiscoveryRates([0.5, 0.02, .nan, 0.01, 0.03])
    for (found, expected) in zip(rates, [0.5, 0.04, .nan, 0.04, 0.04]) {
      #expect(expected.isNaN ? found.isNaN : close(found, expected, 1e-12))
    }
  }

  @Test func eventsMoveAroundTheEnd() {
    let events = CellEvents(rows: [0, 3], amounts: [1, 2])
    #expect(events.sums(at: [0, 1, -1, 2], count: 3) == [1, 0, 2])
    #expect(events.sums(at: [0, 1, -1, 2], count: 3, shift: 1) == [2, 1, 0])
  }
}
