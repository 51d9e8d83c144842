import ArrayNumerics
import CellTuning
import Foundation
import TestSupport
import Testing

@Suite struct CellScoresTests {
  // MARK: Borders and fields

  /// A strip along a wall has c = 1 and d = half its depth over half the side.
  @Test(arguments: [4, 8, 12]) func aStripAlongAWallHasAClosedForm(depth: Int) {
    let map = Matrix(rows: 40, columns: 40, elements: (0..<1600).map { $0 / 40 < depth ? 5.0 : 0 })
    // Its ends are near to the walls beside it.
    var sum = 0.0
    for row in 0..<depth { for column in 0..<40 { sum += Double(min(row, column, 39 - column)) + 0.5 } }
    let distance = sum / Double(40 * depth) / 20
    #expect(close(BorderScore(map, side: 0.025).value, (1 - distance) / (1 + distance), 1e-12))
  }

  @Test func aFieldInTheMiddleIsNoBorder() {
    let map = Matrix(
      rows: 40, columns: 40,
      elements: (0..<1600).map { (bin: Int) -> Double in hypot(Double(bin / 40) - 19.5, Double(bin % 40) - 19.5) < 6 ? 5 : 0 })
    #expect(close(BorderScore(map, side: 0.025).value, -1, 1e-12))
    #expect(BorderScore(map.map { _ in 0 }, side: 0.025).value.isNaN)
    #expect(BorderScore(map, side: 0.005).value.isNaN, "113 bins of 0.25 cm² are no field")
  }

  @Test func fieldsAreCountedFromTheHighest() {
    var map = Matrix(rows: 10, columns: 10, repeating: 0.0)
    for (row, column, rate) in [(1, 1, 4.0), (1, 2, 2.0), (7, 7, 9.0), (7, 8, 9.0), (8, 7, 9.0), (4, 4, 9.0)] {
      map[row, column] = rate
    }
    let fields = FiringFields(map, threshold: 1, minimumBins: 2)
    #expect(fields.count == 2 && fields.sizes == [3, 2] && fields.peaks == [9, 4])
    #expect(close(fields.centres[1].column, 4.0 / 3, 1e-12) && close(fields.centres[1].row, 1, 1e-12))
  }

  // MARK: Speed

  @Test func theShiftOfZeroIsPearsonsCorrelation() throws {
    let speed = (0..<3000).map { 10 + 5 * sin(Double($0) / 40) + hashedUniform(80, UInt64($0)) }
    var random = RandomStream(seed: 4, name: "speed")
    let counts = speed.map { Double(random.poisson(mean: 0.05 * $0)) }
    let rows = counts.indices.filter { counts[$0] > 0 }
    let events = CellEvents(rows: rows.map(Int32.init), amounts: rows.map { counts[$0] })
    let found = try #require(try SpeedCorrelation(speed: speed, sigma: 5)).correlations(events)
    let rate = try gaussianFilter(counts, sigma: 5, border: .wrap)
    #expect(close(found[0], try pearsonCorrelation(rate, speed), 1e-10))
    let moved = (0..<3000).map { rate[($0 - 700 + 3000) % 3000] }
    #expect(close(found[700], try pearsonCorrelation(moved, speed), 1e-10))
    #expect(try SpeedCorrelation(speed: speed.map { _ in 3 }, sigma: 5) == nil)
  }

  // MARK: Trains

  @Test func autocorrelogramsCountEveryPairOnce() {
    let train = SpikeAutocorrelogram(times: [0, 0.0005, 0.0105, 0.3], longest: 0.02, resolution: 0.001)
    #expect(train.lags.count == 20 && train.spikes == 4)
    var expected = [Double](repeating: 0, count: 20)
    expected[0] = 0.25
    expected[10] = 0.5
    for (found, value) in zip(train.shares, expected) { #expect(close(found, value, 1e-12)) }
  }

  @Test func aTrainWithoutStructureIsFlat() {
    var random = RandomStream(seed: 5, name: "train")
    let times = (0..<40_000).map { _ in 4000 * random.uniform() }.sorted()
    let fine = SpikeAutocorrelogram(times: times, longest: 0.2, resolution: 0.001)
    #expect(close(mean(fine.shares), 0.01, 2e-4))
    let bins = Dictionary(grouping: times.map { Int($0 / 0.01) }) { $0 }.mapValues { Double($0.count) }
    let places = bins.keys.sorted()
    let coarse = SpikeAutocorrelogram(bins: places, counts: places.map { bins[$0] ?? 0 }, width: 0.01, longest: 0.2)
    #expect(coarse.lags.count == 20)
    for share in coarse.shares { #expect(close(share, 0.1, 0.005)) }
  }

  @Test func hillsOfADensityAreClusters() {
    var random = RandomStream(seed: 6, name: "hills")
    let points = [(0.0, 0.0), (6, 0), (0, 6)].flatMap { centre in
      (0..<60).map { _ in (centre.0 + random.normal(), centre.1 + random.normal()) }
    }
    func distance(_ a: Int, _ b: Int) -> Double { hypot(points[a].0 - points[b].0, points[a].1 - points[b].1) }
    let near = points.indices.map { point in
      Array(points.indices.filter { $0 != point }.sorted { distance(point, $0) < distance(point, $1) }.prefix(12))
    }
    let densities = near.enumerated().map { point, others in 12 / others.reduce(0) { $0 + distance(point, $1) } }
    let found = DensityClusters(neighbours: near, densities: densities, wanted: 3)
    #expect(Set(found.labels) == [0, 1, 2])
    for group in 0..<3 {
      let labels = found.labels[60 * group..<60 * (group + 1)]
      #expect((Dictionary(grouping: labels) { $0 }.values.map(\.count).max() ?? 0) >= 58)
    }
  }
}
