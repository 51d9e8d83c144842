/// The mean and the population standard deviation of every column of a matrix `[time, cell]`, in double precision.
public struct ColumnMoments: Sendable, Equatable {
  /// The mean of each column, in the unit of the input.
  public var means: [Double]
  /// The population standard deviation of each column; 0 for a constant one.
  public var deviations: [Double]
  /// The columns without variance, ascending.
  public var constantColumns: [Int]

  /// How the sums are made. The results agree but for the last digits, and results that were written to files have those
  /// of one order: a caller keeps to its own.
  public enum Order: Sendable, CaseIterable {
    /// Means from the differences to the first row, then squared differences from the means: exact for a constant
    /// column, and the least rounding where values are large beside their spread. For new callers.
    case fromFirstRow
    /// Means from the values themselves, then squared differences from the means, as NumPy's `std`. A constant column is
    /// known by comparing its values, and its mean is that value.
    case twoPasses
    /// Sums and sums of squares together, half the time; the variance is E[x²] − E[x]², which loses digits
    /// where the mean is large beside the spread.
    case onePass
  }

  /// Sums rows in order within fixed blocks, whose sums are added in order: the result does not depend on the number of
  /// threads. A column that holds NaN has NaN for both. O(rows · columns).
  ///
  /// - Parameters:
  ///   - order: how the sums are made.
  ///   - block: rows that are summed together; it decides the last digits too.
  /// - Precondition: at least one row with `fromFirstRow`.
  /// - Throws: `CancellationError`.
  @inlinable
  public init<Rows: RowBlocks & Sendable>(
    _ matrix: Rows, order: Order = .fromFirstRow, block: Int = 4096, work: Work = Work()
  ) throws where Rows.Scalar: RealScalar {
    let count = Double(matrix.rows)
    switch order {
    case .fromFirstRow:
      let first = firstRow(of: matrix)
      let offsets = try blockSums(matrix, block, work) { sumDifferences($0, $1, from: first, into: &$2) }
      let means = zip(first, offsets).map { $0 + $1 / count }
      let spread = try blockSums(matrix, block, work) { sumSquares($0, $1, around: means, into: &$2) }
      self.init(means: means, variances: spread.map { $0 / count })
    case .twoPasses:
      let constant = columnsWithoutVariance(matrix)
      var means = try blockSums(matrix, block, work) { sumValues($0, $1, into: &$2) }.map { $0 / count }
      let first = firstRow(of: matrix)
      for column in constant { means[column] = first[column] }
      let centers = means
      let spread = try blockSums(matrix, block, work) { sumSquares($0, $1, around: centers, into: &$2) }
      self.init(means: means, variances: spread.map { $0 / count })
      constantColumns = constant
    case .onePass:
      let sums = try blockSums(matrix, block, work, width: 2 * matrix.columns) { sumWithSquares($0, $1, into: &$2) }
      let means = (0..<matrix.columns).map { sums[$0] / count }
      self.init(
        means: means,
        variances: means.indices.map { max(0, sums[matrix.columns + $0] / count - means[$0] * means[$0]) })
    }
  }

  @usableFromInline
  init(means: [Double], variances: [Double]) {
    self.means = means
    deviations = variances.map { $0.squareRoot() }
    constantColumns = variances.indices.filter { variances[$0] == 0 }
  }
}

/// The sums of blocks of rows, added in order.
@inlinable
func blockSums<Rows: RowBlocks & Sendable>(
  _ matrix: Rows, _ block: Int, _ work: Work, width: Int? = nil,
  _ add: @Sendable (Matrix<Rows.Scalar>, Range<Int>, inout [Double]) -> Void
) throws -> [Double] {
  let width = width ?? matrix.columns
  let parts = try concurrentMap((matrix.rows + block - 1) / block, work: work) { part in
    var sums = [Double](repeating: 0, count: width)
    matrix.withRows(part * block..<min((part + 1) * block, matrix.rows)) { add($0, $1, &sums) }
    return sums
  }
  var total = [Double](repeating: 0, count: width)
  for part in parts { for column in 0..<width { total[column] += part[column] } }
  return total
}

/// The first row, or none.
@inlinable
func firstRow<Rows: RowBlocks>(of matrix: Rows) -> [Double] where Rows.Scalar: RealScalar {
  if matrix.rows == 0 { return [] }
  return matrix.withRows(0..<1) { rows, range in (0..<rows.columns).map { rows[range.lowerBound, $0].asDouble } }
}

@inlinable
func sumValues<Scalar: RealScalar>(_ matrix: Matrix<Scalar>, _ rows: Range<Int>, into sums: inout [Double]) {
  let (values, columns) = (matrix.span, matrix.columns)
  var sums = sums.mutableSpan
  for row in rows {
    for column in 0..<columns { sums[column] += values[row &* columns &+ column].asDouble }
  }
}

@inlinable
func sumDifferences<Scalar: RealScalar>(
  _ matrix: Matrix<Scalar>, _ rows: Range<Int>, from centers: [Double], into sums: inout [Double]
) {
  let (values, centers, columns) = (matrix.span, centers.span, matrix.columns)
  var sums = sums.mutableSpan
  for row in rows {
    for column in 0..<columns { sums[column] += values[row &* columns &+ column].asDouble - centers[column] }
  }
}

@inlinable
func sumSquares<Scalar: RealScalar>(
  _ matrix: Matrix<Scalar>, _ rows: Range<Int>, around centers: [Double], into sums: inout [Double]
) {
  let (values, centers, columns) = (matrix.span, centers.span, matrix.columns)
  var sums = sums.mutableSpan
  for row in rows {
    for column in 0..<columns {
      let difference = values[row &* columns &+ column].asDouble - centers[column]
      sums[column] += difference * difference
    }
  }
}

/// The sums of the columns and, behind them, those of the squares.
///
/// A caller that passes over blocks of any kind does not know the precision when it is compiled, and a call for every number
/// takes ten times as long as adding it: so it is asked for once.
@inlinable
func sumWithSquares<Scalar: RealScalar>(_ matrix: Matrix<Scalar>, _ rows: Range<Int>, into sums: inout [Double]) {
  if let single = matrix as? Matrix<Float> { return addWithSquares(single, rows, &sums) }
  addWithSquares(matrix, rows, &sums)
}

@inlinable
func addWithSquares<Scalar: RealScalar>(_ matrix: Matrix<Scalar>, _ rows: Range<Int>, _ sums: inout [Double]) {
  let (values, columns) = (matrix.span, matrix.columns)
  var sums = sums.mutableSpan
  for row in rows {
    for column in 0..<columns {
      let value = values[row &* columns &+ column].asDouble
      sums[column] += value
      sums[columns &+ column] += value * value
    }
  }
}

/// The columns whose values are all equal (and not NaN), ascending.
@inlinable
func columnsWithoutVariance<Rows: RowBlocks>(_ matrix: Rows) -> [Int] where Rows.Scalar: RealScalar {
  if matrix.rows == 0 { return [] }
  let first = firstRow(of: matrix)
  var varies = first.map { $0 != $0 }
  for start in stride(from: 0, to: matrix.rows, by: 4096) {
    matrix.withRows(start..<min(matrix.rows, start + 4096)) { rows, range in
      let (values, columns) = (rows.span, rows.columns)
      for row in range {
        for column in 0..<columns where values[row &* columns &+ column].asDouble != first[column] { varies[column] = true }
      }
    }
  }
  return first.indices.filter { !varies[$0] }
}
