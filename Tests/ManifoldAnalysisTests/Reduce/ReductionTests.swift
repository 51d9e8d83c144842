import AnalysisTestSupport
import ArrayNumerics
import DimensionReduction
import ManifoldAnalysis
import Plotting
import PopulationActivity
import Stages
import TestSupport
import Testing

@Suite struct ReductionTests {
  @Test func moreComponentsThanCellsAreCutWithAWarning() throws {
    // Ten passes over eight places: cell 0 fires in place 6, cell 1 on the first pass.
    let counts = (0..<80).flatMap { (bin: Int) -> [Float] in [bin % 8 == 6 ? 3 : 0, bin < 8 ? 1 : 0] }
    let embedding = EmbeddingResult(
      rates: Matrix(rows: 80, columns: 2, elements: counts),
      counts: Matrix(rows: 80, columns: 2, elements: counts.map { Int32($0) }), times: (0..<80).map(Double.init),
      cellIDs: ["a", "b"], bins: Array(0..<80), binWidth: 1, fullBinCount: 80)
    let result = try Reduction.run(Results(embedding), parameters: ReductionParameters(), context: RunContext())
    #expect(result.scores.columns == 2 && result.loadings.rows == 2)
    #expect(close(result.explainedVarianceRatio.reduce(0, +), 1, 1e-9))
    #expect(result.notes.warnings.contains { $0.contains("2 cells give at most 2 components") })
  }

  /// All components are the rates turned: nothing is lost. Two of a ring of cosines keep nearly all, one does not.
  @Test func trustIsWholeOnAllComponentsAndLessOnFewer() throws {
    let (embedding, _) = RingRates.embedding(bins: 1500, turns: 37.7)
    func trust(_ components: Int) throws -> (trust: Double, recall: Double) {
      var parameters = ReductionParameters()
      (parameters.components, parameters.shuffles) = (components, 0)
      let result = try Reduction.run(Results(embedding), parameters: parameters, context: RunContext())
      let measured: PictureTrust = try #require(result.trust)
      #expect(measured.neighbours == 15)
      return (measured.trustworthiness, measured.neighbourRecall)
    }
    let whole = try trust(embedding.cellIDs.count)
    #expect(whole.recall > 0.999 && close(whole.trust, 1, 1e-6))
    let (two, one) = (try trust(2), try trust(1))
    #expect(two.trust > one.trust && one.trust < 0.99 && two.recall > one.recall, "\(two) \(one)")
  }

  /// Variances of z-scored data: the golden set has 13.35 % in the first component of its candidates; here all bins.
  @Test func scoresAreUncorrelatedAndLoadingsOrthonormal() throws {
    let embedding = try embed(SimulatedSessions.ring) { $0.binWidth = 0.1 }
    let result = try Reduction.run(
      Results(embedding), parameters: ReductionParameters(), context: RunContext())
    for a in 0..<6 {
      for b in 0...a {
        let loading = zip(result.loadings.column(a), result.loadings.column(b)).reduce(0) { $0 + $1.0 * $1.1 }
        #expect(close(loading, a == b ? 1 : 0, 1e-8))
        let scores = zip(result.scores.column(a), result.scores.column(b)).reduce(0) { $0 + $1.0 * $1.1 }
        let variance = scores / Double(result.scores.rows)
        #expect(close(variance, a == b ? result.explainedVarianceRatio[a] * 30 : 0, 1e-2))
      }
    }
    #expect(zip(result.explainedVarianceRatio, result.explainedVarianceRatio.dropFirst()).allSatisfy(>=))
  }

  /// Cosine tuning: two components. Parallel analysis cannot say so of a state that goes round at one speed: turned in time it
  /// is the same.
  @Test func aRingHasTwoDimensionsAndOneOfItsOwn() throws {
    let (embedding, _) = RingRates.embedding(bins: 3000, turns: 37.7)
    var parameters = ReductionParameters()
    (parameters.components, parameters.shuffles) = (3, 39)
    let result = try Reduction.run(Results(embedding), parameters: parameters, context: RunContext(seed: 3))
    let dimensions = try #require(result.dimensions)
    #expect(dimensions.spectrum.elbow == 2 && dimensions.spectrum.threshold.count == 20)
    #expect(dimensions.spectrum.participationRatio.value > 2 && dimensions.spectrum.participationRatio.value < 2.5)
    // At the scale of many neighbours a noisy ring is a line.
    let intrinsic = try #require(dimensions.intrinsic)
    let widest = try #require(intrinsic.scaleDimensions.last)
    #expect(widest < 1.6 && intrinsic.scaleDimensions[0] > widest, "\(intrinsic.scaleDimensions)")
    let text = Reduction.methods(parameters, result: result)
    #expect(text.contains("of them are above the 95 % quantile of 39 draws") && text.contains("stands after 2 components"))
    let pen = FigurePen(PlotConfig(), stem: "reduce")
    #expect(
      try Reduction.figures(result, parameters: parameters, pen: pen).map(\.name) == ["variance", "spectrum", "dimension"])
    #expect(Reduction.headline(result, parameters: parameters).hasSuffix(" stand above chance."))
  }
}
