import CLAPACK

/// Rows of the result that are computed together; independent of the number of threads (see `SingleThreadedBLAS`).
private let productBlock = 512
/// Rows of the input that are summed together.
private let gramBlock = 2048

/// The product of two matrices, each transposed first if asked for: `[m, k]` times `[k, n]` gives `[m, n]`.
///
/// NaN and infinity propagate as in the definition. O(m·k·n).
/// - Throws: `NumericsError.wrongShape` when the inner dimensions differ; `CancellationError`.
public func matrixProduct(
  _ first: Matrix<Double>, _ second: Matrix<Double>, transposeFirst: Bool = false,
  transposeSecond: Bool = false, work: Work = Work()
) throws -> Matrix<Double> {
  try blockedProduct(first, second, transposeFirst, transposeSecond, work) { call, a, b, c in
    cblas_dgemm(
      CblasRowMajor, call.transposeA, call.transposeB, call.m, call.n, call.k, 1, a, call.lda, b, call.ldb, 0,
      c, call.ldc)
  }
}

/// The product of two matrices in single precision, accumulated in single precision.
///
/// As the variant for `Double`.
public func matrixProduct(
  _ first: Matrix<Float>, _ second: Matrix<Float>, transposeFirst: Bool = false,
  transposeSecond: Bool = false, work: Work = Work()
) throws -> Matrix<Float> {
  try blockedProduct(first, second, transposeFirst, transposeSecond, work) { call, a, b, c in
    cblas_sgemm(
      CblasRowMajor, call.transposeA, call.transposeB, call.m, call.n, call.k, 1, a, call.lda, b, call.ldb, 0,
      c, call.ldc)
  }
}

private struct ProductCall: Sendable {
  var transposeA: CBLAS_TRANSPOSE
  var transposeB: CBLAS_TRANSPOSE
  var m: Int32
  var n: Int32
  var k: Int32
  var lda: Int32
  var ldb: Int32
  var ldc: Int32
}

private func blockedProduct<Scalar: RealScalar>(
  _ first: Matrix<Scalar>, _ second: Matrix<Scalar>, _ transposeFirst: Bool, _ transposeSecond: Bool,
  _ work: Work,
  _ multiply:
    @Sendable (
      ProductCall, UnsafePointer<Scalar>, UnsafePointer<Scalar>, UnsafeMutablePointer<Scalar>
    ) -> Void
) throws -> Matrix<Scalar> {
  let m = transposeFirst ? first.columns : first.rows
  let inner = transposeFirst ? first.rows : first.columns
  let otherInner = transposeSecond ? second.columns : second.rows
  let n = transposeSecond ? second.rows : second.columns
  guard inner == otherInner else {
    throw NumericsError.wrongShape(
      what: "second matrix of a product", found: "\(otherInner) rows", expected: "\(inner)")
  }
  var result = Matrix<Scalar>(rows: m, columns: n, repeating: 0)
  if m == 0 || n == 0 || inner == 0 { return result }
  SingleThreadedBLAS.prepare()
  let call = ProductCall(
    transposeA: transposeFirst ? CblasTrans : CblasNoTrans,
    transposeB: transposeSecond ? CblasTrans : CblasNoTrans,
    m: 0, n: try lapackDimension(n, "product"), k: try lapackDimension(inner, "product"),
    lda: try lapackDimension(first.columns, "first matrix of a product"),
    ldb: try lapackDimension(second.columns, "second matrix of a product"),
    ldc: try lapackDimension(n, "product"))
  try concurrentRows(of: &result, block: productBlock, work: work) { rows, values in
    var call = call
    call.m = Int32(rows.count)
    let offset = rows.lowerBound * (transposeFirst ? 1 : first.columns)
    values.withUnsafeMutableBufferPointer { c in
      first.withUnsafeBufferPointer { a in
        second.withUnsafeBufferPointer { b in
          guard let a = a.baseAddress, let b = b.baseAddress, let c = c.baseAddress else { return }
          multiply(call, a + offset, b, c)
        }
      }
    }
  }
  return result
}

/// The Gram matrix XᵀX `[columns, columns]` of a matrix `[rows, columns]`: exactly symmetric, O(rows·columns²).
///
/// - Throws: `CancellationError`.
public func gram(_ matrix: Matrix<Double>, work: Work = Work()) throws -> Matrix<Double> {
  try blockedGram(matrix, work: work)
}

/// The Gram matrix XᵀX of a matrix in single precision, computed in double precision.
///
/// - Throws: `CancellationError`.
public func gram(_ matrix: Matrix<Float>, work: Work = Work()) throws -> Matrix<Double> {
  try blockedGram(matrix, work: work)
}

/// Sums blocks of rows in row order; a group of blocks is computed at a time so that memory stays bounded.
private func blockedGram<Scalar: RealScalar>(
  _ matrix: Matrix<Scalar>, work: Work
) throws -> Matrix<Double> {
  let size = matrix.columns
  var sum = [Double](repeating: 0, count: size * size)
  if matrix.isEmpty { return Matrix(rows: size, columns: size, elements: sum) }
  SingleThreadedBLAS.prepare()
  let n = try lapackDimension(size, "Gram matrix")
  let blocks = (matrix.rows + gramBlock - 1) / gramBlock
  for group in stride(from: 0, to: blocks, by: work.threads) {
    let parts = try concurrentMap(min(work.threads, blocks - group), work: work) { offset in
      let start = (group + offset) * gramBlock
      let rows = min(gramBlock, matrix.rows - start)
      let block = matrix.withUnsafeBufferPointer { values in
        [Double](unsafeUninitializedCapacity: rows * size) { buffer, count in
          for index in 0..<rows * size { buffer[index] = values[start * size + index].asDouble }
          count = rows * size
        }
      }
      var part = [Double](repeating: 0, count: size * size)
      cblas_dsyrk(CblasRowMajor, CblasUpper, CblasTrans, n, Int32(rows), 1, block, n, 0, &part, n)
      return part
    }
    for part in parts { add(part, to: &sum) }
  }
  for row in 0..<size {
    for column in 0..<row { sum[row * size + column] = sum[column * size + row] }
  }
  return Matrix(rows: size, columns: size, elements: sum)
}

private func add(_ part: [Double], to sum: inout [Double]) {
  for index in sum.indices { sum[index] += part[index] }
}
