/// Filters spike counts over time with a Gaussian where only some bins of an even grid were kept: the filtered grid, with
/// zeros in the gaps, divided by what the kernel weighs over the kept bins, so that a gap is no silence.
///
/// The quotient is a product with 1 / weight, both in single precision. The same at the borders of the grid.
/// - Parameters:
///   - counts: spikes per kept bin and cell, `[time, cell]`.
///   - rows: the place of each row on the grid, ascending.
///   - gridRows: the number of bins of the grid.
///   - sigma: standard deviation in bins.
/// - Returns: counts per bin at the kept bins, `[time, cell]`.
/// - Throws: `NumericsError.badParameter` for a negative or not finite width; `CancellationError`.
public func gaussianFilterOfKeptRows(
  counts: Matrix<Int32>, at rows: [Int], of gridRows: Int, sigma: Double, work: Work = Work()
) throws -> Matrix<Float> {
  let grid = scattered(counts, at: rows, of: gridRows)
  let filtered = try gaussianFilterOfCounts(counts: grid, sigma: sigma, work: work)
  return try dividedByWeight(filtered, at: rows, sigma: sigma)
}

/// Filters signals in single precision in the same way.
///
/// - Throws: as for counts.
public func gaussianFilterOfKeptRows(
  _ signals: Matrix<Float>, at rows: [Int], of gridRows: Int, sigma: Double, work: Work = Work()
) throws -> Matrix<Float> {
  let grid = scattered(signals, at: rows, of: gridRows)
  let filtered = try gaussianFilterColumns(grid, sigma: sigma, border: .constant(0), work: work)
  return try dividedByWeight(filtered, at: rows, sigma: sigma)
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

/// The kept rows of a filtered grid, each divided by what the kernel weighs over the kept rows.
private func dividedByWeight(_ grid: Matrix<Float>, at rows: [Int], sigma: Double) throws -> Matrix<Float> {
  var kept = [Double](repeating: 0, count: grid.rows)
  for row in rows { kept[row] = 1 }
  let weight = try gaussianFilter(kept, sigma: sigma, border: .constant(0))
  var result = rows.count == grid.rows ? grid : grid.selectingRows(rows)
  let columns = result.columns
  var values = result.mutableSpan
  for (row, place) in rows.enumerated() {
    let factor = Float(1 / weight[place])
    if factor == 1 { continue }
    for column in 0..<columns { values[row * columns + column] *= factor }
  }
  return result
}
