import CLAPACK

/// The largest eigenvalues of a symmetric tridiagonal matrix, with their eigenvectors (LAPACK's `dstevr`).
///
/// O(n · count), which makes thousands of rows cheap where the dense decomposition is not.
/// - Parameters:
///   - diagonal: n elements.
///   - offDiagonal: the n − 1 elements beside it.
///   - count: how many eigenvalues, in 1...n.
/// - Returns: the values, largest first, and the unit vectors as rows in the same order; their signs are arbitrary.
/// - Throws: `NumericsError` for sizes that do not fit together, or when the iteration fails.
package func largestTridiagonalEigen(
  diagonal: [Double], offDiagonal: [Double], count: Int
) throws(NumericsError) -> (values: [Double], vectors: [[Double]]) {
  let size = diagonal.count
  guard size > 0, offDiagonal.count == size - 1, count >= 1, count <= size else {
    throw .wrongShape(
      what: "tridiagonal matrix", found: "\(size) and \(offDiagonal.count) elements, \(count) eigenvalues",
      expected: "n and n − 1 elements, and 1 to n eigenvalues")
  }
  let n = try lapackDimension(size, "tridiagonal matrix")
  SingleThreadedBLAS.prepare()
  var (d, e) = (diagonal, offDiagonal + [0])
  var found: Int32 = 0
  var values = [Double](repeating: 0, count: size)
  var vectors = [Double](repeating: 0, count: size * count)
  var support = [Int32](repeating: 0, count: 2 * count)
  let first = n - Int32(count) + 1
  let info = LAPACKE_dstevr(
    LAPACK_COL_MAJOR, CChar(UInt8(ascii: "V")), CChar(UInt8(ascii: "I")), n, &d, &e, 0, 0, first, n, 0, &found, &values,
    &vectors, n, &support)
  guard info == 0, Int(found) == count else {
    throw .noConvergence(method: "tridiagonal eigendecomposition", detail: "LAPACK's dstevr stopped with code \(info)")
  }
  let descending = (0..<count).reversed()
  return (descending.map { values[$0] }, descending.map { Array(vectors[$0 * size..<($0 + 1) * size]) })
}
