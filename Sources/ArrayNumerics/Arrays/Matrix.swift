/// A dense matrix in row-major order: element `(row, column)` stands at `row * columns + column`.
///
/// Time runs along the rows (`[time, cell]`, `[time, axis]`), maps are `[y, x]` with row 0 at the smallest y.
/// A value type: assigning copies on write. Loops that touch every element work on `span`,
/// `mutableSpan` or the unsafe buffers, not on the subscript. What copies element by element is inlinable, since generic
/// code that other modules cannot specialise is tens of times slower.
@frozen
public struct Matrix<Scalar> {
  /// The number of rows.
  public private(set) var rows: Int
  /// The number of columns.
  public private(set) var columns: Int

  /// The elements, row after row; its count is always `rows * columns`.
  @usableFromInline
  internal var storage: [Scalar]

  /// A matrix of `rows * columns` given elements.
  ///
  /// - Precondition: `elements.count == rows * columns`. Shapes that come from a file are checked by the reader,
  ///   which can name the file; a mismatch here is a mistake of the program.
  public init(rows: Int, columns: Int, elements: [Scalar]) {
    precondition(
      rows >= 0 && columns >= 0 && elements.count == rows * columns,
      "a \(rows) x \(columns) matrix cannot have \(elements.count) elements")
    self.rows = rows
    self.columns = columns
    storage = elements
  }

  public init(rows: Int, columns: Int, repeating value: Scalar) {
    self.init(rows: rows, columns: columns, elements: [Scalar](repeating: value, count: rows * columns))
  }

  /// The elements, row after row.
  public var elements: [Scalar] { storage }
  /// The number of elements.
  public var count: Int { storage.count }
  /// Whether there are no elements.
  public var isEmpty: Bool { storage.isEmpty }

  /// One element.
  @inlinable
  public subscript(row: Int, column: Int) -> Scalar {
    get { storage[row * columns + column] }
    set { storage[row * columns + column] = newValue }
  }

  /// One row, without copying.
  @inlinable
  public func row(_ row: Int) -> ArraySlice<Scalar> { storage[row * columns..<(row + 1) * columns] }

  /// One column, copied.
  public func column(_ column: Int) -> [Scalar] { (0..<rows).map { storage[$0 * columns + column] } }

  /// The elements, row after row, to be read in a hot loop.
  public var span: Span<Scalar> {
    @_lifetime(borrow self)
    borrowing get { storage.span }
  }

  /// The elements, row after row, to be written in a hot loop.
  public var mutableSpan: MutableSpan<Scalar> {
    @_lifetime(&self)
    mutating get { storage.mutableSpan }
  }

  /// Calls `body` with the elements, row after row, for kernels that need pointers.
  @inlinable
  public func withUnsafeBufferPointer<R, E: Error>(
    _ body: (UnsafeBufferPointer<Scalar>) throws(E) -> R
  ) throws(E) -> R {
    try storage.withUnsafeBufferPointer(body)
  }

  /// Calls `body` with the elements, row after row, to be changed by kernels that need pointers.
  @inlinable
  public mutating func withUnsafeMutableBufferPointer<R, E: Error>(
    _ body: (inout UnsafeMutableBufferPointer<Scalar>) throws(E) -> R
  ) throws(E) -> R {
    try storage.withUnsafeMutableBufferPointer(body)
  }
}

extension Matrix: Sendable where Scalar: Sendable {}
extension Matrix: Equatable where Scalar: Equatable {}

extension Matrix {
  /// The matrix of the given rows, in the given order (rows may repeat).
  @inlinable
  public func selectingRows(_ indices: some Collection<Int>) -> Matrix {
    var selected: [Scalar] = []
    selected.reserveCapacity(indices.count * columns)
    storage.withUnsafeBufferPointer { storage in
      for row in indices { selected.append(contentsOf: storage[row * columns..<(row + 1) * columns]) }
    }
    return Matrix(rows: indices.count, columns: columns, elements: selected)
  }

  /// Sets the rows for which a condition holds to zero.
  public mutating func clearRows(where condition: (Int) -> Bool) where Scalar: ExpressibleByIntegerLiteral {
    for row in 0..<rows where condition(row) {
      storage.replaceSubrange(row * columns..<(row + 1) * columns, with: repeatElement(0, count: columns))
    }
  }

  /// Multiplies each row by a factor of its own; 1 leaves it alone.
  public mutating func multiplyRows(by factor: (Int) -> Scalar) where Scalar: FloatingPoint {
    let columns = columns
    var values = mutableSpan
    ArrayNumerics.multiplyRows(of: &values, columns: columns, by: factor)
  }

  /// The matrix of the given columns, in the given order (columns may repeat).
  @inlinable
  public func selectingColumns(_ indices: [Int]) -> Matrix {
    var selected: [Scalar] = []
    selected.reserveCapacity(rows * indices.count)
    for row in 0..<rows {
      for column in indices { selected.append(storage[row * columns + column]) }
    }
    return Matrix(rows: rows, columns: indices.count, elements: selected)
  }

  /// The matrix `[columns, rows]` with rows and columns exchanged.
  @inlinable
  public func transposed() -> Matrix {
    var result: [Scalar] = []
    result.reserveCapacity(count)
    for column in 0..<columns {
      for row in 0..<rows { result.append(storage[row * columns + column]) }
    }
    return Matrix(rows: columns, columns: rows, elements: result)
  }

  /// The matrix of the same shape with every element transformed.
  @inlinable
  public func map<T>(_ transform: (Scalar) -> T) -> Matrix<T> {
    Matrix<T>(rows: rows, columns: columns, elements: storage.map(transform))
  }
}

/// Multiplies each of some rows by a factor of its own; 1 leaves it alone.
func multiplyRows<Scalar: FloatingPoint>(
  of values: inout MutableSpan<Scalar>, columns: Int, by factor: (Int) -> Scalar
) {
  if columns == 0 { return }
  for row in 0..<values.count / columns {
    let factor = factor(row)
    if factor == 1 { continue }
    for place in row * columns..<(row + 1) * columns { values[place] *= factor }
  }
}
