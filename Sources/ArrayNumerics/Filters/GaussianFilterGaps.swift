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
  let weight = try keptWeights(isKept, sigma: sigma)
  let columns = filtered.columns
  var values = filtered.mutableSpan
  for row in isKept.indices where isKept[row] {
    let factor = Float(1 / weight[row])
    if factor == 1 { continue }
    for column in 0..<columns { values[row * columns + column] *= factor }
  }
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
