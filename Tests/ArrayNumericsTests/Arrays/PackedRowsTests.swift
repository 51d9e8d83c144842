import ArrayNumerics
import Testing

@Suite struct PackedRowsTests {
  private static func matrix(rows: Int, columns: Int, occupancy: Double) -> Matrix<Float> {
    var stream = RandomStream(seed: 5, name: "packed")
    return Matrix(
      rows: rows, columns: columns,
      elements: (0..<rows * columns).map { _ in stream.uniform() < occupancy ? Float(stream.uniform() - 0.3) : 0 })
  }

  private static func packed(_ matrix: Matrix<Float>, piece: Int) -> PackedRows {
    var packed = PackedRows(columns: matrix.columns)
    for start in stride(from: 0, to: matrix.rows, by: piece) {
      packed.append(matrix.selectingRows(start..<min(matrix.rows, start + piece)))
    }
    return packed
  }

  @Test(arguments: [0.0, 0.01, 0.4, 1], [1, 63, 64, 130]) func everyRowComesBack(occupancy: Double, columns: Int) {
    let matrix = Self.matrix(rows: 57, columns: columns, occupancy: occupancy)
    for piece in [10, 57] {
      let packed = Self.packed(matrix, piece: piece)
      #expect(packed.rows == 57 && packed.columns == columns)
      for rows in [0..<57, 0..<0, 9..<11, 50..<57] { #expect(packed.matrix(of: rows) == matrix.selectingRows(rows)) }
    }
  }

  /// Also those that are equal to others of other bits, or to none.
  @Test func theBitsOfEveryValueComeBack() {
    let values: [Float] = [0, -0.0, .nan, .infinity, -.infinity, .leastNonzeroMagnitude, 1]
    let back = Self.packed(Matrix(rows: 1, columns: 7, elements: values), piece: 1).matrix(of: 0..<1).elements
    #expect(back.map(\.bitPattern) == values.map(\.bitPattern))
  }

  @Test(arguments: ColumnMoments.Order.allCases) func momentsAreThoseOfTheMatrix(order: ColumnMoments.Order) throws {
    var matrix = Self.matrix(rows: 700, columns: 5, occupancy: 0.6)
    for row in 0..<700 { matrix[row, 3] = 0.1 }
    let packed = Self.packed(matrix, piece: 130)
    let moments = try ColumnMoments(matrix, order: order, block: 64)
    #expect(try ColumnMoments(packed, order: order, block: 64, work: Work(threads: 3)) == moments)
    #expect(order == .onePass || moments.constantColumns == [3])
  }
}
