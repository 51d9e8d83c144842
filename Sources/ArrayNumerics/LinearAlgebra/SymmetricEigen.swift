import CLAPACK

/// The eigenvalues and eigenvectors of a symmetric matrix.
public struct SymmetricEigen: Sendable, Equatable {
  /// Eigenvalues, largest first.
  public var values: [Double]
  /// Unit eigenvectors as columns, in the order of `values`. In each, the component of largest magnitude
  /// (the first such) is positive.
  public var vectors: Matrix<Double>
}

/// Decomposes a symmetric matrix `[n, n]` (LAPACK's `dsyevd`); only the lower triangle is read. O(n³).
///
/// - Throws: `NumericsError` when the matrix is not square, not finite, or the iteration fails.
public func symmetricEigen(_ matrix: Matrix<Double>) throws(NumericsError) -> SymmetricEigen {
  let n = try preparedForEigen(matrix)
  let size = matrix.rows
  if size == 0 { return SymmetricEigen(values: [], vectors: matrix) }
  // LAPACK's column-major upper triangle is the lower triangle here; the vectors come out one after another.
  var vectors = matrix.elements
  var ascending = [Double](repeating: 0, count: size)
  let info = LAPACKE_dsyevd(
    LAPACK_COL_MAJOR, CChar(UInt8(ascii: "V")), CChar(UInt8(ascii: "U")), n, &vectors, n, &ascending)
  try checkEigen("dsyevd", info)
  var result = Matrix<Double>(rows: size, columns: size, repeating: 0)
  for column in 0..<size {
    let source = size - 1 - column
    let sign = signOfLargest(vectors[source * size..<(source + 1) * size])
    for row in 0..<size { result[row, column] = sign * vectors[source * size + row] }
  }
  return SymmetricEigen(values: ascending.reversed(), vectors: result)
}

/// The size of a matrix for LAPACK, which is told to stay on one thread.
///
/// - Throws: `NumericsError` when the matrix is not square, not finite, or too large for LAPACK.
func preparedForEigen(_ matrix: Matrix<Double>) throws(NumericsError) -> Int32 {
  let what = "matrix of an eigendecomposition"
  guard matrix.rows == matrix.columns else {
    throw .wrongShape(
      what: what, found: "\(matrix.rows) rows and \(matrix.columns) columns", expected: "a square shape")
  }
  if let index = matrix.withUnsafeBufferPointer({ firstNonFinite($0) }) { throw .notFinite(what: what, index: index) }
  SingleThreadedBLAS.prepare()
  return try lapackDimension(matrix.rows, what)
}

/// - Throws: `NumericsError` when LAPACK's routine says that it failed.
func checkEigen(_ routine: String, _ info: Int32) throws(NumericsError) {
  if info > 0 {
    throw .noConvergence(method: "eigendecomposition", detail: "LAPACK's \(routine) stopped with code \(info)")
  }
  if info < 0 { throw .library(routine: routine, code: Int(info)) }
}

/// −1 if the element of largest magnitude (the first such) is negative, else 1.
func signOfLargest(_ vector: ArraySlice<Double>) -> Double {
  var largest = 0.0
  for value in vector where abs(value) > abs(largest) { largest = value }
  return largest < 0 ? -1 : 1
}
