import ArrayNumerics
import Schema

/// What the cells did in the bins that were kept.
struct KeptActivity {
  /// Index of each row on the grid.
  var bins: [Int]
  /// Smoothed, `[row, cell]`.
  var rates: Deferred<Matrix<Float>>
  /// Spikes in each bin; `nil` for a signal.
  var counts: Deferred<Matrix<Int32>>?
  /// Spikes in all of them.
  var spikes: Int?
  /// A signal that is not smoothed; `nil` for spikes.
  var signal: Matrix<Float>?

  /// Spikes on the whole grid, smoothed when somebody asks: no matrix has more rows than were kept, and of a large recording no
  /// two are held at a time.
  ///
  /// - Parameters:
  ///   - kept: the bins that were kept, ascending.
  ///   - sigma: standard deviation of the Gaussian, in bins.
  ///   - scale: factor from counts to rates.
  ///   - weights: what the kernel weighs over the time that counts, for each bin of the grid; `nil` for 1.
  init(counts: SparseCounts, kept: [Int], sigma: Double, scale: Double, weights: [Double]?, work: Work) {
    bins = kept
    let shape = [kept.count, counts.columns]
    let keptCounts = kept.count == counts.rows ? counts : counts.selectingRows(kept)
    spikes = keptCounts.columnTotals.reduce(0, +)
    self.counts = Deferred(shape: shape) { keptCounts.matrix(of: $0) }
    @Sendable func rates(_ rows: Range<Int>) throws -> Matrix<Float> {
      try gaussianFilterOfCounts(
        counts: counts, at: Array(kept[rows]), sigma: sigma, scale: scale, weights: weights, work: work)
    }
    // The dense filter passes over everything for any rows.
    self.rates =
      isFilteredDensely(counts, sigma: sigma)
      ? Deferred(shape: shape) { try rates(kept.indices) } : Deferred(shape: shape, rows: rates)
  }

  /// Bytes that are held at the peak beside the counts: both matrices of a small recording, pieces of those of a large one;
  /// three where there are so many spikes that the dense filter is taken.
  static func memoryForecast(_ counts: SparseCounts, sigma: Double) -> Int {
    let matrix = 4 * counts.rows * counts.columns
    if isFilteredDensely(counts, sigma: sigma) { return 3 * matrix }
    return counts.rows * counts.columns <= Deferred<Matrix<Float>>.keptElements ? 2 * matrix : 1 << 26
  }

  /// Matrices on the whole grid, of which the kept rows are taken.
  ///
  /// - Parameter counts: `nil` for a signal.
  init(rates: Matrix<Float>, counts: Matrix<Int32>?, signal: Matrix<Float>? = nil, kept: [Int]) {
    bins = kept
    func rows<T>(_ matrix: Matrix<T>) -> Matrix<T> { kept.count == matrix.rows ? matrix : matrix.selectingRows(kept) }
    self.rates = Deferred(rows(rates))
    let keptCounts = counts.map(rows)
    spikes = keptCounts.map { columnTotals($0).reduce(0, +) }
    self.counts = keptCounts.map { Deferred($0) }
    self.signal = signal.map(rows)
  }
}
