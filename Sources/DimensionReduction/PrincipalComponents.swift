import ArrayNumerics

/// The directions of largest variance of a matrix `[time, cell]`.
///
/// Conventions of scikit-learn's `PCA`: covariance with `n − 1`, components as unit vectors sorted by variance. In each
/// component the entry of largest magnitude (the first such) is positive, which makes the result unique as long as no two
/// variances are equal. Source: Jolliffe & Cadima 2016, doi:10.1098/rsta.2015.0202.
public struct PrincipalComponents: Sendable, Equatable {
  /// The mean of each cell, `[cell]`, in the unit of the input.
  public var mean: [Double]
  /// What each cell was divided by: its population standard deviation, or 1 without standardisation and for cells that
  /// do not vary.
  public var scale: [Double]
  /// The cells that do not vary, ascending.
  public var constantCells: [Int]
  /// Unit vectors as columns, `[cell, component]`.
  public var loadings: Matrix<Double>
  /// The variance along each component, largest first.
  public var explainedVariance: [Double]
  /// The same as a share of the variance of all components; zeros if nothing varies.
  public var explainedVarianceRatio: [Double]

  /// Components that were found before.
  package init(
    mean: [Double], scale: [Double], constantCells: [Int] = [], loadings: Matrix<Double>, explainedVariance: [Double],
    explainedVarianceRatio: [Double]
  ) {
    self.mean = mean
    self.scale = scale
    self.constantCells = constantCells
    self.loadings = loadings
    self.explainedVariance = explainedVariance
    self.explainedVarianceRatio = explainedVarianceRatio
  }

  /// Rows that are centred and multiplied together; it does not depend on the number of threads.
  private static let block = 2048

  /// Finds the principal components of a matrix `[time, cell]`, O(time · cell² + cell³).
  ///
  /// Sums are made in double precision; besides the input only blocks of rows are held.
  /// - Parameters:
  ///   - components: how many to keep, at most the number of rows and of columns.
  ///   - standardize: divide each cell by its population standard deviation first.
  /// - Throws: `DimensionReductionError`, `NumericsError` if the eigenvalues cannot be found, `CancellationError`.
  public static func fit(
    _ matrix: Matrix<Double>, components: Int, standardize: Bool = false, work: Work = Work()
  ) throws -> PrincipalComponents {
    try fitted(matrix, components, standardize, work)
  }

  /// The same for a matrix in single precision; sums are in double precision all the same.
  public static func fit(
    _ matrix: Matrix<Float>, components: Int, standardize: Bool = false, work: Work = Work()
  ) throws -> PrincipalComponents {
    try fitted(matrix, components, standardize, work)
  }

  /// The same for rows that are packed: the same bytes as for the matrix.
  public static func fit(
    _ rows: PackedRows, components: Int, standardize: Bool = false, work: Work = Work()
  ) throws -> PrincipalComponents {
    try fitted(rows, components, standardize, work)
  }

