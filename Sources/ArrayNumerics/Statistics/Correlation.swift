/// The ranks of the values from 1, tied values sharing the mean of their ranks (SciPy's `rankdata`).
///
/// When a value is NaN there is no order, and every rank is NaN. O(n log n).
public func ranks(_ values: [Double]) -> [Double] {
  if values.contains(where: \.isNaN) { return values.map { _ in .nan } }
  let order = values.indices.sorted { (values[$0], $0) < (values[$1], $1) }
  var ranks = [Double](repeating: 0, count: values.count)
  var start = 0
  while start < order.count {
    var end = start + 1
    while end < order.count && values[order[end]] == values[order[start]] { end += 1 }
    for position in start..<end { ranks[order[position]] = Double(start + end + 1) / 2 }
    start = end
  }
  return ranks
}

/// Pearson's correlation coefficient of paired values, in −1...1.
///
/// NaN when either series is constant, has fewer than two values or holds NaN.
/// - Throws: `NumericsError.wrongShape` when the series differ in length.
public func pearsonCorrelation(_ first: [Double], _ second: [Double]) throws(NumericsError) -> Double {
  try checkPaired(first.count, second.count)
  guard let low = first.min(), let high = first.max(), low < high,
    let otherLow = second.min(), let otherHigh = second.max(), otherLow < otherHigh
  else { return .nan }
  let (firstMean, secondMean) = (mean(first), mean(second))
  let (a, b) = (first.map { $0 - firstMean }, second.map { $0 - secondMean })
  let product = pairwiseSum(zip(a, b).map { $0 * $1 })
  let norms = pairwiseSum(a.map { $0 * $0 }).squareRoot() * pairwiseSum(b.map { $0 * $0 }).squareRoot()
  let correlation = product / norms
  return correlation.isNaN ? .nan : min(max(correlation, -1), 1)
}

/// Spearman's rank correlation of paired values: Pearson's correlation of their ranks, ties averaged.
///
/// - Throws: `NumericsError.wrongShape` when the series differ in length.
public func spearmanCorrelation(_ first: [Double], _ second: [Double]) throws(NumericsError) -> Double {
  try checkPaired(first.count, second.count)
  return try pearsonCorrelation(ranks(first), ranks(second))
}

/// - Throws: `NumericsError.wrongShape` when two series that belong together differ in length.
func checkPaired(_ first: Int, _ second: Int) throws(NumericsError) {
  if first != second {
    throw .wrongShape(
      what: "second of two paired series", found: "\(second) values", expected: "\(first), as in the first")
  }
}
