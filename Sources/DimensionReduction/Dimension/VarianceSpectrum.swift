import ArrayNumerics

/// The variances along all principal components, and what they say of the number of dimensions.
public struct VarianceSpectrum: Sendable, Equatable {
  /// Largest first, one for each cell.
  public var eigenvalues: [Double]
  /// `(Σ λ)² / Σ λ²`: how many components of equal variance would spread it as far (Gao et al. 2017, doi:10.1101/214262).
  public var participationRatio: DimensionEstimate
  /// Components before the point of the curve that lies farthest below the straight line from its first to its last
  /// (Satopää et al. 2011, doi:10.1109/ICDCSW.2011.20); 0 for a straight curve.
  public var elbow: Int
  /// The 0.95 quantile of each eigenvalue when the cells have nothing to do with each other; empty without shuffles.
  public var threshold: [Double]
  /// Leading components whose variance is above it (Horn 1965, doi:10.1007/BF02289447); `nil` without shuffles.
  public var aboveChance: Int?

  /// Numbers that were found before.
  public init(
    eigenvalues: [Double], participationRatio: DimensionEstimate, elbow: Int, threshold: [Double], aboveChance: Int?
  ) {
    self.eigenvalues = eigenvalues
    self.participationRatio = participationRatio
    self.elbow = elbow
    self.threshold = threshold
    self.aboveChance = aboveChance
  }

  /// - Parameters:
  ///   - rates: `[time, cell]`, finite.
  ///   - analysis: of these rates, whose mean and scale are taken.
  ///   - shuffles: of parallel analysis. In each every cell is turned by an offset of its own in time, so that what a cell does
  ///     alone, its slow changes too, stays: exchanging bins would make the eigenvalues of smoothed rates far too small.
  ///   - rows: at most so many, evenly spaced, are turned.
  /// - Throws: `NumericsError`, `CancellationError`.
  public init<Rows: RowBlocks & Sendable>(
    _ rates: Rows, _ analysis: PrincipalComponents, shuffles: Int, rows: Int = 20_000, seed: UInt64, work: Work = Work()
  ) throws where Rows.Scalar: RealScalar {
    let moments = try BlockMoments(
      rates, mean: analysis.mean, scale: analysis.scale, blocks: min(DimensionEstimate.blocks, rates.rows), work: work)
    let total = moments.total
    let covariance = total.covariance()
    eigenvalues = try symmetricEigen(covariance).values.map { max(0, $0) }
    participationRatio = DimensionEstimate(
      value: Self.participation(covariance),
      leavingOut: moments.blocks.map { Self.participation((total - $0).covariance()) })
    elbow = elbowOfCurve(eigenvalues)
    (threshold, aboveChance) = ([], nil)
    guard shuffles > 0 else { return }
    let chance = try Self.chance(rates, analysis, shuffles: shuffles, rows: rows, seed: seed, work: work)
    let limits = eigenvalues.indices.map { place in quantile(chance.map { $0[place] }, 0.95) }
    threshold = limits
    aboveChance = eigenvalues.indices.first { eigenvalues[$0] <= limits[$0] } ?? eigenvalues.count
  }

  /// From the trace and the squares alone.
  private static func participation(_ covariance: Matrix<Double>) -> Double {
    let trace = (0..<covariance.rows).reduce(0) { $0 + covariance[$1, $1] }
    let squares = covariance.elements.reduce(0) { $0 + $1 * $1 }
    return squares > 0 ? trace * trace / squares : 0
  }

  /// The eigenvalues of each shuffle, `[shuffle][component]`.
  private static func chance<Rows: RowBlocks & Sendable>(
    _ rates: Rows, _ analysis: PrincipalComponents, shuffles: Int, rows: Int, seed: UInt64, work: Work
  ) throws -> [[Double]] where Rows.Scalar: RealScalar {
    let step = max(1, (rates.rows + rows - 1) / rows)
    let taken = Array(stride(from: 0, to: rates.rows, by: step))
    let cells = analysis.mean.count
    // Cell after cell, so that a turned cell is two runs. Turning changes no mean: each is taken off once.
    var columns = Matrix<Float>(rows: cells, columns: taken.count, repeating: 0)
    for (place, row) in taken.enumerated() {
      let values = standardized(rates, row..<row + 1, mean: analysis.mean, scale: analysis.scale)
      for cell in 0..<cells { columns[cell, place] = Float(values[0, cell]) }
    }
    for cell in 0..<cells {
      let middle = Float(mean(Array(columns.row(cell))))
      for place in 0..<taken.count { columns[cell, place] -= middle }
    }
    let prepared = columns
    work.report("parallel analysis", completed: 0, of: shuffles)
    return try concurrentMap(shuffles, work: work) { shuffle in
      var turned: [Float] = []
      turned.reserveCapacity(prepared.count)
      for cell in 0..<cells {
        var stream = RandomStream(seed: seed, name: "parallel-analysis", shuffle, cell)
        let row = prepared.row(cell)
        let cut = row.startIndex + stream.integer(below: taken.count)
        turned += row[cut...]
        turned += row[..<cut]
      }
      let matrix = Matrix(rows: cells, columns: taken.count, elements: turned)
      let products = try matrixProduct(matrix, matrix, transposeSecond: true, work: work.serial)
      return try symmetricEigenvalues(products.map { Double($0) / Double(taken.count) }).sorted(by: >)
    }
  }
}

/// How many values of a falling curve stand before the one that lies farthest below the line from the first to the last.
func elbowOfCurve(_ values: [Double]) -> Int {
  guard values.count > 2, let first = values.first, let last = values.last, first > last else { return 0 }
  let depths = values.enumerated().map { place, value in
    first + (last - first) * Double(place) / Double(values.count - 1) - value
  }
  let deepest = depths.max() ?? 0
  return deepest > 1e-12 * first ? depths.firstIndex(of: deepest) ?? 0 : 0
}
