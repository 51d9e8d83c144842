import CLAPACK

/// C = alpha · A B + beta · C for row-major matrices in memory that the caller owns, each transposed first if asked for: the
/// product of a loop that must not allocate.
///
/// - Parameters:
///   - m: rows of C.
///   - n: columns of C.
///   - k: what is summed over.
/// - Precondition: m·k numbers at `a`, k·n at `b`, m·n at `c`; none of them 0 or beyond `Int32`.
package func multiply(
  _ m: Int, _ n: Int, _ k: Int, alpha: Double = 1, _ a: UnsafePointer<Double>, transposeA: Bool = false,
  _ b: UnsafePointer<Double>, transposeB: Bool = false, beta: Double = 0, into c: UnsafeMutablePointer<Double>
) {
  SingleThreadedBLAS.prepare()
  cblas_dgemm(
    CblasRowMajor, transposeA ? CblasTrans : CblasNoTrans, transposeB ? CblasTrans : CblasNoTrans, Int32(m), Int32(n), Int32(k),
    alpha, a, Int32(transposeA ? m : k), b, Int32(transposeB ? k : n), beta, c, Int32(n))
}
