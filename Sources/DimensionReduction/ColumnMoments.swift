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
    let count = Double(matrix.rows)
    // Sums of differences from the first row: exactly zero for a constant column, and less rounding for one with a
    // large offset.
    let first = (0..<columns).map { matrix[0, $0].asDouble }
    let offset = try blockSums(matrix, block, around: first, squared: false, work).map { $0 / count }
    mean = zip(first, offset).map { $0 + $1 }
    let spread = try blockSums(matrix, block, around: mean, squared: true, work)
    constant = (0..<columns).filter { spread[$0] == 0 }
    deviation = spread.map { ($0 / count).squareRoot() }
  }
}

/// The sums over rows of the differences from `centre`, or of their squares.
private func blockSums<Scalar: RealScalar>(
  _ matrix: Matrix<Scalar>, _ block: Int, around centre: [Double], squared: Bool, _ work: Work
) throws -> [Double] {
  let parts = try matrix.withUnsafeBufferPointer { values in
    try concurrentMap((matrix.rows + block - 1) / block, work: work) { part in
      let rows = part * block..<min((part + 1) * block, matrix.rows)
      return sumRows(values, rows, centre, squared)
    }
  }
  var total = [Double](repeating: 0, count: matrix.columns)
  for part in parts { for column in 0..<matrix.columns { total[column] += part[column] } }
  return total
}

private func sumRows<Scalar: RealScalar>(
  _ values: UnsafeBufferPointer<Scalar>, _ rows: Range<Int>, _ centre: [Double], _ squared: Bool
) -> [Double] {
  let columns = centre.count
  var sums = [Double](repeating: 0, count: columns)
  sums.withUnsafeMutableBufferPointer { sums in
    centre.withUnsafeBufferPointer { centre in
      for row in rows {
        let start = row &* columns
        if squared {
          for column in 0..<columns {
            let difference = values[start &+ column].asDouble - centre[column]
            sums[column] += difference * difference
          }
        } else {
          for column in 0..<columns { sums[column] += values[start &+ column].asDouble - centre[column] }
        }
      }
    }
  }
  return sums
}
