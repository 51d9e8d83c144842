import ArrayNumerics

/// A few factors that cells share, and how each follows them: `η = offset + loadings · x` with `x ~ N(0, diag(variances))`.
///
/// The factors are turned so that their loadings are orthogonal unit vectors, by falling shared variance; in each the loading
/// of largest magnitude is positive. Without that any rotation would do.
public struct FactorModel: Sendable, Equatable {
  /// Unit vectors, `[cell, factor]`.
  public var loadings: Matrix<Double>
  /// Variance of each factor, summed over the cells that share it, `[factor]`.
  public var variances: [Double]

  /// A model that was fitted before.
  public init(loadings: Matrix<Double>, variances: [Double]) {
    self.loadings = loadings
    self.variances = variances
  }

  /// Loadings for factors of unit variance, `[cell, factor]`.
  var weights: Matrix<Double> {
    var result = loadings
    for cell in 0..<result.rows { for factor in variances.indices { result[cell, factor] *= variances[factor].squareRoot() } }
    return result
  }

  /// - Parameter weights: `[cell, factor]` for factors of unit variance in any rotation.
  /// - Returns: the model, and the matrix R with `x = R x'` for the factors x' of `weights`.
  /// - Throws: `NumericsError`.
  static func turned(_ weights: Matrix<Double>) throws -> (model: FactorModel, turn: Matrix<Double>) {
    let decomposition = try thinSVD(weights)
    let count = weights.columns
    var (loadings, turn) = (decomposition.left, decomposition.rightTransposed)
    for factor in 0..<count {
      let largest = loadings.column(factor).reduce(0.0) { abs($1) > abs($0) ? $1 : $0 }
      let sign = largest < 0 ? -1.0 : 1
      for cell in 0..<loadings.rows { loadings[cell, factor] *= sign }
      for other in 0..<count { turn[factor, other] *= sign * decomposition.values[factor] }
    }
    return (FactorModel(loadings: loadings, variances: decomposition.values.map { $0 * $0 }), turn)
  }
}

/// How well models of each number of factors predict bins that they were not fitted to.
public struct HeldOutCurve: Sendable, Equatable {
  /// The numbers of factors, ascending from 0.
  public var factors: [Int]
  /// Log-likelihood of the held-out bins, nats per bin, `[number of factors, fold]`.
  public var logLikelihood: Matrix<Double>

  /// Numbers that were measured before.
  public init(factors: [Int], logLikelihood: Matrix<Double>) {
    self.factors = factors
    self.logLikelihood = logLikelihood
  }

  /// The mean over the folds, `[number of factors]`.
  public var means: [Double] { factors.indices.map { mean(Array(logLikelihood.row($0))) } }

  /// The number of factors with the largest mean; the smaller of two that are alike.
  public var best: Int {
    let means = means
    return factors[means.firstIndex(of: means.max() ?? 0) ?? 0]
  }

  /// The standard error over the folds of how far the best lies above each, paired by fold.
  public var errors: [Double] {
    guard let top = factors.firstIndex(of: best), logLikelihood.columns > 1 else { return factors.map { _ in 0 } }
    return factors.indices.map { row in
      let gaps = (0..<logLikelihood.columns).map { logLikelihood[top, $0] - logLikelihood[row, $0] }
      return standardDeviation(gaps, freedomLost: 1) / Double(gaps.count).squareRoot()
    }
  }
}
