import ArrayNumerics

/// Rates for the population vector: what the cells did in the kept bins, smoothed on the full grid and divided by the kernel's
/// weight over the kept bins, so that a gap in the recording is no silence.
///
/// - Parameter sigma: standard deviation of the Gaussian, s.
/// - Returns: `[row, cell]`, in counts per bin, or in the unit of the signal. O(grid bins · cells · kernel).
/// - Throws: `NumericsError` for a negative width, `CancellationError`.
package func decodingRates(_ activity: BinnedActivity, sigma: Double, work: Work) throws -> Matrix<Float> {
  let width = sigma / activity.binWidth
  let weight = try weightOfKeptBins(activity, width: width)
  switch activity.amounts {
  case .counts(let counts):
    var rates = try gaussianFilterOfCounts(counts: onGrid(counts, activity, zero: 0), sigma: width, work: work)
    if activity.bins.count != activity.gridBins { rates = rates.selectingRows(activity.bins) }
    return divided(rates, by: activity.bins.map { weight[$0] })
  case .signal(let signal, _):
    let rates = try gaussianFilterColumns(
      onGrid(signal, activity, zero: 0), sigma: width, border: .constant(0), work: work)
    return divided(rates.selectingRows(activity.bins), by: activity.bins.map { weight[$0] })
  }
}

/// The share of the kernel around each bin of the grid that falls on kept bins, `[grid bin]`.
private func weightOfKeptBins(_ activity: BinnedActivity, width: Double) throws -> [Double] {
  var kept = [Double](repeating: 0, count: activity.gridBins)
  for bin in activity.bins { kept[bin] = 1 }
  return try gaussianFilter(kept, sigma: width, border: .constant(0))
}

/// All bins of the grid, with zeros where they were not kept.
private func onGrid<Scalar>(_ rows: Matrix<Scalar>, _ activity: BinnedActivity, zero: Scalar) -> Matrix<Scalar> {
  if activity.bins.count == activity.gridBins { return rows }
  let cells = rows.columns
  var full = Matrix(rows: activity.gridBins, columns: cells, repeating: zero)
  full.withUnsafeMutableBufferPointer { full in
    rows.withUnsafeBufferPointer { kept in
      for (row, bin) in activity.bins.enumerated() {
        for cell in 0..<cells { full[bin * cells + cell] = kept[row * cells + cell] }
      }
    }
  }
  return full
}

/// Each row divided by its weight.
private func divided(_ matrix: Matrix<Float>, by weights: [Double]) -> Matrix<Float> {
  var result = matrix
  let cells = matrix.columns
  result.withUnsafeMutableBufferPointer { result in
    for (row, weight) in weights.enumerated() {
      let factor = Float(1 / weight)
      if factor == 1 { continue }
      for cell in 0..<cells { result[row * cells + cell] *= factor }
    }
  }
  return result
}
