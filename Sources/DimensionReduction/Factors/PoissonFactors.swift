import ArrayNumerics
import Foundation

/// Factor analysis of spike counts: `y ~ Poisson(exposure · exp(b + W x))`, `x ~ N(0, 1)`, each bin by itself (the static part
/// of Macke et al. 2011, Advances in Neural Information Processing Systems 24).
///
/// Expectation maximisation with the posterior of each bin as the Gaussian about its most probable state (Laplace).
public struct PoissonFactors: Sendable {
  /// Loadings and variances of the factors, which are logarithms of rates.
  public var model: FactorModel
  /// b: logarithm of the expected count of each cell for an exposure of 1 where all factors are 0, `[cell]`.
  public var offsets: [Double]
  /// The log-likelihood of the bins that it was fitted to after each iteration, nats per bin; of the Laplace approximation,
  /// which need not rise at every step.
  public var logLikelihood: [Double]
  /// Loadings for factors of unit variance, `[cell, factor]`.
  private var weights: Matrix<Double>

  /// Bins of which the factors are sought.
  package struct Counts: Sendable {
    /// `[bin, cell]`.
    package var values: Matrix<Float>
    /// How long each bin is, in any unit; at least one is above 0, none below.
    package var exposures: [Double]

    package init(values: Matrix<Float>, exposures: [Double]) {
      self.values = values
      self.exposures = exposures
    }

    /// Some of the bins.
    func selecting(_ bins: [Int]) -> Counts {
      Counts(values: values.selectingRows(bins), exposures: bins.map { exposures[$0] })
    }
  }

  /// - Parameters:
  ///   - counts: of cells that fire.
  ///   - factors: 0 to the number of cells less 1.
  ///   - start: a fit with fewer factors of the same cells.
  ///   - tolerance: gain in log-likelihood per bin below which it ends.
  /// - Throws: `DimensionReductionError.tooManyDimensions`, `NumericsError`, `CancellationError`.
  package init(
    _ counts: Counts, factors: Int, start: PoissonFactors? = nil, tolerance: Double = 1e-3, iterations: Int = 60, work: Work
  ) throws {
    let cells = counts.values.columns
    guard factors < cells else { throw DimensionReductionError.tooManyDimensions(requested: factors, most: cells - 1) }
    let exposure = counts.exposures.reduce(0, +)
    let totals = (0..<cells).map { cell in counts.values.column(cell).reduce(0) { $0 + Double($1) } }
    offsets = start?.offsets ?? totals.map { log(max($0, 0.5) / exposure) }
    weights = try Self.start(counts, offsets: totals.map { log(max($0, 0.5) / exposure) }, factors: factors, from: start)
    (logLikelihood, model) = ([], FactorModel(loadings: weights, variances: []))
    var posterior = try self.posterior(of: counts, work: work)
    logLikelihood.append(mean(posterior.logLikelihood))
    for _ in 0..<iterations where factors > 0 {
      try maximize(counts, posterior, work: work)
      posterior = try self.posterior(of: counts, from: posterior.states, work: work)
      let next = mean(posterior.logLikelihood)
      let gain = next - logLikelihood[logLikelihood.count - 1]
      logLikelihood.append(next)
      if gain < tolerance { break }
    }
    if factors > 0 { model = try FactorModel.turned(weights).model }
  }

  /// A model that was fitted before.
  ///
  /// - Parameter offsets: b, `[cell]`.
  public init(model: FactorModel, offsets: [Double]) {
    (self.model, self.offsets, logLikelihood) = (model, offsets, [])
    weights = model.weights
  }

