/// The sum of the values, in the order that NumPy's `sum` uses: eight running sums within blocks of 128,
/// the blocks added pairwise. The error grows with log n instead of n.
public func pairwiseSum(_ values: [Double]) -> Double { pairwiseSum(values.span) }

private func pairwiseSum(_ values: Span<Double>) -> Double {
  let count = values.count
  if count < 8 {
    var sum = 0.0
    for index in 0..<count { sum += values[index] }
    return sum
  }
  if count <= 128 {
    var lanes = SIMD8<Double>()
    var index = 0
    while index + 8 <= count {
      for lane in 0..<8 { lanes[lane] += values[index + lane] }
      index += 8
    }
    var sum =
      ((lanes[0] + lanes[1]) + (lanes[2] + lanes[3])) + ((lanes[4] + lanes[5]) + (lanes[6] + lanes[7]))
    while index < count {
      sum += values[index]
      index += 1
    }
    return sum
  }
  var half = count / 2
  half -= half % 8
  return pairwiseSum(values.extracting(0..<half)) + pairwiseSum(values.extracting(half..<count))
}
