import ArrayNumerics

/// The largest absolute difference of two series; infinite when their lengths differ or a NaN stands alone.
func largestDifference(_ first: [Double], _ second: [Double]) -> Double {
  if first.count != second.count { return .infinity }
  return zip(first, second).reduce(0) { largest, pair in
    if pair.0.isNaN && pair.1.isNaN { return largest }
    let difference = abs(pair.0 - pair.1)
    return difference.isNaN ? .infinity : max(largest, difference)
  }
}

/// Normal-looking test numbers, different for every name.
func testValues(_ count: Int, _ name: String) -> [Double] {
  var stream = RandomStream(seed: 11, name: name)
  return (0..<count).map { _ in stream.uniform() + stream.uniform() + stream.uniform() - 1.5 }
}

func testMatrix(_ rows: Int, _ columns: Int, _ name: String) -> Matrix<Double> {
  Matrix(rows: rows, columns: columns, elements: testValues(rows * columns, name))
}
