import CLAPACK

/// OpenBLAS always runs on one thread here. It divides a sum among its threads, so that the last bits of a
/// product depend on how many there are, while our results must be the same bytes on any number of threads.
/// Where a product is worth several threads we cut it into blocks whose size does not depend on the thread count.
enum SingleThreadedBLAS {
  private static let oneThread: Void = openblas_set_num_threads(1)

  /// Every wrapper calls this first; the setting is made once in the life of the process.
  static func prepare() { _ = oneThread }
}

/// A dimension in the integer type of LAPACK.
func lapackDimension(_ value: Int, _ what: String) throws(NumericsError) -> Int32 {
  guard let dimension = Int32(exactly: value) else {
    throw .wrongShape(what: what, found: "a dimension of \(value)", expected: "at most \(Int32.max)")
  }
  return dimension
}
