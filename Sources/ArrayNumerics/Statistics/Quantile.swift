/// The quantile of the values by linear interpolation between order statistics (NumPy's default rule: the
/// position of probability p among n sorted values is p·(n − 1)).
///
/// NaN for no values and when any value is NaN. O(n log n).
/// - Parameter probability: in 0...1; values outside are clamped.
public func quantile(_ values: [Double], _ probability: Double) -> Double {
  quantiles(values, [probability])[0]
}

/// Several quantiles of the same values, sorted once.
public func quantiles(_ values: [Double], _ probabilities: [Double]) -> [Double] {
  if values.isEmpty || values.contains(where: \.isNaN) { return probabilities.map { _ in .nan } }
  let sorted = values.sorted()
  return probabilities.map { quantile(ofSorted: sorted, $0) }
}

/// The quantile of values that are sorted already, at least one.
public func quantile(ofSorted sorted: [Double], _ probability: Double) -> Double {
  if sorted.isEmpty || probability.isNaN { return .nan }
  let position = min(max(probability, 0), 1) * Double(sorted.count - 1)
  let lower = Int(position)
  let fraction = position - Double(lower)
  if fraction == 0 { return sorted[lower] }
  let (below, above) = (sorted[lower], sorted[lower + 1])
  // From the nearer neighbour, as NumPy does, so that the last bits agree.
  return fraction < 0.5 ? below + (above - below) * fraction : above - (above - below) * (1 - fraction)
}

/// The middle value, or the mean of the two in the middle; NaN for no values and when any value is NaN. O(n).
public func median(_ values: [Double]) -> Double {
  if values.isEmpty || values.contains(where: \.isNaN) { return .nan }
  var values = values
  let half = values.count / 2
  return values.withUnsafeMutableBufferPointer { values in
    selectRank(half, of: values, in: values.indices)
    if values.count % 2 == 1 { return values[half] }
    let below = values[..<half].max() ?? values[half]
    return (below + values[half]) / 2
  }
}

func median(ofSorted sorted: [Double]) -> Double {
  let half = sorted.count / 2
  return sorted.count % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2
}
