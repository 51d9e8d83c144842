import CLAPACK

/// G s G for a symmetric square G: a separable convolution of a map `[n, n]` in 4n³ operations instead of 2n⁴, without
/// allocating. One for each thread.
package final class TwoSidedProduct {
  /// Rows and columns.
  package let size: Int
  private let dimension: Int32
  private let factor: WorkVector
  private let half: WorkVector

  /// - Parameter factor: G; only its symmetry is relied on.
  /// - Throws: `NumericsError.wrongShape` unless G is square.
  package init(_ factor: Matrix<Double>) throws(NumericsError) {
    guard factor.rows == factor.columns else {
      throw .wrongShape(
        what: "factor of a two-sided product", found: "\(factor.rows) rows and \(factor.columns) columns",
        expected: "a square shape")
    }
    SingleThreadedBLAS.prepare()
    size = factor.rows
    dimension = try lapackDimension(factor.rows, "factor of a two-sided product")
    self.factor = WorkVector(factor.elements)
    half = WorkVector(factor.count)
  }

  /// Writes `scale` · G s G.
  ///
  /// - Precondition: n² numbers at both, not the same ones.
  package func apply(to s: UnsafePointer<Double>, into result: UnsafeMutablePointer<Double>, scale: Double = 1) {
    let (n, g) = (dimension, factor.pointer)
    cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, n, n, n, 1, g, n, s, n, 0, half.pointer, n)
    cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, n, n, n, scale, half.pointer, n, g, n, 0, result, n)
  }
}
