import AnalysisTestSupport
import ArrayNumerics
import Foundation
import PopulationActivity
import TestSupport
import Testing

/// Rates that change slowly over the session: seen, and divided out where that is asked for.
@Suite struct RateDriftTests {
  @Test func neighboursAreComparedWithAllOrders() {
    let values: [Double] = [3, 9, 1, 4, 7, 12]
    var products: [Double] = []
    forEachOrder(of: values.map { $0 / 6 - 1 }) { order in
      products.append(zip(order, order.dropFirst()).reduce(0) { $0 + $1.0 * $1.1 })
    }
    #expect(products.count == 720)
    let expected = products.reduce(0, +) / 720
    let spread = (products.reduce(0) { $0 + ($1 - expected) * ($1 - expected) } / 720).squareRoot()
    // The first of all orders is the series itself.
    #expect(abs(slowVariation(values).score - (products[0] - expected) / spread) < 1e-12)
  }

  @Test func aRateThatGrowsHasTheVariationOfItsCourse() {
    // Spikes per bin: steady, from e^-1 to e^1, and one that changes within seconds alone.
    let counts = spikes(bins: 24_000, [{ _ in 0.1 }, { 0.1 * exp(2 * $0 - 1) }, { 0.1 * (1 + sin(300 * .pi * $0)) }])
    let drift = RateDrift(counts, bins: Array(0..<24_000), binWidth: 0.05)
    // The course has the mean sinh(1) and the mean square sinh(2)/2.
    let (mean, square) = (Foundation.sinh(1.0), Foundation.sinh(2.0) / 2)
    let course = (square / (mean * mean) - 1).squareRoot()
    #expect(drift.cells == [1])
    #expect(abs(drift.variation[1] - course) < 0.15 * course)
    #expect(drift.variation[0] < 0.1 && drift.variation[2] < 0.1)
  }

  @Test func aShortTimeAndASilentCellSayNothing() {
    let short = RateDrift(spikes(bins: 8_000, [{ 0.1 * $0 }]), bins: Array(0..<8_000), binWidth: 0.05)
    #expect(short.variation.allSatisfy(\.isNaN) && short.cells.isEmpty)
    let silent = RateDrift(spikes(bins: 24_000, [{ _ in 0 }, { 0.2 * $0 }]), bins: Array(0..<24_000), binWidth: 0.05)
    #expect(silent.variation[0].isNaN && silent.cells == [1])
  }

  @Test func dividedByItsCourseARateIsSteadyAndKeepsWhatIsFast() throws {
    let (bins, width) = (12_000, 0.1)
    let isFast: (Int) -> Bool = { $0 / 10 % 2 == 0 }
    let all = spikes(bins: bins, [{ isFast(Int($0 * Double(bins))) ? 0.3 * exp(2 * $0 - 1) : 0 }])
    // The second third was left out.
    let kept = Array(0..<bins / 3) + Array(2 * bins / 3..<bins)
    let gains = try SlowGains(all.clearing { $0 >= bins / 3 && $0 < 2 * bins / 3 }, kept: kept, sigma: 60 / width)
    let matrix = all.matrix(of: 0..<bins)
    var rates = Matrix(rows: kept.count, columns: 1, elements: kept.map { Float(matrix[$0, 0]) })
    gains.divide(&rates, at: kept)
    func mean(of rows: Range<Int>, fast: Bool) -> Double {
      let chosen = rows.filter { isFast(kept[$0]) == fast }
      return chosen.reduce(0) { $0 + Double(rates[$1, 0]) } / Double(chosen.count)
    }
    let fifth = kept.count / 5
    let means = (0..<5).map { mean(of: fifth * $0..<fifth * ($0 + 1), fast: true) }
    #expect(means.max()! / means.min()! < 1.3)
    #expect(mean(of: 0..<kept.count, fast: false) == 0)
  }

  @Test func embedSaysItAndDividesItOutWhereAsked() throws {
    // Three cells fire twice as often in the second half of twenty minutes, three fire evenly.
    let even = Array(stride(from: 0.1, to: 1200, by: 0.2))
    let risen = Array(stride(from: 0.15, to: 600, by: 0.3)) + Array(stride(from: 600.07, to: 1200, by: 0.15))
    let times = (0...60_000).map { Double($0) / 50 }
    let recording = makeRecording(trains: [risen, risen, risen, even, even, even], t: times)
    let plain = try embed(recording)
    #expect(plain.drift?.cells == [0, 1, 2] && plain.driftFinding != nil)
    #expect(plain.notes.warnings.contains { $0.contains("3 of 6 cells change slowly") && $0.contains("--detrend-s") })
    // Steps of a third up and down around the mean, and neighbours agree but for the one step between the halves.
    let variation = try #require(plain.drift).variation[0]
    #expect(abs(variation - (17.0 / 19).squareRoot() / 3) < 0.01)
    let divided = try embed(recording) { $0.detrending = 60 }
    // The part of an embedding knows it of its own rates.
    #expect(abs(RateDrift(rates: try plain.rates(), binWidth: 0.01).variation[0] - variation) < 1e-3)
    #expect(divided.driftFinding == nil && !divided.notes.warnings.contains { $0.contains("slowly") })
    let (before, after) = (try plain.rates(), try divided.rates())
    func mean(_ rates: Matrix<Float>, _ rows: Range<Int>, _ cell: Int) -> Double {
      rows.reduce(0) { $0 + Double(rates[$1, cell]) } / Double(rows.count)
    }
    let (early, late) = (10_000..<40_000, 80_000..<110_000)
    let (risenBefore, risenAfter) = (
      mean(before, late, 0) / mean(before, early, 0), mean(after, late, 0) / mean(after, early, 0)
    )
    #expect(abs(risenBefore - 2) < 0.01)
    #expect(abs(risenAfter - 1) < 0.05)
    #expect(abs(mean(after, early, 0) - 5) < 0.2)
    #expect(abs(mean(after, early, 3) - 5) < 0.05)
  }

  /// Spikes drawn with a probability that depends on the time, 0 to 1.
  private func spikes(bins: Int, _ rates: [(Double) -> Double]) -> SparseCounts {
    var counts = SparseCounts(rows: bins)
    for (cell, rate) in rates.enumerated() {
      var stream = RandomStream(seed: 4, name: "drift", index: UInt64(cell))
      counts.appendCell(
        bins: (0..<bins).filter { stream.uniform() < rate((Double($0) + 0.5) / Double(bins)) }.map(Int32.init))
    }
    return counts
  }
}

/// All orders of some values, the given one first (Heap's algorithm).
private func forEachOrder(of values: [Double], _ body: ([Double]) -> Void) {
  var (values, steps, index) = (values, [Int](repeating: 0, count: values.count), 1)
  body(values)
  while index < values.count {
    if steps[index] < index {
      values.swapAt(index % 2 == 0 ? 0 : steps[index], index)
      body(values)
      steps[index] += 1
      index = 1
    } else {
      steps[index] = 0
      index += 1
    }
  }
}
