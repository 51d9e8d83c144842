import ArrayNumerics
import CellTuning
import TestSupport
import Testing

@Suite struct MaskedAutocorrelationTests {
  /// A map of random values with a hole and a ragged edge.
  private static let map = Matrix(
    rows: 11, columns: 9,
    elements: (0..<99).map { place -> Double in
      let (row, column) = (place / 9, place % 9)
      let isHole = (4...5).contains(row) && (2...4).contains(column)
      return isHole || row + column < 2 ? .nan : 5 + hashedUniform(1, UInt64(place))
    })

  /// Pearson's correlation over the bins that both have, pair by pair.
  private static func direct(_ dy: Int, _ dx: Int) throws -> (Double, Int) {
    var (here, there): ([Double], [Double]) = ([], [])
    for row in 0..<map.rows {
      for column in 0..<map.columns {
        let (y, x) = (row + dy, column + dx)
        guard (0..<map.rows).contains(y), (0..<map.columns).contains(x) else { continue }
        guard map[row, column].isFinite, map[y, x].isFinite else { continue }
        here.append(map[row, column])
        there.append(map[y, x])
      }
    }
    return (here.count < 2 ? .nan : try pearsonCorrelation(here, there), here.count)
  }

  @Test(arguments: [nil, 5]) func itIsPearsonsCorrelationAtEveryLag(reach: Int?) throws {
    let autocorrelation = try MaskedAutocorrelation(mask: Self.map.map(\.isFinite), reach: reach.map { ($0, $0) })
    let found = try autocorrelation(Self.map)
    #expect(found.rows == 2 * (reach ?? 10) + 1 && found.columns == 2 * (reach ?? 8) + 1)
    for row in 0..<found.rows {
      for column in 0..<found.columns {
        let (value, overlap) = try Self.direct(row - found.rows / 2, column - found.columns / 2)
        if overlap < 20 {
          #expect(found[row, column].isNaN)
        } else {
          #expect(close(found[row, column], value, 1e-12))
        }
      }
    }
  }

  @Test func aFlatMapHasNone() throws {
    let flat = Self.map.map { _ in 3.0 }
    let found = try MaskedAutocorrelation(mask: flat.map { _ in true })(flat)
    #expect(found.elements.allSatisfy { $0.isNaN })
  }
}
