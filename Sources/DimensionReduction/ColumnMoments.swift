import ArrayNumerics

/// Mean and population standard deviation of every column, in double precision.
struct ColumnMoments {
  var mean: [Double]
  /// 0 for a column whose values are all equal.
  var deviation: [Double]
  /// The columns whose values are all equal, ascending.
  var constant: [Int]

  /// - Parameter block: rows that are summed together; blocks are added in order, whatever the number of threads.
  init<Scalar: RealScalar>(_ matrix: Matrix<Scalar>, block: Int, work: Work) throws {
    let columns = matrix.columns
    let blocks = (matrix.rows + block - 1) / block
    func sums(_ term: (_ value: Double, _ column: Int) -> Double) throws -> [Double] {
      let parts = try matrix.withUnsafeBufferPointer { values in
        try concurrentMap(blocks, work: work) { part in
          let rows = part * block..<min((part + 1) * block, matrix.rows)
          return sumRows(values, rows, columns, term)
        }
      }
      var total = [Double](repeating: 0, count: columns)
      for part in parts { for column in 0..<columns { total[column] += part[column] } }
      return total
    }
    let first = (0..<columns).map { matrix[0, $0].asDouble }
    // Sums of differences from the first row: exactly zero for a constant column, and less rounding for one with a
    // large offset.
    let count = Double(matrix.rows)
    let offset = try sums { value, column in value - first[column] }.map { $0 / count }
    let spread = try sums { value, column in
      let difference = (value - first[column]) - offset[column]
      return difference * difference
    }
    mean = zip(first, offset).map { $0 + $1 }
    deviation = spread.map { ($0 / count).squareRoot() }
    constant = (0..<columns).filter { spread[$0] == 0 }
  }
}

@inline(__always)
private func sumRows<Scalar: RealScalar>(
  _ values: UnsafeBufferPointer<Scalar>, _ rows: Range<Int>, _ columns: Int,
  _ term: (Double, Int) -> Double
) -> [Double] {
  var sums = [Double](repeating: 0, count: columns)
  sums.withUnsafeMutableBufferPointer { sums in
    for row in rows {
      for column in 0..<columns { sums[column] += term(values[row * columns + column].asDouble, column) }
    }
  }
  return sums
}
