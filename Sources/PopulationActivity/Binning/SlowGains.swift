import ArrayNumerics
import Schema

/// The slow course of each cell's rate, by which its rates are divided.
///
/// Spikes and time in the kept bins are summed over stretches of a tenth of the kernel, smoothed with the same Gaussian, and
/// divided; between the middles of the stretches the course is interpolated linearly. A cell with few spikes in reach of the
/// kernel says little about its rate: ten spikes are added to what it fired and to what its mean rate would have let it fire.
package struct SlowGains: Sendable {
  /// Rate over the mean rate of the cell, `[stretch, cell]`.
  private var gains: Matrix<Double>
  /// Bins of a stretch.
  private var length: Int

  /// Spikes that are added to both sides.
  private static let prior = 10.0

  /// - Parameters:
  ///   - counts: spikes in the bins of the whole grid, none in those that were left out.
  ///   - kept: the bins that were kept, ascending.
  ///   - sigma: standard deviation of the Gaussian, in bins.
  /// - Throws: `NumericsError.badParameter` for a negative or not finite width.
  package init(_ counts: SparseCounts, kept: [Int], sigma: Double) throws {
    length = max(1, Int(sigma / 10))
    var time = [Double](repeating: 0, count: (counts.rows + length - 1) / length)
    for bin in kept { time[bin / length] += 1 }
    let width = sigma / Double(length)
    let totals = counts.columnTotals(inStretchesOf: length)
    // The kernel sums to one; times this it sums what lies within its reach.
    let reach = 2 * Double.pi.squareRoot() * width
    let inReach = try gaussianFilter(time, sigma: width, border: .constant(0)).map { $0 * reach }
    let fired = try gaussianFilterColumns(totals.map { Double($0) }, sigma: width, border: .constant(0))
    gains = Matrix(rows: time.count, columns: counts.columns, repeating: 1)
    for (cell, total) in counts.columnTotals.enumerated() {
      let rate = Double(total) / Double(max(1, kept.count))
      for stretch in time.indices {
        gains[stretch, cell] = (fired[stretch, cell] * reach + Self.prior) / (rate * inReach[stretch] + Self.prior)
      }
    }
  }

  /// Divides the rates of some bins by the course.
  ///
  /// - Parameters:
  ///   - rates: `[row, cell]`.
  ///   - bins: of the rows, on the grid.
  package func divide(_ rates: inout Matrix<Float>, at bins: some Collection<Int>) {
    for (row, bin) in bins.enumerated() {
      let position = min(max((Double(bin) + 0.5) / Double(length) - 0.5, 0), Double(gains.rows - 1))
      let before = min(Int(position), max(0, gains.rows - 2))
      let (after, part) = (min(before + 1, gains.rows - 1), position - Double(before))
      for cell in 0..<rates.columns {
        let gain = gains[before, cell] + part * (gains[after, cell] - gains[before, cell])
        rates[row, cell] = Float(Double(rates[row, cell]) / gain)
      }
    }
  }
}

extension Embedding {
  /// `nil` where nothing is divided.
  static func slowGains(
    _ counts: SparseCounts, kept: [Int], parameters: EmbeddingParameters, binWidth: Double
  ) throws -> SlowGains? {
    guard parameters.detrending > 0 else { return nil }
    var isKept = [Bool](repeating: false, count: counts.rows)
    for bin in kept { isKept[bin] = true }
    return try SlowGains(counts.clearing { !isKept[$0] }, kept: kept, sigma: parameters.detrending / binWidth)
  }
}