  /// Weights to start from: those of a smaller fit, and further ones along the principal components of what it leaves of the
  /// counts, each as a share of what is expected.
  private static func start(
    _ counts: Counts, offsets: [Double], factors: Int, from start: PoissonFactors?
  ) throws -> Matrix<Double> {
    let cells = offsets.count
    var weights = Matrix<Double>(rows: cells, columns: factors, repeating: 0)
    let known = min(factors, start?.weights.columns ?? 0)
    for cell in 0..<cells { for factor in 0..<known { weights[cell, factor] = start?.weights[cell, factor] ?? 0 } }
    guard known < factors else { return weights }
    // Covariance of the counts beyond that of a Poisson process, over the product of the means: that of the logarithms.
    var products = Matrix<Double>(rows: cells, columns: cells, repeating: 0)
    var squares = 0.0
    let expected = offsets.map(exp)
    for bin in 0..<counts.values.rows {
      let exposure = counts.exposures[bin]
      let own = (0..<cells).map { Double(counts.values[bin, $0]) - exposure * expected[$0] }
      for a in 0..<cells where own[a] != 0 { for b in 0..<cells { products[a, b] += own[a] * own[b] } }
      for a in 0..<cells { products[a, a] -= Double(counts.values[bin, a]) }
      squares += exposure * exposure
    }
    for a in 0..<cells {
      for b in 0..<cells {
        products[a, b] /= squares * expected[a] * expected[b]
        for factor in 0..<known { products[a, b] -= weights[a, factor] * weights[b, factor] }
      }
    }
    // Rates that hardly anybody fired at say nothing, loudly: weigh them down by the square roots of the rates.
    for a in 0..<cells { for b in 0..<cells { products[a, b] *= (expected[a] * expected[b]).squareRoot() } }
    let eigen = try symmetricEigen(products)
    for factor in known..<factors {
      let length = max(1e-3, eigen.values[factor - known]).squareRoot()
      for cell in 0..<cells {
        weights[cell, factor] = max(-1, min(1, eigen.vectors[cell, factor - known] * length / expected[cell].squareRoot()))
      }
    }
    return weights
  }
}

// MARK: - The most probable states

extension PoissonFactors {
  /// What is believed of the factors of each bin.
  struct Posterior: Sendable {
    /// Most probable, `[bin, factor]`, of unit variance before turning.
    var states: Matrix<Double>
    /// `[bin, factor · factor]`.
    var covariances: Matrix<Double>
    /// nats, `[bin]`.
    var logLikelihood: [Double]
  }

  /// The posterior of every bin, by Newton's method from `states`.
  ///
  /// - Throws: `CancellationError`.
  func posterior(of counts: Counts, from states: Matrix<Double>? = nil, work: Work) throws -> Posterior {
    let (bins, factors) = (counts.values.rows, weights.columns)
    var found = states ?? Matrix(rows: bins, columns: factors, repeating: 0)
    var covariances = Matrix<Double>(rows: bins, columns: factors * factors, repeating: 0)
    var logs = Matrix<Double>(rows: bins, columns: 1, repeating: 0)
    let (weights, offsets) = (weights.elements, offsets)
    try concurrentRows(of: &found, &covariances, &logs, block: 64, work: work) { rows, states, covariances, logs in
      var newton = PoissonNewton(weights: weights, offsets: offsets, factors: factors)
      for (place, bin) in rows.enumerated() {
        for factor in 0..<factors { newton.state[factor] = states[place * factors + factor] }
        logs[place] = newton.run(counts.values.row(bin), exposure: counts.exposures[bin])
        for factor in 0..<factors { states[place * factors + factor] = newton.state[factor] }
        for entry in 0..<factors * factors { covariances[place * factors * factors + entry] = newton.covariance[entry] }
      }
    }
    return Posterior(states: found, covariances: covariances, logLikelihood: logs.elements)
  }

  /// The most probable factors of bins, turned as those of `model`: `[bin, factor]`.
  ///
  /// - Throws: `NumericsError`, `CancellationError`.
  package func states(of counts: Counts, work: Work) throws -> Matrix<Double> {
    let found = try posterior(of: counts, work: work).states
    return try matrixProduct(found, FactorModel.turned(weights).turn, transposeSecond: true)
  }

  /// The mean log-likelihood of bins by the Laplace approximation, nats per bin.
  ///
  /// - Throws: `CancellationError`.
  package func logLikelihood(of counts: Counts, work: Work) throws -> Double {
    mean(try posterior(of: counts, work: work).logLikelihood)
  }
}

// MARK: - The best weights

extension PoissonFactors {
  /// Newton steps on the weights and the offset of every cell by itself, for the expected log-likelihood under the posterior.
  private mutating func maximize(_ counts: Counts, _ posterior: Posterior, work: Work) throws {
    let (cells, factors) = (offsets.count, weights.columns)
    let known = self
    let columns = try concurrentMap(cells, work: work) { cell in
      try PoissonCell(known.weights.row(cell) + [known.offsets[cell]], factors: factors).climbed(counts, cell, posterior)
    }
    for (cell, values) in columns.enumerated() {
      for factor in 0..<factors { weights[cell, factor] = values[factor] }
      offsets[cell] = values[factors]
    }
  }
}

