/// The largest difference of two arrays over the largest magnitude of the second.
func relativeDifference(_ found: [Double], _ expected: [Double]) -> Double {
  precondition(found.count == expected.count)
  let scale = expected.map(abs).max() ?? 0
  return zip(found, expected).map { abs($0 - $1) }.max().map { $0 / scale } ?? 0
}

/// Numbers as they stand in a list of reference values.
func numbers(_ text: String) -> [Double] { text.split(whereSeparator: \.isWhitespace).compactMap { Double($0) } }
