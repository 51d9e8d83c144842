import ArrayNumerics

/// - Throws: `DimensionReductionError.notFinite` for the first value that is NaN or infinite.
///
/// - Parameter first: number of the first row.
func requireFinite<Scalar: RealScalar>(_ matrix: Matrix<Scalar>, first: Int = 0) throws(DimensionReductionError) {
  try requireFinite(matrix, 0..<matrix.rows, first: first)
}

/// The same of rows that are passed over in blocks.
func requireFinite<Rows: RowBlocks>(inBlocksOf matrix: Rows) throws where Rows.Scalar: RealScalar {
  for start in stride(from: 0, to: matrix.rows, by: 4096) {
    try matrix.withRows(start..<min(matrix.rows, start + 4096)) { rows, range in
      try requireFinite(rows, range, first: start - range.lowerBound)
    }
  }
}

private func requireFinite<Scalar: RealScalar>(
  _ matrix: Matrix<Scalar>, _ rows: Range<Int>, first: Int
) throws(DimensionReductionError) {
  let all = rows.lowerBound * matrix.columns..<rows.upperBound * matrix.columns
  let index = matrix.withUnsafeBufferPointer { values -> Int? in
    // A value times zero is zero, unless it is not finite; a block without any is passed in one go.
    let block = 4096
    for start in stride(from: all.lowerBound, to: all.upperBound, by: block) {
      let end = min(start + block, all.upperBound)
      if isFinite(values, start, end) { continue }
      for index in start..<end where !values[index].isFinite { return index }
    }
    return nil
  }
  if let index { throw .notFinite(row: first + index / matrix.columns, column: index % matrix.columns) }
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
