/// Filters signals over time with a Gaussian where only some bins of an even grid were kept: the filtered grid, with zeros in
/// the gaps, divided by what the kernel weighs over the kept bins, so that a gap is no silence.
///
/// The quotient is a product with 1 / weight, both in single precision. The same at the borders of the grid.
/// - Parameters:
///   - signals: of each kept bin and cell, `[time, cell]`.
///   - rows: the place of each row on the grid, ascending.
///   - gridRows: the number of bins of the grid.
///   - sigma: standard deviation in bins.
/// - Returns: filtered values at the kept bins, `[time, cell]`.
/// - Throws: `NumericsError.badParameter` for a negative or not finite width; `CancellationError`.
public func gaussianFilterOfKeptRows(
  _ signals: Matrix<Float>, at rows: [Int], of gridRows: Int, sigma: Double, work: Work = Work()
) throws -> Matrix<Float> {
  let weights = try weights(of: rows, on: gridRows, sigma: sigma)
  let grid = scattered(signals, at: rows, of: gridRows)
  var result = try gaussianFilterColumns(grid, sigma: sigma, border: .constant(0), work: work)
  if rows.count < gridRows { result = result.selectingRows(rows) }
  result.multiplyRows { Float(1 / weights[rows[$0]]) }
  return result
}

/// Spike counts at kept bins that are filtered in the same way, some rows at a time: neither the grid nor all rows are ever
/// held.
public struct FilteredCounts: Sendable {
  /// How many rows there are.
  public let rows: Int
  private let filtered: @Sendable (Range<Int>) throws -> Matrix<Float>

  /// - Parameters:
  ///   - counts: spikes per kept bin and cell.
  ///   - rows: the place of each row on the grid, ascending.
  ///   - gridRows: the number of bins of the grid, less than 2³¹.
  ///   - sigma: standard deviation in bins.
  /// - Throws: `NumericsError.badParameter` for a negative or not finite width.
  public init(counts: SparseCounts, at rows: [Int], of gridRows: Int, sigma: Double, work: Work = Work()) throws {
    let weights = try weights(of: rows, on: gridRows, sigma: sigma)
    let grid = counts.spread(to: rows, of: gridRows)
    self.rows = rows.count
    filtered = { range in
      try gaussianFilterOfCounts(counts: grid, at: Array(rows[range]), sigma: sigma, weights: weights, work: work)
    }
  }

  /// Counts per bin at some of the kept bins, `[time, cell]`.
  ///
  /// - Throws: `CancellationError`.
  public func matrix(of rows: Range<Int>) throws -> Matrix<Float> { try filtered(rows) }
}

/// Divides each kept row of a filtered grid by what the kernel weighs over the bins that were kept, so that time that was left
/// out is no silence. Bins beyond the ends of the grid count as kept: without anything left out, and out of reach of what was,
/// rows stay the same bytes.
///
/// - Parameters:
///   - filtered: the filtered grid `[time, cell]`, made from zeros where bins were left out.
///   - isKept: whether each bin of the grid was kept.
///   - sigma: standard deviation of the filter, in bins.
/// - Throws: `NumericsError.badParameter` for a negative or not finite width.
public func dividedByKeptWeight(
  _ filtered: consuming Matrix<Float>, isKept: [Bool], sigma: Double
) throws -> Matrix<Float> {
  if !isKept.contains(false) || sigma == 0 { return filtered }
  let weights = try keptWeights(isKept, sigma: sigma)
  filtered.multiplyRows { isKept[$0] ? Float(1 / weights[$0]) : 1 }
  return filtered
}

/// What the kernel weighs over the bins of a grid that were kept, at each bin; bins beyond the ends count as kept.
///
/// - Throws: `NumericsError.badParameter` for a negative or not finite width.
public func keptWeights(_ isKept: [Bool], sigma: Double) throws -> [Double] {
  try gaussianFilter(isKept.map { $0 ? 1.0 : 0 }, sigma: sigma, border: .constant(1))
}

/// The rows at their places on the grid, zeros between them.
private func scattered<Scalar: ExpressibleByIntegerLiteral>(
  _ matrix: Matrix<Scalar>, at rows: [Int], of gridRows: Int
) -> Matrix<Scalar> {
  if rows.count == gridRows { return matrix }
  var grid = [Scalar](repeating: 0, count: gridRows * matrix.columns)
  for (row, place) in rows.enumerated() {
    let start = place * matrix.columns
    grid.replaceSubrange(start..<start + matrix.columns, with: matrix.row(row))
  }
  return Matrix(rows: gridRows, columns: matrix.columns, elements: grid)
}

/// What the kernel weighs over the kept rows of a grid, at each of its bins; nothing is kept beyond its ends.
private func weights(of rows: [Int], on gridRows: Int, sigma: Double) throws -> [Double] {
  var kept = [Double](repeating: 0, count: gridRows)
  for row in rows { kept[row] = 1 }
  return try gaussianFilter(kept, sigma: sigma, border: .constant(0))
}
