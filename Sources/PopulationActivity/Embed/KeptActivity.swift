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
  /// How much each rate changes slowly; `nil` for a signal.
  var drift: RateDrift?
  /// A signal that is not smoothed; `nil` for spikes.
  var signal: Matrix<Float>?

  /// Spikes on the whole grid, smoothed when somebody asks: no matrix has more rows than were kept, and of a large recording no
  /// two are held at a time.
  ///
  /// - Parameters:
  ///   - kept: the bins that were kept, ascending.
  ///   - sigma: standard deviation of the Gaussian, in bins.
  ///   - scale: factor from counts to rates.
  ///   - binWidth: s.
  ///   - weights: what the kernel weighs over the time that counts, for each bin of the grid; `nil` for 1.
  ///   - gains: the slow course of each cell's rate, by which the rates are divided; `nil` for none.
  init(
    counts: SparseCounts, kept: [Int], sigma: Double, scale: Double, weights: [Double]?, gains: SlowGains? = nil,
    binWidth: Double, work: Work
  ) {
    bins = kept
    let shape = [kept.count, counts.columns]
    let keptCounts = kept.count == counts.rows ? counts : counts.selectingRows(kept)
    spikes = keptCounts.columnTotals.reduce(0, +)
    drift = RateDrift(keptCounts, bins: kept, gains: gains, binWidth: binWidth)
    self.counts = Deferred(shape: shape) { keptCounts.matrix(of: $0) }
    rates = Deferred(shape: shape) { rows in
      var rates = try gaussianFilterOfCounts(
        counts: counts, at: Array(kept[rows]), sigma: sigma, scale: scale, weights: weights, work: work)
      gains?.divide(&rates, at: kept[rows])
      return rates
    }
  }

  /// Bytes that are held at the peak beside the counts: both matrices of a small recording, pieces of those of a large one.
  static func memoryForecast(_ counts: SparseCounts) -> Int {
    let elements = counts.rows * counts.columns
    return elements <= Deferred<Matrix<Float>>.keptElements ? 8 * elements : 1 << 26
  }

  /// Bytes that the bins of a grid take without any cell: times, numbers and weights, with tracking places and speeds, and what
  /// it takes to make them.
  static func memoryForecast(of grid: TimeGrid, isTracked: Bool) -> Int { (isTracked ? 112 : 48) * grid.count }

  /// A signal on the whole grid, of which the kept rows are taken.
  init(rates: Matrix<Float>, signal: Matrix<Float>, kept: [Int]) {
    bins = kept
    func rows(_ matrix: Matrix<Float>) -> Matrix<Float> { kept.count == matrix.rows ? matrix : matrix.selectingRows(kept) }
    self.rates = Deferred(rows(rates))
    self.signal = rows(signal)
  }
}