  /// Generic only within the module, where the compiler makes a version for each precision.
  private static func fitted<Rows: RowBlocks & Sendable>(
    _ matrix: Rows, _ components: Int, _ standardize: Bool, _ work: Work
  ) throws -> PrincipalComponents where Rows.Scalar: RealScalar {
    guard components >= 1 else {
      throw DimensionReductionError.parameterTooSmall(
        name: "components", value: Double(components), smallest: 1)
    }
    guard matrix.rows >= 2 else {
      throw DimensionReductionError.tooFewPoints(
        found: matrix.rows, because: "principal components need a variance")
    }
    guard components <= min(matrix.rows, matrix.columns) else {
      throw DimensionReductionError.tooManyComponents(
        requested: components, points: matrix.rows, cells: matrix.columns)
    }
    try requireFinite(inBlocksOf: matrix)
    let moments = try ColumnMoments(matrix, block: block, work: work)
    let scale = moments.deviations.map { standardize && $0 > 0 ? $0 : 1 }
    let columns = matrix.columns
    var covariance = [Double](repeating: 0, count: columns * columns)
    let blocks = (matrix.rows + block - 1) / block
    // A few parts at a time: those of all blocks would take more than the matrix.
    for first in stride(from: 0, to: blocks, by: 2 * work.threads) {
      let parts = try concurrentMap(min(2 * work.threads, blocks - first), work: work) { part in
        try gram(centred(matrix, first + part, moments.means, scale))
      }
      for part in parts {
        part.withUnsafeBufferPointer { part in
          for index in covariance.indices { covariance[index] += part[index] }
        }
      }
    }
    for index in covariance.indices { covariance[index] /= Double(matrix.rows - 1) }
    let eigen = try symmetricEigen(Matrix(rows: columns, columns: columns, elements: covariance))
    // Rounding may leave a variance that is really zero a little below it.
    let variances = eigen.values.map { max($0, 0) }
    let total = variances.reduce(0, +)
    let kept = Array(variances.prefix(components))
    return PrincipalComponents(
      mean: moments.means, scale: scale, constantCells: moments.constantColumns,
      loadings: eigen.vectors.selectingColumns(Array(0..<components)), explainedVariance: kept,
      explainedVarianceRatio: kept.map { total > 0 ? $0 / total : 0 })
  }

  /// The coordinates of rows along the components, `[time, component]`: standardised as in the fit, then projected.
  ///
  /// - Parameter matrix: `[time, cell]` with the cells of the fit.
  /// - Throws: `NumericsError.wrongShape` for another number of cells, `CancellationError`.
  public func scores(of matrix: Matrix<Double>, work: Work = Work()) throws -> Matrix<Double> {
    try projected(matrix, work)
  }

  /// The same for a matrix in single precision.
  public func scores(of matrix: Matrix<Float>, work: Work = Work()) throws -> Matrix<Double> {
    try projected(matrix, work)
  }

  /// The same for rows that are packed.
  public func scores(of rows: PackedRows, work: Work = Work()) throws -> Matrix<Double> {
    try projected(rows, work)
  }

  private func projected<Rows: RowBlocks & Sendable>(
    _ matrix: Rows, _ work: Work
  ) throws -> Matrix<Double> where Rows.Scalar: RealScalar {
    guard matrix.columns == mean.count else {
      throw NumericsError.wrongShape(
        what: "matrix to project", found: "\(matrix.columns) cells", expected: "\(mean.count)")
    }
    let parts = try concurrentMap((matrix.rows + Self.block - 1) / Self.block, work: work) { part in
      try matrixProduct(Self.centred(matrix, part, mean, scale), loadings)
    }
    var elements: [Double] = []
    elements.reserveCapacity(matrix.rows * loadings.columns)
    for part in parts { elements.append(contentsOf: part.elements) }
    return Matrix(rows: matrix.rows, columns: loadings.columns, elements: elements)
  }

  /// One block of rows, less the mean and divided by the scale.
  private static func centred<Rows: RowBlocks>(
    _ matrix: Rows, _ part: Int, _ mean: [Double], _ scale: [Double]
  ) -> Matrix<Double> where Rows.Scalar: RealScalar {
    matrix.withRows(part * block..<min((part + 1) * block, matrix.rows)) { centred($0, $1, mean, scale) }
  }

  private static func centred<Scalar: RealScalar>(
    _ matrix: Matrix<Scalar>, _ rows: Range<Int>, _ mean: [Double], _ scale: [Double]
  ) -> Matrix<Double> {
    let columns = matrix.columns
    let elements = [Double](unsafeUninitializedCapacity: rows.count * columns) { output, count in
      matrix.withUnsafeBufferPointer { input in
        mean.withUnsafeBufferPointer { mean in
          scale.withUnsafeBufferPointer { scale in
            for row in 0..<rows.count {
              for column in 0..<columns {
                let value = input[(rows.lowerBound + row) * columns + column].asDouble
                output[row * columns + column] = (value - mean[column]) / scale[column]
              }
            }
          }
        }
      }
      count = rows.count * columns
    }
    return Matrix(rows: rows.count, columns: columns, elements: elements)
  }
}
