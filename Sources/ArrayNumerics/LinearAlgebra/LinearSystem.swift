import CLAPACK

/// x of A x = b for a square A by LU decomposition with partial pivoting (LAPACK's `dgesv`). O(n³).
///
/// - Throws: `NumericsError.wrongShape`; `.noConvergence` when A is singular.
public func solveLinearSystem(_ matrix: Matrix<Double>, _ right: [Double]) throws(NumericsError) -> [Double] {
  try solveWithDeterminant(matrix, right).solution
}

/// The same, with the sign of the determinant of the matrix: 1 or -1.
package func solveWithDeterminant(
  _ matrix: Matrix<Double>, _ right: [Double]
) throws(NumericsError) -> (solution: [Double], sign: Int) {
  guard matrix.rows == matrix.columns, matrix.rows == right.count else {
    throw .wrongShape(
      what: "linear system", found: "\(matrix.rows) x \(matrix.columns) coefficients for \(right.count) values",
      expected: "a square matrix of the same size")
  }
  if right.isEmpty { return ([], 1) }
  let n = try lapackDimension(right.count, "linear system")
  SingleThreadedBLAS.prepare()
  var (a, x) = (matrix.elements, right)
  var pivots = [Int32](repeating: 0, count: right.count)
  let info = LAPACKE_dgesv(LAPACK_ROW_MAJOR, n, 1, &a, n, &pivots, &x, 1)
  if info > 0 { throw .noConvergence(method: "linear system", detail: "the matrix is singular (pivot \(info) is 0)") }
  if info < 0 { throw .library(routine: "dgesv", code: Int(info)) }
  // Of the factors L and U and of the exchanges of rows.
  let reversals = right.indices.count { (a[$0 * right.count + $0] < 0) != (pivots[$0] != Int32($0 + 1)) }
  return (x, reversals.isMultiple(of: 2) ? 1 : -1)
}

/// The x with the least |A x − b| for `[m, n]`, m ≥ n, of full rank (LAPACK's `dgels`). O(m·n²).
///
/// - Throws: `NumericsError.wrongShape`; `.noConvergence` when the columns are linearly dependent.
public func leastSquares(_ matrix: Matrix<Double>, _ right: [Double]) throws(NumericsError) -> [Double] {
  guard matrix.rows == right.count, matrix.rows >= matrix.columns else {
    throw .wrongShape(
      what: "least-squares problem", found: "\(matrix.rows) x \(matrix.columns) coefficients for \(right.count) values",
      expected: "as many rows as values and no more columns than rows")
  }
  if matrix.columns == 0 { return [] }
  let m = try lapackDimension(matrix.rows, "least-squares problem")
  let n = try lapackDimension(matrix.columns, "least-squares problem")
  SingleThreadedBLAS.prepare()
  var (a, x) = (matrix.elements, right)
  let info = LAPACKE_dgels(LAPACK_ROW_MAJOR, CChar(UInt8(ascii: "N")), m, n, 1, &a, n, &x, 1)
  if info > 0 { throw .noConvergence(method: "least squares", detail: "the columns are linearly dependent") }
  if info < 0 { throw .library(routine: "dgels", code: Int(info)) }
  return Array(x.prefix(matrix.columns))
}

/// The eigenvalues of a square matrix that need not be symmetric, largest real part first, of a pair the one with the positive
/// imaginary part first (LAPACK's `dgeev`). O(n³).
///
/// - Throws: `NumericsError` when the matrix is not square, not finite, or the iteration fails.
public func generalEigenvalues(_ matrix: Matrix<Double>) throws(NumericsError) -> [Complex] {
  let n = try preparedForEigen(matrix)
  if n == 0 { return [] }
  var a = matrix.elements
  var (real, imaginary) = ([Double](repeating: 0, count: matrix.rows), [Double](repeating: 0, count: matrix.rows))
  let none = CChar(UInt8(ascii: "N"))
  let info = LAPACKE_dgeev(LAPACK_ROW_MAJOR, none, none, n, &a, n, &real, &imaginary, nil, 1, nil, 1)
  try checkEigen("dgeev", info)
  return zip(real, imaginary).map { Complex($0, $1) }.sorted {
    $0.real != $1.real ? $0.real > $1.real : $0.imaginary > $1.imaginary
  }
}

/// The eigenvalues of a symmetric matrix, largest first, without vectors (LAPACK's `dsyevd`). O(n³).
///
/// - Throws: as `symmetricEigen(_:)`.
public func symmetricEigenvalues(_ matrix: Matrix<Double>) throws(NumericsError) -> [Double] {
  let n = try preparedForEigen(matrix)
  if n == 0 { return [] }
  var (a, values) = (matrix.elements, [Double](repeating: 0, count: matrix.rows))
  let info = LAPACKE_dsyevd(
    LAPACK_COL_MAJOR, CChar(UInt8(ascii: "N")), CChar(UInt8(ascii: "U")), n, &a, n, &values)
  try checkEigen("dsyevd", info)
  return values.reversed()
}
