import ArrayNumerics
import DimensionReduction
import Foundation
import Testing

/// Against scikit-learn 1.9.1 (`FactorAnalysis(tol=1e-14, svd_method="lapack")`) on six columns made by formula.
@Suite struct GaussianFactorsTests {
  private static let rates: Matrix<Double> = {
    var elements: [Double] = []
    for row in 0..<200 {
      let i = Double(row)
      let (first, second) = (sin(0.37 * i), cos(0.83 * i + 0.2 * sin(i)))
      for column in 0..<6 {
        let c = Double(column)
        let wild = sin((i + 1) * (12.9898 + c * 7.3)) * 43758.5453
        let noise = wild - wild.rounded(.down) - 0.5
        elements.append(
          (1 + 0.3 * c) * first * cos(c) + (0.5 + 0.2 * c) * second * sin(1.3 * c) + (0.6 + 0.2 * c) * noise)
      }
    }
    return Matrix(rows: 200, columns: 6, elements: elements)
  }()

  private static func moments(_ blocks: Int) throws -> BlockMoments {
    try BlockMoments(
      rates, mean: [Double](repeating: 0, count: 6), scale: [Double](repeating: 1, count: 6), blocks: blocks, work: Work())
  }

  /// A cell that fires in the second of four parts alone, and one that fires everywhere.
  @Test func columnsThatVaryInOnePartAloneAreFound() throws {
    var elements: [Double] = []
    for row in 0..<200 { elements += [(50..<100).contains(row) && row % 7 == 0 ? 1 : 0, sin(Double(row)), 0.3] }
    let moments = try BlockMoments(
      Matrix(rows: 200, columns: 3, elements: elements), mean: [0, 0, 0], scale: [1, 1, 1], blocks: 4, work: Work())
    #expect(moments.varyingOutsideEachBlock == [1])
  }

  @Test func twoFactorsAreThoseOfScikitLearn() throws {
    let total = try Self.moments(1).total
    let fit = try GaussianFactors(total.covariance(), factors: 2, tolerance: 1e-13, iterations: 100_000)
    let noise = [
      0.02482362303768826, 0.04875023758901725, 0.08561157788669482, 0.11467152110089973, 0.16497460626019378,
      0.21181604241063878,
    ]
    for (found, expected) in zip(fit.noise, noise) { #expect(abs(found - expected) < 1e-5) }
    #expect(abs(fit.logLikelihood - -4.267517604393718) < 1e-7)
    #expect(abs(fit.model.variances[0] - 4.779838032039842) < 1e-4 && abs(fit.model.variances[1] - 0.4613865602303507) < 1e-4)
    // The second is turned so that the largest loading is positive.
    let loadings = [
      (-0.29498408, -0.47840038), (-0.30215068, 0.34630779), (0.12060523, 0.71079056), (0.64126942, 0.14468153),
      (0.55963894, -0.34555117), (-0.28761351, 0.07511596),
    ]
    for (cell, expected) in loadings.enumerated() {
      #expect(abs(fit.model.loadings[cell, 0] - expected.0) < 1e-4 && abs(fit.model.loadings[cell, 1] - expected.1) < 1e-4)
    }
    let centred = standardized(Self.rates, 0..<3, mean: total.means, scale: [Double](repeating: 1, count: 6))
    let scores = try matrixProduct(centred, fit.projection(), transposeSecond: true)
    for (row, expected) in [(-0.91804293, 0.20189350), (-1.53664413, 0.59206881), (-1.82124971, -0.21572227)].enumerated() {
      #expect(abs(scores[row, 0] - expected.0) < 1e-4 && abs(scores[row, 1] - expected.1) < 1e-4)
    }
    // The score of rows that are a part of them.
    let first = try BlockMoments(
      Self.rates.selectingRows(0..<50), mean: [Double](repeating: 0, count: 6), scale: [Double](repeating: 1, count: 6),
      blocks: 1, work: Work()
    ).total
    #expect(abs(try fit.logLikelihood(of: first.covariance(about: total.means)) - -4.229330229180593) < 1e-4)
  }

  @Test func oneFactorIsThatOfScikitLearn() throws {
    let fit = try GaussianFactors(
      Self.moments(3).total.covariance(), factors: 1, tolerance: 1e-13, iterations: 100_000)
    #expect(abs(fit.logLikelihood - -5.064367456896486) < 1e-7)
    #expect(abs(fit.noise[3] - 0.03861909499001781) < 1e-5 && fit.withoutNoise.isEmpty)
  }

  @Test func modelFromItsPartsIsTheSame() throws {
    let covariance = try Self.moments(1).total.covariance()
    let fit = try GaussianFactors(covariance, factors: 2)
    let again = GaussianFactors(model: fit.model, noise: fit.noise, logLikelihood: fit.logLikelihood)
    #expect(abs(try again.logLikelihood(of: covariance) - fit.logLikelihood) < 1e-10)
    for (a, b) in zip(try fit.projection().elements, try again.projection().elements) { #expect(abs(a - b) < 1e-9) }
  }

  /// Noise that no cell shares, however large, is no dimension; principal components would follow it.
  @Test(arguments: [1, 3]) func heldOutBinsTellHowManyFactorsThereAre(count: Int) throws {
    let (rows, cells) = (4000, 12)
    let (hidden, noise) = (TestPoints.random(rows, count, seed: 3), TestPoints.random(rows, cells, seed: 4))
    let weights = TestPoints.random(cells, count, seed: 5)
    var elements: [Double] = []
    for row in 0..<rows {
      for cell in 0..<cells {
        let shared = (0..<count).reduce(0.0) { $0 + weights[cell, $1] * hidden[row, $1] }
        elements.append(shared + (cell == 0 ? 5 : 0.7) * noise[row, cell])
      }
    }
    let moments = try BlockMoments(
      Matrix(rows: rows, columns: cells, elements: elements), mean: [Double](repeating: 0, count: cells),
      scale: [Double](repeating: 1, count: cells), blocks: 4, work: Work())
    let curve = try GaussianFactors.heldOut(moments, most: 6, work: Work(threads: 2))
    #expect(curve.best == count && curve.factors == Array(0...6))
    #expect(curve.errors[count] == 0 && curve.errors[0] > 0)
    #expect(try GaussianFactors.heldOut(moments, most: 6, work: Work()) == curve)
    let fit = try GaussianFactors(moments.total.covariance(), factors: count)
    #expect(abs(fit.noise[0] / moments.total.covariance()[0, 0] - 1) < 0.2)
  }

  @Test func moreFactorsThanCellsAreRefused() throws {
    let covariance = try Self.moments(1).total.covariance()
    #expect(throws: DimensionReductionError.tooManyDimensions(requested: 6, most: 5)) {
      try GaussianFactors(covariance, factors: 6)
    }
  }

  @Test func twoCellsThatAreOneHaveNoNoise() throws {
    var rates = Self.rates
    for row in 0..<200 { rates[row, 5] = rates[row, 4] }
    let moments = try BlockMoments(
      rates, mean: [Double](repeating: 0, count: 6), scale: [Double](repeating: 1, count: 6), blocks: 1, work: Work())
    let fit = try GaussianFactors(moments.total.covariance(), factors: 2)
    #expect(fit.withoutNoise == [4, 5] && fit.logLikelihood.isFinite)
  }
}
