import ArrayNumerics

/// The rows with the largest sums, ascending; the lower index wins a tie. Sums are made in double precision.
///
/// - Parameters:
///   - rates: `[time, cell]`.
///   - count: how many; all rows if there are fewer.
package func activeRows(_ rates: Matrix<Float>, count: Int) -> [Int] {
  if count >= rates.rows { return Array(0..<rates.rows) }
  let columns = rates.columns
  let sums = rates.withUnsafeBufferPointer { values in
    (0..<rates.rows).map { row in
      var sum = 0.0
      for index in row * columns..<(row + 1) * columns { sum += Double(values[index]) }
      return ActiveRow(sum: sum, index: row)
    }
  }
  return sums.sorted().prefix(count).map(\.index).sorted()
}

private struct ActiveRow: Comparable {
  var sum: Double
  var index: Int

  static func < (a: ActiveRow, b: ActiveRow) -> Bool {
    a.sum != b.sum ? a.sum > b.sum : a.index < b.index
  }
}