/// Weights and offset of one cell.
private struct PoissonCell {
  var values: [Double]
  let factors: Int

  init(_ values: [Double], factors: Int) {
    self.values = values
    self.factors = factors
  }

  /// Two damped Newton steps up.
  func climbed(_ counts: PoissonFactors.Counts, _ cell: Int, _ posterior: PoissonFactors.Posterior) throws -> [Double] {
    var current = self
    var (value, gradient, curvature) = current.expectation(counts, cell, posterior)
    for _ in 0..<2 {
      let step = try solveLinearSystem(curvature, gradient)
      var (size, improved) = (1.0, false)
      for _ in 0..<12 {
        let tried = PoissonCell(zip(current.values, step).map { $0 + size * $1 }, factors: factors)
        let next = tried.expectation(counts, cell, posterior)
        if next.value.isFinite, next.value >= value {
          (current, value, gradient, curvature, improved) = (tried, next.value, next.gradient, next.curvature, true)
          break
        }
        size /= 2
      }
      if !improved { break }
    }
    return current.values
  }

  /// The expected log-likelihood of the cell, less half a thousandth of the square of its weights, which keeps those of a cell
  /// that says nothing small; its gradient, and minus its second derivatives.
  private func expectation(
    _ counts: PoissonFactors.Counts, _ cell: Int, _ posterior: PoissonFactors.Posterior
  ) -> (value: Double, gradient: [Double], curvature: Matrix<Double>) {
    let size = factors + 1
    var (value, gradient) = (0.0, [Double](repeating: 0, count: size))
    var curvature = [Double](repeating: 0, count: size * size)
    var (lean, moved) = ([Double](repeating: 0, count: factors), [Double](repeating: 1, count: size))
    posterior.states.withUnsafeBufferPointer { states in
      posterior.covariances.withUnsafeBufferPointer { covariances in
        for bin in 0..<counts.values.rows {
          let (state, spread) = (bin * factors, bin * factors * factors)
          var (mean, variance) = (values[factors], 0.0)
          for a in 0..<factors {
            mean += values[a] * states[state + a]
            var sum = 0.0
            for b in 0..<factors { sum += covariances[spread + a * factors + b] * values[b] }
            lean[a] = sum
            variance += sum * values[a]
          }
          let count = Double(counts.values[bin, cell])
          let expected = counts.exposures[bin] * exp(min(50, mean + variance / 2))
          value += count * mean - expected
          for a in 0..<factors {
            moved[a] = states[state + a] + lean[a]
            gradient[a] += count * states[state + a] - expected * moved[a]
          }
          gradient[factors] += count - expected
          for a in 0..<size {
            for b in 0...a { curvature[a * size + b] += expected * moved[a] * moved[b] }
          }
          for a in 0..<factors {
            for b in 0...a { curvature[a * size + b] += expected * covariances[spread + a * factors + b] }
          }
        }
      }
    }
    for a in 0..<factors {
      value -= 0.5e-3 * values[a] * values[a]
      gradient[a] -= 1e-3 * values[a]
      curvature[a * size + a] += 1e-3
    }
    curvature[size * size - 1] += 1e-9
    for a in 0..<size { for b in a + 1..<max(size, a + 1) { curvature[a * size + b] = curvature[b * size + a] } }
    return (value, gradient, Matrix(rows: size, columns: size, elements: curvature))
  }
}

extension PoissonFactors {
  /// The held-out log-likelihood of 0 to `most` factors; bins are held out in blocks that follow each other.
  ///
  /// - Throws: `NumericsError`, `CancellationError`.
  package static func heldOut(_ counts: Counts, most: Int, folds: Int, work: Work) throws -> HeldOutCurve {
    let bins = counts.values.rows
    let found = try (0..<folds).map { fold in
      work.report("holding out", completed: fold, of: folds)
      let held = bins * fold / folds..<bins * (fold + 1) / folds
      let training = counts.selecting((0..<bins).filter { !held.contains($0) })
      let test = counts.selecting(Array(held))
      var start: PoissonFactors?
      return try (0...most).map { factors in
        let fitted = try PoissonFactors(training, factors: factors, start: start, tolerance: 5e-3, work: work)
        start = fitted
        return try fitted.logLikelihood(of: test, work: work)
      }
    }
    let values = (0...most).flatMap { factors in found.map { $0[factors] } }
    return HeldOutCurve(
      factors: Array(0...most), logLikelihood: Matrix(rows: most + 1, columns: folds, elements: values))
  }
}
