import ArrayNumerics
import DimensionReduction
import Foundation
import Testing

@Suite struct PoissonFactorsTests {
  /// Counts of cells that follow `factors` hidden variables, and these.
  private static func counts(
    bins: Int, cells: Int, factors: Int, strength: Double, rate: Double = 2
  ) -> (counts: PoissonFactors.Counts, hidden: Matrix<Double>, weights: Matrix<Double>) {
    let hidden = TestPoints.random(bins, factors, seed: 11)
    let weights = TestPoints.random(cells, factors, seed: 12).map { strength * $0 }
    var (values, exposures): ([Float], [Double]) = ([], [])
    for bin in 0..<bins {
      var stream = RandomStream(seed: 13, name: "counts", index: UInt64(bin))
      exposures.append(bin % 2 == 0 ? 1 : 0.5)
      for cell in 0..<cells {
        let logRate = (0..<factors).reduce(log(rate)) { $0 + weights[cell, $1] * hidden[bin, $1] }
        values.append(Float(stream.poisson(mean: exposures[bin] * exp(logRate))))
      }
    }
    return (
      PoissonFactors.Counts(values: Matrix(rows: bins, columns: cells, elements: values), exposures: exposures), hidden, weights
    )
  }

  /// Without factors it is a Poisson process of the mean rate: the likelihood in closed form.
  @Test func noFactorIsAConstantRate() throws {
    let (counts, _, _) = Self.counts(bins: 200, cells: 3, factors: 1, strength: 0.5)
    let fit = try PoissonFactors(counts, factors: 0, work: Work())
    let exposure = counts.exposures.reduce(0, +)
    var expected = 0.0
    for cell in 0..<3 {
      let total = counts.values.column(cell).reduce(0) { $0 + Double($1) }
      #expect(abs(fit.offsets[cell] - log(total / exposure)) < 1e-12)
      for bin in 0..<200 {
        let (mean, count) = (counts.exposures[bin] * total / exposure, Double(counts.values[bin, cell]))
        expected += count * log(mean) - mean - lgamma(count + 1)
      }
    }
    #expect(abs(fit.logLikelihood[0] - expected / 200) < 1e-9)
  }

  /// One cell and one factor: the integral over the factor, on a fine grid.
  @Test func laplaceComesNearTheIntegral() throws {
    let model = FactorModel(loadings: Matrix(rows: 3, columns: 1, elements: [0.6, -0.48, 0.64]), variances: [0.5])
    let fit = PoissonFactors(model: model, offsets: [1, 0.5, 1.5])
    let counts = PoissonFactors.Counts(
      values: Matrix(rows: 2, columns: 3, elements: [3, 1, 8, 5, 0, 2]), exposures: [1, 0.8])
    let found = try fit.logLikelihood(of: counts, work: Work())
    var expected = 0.0
    for bin in 0..<2 {
      var sum = 0.0
      for step in -8000...8000 {
        let x = Double(step) / 1000
        var value = -x * x / 2 - log(2 * Double.pi) / 2
        for cell in 0..<3 {
          let logMean = fit.offsets[cell] + model.loadings[cell, 0] * 0.5.squareRoot() * x + log(counts.exposures[bin])
          let count = Double(counts.values[bin, cell])
          value += count * logMean - exp(logMean) - lgamma(count + 1)
        }
        sum += exp(value) / 1000
      }
      expected += log(sum) / 2
    }
    #expect(abs(found - expected) < 0.01)
  }

  @Test func weightsAndStatesComeBack() throws {
    let (counts, hidden, weights) = Self.counts(bins: 2000, cells: 20, factors: 2, strength: 0.6)
    let fit = try PoissonFactors(counts, factors: 2, tolerance: 1e-5, iterations: 200, work: Work(threads: 2))
    #expect(fit.logLikelihood.last! > fit.logLikelihood[1])
    // W Wᵀ does not depend on the rotation.
    var (error, size) = (0.0, 0.0)
    for a in 0..<20 {
      for b in 0..<20 {
        let truth = (0..<2).reduce(0.0) { $0 + weights[a, $1] * weights[b, $1] }
        let found = (0..<2).reduce(0.0) { $0 + fit.model.loadings[a, $1] * fit.model.loadings[b, $1] * fit.model.variances[$1] }
        error += (found - truth) * (found - truth)
        size += truth * truth
      }
    }
    #expect((error / size).squareRoot() < 0.2, "\((error / size).squareRoot())")
    // The states are a rotation of the hidden ones.
    let states = try fit.states(of: counts, work: Work())
    var scaled = states
    for bin in 0..<2000 { for factor in 0..<2 { scaled[bin, factor] /= fit.model.variances[factor].squareRoot() } }
    #expect(try procrustesSimilarity(scaled.map { Float($0) }, hidden.map { Float($0) }) > 0.85)
    let again = try PoissonFactors(counts, factors: 2, tolerance: 1e-5, iterations: 200, work: Work(threads: 3))
    #expect(again.model == fit.model && again.offsets == fit.offsets)
    #expect(try PoissonFactors(model: fit.model, offsets: fit.offsets).states(of: counts, work: Work(threads: 3)).rows == 2000)
  }

  @Test func heldOutBinsTellHowManyFactorsThereAre() throws {
    let (counts, _, _) = Self.counts(bins: 1200, cells: 15, factors: 2, strength: 0.6)
    let curve = try PoissonFactors.heldOut(counts, most: 4, folds: 3, work: Work(threads: 2))
    #expect(curve.best == 2)
    let (silent, _, _) = Self.counts(bins: 600, cells: 10, factors: 1, strength: 0)
    #expect(try PoissonFactors.heldOut(silent, most: 2, folds: 3, work: Work()).best == 0)
  }

  @Test func aCellThatFiresOnceStaysFinite() throws {
    var (counts, _, _) = Self.counts(bins: 300, cells: 6, factors: 1, strength: 0.5)
    for bin in 0..<300 { counts.values[bin, 2] = bin == 17 ? 1 : 0 }
    let fit = try PoissonFactors(counts, factors: 1, work: Work())
    #expect(fit.offsets.allSatisfy { $0.isFinite } && fit.model.loadings.elements.allSatisfy { $0.isFinite })
    #expect(throws: DimensionReductionError.tooManyDimensions(requested: 6, most: 5)) {
      try PoissonFactors(counts, factors: 6, work: Work())
    }
  }
}
