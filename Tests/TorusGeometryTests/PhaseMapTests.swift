import ArrayNumerics
import Foundation
import TestSupport
import Testing
import TorusGeometry
import TuningMaps

@Suite struct PhaseMapTests {
  static let grid = SpatialGrid(xEdges: [0, 1, 2, 3], yEdges: [0, 1])

  @Test func anglesAreAveragedAcrossTheWrap() throws {
    let map = try phaseMap(
      angles: [0.1, 2 * .pi - 0.3, 2, .nan, 1], indices: [0, 0, 1, 1, -1], grid: Self.grid, sigma: 0,
      fillsEmptyBins: false)
    #expect(close(map[0, 0], 2 * .pi - 0.1, 1e-9) && close(map[0, 1], 2, 1e-9))
    #expect(map[0, 2].isNaN)
  }

  /// However long the animal stayed in it, a bin counts once in what its neighbours get.
  @Test func emptyBinsTakeTheDirectionOfTheirNeighbourhood() throws {
    let map = try phaseMap(
      angles: [1, 1, 1, 2], indices: [0, 0, 0, 2], grid: Self.grid, sigma: 1, fillsEmptyBins: true)
    #expect(close(map[0, 1], 1.5, 1e-9))
  }
}
