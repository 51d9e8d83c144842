import ArrayNumerics
import TestSupport
import Testing
import TuningMaps

@Suite struct RateMapSetTests {
  static let grid = SpatialGrid(xEdges: [0, 1, 2], yEdges: [0, 1])
  /// Three bins of half a second on the left, one on the right, one nowhere.
  static let indices = [0, 0, 0, 1, -1]
  static let counts = Matrix<Int32>(rows: 5, columns: 2, elements: [2, 0, 1, 0, 0, 0, 4, 0, 9, 9])

  static func set(minimumOccupancy: Double = 0, threads: Int = 1) throws -> RateMapSet {
    try RateMapSet(
      counts: SparseCounts(counts), at: indices, grid: grid, binWidth: 0.5, smoothing: 0, minimumOccupancy: minimumOccupancy,
      work: Work(threads: threads))
  }

  @Test func ratesAreSpikesOverTheTimeInTheBin() throws {
    let set = try Self.set()
    #expect(set.occupancy.elements == [1.5, 0.5])
    #expect(set.maps[0].elements == [2, 8] && set.maps[1].elements == [0, 0])
    // What happened outside the grid counts nowhere.
    #expect(set.meanRates == [7 / 2, 0])
    #expect(close(set.information[0], spatialInformation(rates: [2, 8], occupancy: [0.75, 0.25]), 1e-12))
    #expect(set.information[1].isNaN)
    #expect(try Self.set(threads: 3).maps == set.maps)
  }

  @Test func binsVisitedTooBrieflyStayEmpty() throws {
    let map = try Self.set(minimumOccupancy: 0.5).maps[0]
    #expect(map[0, 0] == 2 && map[0, 1].isNaN)
  }

  @Test func amountsAreTreatedAsCountsAre() throws {
    let set = try RateMapSet(
      amounts: Self.counts.map { Float($0) / 2 }, at: Self.indices, grid: Self.grid, binWidth: 0.5, smoothing: 0,
      minimumOccupancy: 0, work: Work())
    #expect(set.maps[0].elements == [1, 4] && set.meanRates == [7 / 4, 0])
  }
}
