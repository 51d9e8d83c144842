import ArrayNumerics
import Foundation
import Testing
import TorusGeometry

@Suite struct FlatTorusAngleTests {
  /// Cells of three waves: along either angle, and along their difference or their sum.
  private func maps(third sign: Double, bins: Int) -> Matrix<Float> {
    let cells: [(Double, Double)] = [(0.3, 2), (1.4, 2.7), (2.5, 3.4), (3.6, 4.1), (4.7, 4.8)]
    let step = 2 * Double.pi / Double(bins)
    let rates = cells.flatMap { cell in
      (0..<bins * bins).map { place -> Float in
        let (first, second) = (Double(place % bins) * step - cell.0, Double(place / bins) * step - cell.1)
        let third = cos(first + sign * second)
        return Float(5 + 2 * cos(first) + 2 * cos(second) + third)
      }
    }
    return Matrix(rows: cells.count, columns: bins * bins, elements: rates)
  }

  @Test(arguments: [5, 12, 36]) func theThirdWaveSays(bins: Int) {
    #expect(flatTorusAngle(of: maps(third: -1, bins: bins), bins: bins) == 120)
    #expect(flatTorusAngle(of: maps(third: 1, bins: bins), bins: bins) == 60)
  }

  /// Cells that were not used, bins that were not visited, and angles in the other order change nothing.
  @Test func unknownRatesCountForNothing() {
    let bins = 12
    var difference = maps(third: -1, bins: bins)
    for place in 0..<bins * bins { difference[2, place] = .nan }
    difference[0, 7] = .nan
    #expect(flatTorusAngle(of: difference, bins: bins) == 120)
    let turned = (0..<difference.rows).flatMap { cell in
      (0..<bins * bins).map { difference[cell, $0 % bins * bins + $0 / bins] }
    }
    #expect(flatTorusAngle(of: Matrix(rows: difference.rows, columns: bins * bins, elements: turned), bins: bins) == 120)
    #expect(flatTorusAngle(of: Matrix(rows: 0, columns: 144, elements: []), bins: bins) == 60)
  }
}
