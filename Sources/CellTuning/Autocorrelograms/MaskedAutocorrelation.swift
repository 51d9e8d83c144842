import ArrayNumerics

/// Autocorrelograms of maps that share a mask: Pearson's correlation of the map with itself moved, over the bins that both
/// have.
///
/// With m the mask and f a map that is 0 outside of it, n = m⋆m, S = f⋆m, Q = f²⋆m and X = f⋆f, all by Fourier transform,
/// r(l) = (n X − S(l) S(−l)) / √((n Q(l) − S(l)²) (n Q(−l) − S(−l)²)). The transform of the mask is made once.
///
/// Source: Sargolini et al. 2006 (doi:10.1126/science.1125572), supporting material.
package struct MaskedAutocorrelation: Sendable {
  /// Lags along y, either way, that are computed.
  package let rowReach: Int
  /// Lags along x, either way.
  package let columnReach: Int
  private let mask: [Bool]
  private let rows: Int
  private let columns: Int
  private let transform: RealFourierTransform2D
  private let maskTransform: Matrix<Complex>
  /// Bins that overlap at each lag of the transform.
  private let overlap: [Double]
  private let minimumOverlap: Double

  /// - Parameters:
  ///   - mask: which bins of the map count, `[y, x]`.
  ///   - reach: the longest lag along y and x, bins; `nil` for all.
  ///   - minimumOverlap: lags with fewer bins in common have no correlation.
  /// - Throws: `NumericsError` for a map without bins.
  package init(mask: Matrix<Bool>, reach: (rows: Int, columns: Int)? = nil, minimumOverlap: Int = 20) throws(NumericsError) {
    (rows, columns) = (mask.rows, mask.columns)
    self.mask = mask.elements
    rowReach = max(0, min(reach?.rows ?? rows - 1, rows - 1))
    columnReach = max(0, min(reach?.columns ?? columns - 1, columns - 1))
    // A lag l meets its copy at l − size, which reaches no further back than the map is long.
    transform = try RealFourierTransform2D(
      rows: fastTransformSize(rows + rowReach), columns: fastTransformSize(columns + columnReach))
    maskTransform = try transform.forward(
      padded(mask.elements.map { $0 ? 1 : 0 }, rows, columns, transform.rows, transform.columns))
    overlap = try transform.inverse(maskTransform.map { Complex($0.squaredMagnitude) }).elements.map { $0.rounded() }
    self.minimumOverlap = Double(minimumOverlap)
  }

  /// The autocorrelogram `[y lag, x lag]`, the lag 0 in the middle; NaN where too few bins overlap or do not vary.
  ///
  /// - Parameter map: values of the shape of the mask; those outside of it are not looked at.
  /// - Throws: `NumericsError` when a transform fails.
  package func callAsFunction(_ map: Matrix<Double>) throws(NumericsError) -> Matrix<Double> {
    let values = centred(map.elements)
    let power = values.reduce(0) { $0 + $1 * $1 }
    let f = try transform.forward(padded(values, rows, columns, transform.rows, transform.columns))
    let squares = try transform.forward(
      padded(values.map { $0 * $0 }, rows, columns, transform.rows, transform.columns))
    let x = try transform.inverse(f.map { Complex($0.squaredMagnitude) }).elements
    let s = try transform.inverse(correlation(f)).elements
    let q = try transform.inverse(correlation(squares)).elements
    let (height, width) = (2 * rowReach + 1, 2 * columnReach + 1)
    var result = [Double](repeating: .nan, count: height * width)
    for dy in 0...rowReach {
      let (up, down) = (dy * transform.columns, (transform.rows - dy) % transform.rows * transform.columns)
      for dx in -columnReach...columnReach {
        let right = (dx + transform.columns) % transform.columns
        let left = (transform.columns - dx) % transform.columns
        let (place, mirrored) = (up + right, down + left)
        let n = overlap[place]
        guard n >= minimumOverlap else { continue }
        let here = n * q[place] - s[place] * s[place]
        let there = n * q[mirrored] - s[mirrored] * s[mirrored]
        let least = 1e-9 * n * power
        guard here > least, there > least else { continue }
        let r = (n * x[place] - s[place] * s[mirrored]) / (here * there).squareRoot()
        result[(rowReach + dy) * width + columnReach + dx] = r
        result[(rowReach - dy) * width + columnReach - dx] = r
      }
    }
    return Matrix(rows: height, columns: width, elements: result)
  }

  /// The map less its mean over the mask, 0 outside of it: sums of large equal numbers would cancel badly.
  private func centred(_ map: [Double]) -> [Double] {
    var (sum, count) = (0.0, 0.0)
    for (value, counts) in zip(map, mask) where counts {
      sum += value
      count += 1
    }
    let mean = count > 0 ? sum / count : 0
    return zip(map, mask).map { $1 ? $0 - mean : 0 }
  }

  private func correlation(_ coefficients: Matrix<Complex>) -> Matrix<Complex> {
    Matrix(
      rows: coefficients.rows, columns: coefficients.columns,
      elements: zip(coefficients.elements, maskTransform.elements).map { $0.conjugate * $1 })
  }
}

/// A map in the corner of a larger one of zeros.
func padded(_ values: [Double], _ rows: Int, _ columns: Int, _ height: Int, _ width: Int) -> Matrix<Double> {
  var larger = [Double](repeating: 0, count: height * width)
  for row in 0..<rows {
    for column in 0..<columns { larger[row * width + column] = values[row * columns + column] }
  }
  return Matrix(rows: height, columns: width, elements: larger)
}
