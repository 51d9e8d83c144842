/// A matrix `[row, column]` that is passed over in blocks of rows: one in memory, or one that is packed.
public protocol RowBlocks<Scalar> {
  associatedtype Scalar
  /// The number of rows.
  var rows: Int { get }
  /// The number of columns.
  var columns: Int { get }
  /// Lends some rows: a matrix, and which of its rows they are.
  func withRows<Result>(_ rows: Range<Int>, _ body: (Matrix<Scalar>, Range<Int>) throws -> Result) rethrows -> Result
}

extension Matrix: RowBlocks {
  /// Lends itself.
  @inlinable
  public func withRows<Result>(
    _ rows: Range<Int>, _ body: (Matrix<Scalar>, Range<Int>) throws -> Result
  ) rethrows -> Result {
    try body(self, rows)
  }
}

/// A matrix in single precision of which many elements are 0, as the smoothed rates of most cells are: a bit for each element,
/// and the others. Added to its end, and passed over in blocks of rows that are unpacked; the bits of every element come back.
public struct PackedRows: RowBlocks, Sendable {
  /// The number of columns.
  public let columns: Int
  /// The number of rows that were added.
  public private(set) var rows = 0
  /// What was added at a time, so that nothing has to move when more comes.
  private var pieces: [Piece] = []

  private struct Piece: Sendable {
    var rows: Range<Int>
    /// A bit for each element, 64 in a word; a row begins with a word of its own.
    var isHeld: [UInt64]
    /// Where the elements of each row begin.
    var starts: [Int32]
    var elements: [Float]
  }

  /// Without any row yet.
  public init(columns: Int) { self.columns = columns }

  /// Adds rows at the end. Best some thousands at a time.
  ///
  /// - Precondition: as many columns.
  public mutating func append(_ matrix: Matrix<Float>) {
    precondition(matrix.columns == columns, "rows of another length")
    // A piece numbers its elements in 32 bits.
    guard matrix.count <= Int(Int32.max) || matrix.rows < 2 else {
      append(matrix.selectingRows(0..<matrix.rows / 2))
      return append(matrix.selectingRows(matrix.rows / 2..<matrix.rows))
    }
    let words = wordsInRow
    var isHeld = [UInt64](repeating: 0, count: matrix.rows * words)
    var starts: [Int32] = [0]
    starts.reserveCapacity(matrix.rows + 1)
    let elements = matrix.withUnsafeBufferPointer { values in
      var held = 0
      for row in 0..<matrix.rows {
        // A word at a time and without a branch: which elements are 0 cannot be predicted.
        for word in 0..<words {
          var bits: UInt64 = 0
          for column in 64 &* word..<min(64 &* word &+ 64, columns) {
            bits |= (values[row &* columns &+ column].bitPattern == 0 ? 0 : 1) << UInt64(truncatingIfNeeded: column & 63)
          }
          isHeld[row &* words &+ word] = bits
          held &+= bits.nonzeroBitCount
        }
        starts.append(Int32(held))
      }
      // Written first and counted afterwards; the last may be written behind the end.
      return [Float](unsafeUninitializedCapacity: held + 1) { output, count in
        for value in values {
          output[count] = value
          count &+= value.bitPattern == 0 ? 0 : 1
        }
      }
    }
    pieces.append(Piece(rows: rows..<rows + matrix.rows, isHeld: isHeld, starts: starts, elements: elements))
    rows += matrix.rows
  }

  /// Unpacks some rows.
  public func matrix(of range: Range<Int>) -> Matrix<Float> {
    var matrix = Matrix<Float>(rows: range.count, columns: columns, repeating: 0)
    matrix.withUnsafeMutableBufferPointer { output in
      for piece in pieces where piece.rows.overlaps(range) { unpack(piece, range, into: output) }
    }
    return matrix
  }

  /// Lends unpacked rows.
  public func withRows<Result>(
    _ rows: Range<Int>, _ body: (Matrix<Float>, Range<Int>) throws -> Result
  ) rethrows -> Result {
    try body(matrix(of: rows), 0..<rows.count)
  }

  private var wordsInRow: Int { (columns + 63) / 64 }

  private func unpack(_ piece: Piece, _ range: Range<Int>, into output: UnsafeMutableBufferPointer<Float>) {
    let (words, first) = (wordsInRow, piece.rows.lowerBound)
    let (isHeld, elements) = (piece.isHeld.span, piece.elements.span)
    for row in range.clamped(to: piece.rows) {
      var place = Int(piece.starts[row - first])
      let start = (row - range.lowerBound) * columns
      for word in 0..<words {
        var bits = isHeld[(row - first) &* words &+ word]
        let target = start &+ 64 &* word
        if bits == .max {
          for column in 0..<64 { output[target &+ column] = elements[place &+ column] }
          place &+= 64
          continue
        }
        while bits != 0 {
          output[target &+ bits.trailingZeroBitCount] = elements[place]
          place &+= 1
          bits &= bits &- 1
        }
      }
    }
  }
}
