import ArrayNumerics
import DimensionReduction
import PopulationActivity

/// Spikes of every cell in a window around any row: a bin of 10 ms holds too few of them to say anything of a factor.
struct WindowedCounts: Sendable {
  /// Spikes before each row, `[cell, row + 1]`.
  private let before: Matrix<Int32>
  private let bins: [Int]
  private let binWidth: Double
  /// Bins to either side.
  private let reach: Int

  /// - Parameters:
  ///   - cells: which of them, in order.
  ///   - window: how long, s; an odd number of bins that is nearest to it.
  /// - Throws: what reading the counts throws.
  init(_ embedding: EmbeddingResult, cells: [Int], window: Double) throws {
    let counts = try embedding.sparseCounts()
    var before = Matrix<Int32>(rows: cells.count, columns: counts.rows + 1, repeating: 0)
    for (place, cell) in cells.enumerated() {
      counts.forEachEvent(of: cell) { row, count in before[place, row + 1] = Int32(count) }
      for row in 0..<counts.rows { before[place, row + 1] += before[place, row] }
    }
    self.before = before
    bins = embedding.bins
    binWidth = embedding.binWidth
    reach = max(0, Int(((window / embedding.binWidth - 1) / 2).rounded()))
  }

  /// How long a window is, s.
  var width: Double { Double(2 * reach + 1) * binWidth }

  /// The counts around some rows, ascending; less time where bins were not kept.
  func around(_ rows: [Int]) -> PoissonFactors.Counts {
    var (exposures, elements): ([Double], [Float]) = ([], [])
    exposures.reserveCapacity(rows.count)
    elements.reserveCapacity(rows.count * before.rows)
    var (low, high) = (0, 0)
    for row in rows {
      while bins[low] < bins[row] - reach { low += 1 }
      high = max(high, row)
      while high < bins.count, bins[high] <= bins[row] + reach { high += 1 }
      exposures.append(Double(high - low) * binWidth)
      for cell in 0..<before.rows { elements.append(Float(before[cell, high] - before[cell, low])) }
    }
    return PoissonFactors.Counts(
      values: Matrix(rows: rows.count, columns: before.rows, elements: elements), exposures: exposures)
  }
}
