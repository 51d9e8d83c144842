import ArrayNumerics
import Foundation

/// Rates of cells on a ring or a torus: what each did in every bin over the time spent there, both smoothed alike.
package struct CircularTuning: Sendable {
  /// As many bins as each map has values.
  package var bins: TuningBins
  /// Time spent in each bin, not smoothed, s.
  package var occupancy: [Double]
  /// `[cell, bin]`, amount per second; NaN where no time was spent.
  package var rates: Matrix<Double>
  /// Direction of the mean of each map on each circle, rad, `[cell, circle]`; NaN for a silent cell.
  package var centers: Matrix<Double>
  /// Length of that mean, 0 for a flat map to 1, `[cell, circle]`; NaN for a silent cell.
  package var vectorLengths: Matrix<Double>

  /// O(events + cells · bins · kernel).
  /// - Parameters:
  ///   - counts: amounts in each row, `[row, cell]`.
  ///   - angles: `[row, circle]`, rad; NaN where unknown.
  ///   - time: of a row, s.
  ///   - smoothing: standard deviation of the Gaussian, rad.
  /// - Throws: `NumericsError` for a negative width, `CancellationError`.
  package init(
    _ counts: SparseCounts, angles: Matrix<Double>, time: Double, binsPerCircle: Int, smoothing: Double, work: Work
  ) throws {
    try self.init(cells: counts.columns, angles, time, binsPerCircle, smoothing, work) { cell, add in
      counts.forEachEvent(of: cell) { add($0, Double($1)) }
    }
  }

  /// The same of a signal, whose bins of time add up.
  package init(
    _ amounts: Matrix<Float>, angles: Matrix<Double>, time: Double, binsPerCircle: Int, smoothing: Double, work: Work
  ) throws {
    try self.init(cells: amounts.columns, angles, time, binsPerCircle, smoothing, work) { cell, add in
      for row in 0..<amounts.rows { add(row, Double(amounts[row, cell])) }
    }
  }

  private init(
    cells: Int, _ angles: Matrix<Double>, _ time: Double, _ binsPerCircle: Int, _ smoothing: Double, _ work: Work,
    forEachAmount: @Sendable (_ cell: Int, _ add: (_ row: Int, _ amount: Double) -> Void) -> Void
  ) throws {
    let bins = TuningBins.circles(angles.columns, bins: binsPerCircle)
    let indices = bins.indices(ofAngles: angles)
    var occupancy = [Double](repeating: 0, count: bins.count)
    for index in indices where index >= 0 { occupancy[index] += time }
    let sigma = smoothing * Double(binsPerCircle) / (2 * .pi)
    let smoothTime = try bins.smoothed(occupancy, sigma: sigma)
    let spent = occupancy
    let maps = try concurrentMap(cells, work: work) { cell -> [Double] in
      var sums = [Double](repeating: 0, count: bins.count)
      sums.withUnsafeMutableBufferPointer { sums in
        forEachAmount(cell) { row, amount in if indices[row] >= 0 { sums[indices[row]] += amount } }
      }
      let smooth = try bins.smoothed(sums, sigma: sigma)
      return smooth.indices.map { spent[$0] > 0 ? max(0, smooth[$0]) / smoothTime[$0] : .nan }
    }
    self.bins = bins
    self.occupancy = occupancy
    rates = Matrix(rows: cells, columns: bins.count, elements: maps.flatMap { $0 })
    let moments = maps.map { mapMoments($0, circles: angles.columns, bins: binsPerCircle) }
    centers = Matrix(rows: cells, columns: angles.columns, elements: moments.flatMap { $0.map(\.direction) })
    vectorLengths = Matrix(rows: cells, columns: angles.columns, elements: moments.flatMap { $0.map(\.length) })
  }
}

/// Direction (rad in [0, 2π)) and length of the mean of a map on each circle, of a map `[second, first]` or `[first]`.
///
/// Bins without a rate count as the mean of the others, so that a hole in the coverage draws the mean nowhere. NaN for a map
/// without rates.
package func mapMoments(_ map: [Double], circles: Int, bins: Int) -> [(direction: Double, length: Double)] {
  let known = map.filter(\.isFinite)
  let mean = known.reduce(0, +) / Double(max(1, known.count))
  guard mean > 0 else { return [(Double, Double)](repeating: (.nan, .nan), count: circles) }
  return (0..<circles).map { circle in
    var (c, s, total) = (0.0, 0.0, 0.0)
    for (index, value) in map.enumerated() {
      let place = circle == 0 ? index % bins : index / bins
      let angle = (Double(place) + 0.5) / Double(bins) * 2 * .pi
      let rate = value.isFinite ? value : mean
      c += rate * cos(angle)
      s += rate * sin(angle)
      total += rate
    }
    return (wrapAngle(atan2(s, c)), hypot(c, s) / total)
  }
}

/// How selective a cell is, the CohoScore: the circular variance of the coordinates at which it was most active, mean over the
/// circles; 0 for one place, 1 for all.
///
/// Of the rows with any activity those at or above the quantile 1 − `share` of the activity are taken. canns takes the quantile
/// over all rows, silent ones too, so that a sparse cell counts all of them.
/// - Parameters:
///   - activity: of one cell, `[row]`.
///   - angles: `[row, circle]`, rad.
///   - share: the part of the active rows, in (0, 1].
///   - overAllRows: as canns.
/// - Returns: NaN for fewer than five rows.
package func cohoScore(_ activity: [Double], angles: Matrix<Double>, share: Double, overAllRows: Bool = false) -> Double {
  let pool = overAllRows ? activity : activity.filter { $0 > 0 }
  guard !pool.isEmpty else { return .nan }
  let least = quantile(pool, 1 - share)
  let rows = activity.indices.filter { activity[$0] >= least && (overAllRows || activity[$0] > 0) }
  guard rows.count >= 5 else { return .nan }
  let variances = (0..<angles.columns).map { circle in
    let known = rows.map { angles[$0, circle] }.filter(\.isFinite)
    return 1 - resultantLength(known)
  }
  return variances.reduce(0, +) / Double(variances.count)
}
