import ArrayNumerics
import DimensionReduction
import Foundation
import ManifoldAnalysis
import Plotting
import PopulationActivity
import Schema
import Stages
import TestSupport
import Testing

@Suite struct FactorReductionTests {
  private func run(_ change: (inout FactorParameters) -> Void, threads: Int = 1) throws -> FactorResult {
    var parameters = FactorParameters()
    parameters.most = 5
    change(&parameters)
    try parameters.validate()
    return try FactorReduction.run(
      PictureResults(RingRates.embedding(bins: 800, turns: 21).embedding, nil), parameters: parameters,
      context: RunContext(work: Work(threads: threads)))
  }

  /// Cosine tuning: two factors, of counts two and the bend of the exponential.
  @Test(arguments: [FactorNoise.gaussian, .poisson]) func aRingHasTwoFactors(noise: FactorNoise) throws {
    let result = try run { $0.noise = noise }
    let curve = try #require(result.heldOut)
    #expect(noise == .gaussian ? curve.best == 2 : (2...4).contains(curve.best))
    #expect(result.scores.rows == 800 && result.scores.columns == curve.best)
    #expect(result.model.variances[0] / result.model.variances[1] < 1.6)
    let angles = RingRates.embedding(bins: 800, turns: 21).angles
    #expect(try RingRates.error(result.scores.selectingColumns([0, 1]).map { Float($0) }, angles) < 0.35)
    #expect(FactorReduction.checks(result, parameters: FactorParameters()).map(\.outcome) == [.pass])
    let pen = FigurePen(PlotConfig(), stem: "reduce")
    #expect(
      try FactorReduction.figures(result, parameters: FactorParameters(), pen: pen).map(\.name)
        == ["cloud", "held-out", "variance"])
    #expect(try run({ $0.noise = noise }, threads: 3).scores == result.scores)
  }

  @Test func factorsThatWereAskedForAreTaken() throws {
    let result = try run {
      $0.factors = 3
      $0.most = 0
    }
    #expect(result.model.variances.count == 3 && result.heldOut == nil)
    #expect(FactorReduction.checks(result, parameters: FactorParameters()).isEmpty)
    let share = try #require(result.noiseVariance).reduce(0, +) / 20
    #expect(share > 0.01 && share < 0.2)
  }

  @Test func nothingSharedIsSaid() throws {
    let (embedding, _) = RingRates.embedding(bins: 600) { rates in
      for place in rates.indices { rates[place] = Float(hashedUniform(12, UInt64(place))) }
    }
    var parameters = FactorParameters()
    parameters.most = 3
    let error = #expect(throws: StageError.self) {
      try FactorReduction.run(PictureResults(embedding, nil), parameters: parameters, context: RunContext())
    }
    #expect(error.map { "\($0)".contains("no factor predicts held-out bins better than none") } == true)
  }

  @Test func valuesThatMakeNoSenseAreRefused() {
    for (name, value) in [("factors", "-1"), ("most-factors", "0"), ("folds", "1"), ("window-ms", "0")] {
      let settings = [ParameterSetting(name: "noise", text: "poisson"), ParameterSetting(name: name, text: value)]
      #expect(throws: ParameterError.self, "\(name)") { try FactorParameters(settings: settings) }
    }
  }
}
