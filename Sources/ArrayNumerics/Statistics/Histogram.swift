/// Counts in consecutive bins.
public struct Histogram: Sendable, Equatable {
  /// The number of values in each bin.
  public var counts: [Int]
  /// The bins' borders, ascending, one more than there are bins. A bin holds its lower border; the last bin holds
  /// its upper border too (NumPy's rule).
  public var edges: [Double]
  /// Values outside all bins, NaN among them.
  public var outside: Int
}

/// Counts the values in `bins` bins of equal width over `range`, by NumPy's rule.
///
/// - Parameter range: the borders of all bins together; the finite range of the values if `nil`. When it has no
///   width it is widened by 0.5 on both sides.
/// - Throws: `NumericsError.badParameter` for fewer than one bin or a range that is not finite.
public func histogram(
  _ values: [Double], bins: Int, range: ClosedRange<Double>? = nil
) throws(NumericsError) -> Histogram {
  try histogram(values, edges: uniformEdges(bins: bins, range: range ?? finiteRange(values) ?? 0...1))
}

/// Counts the values in the bins between given edges, by NumPy's rule. O(n log bins).
///
/// - Throws: `NumericsError.badParameter` when there are fewer than two edges or they do not ascend.
public func histogram(_ values: [Double], edges: [Double]) throws(NumericsError) -> Histogram {
  guard edges.count >= 2, zip(edges, edges.dropFirst()).allSatisfy({ $0 < $1 }) else {
    throw .badParameter(
      name: "the list of bin edges", found: "\(edges.count) values",
      expected: "two or more in ascending order"
    )
  }
  var counts = [Int](repeating: 0, count: edges.count - 1)
  var outside = 0
  for value in values {
    if let bin = binIndex(of: value, edges: edges) { counts[bin] += 1 } else { outside += 1 }
  }
  return Histogram(counts: counts, edges: edges, outside: outside)
}

/// The borders of `bins` bins of equal width: NumPy's `linspace(lower, upper, bins + 1)`.
///
/// - Throws: `NumericsError.badParameter` for fewer than one bin, more than 2²⁴, or a range that is not finite.
public func uniformEdges(bins: Int, range: ClosedRange<Double>) throws(NumericsError) -> [Double] {
  guard bins >= 1, bins <= 1 << 24 else {
    throw .badParameter(name: "the number of bins", found: "\(bins)", expected: "in 1...\(1 << 24)")
  }
  var (lower, upper) = (range.lowerBound, range.upperBound)
  if lower == upper { (lower, upper) = (lower - 0.5, upper + 0.5) }
  let width = (upper - lower) / Double(bins)
  guard lower.isFinite, upper.isFinite, width > 0 else {
    throw .badParameter(
      name: "the range of a histogram", found: "\(lower) to \(upper)", expected: "finite and wide enough")
  }
  return (0..<bins).map { Double($0) * width + lower } + [upper]
}

/// The bin that holds a value; `nil` outside and for NaN. The last bin holds its upper edge too. O(log bins).
///
/// - Parameter edges: ascending, two or more.
@inlinable
public func binIndex(of value: Double, edges: [Double]) -> Int? {
  guard edges.count >= 2, value >= edges[0], value <= edges[edges.count - 1] else { return nil }
  return min(lastIndex(atMost: value, in: edges), edges.count - 2)
}

/// The last index whose element is not above the value; the elements ascend and the first is not above it.
@inlinable
func lastIndex(atMost value: Double, in sorted: [Double]) -> Int {
  var (low, high) = (0, sorted.count)
  while high - low > 1 {
    let middle = (low + high) / 2
    if sorted[middle] <= value { low = middle } else { high = middle }
  }
  return low
}
