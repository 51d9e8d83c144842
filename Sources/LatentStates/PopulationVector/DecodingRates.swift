import ArrayNumerics

/// Rates for the population vector: what the cells did in the kept bins, smoothed on the full grid without taking a gap in the
/// recording for silence.
///
/// - Parameter sigma: standard deviation of the Gaussian, s.
/// - Returns: `[row, cell]`, in counts per bin, or in the unit of the signal. O(grid bins · cells · kernel).
/// - Throws: `NumericsError` for a negative width, `CancellationError`.
package func decodingRates(_ activity: BinnedActivity, sigma: Double, work: Work) throws -> Matrix<Float> {
  let (bins, gridBins, width) = (activity.bins, activity.gridBins, sigma / activity.binWidth)
  switch activity.amounts {
  case .counts(let counts):
    return try gaussianFilterOfKeptRows(counts: counts, at: bins, of: gridBins, sigma: width, work: work)
  case .signal(let signal, _):
    return try gaussianFilterOfKeptRows(signal, at: bins, of: gridBins, sigma: width, work: work)
  }
}
