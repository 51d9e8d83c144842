import ArrayNumerics

/// Numbers that are written piece by piece, so that they need not all be in memory.
package struct NumberStream {
  package let count: Int
  /// Hands out all numbers in order; may be called again.
  package let forEachPiece: (_ body: ([Double]) throws -> Void) throws -> Void

  package init(count: Int, forEachPiece: @escaping (_ body: ([Double]) throws -> Void) throws -> Void) {
    self.count = count
    self.forEachPiece = forEachPiece
  }
}

/// An array that is made when its turn comes, some rows at a time.
package struct WrittenRows {
  package let shape: [Int]
  /// The NumPy name of the element type; not text.
  package let typeName: String
  /// Rows that are made at a time.
  package let rowsAtATime: Int
  /// Makes as many rows, or all: `[rows, …]`.
  package let make: (Range<Int>) throws -> DataArray

  package init(shape: [Int], typeName: String, rowsAtATime: Int, make: @escaping (Range<Int>) throws -> DataArray) {
    (self.shape, self.typeName, self.rowsAtATime, self.make) = (shape, typeName, rowsAtATime, make)
  }

  /// All rows.
  package var whole: DataArray { get throws { try make(0..<(shape.first ?? 0)) } }

  /// Hands out all rows, piece by piece.
  package func forEachPiece(_ body: (DataArray) throws -> Void) throws {
    let rows = shape.first ?? 0
    for start in stride(from: 0, to: rows, by: rowsAtATime) { try body(try make(start..<min(rows, start + rowsAtATime))) }
  }
}

/// What is written under a name: an array, one that is made when its turn comes, or a row of numbers of which only a piece is
/// in memory at a time.
package enum WrittenArray {
  case array(DataArray)
  case rows(WrittenRows)
  case stream(NumberStream)
}
