import ArrayNumerics

/// The null of a cell's tuning to what the animal does: its spikes moved in time as a whole, around the end of the session, by
/// at least so much that they have nothing to do with the behaviour any more. It keeps the cell's own rhythm and bursts.
package struct TimeShifts: Sendable {
  /// Bins of time of the session.
  package let bins: Int
  /// The least shift, either way, bins.
  package let least: Int

  /// `nil` when the session is shorter than four times the least shift: too few shifts would differ.
  ///
  /// - Parameters:
  ///   - bins: of time.
  ///   - seconds: the least shift, s.
  ///   - binWidth: width of a bin of time, s.
  package init?(bins: Int, atLeast seconds: Double, binWidth: Double) {
    let least = max(1, Int((seconds / binWidth).rounded()))
    guard bins >= 4 * least else { return nil }
    (self.bins, self.least) = (bins, least)
  }

  /// Shifts drawn evenly between the least and the session less the least, bins; the same for a cell whatever the others are.
  ///
  /// - Parameter stream: the cell's own.
  package func drawn(_ count: Int, from stream: RandomStream) -> [Int] {
    var stream = stream
    return (0..<count).map { _ in least + stream.integer(below: bins - 2 * least + 1) }
  }
}

/// (1 + values of the null that are as large) / (1 + values); a value that is not defined is smaller than all.
///
/// Source: Phipson and Smyth 2010 (doi:10.2202/1544-6115.1585).
/// - Returns: NaN when the value itself is not defined or there is no null.
package func shufflePValue(of value: Double, null: some Collection<Double>) -> Double {
  guard value.isFinite, !null.isEmpty else { return .nan }
  return Double(1 + null.count { $0 >= value }) / Double(1 + null.count)
}

/// P-values adjusted so that of all below a level at most that share is expected to be false (Benjamini and Hochberg 1995,
/// doi:10.1111/j.2517-6161.1995.tb02031.x).
///
/// - Parameter p: NaN for what was not tested, which stays so and does not count.
package func falseDiscoveryRates(_ p: [Double]) -> [Double] {
  let order = p.indices.filter { p[$0].isFinite }.sorted { (p[$0], $0) < (p[$1], $1) }
  var adjusted = [Double](repeating: .nan, count: p.count)
  var least = 1.0
  for (rank, index) in order.enumerated().reversed() {
    least = min(least, p[index] * Double(order.count) / Double(rank + 1))
    adjusted[index] = least
  }
  return adjusted
}
