import ArrayNumerics

/// - Throws: `DimensionReductionError.notFinite` for the first value that is NaN or infinite.
func requireFinite<Scalar: RealScalar>(_ matrix: Matrix<Scalar>) throws(DimensionReductionError) {
  let index = matrix.withUnsafeBufferPointer { values -> Int? in
    // A value times zero is zero, unless it is not finite; a block without any is passed in one go.
    let block = 4096
    for start in stride(from: 0, to: values.count, by: block) {
      let end = min(start + block, values.count)
      if isFinite(values, start, end) { continue }
      for index in start..<end where !values[index].isFinite { return index }
    }
    return nil
  }
  if let index { throw .notFinite(row: index / matrix.columns, column: index % matrix.columns) }
}

private func isFinite<Scalar: RealScalar>(
  _ values: UnsafeBufferPointer<Scalar>, _ start: Int, _ end: Int
) -> Bool {
  // Four sums side by side; a single one would wait for itself.
  var (a, b, c, d) = (Scalar.zero, Scalar.zero, Scalar.zero, Scalar.zero)
  var index = start
  while index &+ 4 <= end {
    a += values[index] * 0
    b += values[index &+ 1] * 0
    c += values[index &+ 2] * 0
    d += values[index &+ 3] * 0
    index &+= 4
  }
  while index < end {
    a += values[index] * 0
    index &+= 1
  }
  return ((a + b) + (c + d)) == 0
}
