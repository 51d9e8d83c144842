/// The memory of an array while threads write to rows of it, each to rows of its own: the one place where memory is
/// shared between threads without the compiler's check. Nothing but the loops of this folder sees one, and these hand out
/// every row once.
struct DisjointRows<Element>: @unchecked Sendable {
  private let elements: UnsafeMutableBufferPointer<Element>
  private let columns: Int

  fileprivate init(_ elements: UnsafeMutableBufferPointer<Element>, columns: Int) {
    self.elements = elements
    self.columns = columns
  }

  /// The elements of some rows.
  func buffer(of rows: Range<Int>) -> UnsafeMutableBufferPointer<Element> {
    UnsafeMutableBufferPointer(rebasing: elements[rows.lowerBound * columns..<rows.upperBound * columns])
  }

  /// Sets the first element of a row.
  func set(_ row: Int, to value: Element) { elements[row * columns] = value }
}

/// Calls `body` with the memory of an array, which must not be used after `body` has returned.
func withDisjointRows<Element, Result>(
  of elements: inout [Element], columns: Int, _ body: (DisjointRows<Element>) throws -> Result
) rethrows -> Result {
  try elements.withUnsafeMutableBufferPointer { try body(DisjointRows($0, columns: columns)) }
}

/// The same for a matrix, with its own rows.
func withDisjointRows<Scalar, Result>(
  of matrix: inout Matrix<Scalar>, _ body: (DisjointRows<Scalar>) throws -> Result
) rethrows -> Result {
  let columns = matrix.columns
  return try matrix.withUnsafeMutableBufferPointer { try body(DisjointRows($0, columns: columns)) }
}
