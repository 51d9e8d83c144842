import ArrayNumerics
import CellTuning
import Foundation
import TestSupport
import Testing
import TuningMaps

@Suite struct SlowRateTests {
  private static let (bins, width) = (30_000, 0.02)

  /// Poisson spikes at a rate (Hz) of the part of the session.
  private static func events(_ stream: inout RandomStream, _ rate: (Double) -> Double) -> CellEvents {
    let counts = (0..<bins).map { Double(stream.poisson(mean: width * rate(Double($0) / Double(bins)))) }
    let rows = counts.indices.filter { counts[$0] > 0 }
    return CellEvents(rows: rows.map(Int32.init), amounts: rows.map { counts[$0] })
  }

  @Test func aSlowRateIsFoundAndItsMeanIsOne() throws {
    var stream = RandomStream(seed: 5, name: "slow")
    let slow = try SlowRate(
      Self.events(&stream) { 8 * exp(2 * $0 - 1) }, bins: Self.bins, binWidth: Self.width)
    #expect(close(mean(slow.relative), 1, 1e-12))
    // ∫ e^(2x − 1) = sinh 1.
    for part in [0.2, 0.5, 0.8] {
      #expect(close(slow.relative[Int(part * Double(Self.bins))], exp(2 * part - 1) / sinh(1), 0.08), "\(part)")
    }
    let silent = try SlowRate(CellEvents(rows: [], amounts: []), bins: 100, binWidth: Self.width)
    #expect(silent.relative == [Double](repeating: 1, count: 100))
    // Minutes without a spike, further than the kernel reaches: little is expected there, and more than nothing.
    let half = try SlowRate(
      CellEvents(rows: (0..<500).map(Int32.init), amounts: [Double](repeating: 1, count: 500)), bins: Self.bins,
      binWidth: Self.width)
    #expect(half.relative.allSatisfy { $0 > 0 } && half.relative[29_000] < 0.05)
  }

  /// Sums over stays are those over bins, at every shift.
  @Test(arguments: [0, 1, 700, 29_999]) func timeOfAPlaceIsTheSumOfItsBins(shift: Int) throws {
    var stream = RandomStream(seed: 6, name: "slow")
    let slow = try SlowRate(Self.events(&stream) { 4 + 4 * $0 }, bins: Self.bins, binWidth: Self.width)
    let places = (0..<Self.bins).map { row in Int32(row / 37 % 11) - 1 }
    var expected = [Double](repeating: 0, count: 10)
    for row in 0..<Self.bins where places[(row + shift) % Self.bins] >= 0 {
      expected[Int(places[(row + shift) % Self.bins])] += slow.relative[row] * Self.width
    }
    let found = slow.seconds(Stay.all(places), count: 10, binWidth: Self.width, shift: shift)
    #expect(zip(found, expected).allSatisfy { close($0, $1, 1e-9) })
  }

  /// Cells whose rate rises or falls e²-fold, each with a path of its own that comes back after minutes only: 5 % pass at 0.05.
  @Test func cellsThatDriftHaveNoInformationByThat() throws {
    let grid = SpatialGrid(xEdges: (0...10).map { 0.1 * Double($0) }, yEdges: (0...10).map { 0.1 * Double($0) })
    var (passed, tested) = (0, 0)
    for cell in 0..<120 {
      var stream = RandomStream(seed: 7, name: "drifting cells", index: UInt64(cell))
      // A walk from one bin to the next that has a bin in common with itself only after minutes.
      var (x, y) = (5, 5)
      let places = (0..<Self.bins).map { row -> Int in
        if row % 75 == 0 {
          x = min(9, max(0, x + stream.integer(below: 3) - 1))
          y = min(9, max(0, y + stream.integer(below: 3) - 1))
        }
        return 10 * y + x
      }
      let sign = cell % 2 == 0 ? 1.0 : -1
      let events = Self.events(&stream) { 4 * exp(sign * (2 * $0 - 1)) }
      let analyser = try MapAnalyser(
        at: places, grid: grid, binWidth: Self.width, sigma: 0, minimumOccupancy: 0, fieldThreshold: 0.2, fieldBins: 1)
      let shifts = try #require(TimeShifts(bins: Self.bins, atLeast: 20, binWidth: Self.width))
        .drawn(39, from: RandomStream(seed: 8, name: "shifts of a cell", index: UInt64(cell)))
      let map = try analyser.rates.rates(of: analyser.rates.amounts(of: events))
      let found = try analyser(events, map: map, shifts: shifts, work: Work(threads: 1)) {
        try analyser.rates.rates(of: $0, over: $1)
      }
      tested += 1
      passed += found.p <= 0.05 ? 1 : 0
    }
    // 13 or more of 120 have a probability of 0.7 %.
    #expect(tested == 120 && passed <= 12, "\(passed)")
  }
}
