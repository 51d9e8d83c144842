import ArrayNumerics
import CellTuning
import Foundation
import TestSupport
import Testing
import TuningMaps

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

  /// An animal that goes to and fro on a track of 2 m, slow at its ends, where its speed also varies less.
  private static let track: (speed: [Double], rates: ArenaRates, x: [Double]) = {
    var random = RandomStream(seed: 12, name: "track")
    var (x, way, pace): (Double, Double, Double) = (0.1, 1, 0)
    var (places, speeds): ([Double], [Double]) = ([], [])
    for _ in 0..<30_000 {
      pace += -pace * 0.02 + 0.2 * random.normal()
      let slowness = sin(.pi * min(max(x / 2, 0.02), 0.98))
      let speed = 0.3 * slowness * (1 + 0.3 * slowness * tanh(pace))
      x += way * speed * 0.02
      if x > 1.95 || x < 0.05 { way = x > 1 ? -1 : 1 }
      places.append(x)
      speeds.append(100 * speed)
    }
    let grid = SpatialGrid(xEdges: (0...80).map { 0.025 * Double($0) }, yEdges: [0, 0.025])
    guard
      let rates = try? ArenaRates(
        at: places.map { min(79, max(0, Int($0 / 0.025))) }, grid: grid, binWidth: 0.02, sigma: 1.2)
    else { preconditionFailure("the sigma is positive") }
    return (speeds, rates, places)
  }()

  private static func events(_ cell: UInt64, _ rate: (Int) -> Double) -> CellEvents {
    var random = RandomStream(seed: 13, name: "cells", index: cell)
    let counts = track.x.indices.map { Double(random.poisson(mean: 0.02 * rate($0))) }
    let rows = counts.indices.filter { counts[$0] > 0 }
    return CellEvents(rows: rows.map(Int32.init), amounts: rows.map { counts[$0] })
  }

  private static func p(_ correlations: [Double]) -> Double {
    shufflePValue(of: abs(correlations[0]), null: correlations[1000...29_000].map(abs))
  }

  /// Sixty cells that know the place alone: nearly all go with the speed, and at each place no more than chance lets.
  @Test func aCellThatKnowsThePlaceAloneIsNoSpeedCell() throws {
    let track = Self.track
    let plain = try #require(try SpeedCorrelation(speed: track.speed, sigma: 12.5))
    let atPlace = try #require(try SpeedAtPlace(speed: track.speed, rates: [track.rates], binWidth: 0.02, sigma: 12.5))
    var (fooled, passed) = (0, 0)
    for cell in 0..<60 {
      let centre = 2 * (Double(cell) + 0.5) / 60
      let events = Self.events(UInt64(cell)) { row in
        let away = (track.x[row] - centre) / 0.12
        return 15 * exp(-away * away / 2)
      }
      fooled += Self.p(try plain.steadyCorrelations(events, binWidth: 0.02)) <= 0.05 ? 1 : 0
      passed += Self.p(try atPlace.steadyCorrelations(events)) <= 0.05 ? 1 : 0
    }
    // 8 or more of 60 have a probability of 1 %.
    #expect(fooled > 30 && passed <= 7, "\(fooled) \(passed)")
  }

  @Test func aSpeedCellIsOneAtEachPlaceToo() throws {
    let track = Self.track
    let atPlace = try #require(try SpeedAtPlace(speed: track.speed, rates: [track.rates], binWidth: 0.02, sigma: 12.5))
    for cell in 0..<5 {
      let rising = Self.events(UInt64(100 + cell)) { 2 + 0.4 * track.speed[$0] }
      let found = try atPlace.correlations(rising)
      #expect(found[0] > 0.1, "\(found[0])")
      #expect(Self.p(try atPlace.steadyCorrelations(rising)) <= 0.01)
      let falling = Self.events(UInt64(200 + cell)) { max(0, 14 - 0.4 * track.speed[$0]) }
      let fallen = try atPlace.correlations(falling)
      #expect(fallen[0] < -0.1, "\(fallen[0])")
      #expect(Self.p(try atPlace.steadyCorrelations(falling)) <= 0.01)
    }
    #expect(try SpeedAtPlace(speed: track.speed.map { _ in 3 }, rates: [track.rates], binWidth: 0.02, sigma: 5) == nil)
  }

  /// Four minutes in a box of a metre, seven times as slow in one corner: speed and place of every 20 ms.
  private static func dwelling(_ seed: UInt64) throws -> (speed: [Double], rates: ArenaRates) {
    var random = RandomStream(seed: seed, name: "dwelling")
    var (x, y, heading, pace) = (0.5, 0.5, 0.0, 0.0)
    var (places, speeds): ([Int], [Double]) = ([], [])
    for _ in 0..<12_000 {
      heading += 0.12 * random.normal()
      pace += -0.03 * pace + 0.25 * random.normal()
      let speed = (x < 0.4 && y < 0.4 ? 0.15 : 1) * abs(0.18 + 0.1 * pace)
      while true {
        let (a, b) = (x + 0.02 * speed * cos(heading), y + 0.02 * speed * sin(heading))
        if (0..<1).contains(a), (0..<1).contains(b) {
          (x, y) = (a, b)
          break
        }
        heading += 0.5 + 2 * random.uniform()
      }
      places.append(40 * Int(40 * y) + Int(40 * x))
      speeds.append(100 * speed)
    }
    let edges = (0...40).map { 0.025 * Double($0) }
    return (speeds, try ArenaRates(at: places, grid: SpatialGrid(xEdges: edges, yEdges: edges), binWidth: 0.02, sigma: 1.2))
  }

  /// Cells that fire at random: the mean at places that were seen a few times only holds a third of their chance, and shifts
  /// would be too narrow by it. The mean square at a shift of 0 is that of the others (by the shifts as they are, 1.4 times).
  @Test func placesThatWereSeldomSeenLeaveShiftsAsWideAsTheyShouldBe() throws {
    var (own, null, passed, cells) = (0.0, 0.0, 0, 0)
    for session in 0..<8 {
      let (speed, rates) = try Self.dwelling(UInt64(40 + session))
      let atPlace = try #require(try SpeedAtPlace(speed: speed, rates: [rates], binWidth: 0.02, sigma: 12.5))
      var random = RandomStream(seed: 41, name: "cells", index: UInt64(session))
      for cell in 0..<40 {
        let counts = speed.map { _ in Double(random.poisson(mean: 0.02 * (1 + 0.1 * Double(cell)))) }
        let events = CellEvents(rows: counts.indices.map(Int32.init), amounts: counts)
        let found = try atPlace.steadyCorrelations(events)
        let others = found[1000...11_000]
        own += found[0] * found[0]
        null += others.reduce(0) { $0 + $1 * $1 } / Double(others.count)
        passed += shufflePValue(of: abs(found[0]), null: others.map(abs)) <= 0.05 ? 1 : 0
        cells += 1
      }
    }
    #expect((0.75...1.25).contains(own / null), "\(own / null)")
    #expect(Double(passed) <= 0.08 * Double(cells), "\(passed) of \(cells)")
  }

  // MARK: The width of an area

  @Test func theWidthOfAnAreaIsThatOfItsLargestDisc() {
    func area(_ isIn: (Double, Double) -> Bool) -> Matrix<Bool> {
      Matrix(
        rows: 44, columns: 44, elements: (0..<1936).map { isIn(Double($0 % 44) - 21.5, Double($0 / 44) - 21.5) })
    }
    #expect(widthOfArea(area { _, _ in true }, fillingUpTo: 8) > 40)
    // A ring and a diagonal of four bins are about so wide, whatever the square around them is, and where two arms cross
    // there is room between the corners.
    #expect(widthOfArea(area { abs(hypot($0, $1) - 19) < 2 }, fillingUpTo: 8) < 7)
    let cross = widthOfArea(area { abs($0) < 2 || abs($1) < 2 }, fillingUpTo: 8)
    #expect(close(cross, 2 * (6 * 2.0.squareRoot() - 4), 0.5), "\(cross)")
    #expect(widthOfArea(area { abs($0 - $1) < 2.8 }, fillingUpTo: 8) < 7)
    // Bins that were missed inside do not make a box narrow.
    var random = RandomStream(seed: 3, name: "missed")
    #expect(widthOfArea(area { _, _ in random.uniform() < 0.5 }, fillingUpTo: 8) > 30)
    #expect(widthOfArea(area { _, _ in false }, fillingUpTo: 8) == 0)
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
