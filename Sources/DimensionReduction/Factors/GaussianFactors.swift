import ArrayNumerics
import Foundation

/// Factor analysis with Gaussian noise, a variance of its own for each cell: `z = W x + ε`, `x ~ N(0, 1)`, `ε ~ N(0, Ψ)`
/// (Rubin & Thayer 1982, doi:10.1007/BF02293851). Unlike principal components it does not take what one cell does alone for a
/// dimension.
///
/// The likelihood is climbed as in scikit-learn's `FactorAnalysis`: given Ψ the best W is had from the leading eigenvectors of
/// `Ψ^(−½) S Ψ^(−½)`, and given W the best Ψ is what W leaves of the variances. Only the covariance S is needed.
public struct GaussianFactors: Sendable, Equatable {
  /// Loadings and variances of the factors.
  public var model: FactorModel
  /// Ψ, `[cell]`, in the unit of the covariance.
  public var noise: [Double]
  /// Log-likelihood of the bins that it was fitted to, nats per bin.
  public var logLikelihood: Double
  /// Cells whose noise went to zero (a Heywood case): the factors hold all that they do.
  public var withoutNoise: [Int]
  /// Loadings for factors of unit variance, `[cell, factor]`.
  private var weights: Matrix<Double>

  /// The least noise, as a share of the variance of a cell.
  static let least = 1e-6

  /// - Parameters:
  ///   - covariance: `[cell, cell]`, of cells that vary.
  ///   - factors: 0 to the number of cells less 1.
  ///   - start: the noise to start from; the variances without.
  ///   - tolerance: gain in log-likelihood per bin below which it ends.
  /// - Throws: `DimensionReductionError.tooManyDimensions`, `NumericsError`, `CancellationError`.
  public init(
    _ covariance: Matrix<Double>, factors: Int, start: [Double]? = nil, tolerance: Double = 1e-8, iterations: Int = 1000,
    work: Work = Work()
  ) throws {
    let cells = covariance.rows
    guard factors < cells else { throw DimensionReductionError.tooManyDimensions(requested: factors, most: cells - 1) }
    let variances = (0..<cells).map { covariance[$0, $0] }
    var noise = start ?? variances
    var weights = Matrix<Double>(rows: cells, columns: factors, repeating: 0)
    var likelihood = -Double.infinity
    for _ in 0..<iterations {
      try work.checkCancellation()
      let roots = noise.map { $0.squareRoot() }
      var scaled = covariance
      for a in 0..<cells { for b in 0..<cells { scaled[a, b] /= roots[a] * roots[b] } }
      let eigen = try symmetricEigen(scaled)
      for factor in 0..<factors {
        let length = max(0, eigen.values[factor] - 1).squareRoot()
        for cell in 0..<cells { weights[cell, factor] = roots[cell] * eigen.vectors[cell, factor] * length }
      }
      // What a factor explains counts as log λ + 1, all else as λ.
      let misfit = eigen.values.enumerated().reduce(0.0) { sum, value in
        sum + (value.offset < factors && value.element > 1 ? log(value.element) + 1 : value.element)
      }
      let next = -0.5 * (Double(cells) * log(2 * .pi) + misfit + noise.reduce(0) { $0 + log($1) })
      noise = (0..<cells).map { cell in
        max(Self.least * variances[cell], variances[cell] - weights.row(cell).reduce(0) { $0 + $1 * $1 })
      }
      if next - likelihood < tolerance { break }
      likelihood = next
    }
    self.noise = noise
    self.weights = weights
    withoutNoise = (0..<cells).filter { noise[$0] <= Self.least * variances[$0] * 1.001 }
    model = factors > 0 ? try FactorModel.turned(weights).model : FactorModel(loadings: weights, variances: [])
    logLikelihood = 0
    logLikelihood = try logLikelihood(of: covariance)
  }

  /// A model that was fitted before.
  ///
  /// - Parameters:
  ///   - noise: Ψ, `[cell]`.
  ///   - logLikelihood: of the bins that it was fitted to, nats per bin.
  public init(model: FactorModel, noise: [Double], logLikelihood: Double) {
    (self.model, self.noise, self.logLikelihood) = (model, noise, logLikelihood)
    withoutNoise = []
    weights = model.weights
  }

  /// `Wᵀ Ψ⁻¹`, `[factor, cell]`, and the precision `1 + Wᵀ Ψ⁻¹ W` of the factors.
  private func precision() throws -> (weighted: Matrix<Double>, precision: Matrix<Double>) {
    var weighted = weights.transposed()
    for factor in 0..<weighted.rows { for cell in 0..<weighted.columns { weighted[factor, cell] /= noise[cell] } }
    var precision = try matrixProduct(weighted, weights)
    for factor in 0..<precision.rows { precision[factor, factor] += 1 }
    return (weighted, precision)
  }

  /// The mean log-likelihood of bins with this mean product about the mean of the model, nats per bin.
  ///
  /// - Throws: `NumericsError`.
  public func logLikelihood(of covariance: Matrix<Double>) throws -> Double {
    let cells = noise.count
    var (logDeterminant, trace) = (noise.reduce(0) { $0 + log($1) }, 0.0)
    for cell in 0..<cells { trace += covariance[cell, cell] / noise[cell] }
    if weights.columns > 0 {
      let (weighted, precision) = try precision()
      let eigen = try symmetricEigen(precision)
      // tr(M⁻¹ A S Aᵀ) in the basis in which M is diagonal.
      let turned = try matrixProduct(eigen.vectors, weighted, transposeFirst: true)
      let images = try matrixProduct(turned, covariance)
      for factor in 0..<weights.columns {
        logDeterminant += log(eigen.values[factor])
        let square = zip(images.row(factor), turned.row(factor)).reduce(0) { $0 + $1.0 * $1.1 }
        trace -= square / eigen.values[factor]
      }
    }
    return -0.5 * (Double(cells) * log(2 * .pi) + logDeterminant + trace)
  }

  /// The matrix that gives the mean of the factors from what the cells do, less their means: `[factor, cell]`.
  ///
  /// - Throws: `NumericsError`.
  public func projection() throws -> Matrix<Double> {
    let turn = try FactorModel.turned(weights).turn
    let (weighted, precision) = try precision()
    let eigen = try symmetricEigen(precision)
    var halfway = try matrixProduct(eigen.vectors, weighted, transposeFirst: true)
    for factor in 0..<halfway.rows { for cell in 0..<halfway.columns { halfway[factor, cell] /= eigen.values[factor] } }
    return try matrixProduct(turn, matrixProduct(eigen.vectors, halfway))
  }
}

extension GaussianFactors {
  /// The held-out log-likelihood of 0 to `most` factors, each block of bins held out once.
  ///
  /// - Throws: `NumericsError`, `CancellationError`.
  package static func heldOut(_ moments: BlockMoments, most: Int, work: Work) throws -> HeldOutCurve {
    let total = moments.total
    let folds = try concurrentMap(moments.blocks.count, work: work) { fold in
      let test = moments.blocks[fold]
      let training = total - test
      let (covariance, held) = (training.covariance(), test.covariance(about: training.means))
      var noise: [Double]?
      return try (0...most).map { factors in
        let fitted = try GaussianFactors(covariance, factors: factors, start: noise, tolerance: 1e-6, work: work.serial)
        noise = fitted.noise
        return try fitted.logLikelihood(of: held)
      }
    }
    let values = (0...most).flatMap { factors in folds.map { $0[factors] } }
    return HeldOutCurve(
      factors: Array(0...most), logLikelihood: Matrix(rows: most + 1, columns: folds.count, elements: values))
  }
}
