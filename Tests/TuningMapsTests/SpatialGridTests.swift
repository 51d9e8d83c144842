import TestSupport
import Testing
import TuningMaps

@Suite struct SpatialGridTests {
  @Test func theLastEdgeBelongsToTheLastBin() {
    let grid = SpatialGrid(xEdges: [0, 1, 2], yEdges: [0, 2, 4, 6])
    #expect(grid.columns == 2 && grid.rows == 3)
    #expect(grid.indices([0, 1, 2, 1.999], [0, 2, 6, 5]) == [0, 3, 5, 5])
    #expect(grid.indices([-0.001, 2.001, .nan, 1, .infinity], [1, 1, 1, 7, 1]) == [-1, -1, -1, -1, -1])
  }

  @Test func squareBinsCoverThePathAndSitInTheMiddle() throws {
    let grid = try #require(SpatialGrid(covering: [0, 1.1, .nan], [2, 2.5, 9], size: 0.5))
    #expect(grid.columns == 3 && grid.rows >= 1)
    #expect(close(grid.xEdges[0], -0.2, 1e-12) && close(grid.xEdges[3], 1.3, 1e-12))
    // A width that is a whole number of bins up to rounding gets no extra bin.
    let exact = try #require(SpatialGrid(covering: [0.1, 0.1 + 0.3], [0, 0.1 * 3], size: 0.1))
    #expect(exact.columns == 3 && exact.rows == 3)
    #expect(SpatialGrid(covering: [1, 1], [0, 1], size: 0.1) == nil)
    #expect(SpatialGrid(covering: [.nan], [.nan], size: 0.1) == nil)
  }

  @Test func binsAlongTheLongerSideAndWithinAMargin() throws {
    let (x, y) = ([0.0, 2.0], [1.0, 2.0])
    let square = try #require(SpatialGrid(covering: x, y, binsAlongLongerSide: 4))
    #expect(square.xEdges == [0, 0.5, 1, 1.5, 2] && square.yEdges == [1, 1.5, 2])
    let within = try #require(SpatialGrid(within: x, y, bins: 2, margin: 0.25))
    #expect(within.xEdges == [0.5, 1, 1.5] && within.yEdges == [1.25, 1.5, 1.75])
    #expect(SpatialGrid(covering: x, [1, 1], binsAlongLongerSide: 4) == nil)
    #expect(SpatialGrid(within: [.nan], [.nan], bins: 2, margin: 0) == nil)
  }
}
