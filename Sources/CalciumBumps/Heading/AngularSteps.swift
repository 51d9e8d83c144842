import ArrayNumerics

/// Changes of an angle over a few frames, with the turns counted.
struct AngularSteps {
  /// From each frame to the next, rad in [−π, π); NaN where one of both is unknown, or after a gap.
  let single: [Double]
  /// From each frame to the one `span` frames on, rad; NaN where a step between is.
  let spanned: [Double]

  init(_ angles: [Double], restarts: [Bool], span: Int) {
    let count = angles.count
    var single = [Double](repeating: .nan, count: count)
    for frame in 0..<max(0, count - 1) where !restarts[frame + 1] {
      single[frame] = angleDifference(angles[frame + 1], angles[frame])
    }
    self.single = single
    spanned = Self.sums(single, span: span)
  }

  /// Σ over `span` entries from each on; NaN where one is, or where they end.
  static func sums(_ values: [Double], span: Int) -> [Double] {
    values.indices.map { first in
      first + span < values.count ? values[first..<first + span].reduce(0, +) : .nan
    }
  }
}

/// Correlation and slope of two sequences over the entries that both know.
struct PairedMoments {
  /// Pearson's r; NaN with fewer than three pairs, or where one does not vary.
  let correlation: Double
  /// Least-squares slope of the first on the second.
  let slope: Double

  /// Pairs first[i + lag] with second[(i + shift) mod count].
  init(_ first: [Double], _ second: [Double], lag: Int, shift: Int) {
    let count = first.count
    var (pairs, sumX, sumY, sumXX, sumYY, sumXY) = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
    for index in max(0, -lag)..<max(max(0, -lag), min(count, count - lag)) {
      let place = index + shift
      let (y, x) = (first[index + lag], second[place < count ? place : place - count])
      guard x.isFinite, y.isFinite else { continue }
      pairs += 1
      sumX += x
      sumY += y
      sumXX += x * x
      sumYY += y * y
      sumXY += x * y
    }
    let (xx, yy, xy) = (sumXX - sumX * sumX / pairs, sumYY - sumY * sumY / pairs, sumXY - sumX * sumY / pairs)
    let least = Double.leastNormalMagnitude
    let isVaried = pairs >= 3 && xx > 1e-12 * max(sumXX, least) && yy > 1e-12 * max(sumYY, least)
    correlation = isVaried ? min(1, max(-1, xy / (xx * yy).squareRoot())) : .nan
    slope = isVaried ? xy / xx : .nan
  }
}
