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

/// Rows that are scaled together.
private let scaledBlock = 4096

private func standardized<Scalar: RealScalar>(
  _ matrix: Matrix<Scalar>, work: Work
) throws -> StandardizedColumns<Scalar> {
  let columns = matrix.columns
  let moments = try ColumnMoments(matrix, order: .twoPasses, work: work)
  let divisors = moments.deviations.map { $0 == 0 ? 1 : $0 }
  var result = Matrix<Scalar>(rows: matrix.rows, columns: columns, repeating: 0)
  try concurrentRows(of: &result, block: scaledBlock, work: work) { rows, values in
    let (input, means, divisors) = (matrix.span, moments.means.span, divisors.span)
    for row in 0..<rows.count {
      let start = (rows.lowerBound + row) * columns
      for column in 0..<columns {
        values[row * columns + column] = .rounding(
          (input[start + column].asDouble - means[column]) / divisors[column])
      }
    }
  }
  return StandardizedColumns(
    matrix: result, means: moments.means, deviations: moments.deviations, constantColumns: moments.constantColumns)
}
