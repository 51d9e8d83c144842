import ArrayNumerics
import DimensionReduction
import Foundation
import ManifoldAnalysis
import PopulationActivity
import Schema
import Stages
import TestSupport
import Testing

/// `--from`: bins of another session, of the same cells in another order, by a fitted model.
@Suite struct TransformTests {
  private static let first = RingRates.embedding(bins: 500)
  private static let second = RingRates.embedding(bins: 240, turns: 5.3, seed: 9)

  private func transformed<Method: PictureStage>(
    _: Method.Type, _ change: (inout Method.Parameters) -> Void = { _ in }
  ) throws -> (fitted: ManifoldPicture, placed: ManifoldPicture)
  where Method.Input == ModelInput<PictureResults, Method> {
    var parameters = Method.Parameters()
    parameters.picture.components = 4
    change(&parameters)
    let context = RunContext(seed: 4)
    let fitted = try Method.run(PictureResults(Self.first.embedding, nil), parameters: parameters, context: context)
    var given = Method.Parameters()
    given.picture.from = "waking"
    let model = FittedModel<Method>(result: fitted, parameters: parameters, seed: 4, folder: "waking")
    let placed = try Method.run(
      ModelInput(PictureResults(RingRates.reversed(Self.second.embedding), nil), model: model), parameters: given,
      context: context)
    let text = Method.methods(given, result: placed)
    #expect(text.contains("of the recording in waking"))
    return (fitted, placed)
  }

  private func check(_ pictures: (fitted: ManifoldPicture, placed: ManifoldPicture), within tolerance: Double) throws {
    let (fitted, placed) = pictures
    #expect(placed.embedding.rows == 240 && placed.embedding.columns == fitted.embedding.columns)
    #expect(placed.loadings == fitted.loadings && placed.cellIDs == fitted.cellIDs && placed.stability == nil)
    // One picture for both: one alignment of the angle.
    var both = fitted.embedding.elements
    both += placed.embedding.elements
    let all = Matrix(rows: 740, columns: fitted.embedding.columns, elements: both)
    let error = try RingRates.error(all, Self.first.angles + Self.second.angles)
    #expect(error < tolerance, "\(error)")
    #expect(placed.trust.trustworthiness > 0.85)
  }

  @Test func umap() throws { try check(transformed(UMAPReduction.self) { $0.layouts = 1 }, within: 0.2) }
  @Test func umapByTheCosine() throws {
    let pictures = try transformed(UMAPReduction.self) {
      $0.layouts = 1
      $0.picture.metric = .cosine
    }
    try check(pictures, within: 0.2)
  }
  @Test func isomap() throws { try check(transformed(IsomapReduction.self), within: 0.2) }
  @Test func scaling() throws { try check(transformed(ScalingReduction.self), within: 0.2) }
  @Test func diffusion() throws { try check(transformed(DiffusionReduction.self), within: 0.2) }

  @Test func sameBinsStandWhereTheyStood() throws {
    var parameters = IsomapParameters()
    parameters.picture.points = 500
    let context = RunContext(seed: 4)
    let results = PictureResults(Self.first.embedding, nil)
    let fitted = try IsomapReduction.run(results, parameters: parameters, context: context)
    let model = FittedModel<IsomapReduction>(result: fitted, parameters: parameters, seed: 4, folder: "a")
    let again = try IsomapReduction.run(ModelInput(results, model: model), parameters: parameters, context: context)
    for (a, b) in zip(fitted.embedding.elements, again.embedding.elements) { #expect(abs(a - b) < 1e-3) }
    // A picture that was made otherwise is not taken for a model.
    var other = fitted
    other.embedding[0, 0] += 100
    let damaged = FittedModel<IsomapReduction>(result: other, parameters: parameters, seed: 4, folder: "a")
    #expect(throws: StageError.self) {
      try IsomapReduction.run(ModelInput(results, model: damaged), parameters: parameters, context: context)
    }
  }

  @Test func tsneRefusesInWords() throws {
    let error = #expect(throws: StageError.self) { try transformed(TSNEReduction.self) { $0.layout.iterations = 20 } }
    guard case .refused(_, let reason, _)? = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(reason.contains("there is no place for bins of another recording"))
  }

  @Test func principalComponents() throws {
    let fitted = try Reduction.run(
      Results(Self.first.embedding), parameters: ReductionParameters(), context: RunContext())
    var given = ReductionParameters()
    given.from = "waking"
    let model = FittedModel<Reduction>(result: fitted, parameters: ReductionParameters(), seed: 0, folder: "waking")
    let same = try Reduction.run(
      ModelInput(Results(RingRates.reversed(Self.first.embedding)), model: model), parameters: given, context: RunContext())
    for (a, b) in zip(same.scores.elements, fitted.scores.elements) { #expect(abs(a - b) < 1e-9) }
    #expect(same.dimensions == nil && same.cellIDs == fitted.cellIDs)
  }

  @Test(arguments: [FactorNoise.gaussian, .poisson]) func factors(noise: FactorNoise) throws {
    var parameters = FactorParameters()
    parameters.noise = noise
    parameters.factors = 2
    parameters.most = 0
    parameters.window = 0.3
    let results = PictureResults(Self.first.embedding, nil)
    let fitted = try FactorReduction.run(results, parameters: parameters, context: RunContext())
    let model = FittedModel<FactorReduction>(result: fitted, parameters: parameters, seed: 0, folder: "waking")
    var given = FactorParameters()
    given.from = "waking"
    let same = try FactorReduction.run(
      ModelInput(PictureResults(RingRates.reversed(Self.first.embedding), nil), model: model), parameters: given,
      context: RunContext())
    for (a, b) in zip(same.scores.elements, fitted.scores.elements) { #expect(abs(a - b) < 1e-6) }
    #expect(same.noise == noise && same.model == fitted.model)
  }

  @Test func missingCellsAreNamed() throws {
    let fitted = try Reduction.run(
      Results(Self.first.embedding), parameters: ReductionParameters(), context: RunContext())
    let model = FittedModel<Reduction>(result: fitted, parameters: ReductionParameters(), seed: 0, folder: "waking")
    let fewer = RingRates.embedding(bins: 100, cells: 18).embedding
    let error = #expect(throws: StageError.self) {
      try Reduction.run(ModelInput(Results(fewer), model: model), parameters: ReductionParameters(), context: RunContext())
    }
    #expect(error.map { "\($0)".contains("2 of them are not in this recording (c18, c19)") } == true)
  }

  @Test func parametersOfTheFitAreNotGivenBesideTheModel() throws {
    let settings = [ParameterSetting(name: "from", text: "a"), ParameterSetting(name: "neighbors", text: "30")]
    #expect(throws: ParameterError.self) { try UMAPReductionParameters(settings: settings) }
    #expect(try UMAPReductionParameters(settings: [settings[0]]).picture.from == "a")
  }
}
