import ArrayNumerics

/// A cell that repeats another.
package struct DuplicateCell: Sendable, Equatable {
  /// Its number.
  package var cell: Int
  /// The number of the earlier cell that it repeats.
  package var original: Int
  /// Of what both did in windows of 50 ms.
  package var correlation: Double

  /// The same by the numbers that the cells have elsewhere.
  package func renumbered(_ numbers: [Int]) -> DuplicateCell {
    DuplicateCell(cell: numbers[cell], original: numbers[original], correlation: correlation)
  }
}

/// Cells whose spike counts correlate more than `threshold` with those of an earlier cell.
///
/// The same unit sorted twice makes a long bar of its own that no shuffle of single cells shows. The counts are summed over
/// windows of 50 ms, so that a spike just across a bin's edge does not hide a pair. Cells that do not vary repeat nobody.
/// - Parameters:
///   - counts: spikes in each bin, `[row, cell]`.
///   - binWidth: width of a bin, s.
///   - threshold: correlation above which a cell is a repetition; from 1 on there are none.
/// - Returns: in the order of the cells; each with the first cell that it repeats and that is no repetition itself.
///   O(rows · cells + windows · cells²).
/// - Throws: `CancellationError`.
package func duplicateCells(
  counts: SparseCounts, binWidth: Double, threshold: Double, work: Work
) throws -> [DuplicateCell] {
  try duplicates(rows: counts.rows, columns: counts.columns, binWidth, threshold, work) { sums, window in
    for column in 0..<counts.columns {
      counts.forEachEvent(of: column) { row, count in
        let target = row / window
        if target < sums.rows { sums[target, column] += Float(count) }
      }
    }
  }
}

/// The same of a signal in each bin.
package func duplicateCells(
  signal: Matrix<Float>, binWidth: Double, threshold: Double, work: Work
) throws -> [DuplicateCell] {
  try duplicates(rows: signal.rows, columns: signal.columns, binWidth, threshold, work) { sums, window in
    let columns = signal.columns
    sums.withUnsafeMutableBufferPointer { sums in
      signal.withUnsafeBufferPointer { signal in
        for row in 0..<sums.count / columns * window {
          let target = row / window * columns
          for column in 0..<columns { sums[target + column] += signal[row * columns + column] }
        }
      }
    }
  }
}

/// - Parameter add: adds up what each cell did in windows of so many rows, `[window, cell]`.
private func duplicates(
  rows: Int, columns: Int, _ binWidth: Double, _ threshold: Double, _ work: Work,
  add: (_ sums: inout Matrix<Float>, _ window: Int) -> Void
) throws -> [DuplicateCell] {
  if threshold >= 1 || columns < 2 || rows < 2 { return [] }
  let window = min(rows, max(1, Int((0.050 / binWidth).rounded())))
  let windows = rows / window
  var sums = Matrix<Float>(rows: windows, columns: columns, repeating: 0)
  add(&sums, window)
  // Sums of counts are whole numbers: their products are exact, and nothing has to be standardised first.
  let products = try gram(sums, work: work)
  let totals = (0..<columns).map { column in
    (0..<windows).reduce(0.0) { $0 + Double(sums[$1, column]) }
  }
  func covariance(_ a: Int, _ b: Int) -> Double { products[a, b] - totals[a] * totals[b] / Double(windows) }
  let variances = totals.indices.map { covariance($0, $0) }
  let constant = Set(totals.indices.filter { variances[$0] <= 1e-12 * products[$0, $0] })
  var duplicates: [DuplicateCell] = []
  var dropped = Set<Int>()
  for cell in 1..<columns where !constant.contains(cell) {
    for original in 0..<cell where !constant.contains(original) && !dropped.contains(original) {
      let correlation = covariance(cell, original) / (variances[cell] * variances[original]).squareRoot()
      if correlation > threshold {
        duplicates.append(DuplicateCell(cell: cell, original: original, correlation: correlation))
        dropped.insert(cell)
        break
      }
    }
  }
  return duplicates
}
