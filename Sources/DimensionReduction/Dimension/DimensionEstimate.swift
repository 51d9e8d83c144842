import ArrayNumerics

/// A dimension with the interval that holds it with a probability of 0.95.
public struct DimensionEstimate: Sendable, Equatable {
  /// The estimate.
  public var value: Double
  /// The lower end of the interval.
  public var low: Double
  /// The upper end.
  public var high: Double

  /// Numbers that were found before.
  public init(value: Double, low: Double, high: Double) {
    self.value = value
    self.low = low
    self.high = high
  }

  /// How many blocks of neighbouring bins are left out, one after the other.
  static let blocks = 20
  /// The 0.975 quantile of Student's distribution with 19 degrees of freedom.
  private static let quantile = 2.093

  /// The dimension of which the inverse is a mean, Σ numerators / Σ denominators over blocks of bins.
  ///
  /// The interval is that of the jackknife that leaves out a block at a time (Künsch 1989, doi:10.1214/aos/1176347265): bins
  /// that follow each other depend on each other, and an interval that counts them one by one would be far too narrow.
  /// - Returns: `nil` where nothing was measured.
  init?(inverse parts: [(numerator: Double, denominator: Double)]) {
    let measured = parts.filter { $0.denominator > 0 }
    let sums = measured.reduce((0.0, 0.0)) { ($0.0 + $1.numerator, $0.1 + $1.denominator) }
    guard measured.count >= 2, sums.0 > 0, sums.1 > 0 else { return nil }
    let inverse = sums.0 / sums.1
    let error = jackknifeError(
      measured.map { part in
        let rest = sums.1 - part.denominator
        return rest > 0 ? (sums.0 - part.numerator) / rest : inverse
      })
    value = 1 / inverse
    low = 1 / (inverse + Self.quantile * error)
    high = inverse > Self.quantile * error ? 1 / (inverse - Self.quantile * error) : .infinity
  }

  /// A value with what it is when each block is left out.
  init(value: Double, leavingOut others: [Double]) {
    let reach = Self.quantile * jackknifeError(others)
    self.init(value: value, low: max(0, value - reach), high: value + reach)
  }
}

/// The standard error of what these are when a block is left out.
private func jackknifeError(_ others: [Double]) -> Double {
  let middle = mean(others)
  let squares = others.reduce(0) { $0 + ($1 - middle) * ($1 - middle) }
  return (squares * Double(others.count - 1) / Double(others.count)).squareRoot()
}
