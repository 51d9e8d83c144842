/// The arithmetic mean, summed pairwise as in NumPy; NaN for no values.
public func mean(_ values: [Double]) -> Double { pairwiseSum(values) / Double(values.count) }

/// The mean of values in single precision, computed in double precision; NaN for no values.
public func mean(_ values: [Float]) -> Double { mean(values.map(Double.init)) }

/// The population variance: the mean squared deviation from the mean (NumPy's `var`, `ddof` 0).
///
/// - Parameter freedomLost: divides by n − `freedomLost` instead of n; 1 gives the sample variance.
public func variance(_ values: [Double], freedomLost: Int = 0) -> Double {
  let centre = mean(values)
  return pairwiseSum(values.map { ($0 - centre) * ($0 - centre) }) / Double(values.count - freedomLost)
}

/// The square root of the population variance (or of the sample variance with `freedomLost` 1).
public func standardDeviation(_ values: [Double], freedomLost: Int = 0) -> Double {
  variance(values, freedomLost: freedomLost).squareRoot()
}

/// The smallest and the largest finite value; `nil` when there is none.
public func finiteRange(_ values: [Double]) -> ClosedRange<Double>? {
  var range: ClosedRange<Double>?
  for value in values where value.isFinite {
    range = range.map { min($0.lowerBound, value)...max($0.upperBound, value) } ?? value...value
  }
  return range
}
