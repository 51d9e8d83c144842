import ArrayNumerics

/// W r on a torus whose connections are the product of one Gaussian for each axis: a Fourier transform, or two dense products
/// for doubled ends and for small sides that a transform is slow for. One for each thread.
struct TorusProduct {
  private enum Method {
    case twoSided(TwoSidedProduct)
    case transform(PeriodicFilter)
  }

  private let method: Method
  /// Above so many neurons along an axis the transform is the faster one, whatever their number is a product of.
  private static let largestTwoSided = 100

  /// - Parameters:
  ///   - grid: of each axis.
  ///   - amplitude: the weight at distance 0, for `gaussian` with a peak of about 1.
  init(_ grid: RingGrid, amplitude: Double, gaussian: RingGaussian) throws(NumericsError) {
    let n = grid.count
    let line = (0..<n).map { offset in
      gaussian.value(at: grid.distance(Double(offset) * grid.spacing, 0), circumference: grid.circumference)
    }
    let isFast = n % 2 == 0 && fastTransformSize(n) == n
    if grid.ends == .doubled || (n <= Self.largestTwoSided && !isFast) {
      let factor = (0..<n * n).map { line[abs($0 / n - $0 % n)] }
      method = .twoSided(try TwoSidedProduct(Matrix(rows: n, columns: n, elements: factor)))
      self.amplitude = amplitude
    } else {
      let kernel = (0..<n * n).map { line[$0 / n] * line[$0 % n] }
      method = .transform(try PeriodicFilter(shape: [n, n], kernel: kernel, isEven: true))
      self.amplitude = amplitude
    }
  }

  private let amplitude: Double

  /// Writes `scale` · W r.
  func apply(to rates: UnsafePointer<Double>, into result: UnsafeMutablePointer<Double>, scale: Double) {
    switch method {
    case .twoSided(let product): product.apply(to: rates, into: result, scale: scale * amplitude)
    case .transform(let filter): filter.apply(to: rates, into: result, scale: scale * amplitude)
    }
  }
}
