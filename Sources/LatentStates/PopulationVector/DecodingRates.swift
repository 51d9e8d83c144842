import ArrayNumerics

/// Rates for the population vector: what the cells did in the kept bins, smoothed on the full grid without taking a gap in the
/// recording for silence. Those of spikes are made and packed some rows at a time.
///
/// - Parameters:
///   - sigma: standard deviation of the Gaussian, s.
///   - adapt: what is made of some rows before they are packed; it leaves their number.
/// - Returns: `[row, cell]`, in counts per bin, or in the unit of the signal. O(grid bins · cells · kernel).
/// - Throws: `NumericsError` for a negative width, `CancellationError`.
package func decodingRates(
  _ activity: BinnedActivity, sigma: Double, work: Work, adapt: (Matrix<Float>) -> Matrix<Float> = { $0 }
) throws -> any RowBlocks<Float> & Sendable {
  let (bins, gridBins, width) = (activity.bins, activity.gridBins, sigma / activity.binWidth)
  switch activity.amounts {
  case .counts(let counts):
    let filtered = try FilteredCounts(counts: counts, at: bins, of: gridBins, sigma: width, work: work)
    var packed = PackedRows(columns: adapt(Matrix(rows: 0, columns: counts.columns, repeating: 0)).columns)
    for start in stride(from: 0, to: bins.count, by: 4096) {
      packed.append(adapt(try filtered.matrix(of: start..<min(bins.count, start + 4096))))
    }
    return packed
  case .signal(let signal, _):
    return adapt(try gaussianFilterOfKeptRows(signal, at: bins, of: gridBins, sigma: width, work: work))
  }
}
