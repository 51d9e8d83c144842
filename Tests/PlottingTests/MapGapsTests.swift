import ArrayNumerics
import Foundation
import Plotting
import TestSupport
import Testing

/// Gaps of maps as they are drawn: a few bins are filled, regions and the edge of the arena are not.
@Suite struct MapGapsTests {
  /// A map that rises by 1 a bin to the right, without the bins named.
  private func map(without gaps: [(Int, Int)], rows: Int = 7, columns: Int = 9) -> Matrix<Double> {
    var map = Matrix(rows: rows, columns: columns, elements: (0..<rows * columns).map { Double($0 % columns) })
    for (row, column) in gaps { map[row, column] = .nan }
    return map
  }

  /// The colour at the middle of a bin of a drawn map, by the greys of missing values.
  private func missingBins(_ map: Matrix<Double>, gap: Int) throws -> Int {
    var options = RateMapSheetOptions()
    options.filledGap = gap
    let figure = rateMapSheetFigure(maps: [map], xRange: 0...0.9, yRange: 0...0.7, options: options)
    guard case .heatMap(let drawn)? = figure.panels[0].marks.first else { return -1 }
    return drawn.values.elements.count { $0.isNaN }
  }

  private func drawn(_ map: Matrix<Double>, gap: Int) -> Matrix<Double>? {
    var options = RateMapSheetOptions()
    options.filledGap = gap
    let figure = rateMapSheetFigure(maps: [map], xRange: 0...0.9, yRange: 0...0.7, options: options)
    guard case .heatMap(let drawn)? = figure.panels[0].marks.first else { return nil }
    return drawn.values
  }

  @Test func aBinAloneTakesTheMeanOfThoseAroundIt() throws {
    let filled = try #require(drawn(map(without: [(3, 4)]), gap: 4))
    // The eight around it: 3, 3, 3, 4, 4, 5, 5, 5.
    #expect(filled[3, 4] == 4)
    #expect(filled[3, 3] == 3)
  }

  @Test func largerGapsAndTheEdgeStay() throws {
    let region = [(2, 3), (2, 4), (3, 3), (3, 4), (3, 5)]
    #expect(try missingBins(map(without: region), gap: 4) == 5)
    #expect(try missingBins(map(without: region), gap: 5) == 0)
    #expect(try missingBins(map(without: [(0, 4), (3, 0), (6, 8)]), gap: 4) == 3)
    // Bins that share a corner only are gaps of their own.
    #expect(try missingBins(map(without: [(1, 1), (2, 2), (3, 3), (4, 4), (5, 5)]), gap: 1) == 0)
    #expect(try missingBins(map(without: [(3, 4)]), gap: 0) == 1)
  }

  @Test func anglesAreFilledAcrossTheirWrap() throws {
    var angles = Matrix(rows: 3, columns: 3, elements: [Double](repeating: 0.2, count: 9))
    for row in 0..<3 { angles[row, 2] = 2 * .pi - 0.2 }
    angles[1, 1] = .nan
    let figure = phaseMapsFigure(maps: [angles], xRange: 0...1, yRange: 0...1)
    guard case .heatMap(let drawn)? = figure.panels[0].marks.first else { throw CocoaError(.featureUnsupported) }
    // Five at 0.2 and three at -0.2: near 0, and not near the mean of the numbers, 2.4.
    #expect(close(drawn.values[1, 1], atan2(2 * sin(0.2), 8 * cos(0.2)), 1e-12))
  }
}
