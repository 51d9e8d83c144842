import CLAPACK

/// The thin singular value decomposition X = U·diag(s)·Vᵀ of a matrix `[m, n]`, with k = min(m, n).
public struct ThinSVD: Sendable, Equatable {
  /// Left singular vectors as columns, `[m, k]`.
  public var left: Matrix<Double>
  /// Singular values, largest first.
  public var values: [Double]
  /// Right singular vectors as rows, `[k, n]`. In each, the component of largest magnitude (the first such)
  /// is positive.
  public var rightTransposed: Matrix<Double>
}

/// Decomposes a matrix (LAPACK's `dgesdd`). O(m·n·min(m, n)).
///
/// - Throws: `NumericsError` when an element is not finite or the iteration fails.
public func thinSVD(_ matrix: Matrix<Double>) throws(NumericsError) -> ThinSVD {
  let (m, n) = (matrix.rows, matrix.columns)
  let k = min(m, n)
  if let index = matrix.withUnsafeBufferPointer({ firstNonFinite($0) }) {
    throw .notFinite(what: "matrix of a singular value decomposition", index: index)
  }
  if k == 0 {
    return ThinSVD(
      left: Matrix(rows: m, columns: 0, elements: []), values: [],
      rightTransposed: Matrix(rows: 0, columns: n, elements: []))
  }
  let rows = try lapackDimension(m, "matrix of a singular value decomposition")
  let columns = try lapackDimension(n, "matrix of a singular value decomposition")
  SingleThreadedBLAS.prepare()
  // Row-major X is column-major Xᵀ = V·diag(s)·Uᵀ: LAPACK's left vectors are our right ones, and what it
  // returns column-major reads row-major as U and Vᵀ, so nothing has to be transposed.
  var input = matrix.elements
  var values = [Double](repeating: 0, count: k)
  var right = [Double](repeating: 0, count: n * k)
  var left = [Double](repeating: 0, count: k * m)
  let info = LAPACKE_dgesdd(
    LAPACK_COL_MAJOR, CChar(UInt8(ascii: "S")), columns, rows, &input, columns, &values, &right, columns,
    &left, Int32(k))
  if info > 0 {
    throw .noConvergence(
      method: "singular value decomposition", detail: "LAPACK's dgesdd stopped with code \(info)")
  }
  if info < 0 { throw .library(routine: "dgesdd", code: Int(info)) }
  for vector in 0..<k where signOfLargest(right[vector * n..<(vector + 1) * n]) < 0 {
    for index in vector * n..<(vector + 1) * n { right[index] = -right[index] }
    for row in 0..<m { left[row * k + vector] = -left[row * k + vector] }
  }
  return ThinSVD(
    left: Matrix(rows: m, columns: k, elements: left), values: values,
    rightTransposed: Matrix(rows: k, columns: n, elements: right))
}
