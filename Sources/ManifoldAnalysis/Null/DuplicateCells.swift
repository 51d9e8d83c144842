import ArrayNumerics
import Schema

/// A cell that repeats another.
struct DuplicateCell: Equatable {
  var cell: Int
  var original: Int
  var correlation: Double
}

/// Cells whose spike counts correlate more than `threshold` with those of an earlier cell.
///
/// The same unit sorted twice makes a long bar of its own that no shuffle of single cells shows. The counts are summed over
/// windows of 50 ms, so that a spike just across a bin's edge does not hide a pair.
/// O(T · N + windows · N²).
func duplicateCells(_ embedding: EmbeddingResult, threshold: Double, work: Work) throws -> [DuplicateCell] {
  try embedding.signal.map {
    try duplicateCells($0, binWidth: embedding.binWidth, threshold: threshold, work: work, value: { Double($0) })
  }
    ?? duplicateCells(
      embedding.counts, binWidth: embedding.binWidth, threshold: threshold, work: work, value: { Double($0) })
}

/// - Parameter value: an element as a number.
func duplicateCells<Element>(
  _ counts: Matrix<Element>, binWidth: Double, threshold: Double, work: Work, value: (Element) -> Double
) throws -> [DuplicateCell] {
  if threshold >= 1 || counts.columns < 2 || counts.rows < 2 { return [] }
  let window = min(counts.rows, max(1, Int((0.050 / binWidth).rounded())))
  let windows = counts.rows / window
  var sums = Matrix<Double>(rows: windows, columns: counts.columns, repeating: 0)
  sums.withUnsafeMutableBufferPointer { sums in
    counts.withUnsafeBufferPointer { counts in
      let columns = sums.count / windows
      for row in 0..<windows * window {
        let target = row / window * columns
        for column in 0..<columns { sums[target + column] += value(counts[row * columns + column]) }
      }
    }
  }
  let standardized = try standardizeColumns(sums, work: work)
  let products = try gram(standardized.matrix, work: work)
  let constant = Set(standardized.constantColumns)
  var duplicates: [DuplicateCell] = []
  var dropped = Set<Int>()
  for cell in 1..<counts.columns where !constant.contains(cell) {
    for original in 0..<cell where !constant.contains(original) && !dropped.contains(original) {
      let correlation = products[cell, original] / Double(windows)
      if correlation > threshold {
        duplicates.append(DuplicateCell(cell: cell, original: original, correlation: correlation))
        dropped.insert(cell)
        break
      }
    }
  }
  return duplicates
}
