/// A matrix whose columns were shifted to mean 0 and scaled to standard deviation 1, with what was done to each.
public struct StandardizedColumns<Scalar: RealScalar>: Sendable, Equatable {
  /// The z-scores, shaped as the input.
  public var matrix: Matrix<Scalar>
  /// The mean of each column.
  public var means: [Double]
  /// The population standard deviation of each column; 0 for a constant one.
  public var deviations: [Double]
  /// The columns without variance, ascending. They were divided by 1, so that they hold zeros.
  public var constantColumns: [Int]
}

/// The z-scores of every column of a matrix `[time, cell]`, with the population standard deviation.
///
/// Sums are made in double precision, in row order within fixed blocks; the result does not depend on the number
/// of threads. A column that holds NaN becomes NaN. O(rows · columns).
/// - Throws: `CancellationError`.
public func standardizeColumns(_ matrix: Matrix<Double>, work: Work = Work()) throws -> StandardizedColumns<
  Double
> {
  try standardized(matrix, work: work)
}

/// The z-scores of every column of a matrix in single precision, rounded once.
public func standardizeColumns(_ matrix: Matrix<Float>, work: Work = Work()) throws -> StandardizedColumns<
  Float
> {
  try standardized(matrix, work: work)
}

private let momentBlock = 4096

private func standardized<Scalar: RealScalar>(
  _ matrix: Matrix<Scalar>, work: Work
) throws -> StandardizedColumns<Scalar> {
  let (rows, columns) = (matrix.rows, matrix.columns)
  let constant = matrix.withUnsafeBufferPointer { columnsWithoutVariance($0, rows: rows, columns: columns) }
  var means = try columnMoments(matrix, around: nil, work)
  // The mean of equal values need not be exactly that value; here it is, so that the scores are exactly zero.
  for column in constant { means[column] = matrix[0, column].asDouble }
  let deviations = try columnMoments(matrix, around: means, work).map { $0.squareRoot() }
  var result = Matrix<Scalar>(rows: rows, columns: columns, repeating: 0)
  let divisors = deviations.map { $0 == 0 ? 1 : $0 }
  try matrix.withUnsafeBufferPointer { input in
    try result.withUnsafeMutableBufferPointer { output in
      let output = output
      try concurrentForEach((rows + momentBlock - 1) / momentBlock, work: work) { block in
        for row in block * momentBlock..<min((block + 1) * momentBlock, rows) {
          for column in 0..<columns {
            let index = row * columns + column
            output[index] = .rounding((input[index].asDouble - means[column]) / divisors[column])
          }
        }
      }
    }
  }
  return StandardizedColumns(
    matrix: result, means: means, deviations: deviations, constantColumns: constant)
}

private func columnsWithoutVariance<Scalar: RealScalar>(
  _ values: UnsafeBufferPointer<Scalar>, rows: Int, columns: Int
) -> [Int] {
  if rows == 0 { return [] }
  var varies = [Bool](repeating: false, count: columns)
  for row in 1..<max(rows, 1) {
    for column in 0..<columns where values[row * columns + column] != values[column] { varies[column] = true }
  }
  return (0..<columns).filter { !varies[$0] && values[$0] == values[$0] }
}

/// The mean of each column, or the mean squared deviation from `centres`.
private func columnMoments<Scalar: RealScalar>(
  _ matrix: Matrix<Scalar>, around centres: [Double]?, _ work: Work
) throws -> [Double] {
  let (rows, columns) = (matrix.rows, matrix.columns)
  let parts = try matrix.withUnsafeBufferPointer { values in
    try concurrentMap((rows + momentBlock - 1) / momentBlock, work: work) { block in
      let range = block * momentBlock..<min((block + 1) * momentBlock, rows)
      return sum(values, range, columns, around: centres)
    }
  }
  var total = [Double](repeating: 0, count: columns)
  for part in parts {
    for column in 0..<columns { total[column] += part[column] }
  }
  return total.map { $0 / Double(rows) }
}

private func sum<Scalar: RealScalar>(
  _ values: UnsafeBufferPointer<Scalar>, _ rows: Range<Int>, _ columns: Int, around centres: [Double]?
) -> [Double] {
  var sums = [Double](repeating: 0, count: columns)
  for row in rows {
    let start = row * columns
    if let centres {
      for column in 0..<columns {
        let deviation = values[start + column].asDouble - centres[column]
        sums[column] += deviation * deviation
      }
    } else {
      for column in 0..<columns { sums[column] += values[start + column].asDouble }
    }
  }
  return sums
}
