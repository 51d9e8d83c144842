import ArrayNumerics

/// The z-scores of each column as scikit-learn's `scale` computes them for single-precision input.
///
/// Means and variances are running sums in single precision, row after row; the column is centred again where rounding
/// left it off zero. The error is some 10⁻⁵, which is why this serves only to reproduce published numbers.
package func singlePrecisionScores(_ matrix: Matrix<Float>) -> Matrix<Float> {
  let columns = matrix.columns
  var result = matrix
  result.withUnsafeMutableBufferPointer { values in
    let first = columnMeans(values, columns)
    subtract(first, from: values, columns)
    let deviation = columnMeans(values, columns, squared: true).map { variance in
      let deviation = variance.squareRoot()
      return deviation < 10 * Float.ulpOfOne ? 1 : deviation
    }
    recentre(values, columns)
    deviation.withUnsafeBufferPointer { deviation in
      for row in stride(from: 0, to: values.count, by: columns) {
        for column in 0..<columns { values[row + column] /= deviation[column] }
      }
    }
    recentre(values, columns)
  }
  return result
}

private func columnMeans(
  _ values: UnsafeMutableBufferPointer<Float>, _ columns: Int, squared: Bool = false
) -> [Float] {
  var sums = [Float](repeating: 0, count: columns)
  sums.withUnsafeMutableBufferPointer { sums in
    for row in stride(from: 0, to: values.count, by: columns) {
      for column in 0..<columns {
        let value = values[row + column]
        sums[column] += squared ? value * value : value
      }
    }
  }
  let rows = Double(values.count / columns)
  return sums.map { Float(Double($0) / rows) }
}

private func subtract(_ means: [Float], from values: UnsafeMutableBufferPointer<Float>, _ columns: Int) {
  means.withUnsafeBufferPointer { means in
    for row in stride(from: 0, to: values.count, by: columns) {
      for column in 0..<columns { values[row + column] -= means[column] }
    }
  }
}

/// Subtracts the means once more where they are not negligible.
private func recentre(_ values: UnsafeMutableBufferPointer<Float>, _ columns: Int) {
  let means = columnMeans(values, columns)
  if means.contains(where: { abs($0) > 1e-8 }) {
    subtract(means.map { abs($0) > 1e-8 ? $0 : 0 }, from: values, columns)
  }
}
