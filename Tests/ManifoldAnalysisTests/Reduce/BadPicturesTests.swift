import ArrayNumerics
import DimensionReduction
import Foundation
import ManifoldAnalysis
import PopulationActivity
import Schema
import Stages
import TestSupport
import Testing

/// What the methods of `reduce` do with input that they cannot use, or that is odd.
@Suite struct BadPicturesTests {
  enum Method: String, CaseIterable, CustomTestStringConvertible {
    case umap, tsne, isomap, mds, diffusion
    var testDescription: String { rawValue }

    func run(_ embedding: EmbeddingResult, dimensions: Int = 2) throws -> ManifoldPicture {
      let (results, context) = (PictureResults(embedding, nil), RunContext(seed: 1))
      switch self {
      case .umap:
        var parameters = UMAPReductionParameters()
        (parameters.layouts, parameters.epochs, parameters.picture.dimensions) = (1, 30, dimensions)
        return try UMAPReduction.run(results, parameters: parameters, context: context)
      case .tsne:
        var parameters = TSNEReductionParameters()
        (parameters.layout.iterations, parameters.layout.perplexity) = (60, 8)
        return try TSNEReduction.run(results, parameters: parameters, context: context)
      case .isomap:
        var parameters = IsomapParameters()
        parameters.picture.dimensions = dimensions
        return try IsomapReduction.run(results, parameters: parameters, context: context)
      case .mds:
        var parameters = ScalingParameters()
        parameters.picture.dimensions = dimensions
        return try ScalingReduction.run(results, parameters: parameters, context: context)
      case .diffusion:
        var parameters = DiffusionParameters()
        (parameters.neighbours, parameters.picture.dimensions) = (15, dimensions)
        return try DiffusionReduction.run(results, parameters: parameters, context: context)
      }
    }
  }

  @Test(arguments: Method.allCases.filter { $0 != .mds }) func fewerBinsThanNeighbours(method: Method) throws {
    let few = RingRates.embedding(bins: 12).embedding
    let error = #expect(throws: DimensionReductionError.self) { try method.run(few) }
    guard case .tooManyNeighbours(_, points: 12)? = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  @Test(arguments: Method.allCases) func equalBinsAreCounted(method: Method) throws {
    let (embedding, _) = RingRates.embedding(bins: 200) { rates in
      for place in 2000..<4000 { rates[place] = rates[place - 2000] }
    }
    let result = try method.run(embedding)
    #expect(result.notes.warnings.contains { $0.hasPrefix("100 of the 200 bins are equal to an earlier one") })
    #expect(result.embedding.elements.allSatisfy { $0.isFinite })
  }

  @Test(arguments: [Method.isomap, .diffusion]) func partsAreRefusedWithTheirSizes(method: Method) throws {
    let (embedding, _) = RingRates.embedding(bins: 200) { rates in for place in 2400..<4000 { rates[place] += 1000 } }
    #expect(throws: DimensionReductionError.disconnected(parts: [120, 80])) { try method.run(embedding) }
  }

  @Test(arguments: Method.allCases) func aBinThatIsNoNumberIsNamed(method: Method) throws {
    let (broken, _) = RingRates.embedding(bins: 100) { $0[45] = .nan }
    #expect(throws: DimensionReductionError.notFinite(row: 2, column: 5)) { try method.run(broken) }
    let (infinite, _) = RingRates.embedding(bins: 100) { $0[66] = .infinity }
    #expect(throws: DimensionReductionError.notFinite(row: 3, column: 6)) { try method.run(infinite) }
  }

  @Test(arguments: Method.allCases) func constantCellsAreNamedAndSilenceIsRefused(method: Method) throws {
    let (embedding, _) = RingRates.embedding(bins: 200) { rates in for bin in 0..<200 { rates[bin * 20 + 7] = 3 } }
    #expect(try method.run(embedding).notes.warnings == ["1 cells do not vary and carry no weight (c7)."])
    let (silent, _) = RingRates.embedding(bins: 100) { rates in for place in rates.indices { rates[place] = 1 } }
    #expect(throws: DimensionReductionError.noVariance(rows: 100, cells: 20)) { try method.run(silent) }
  }

  @Test(arguments: Method.allCases.filter { $0 != .tsne }) func moreAxesThanTheDataHave(method: Method) throws {
    #expect(throws: ParameterError.self) { try method.run(RingRates.embedding(bins: 200, cells: 3).embedding, dimensions: 4) }
  }

  /// Two directions and no more: the distances carry no third.
  @Test func distancesOfAPlaneCarryNoThirdAxis() throws {
    let (flat, _) = RingRates.embedding(bins: 200, cells: 4) { rates in
      for bin in 0..<200 { (rates[bin * 4 + 2], rates[bin * 4 + 3]) = (rates[bin * 4], rates[bin * 4 + 1]) }
    }
    #expect(throws: DimensionReductionError.tooManyDimensions(requested: 3, most: 2)) {
      try Method.mds.run(flat, dimensions: 3)
    }
  }

  @Test func factorsOfOddInput() throws {
    func run(_ embedding: EmbeddingResult, _ change: (inout FactorParameters) -> Void = { _ in }) throws -> FactorResult {
      var parameters = FactorParameters()
      parameters.most = 4
      change(&parameters)
      return try FactorReduction.run(PictureResults(embedding, nil), parameters: parameters, context: RunContext())
    }
    let (broken, _) = RingRates.embedding(bins: 100) { $0[45] = .nan }
    #expect(throws: DimensionReductionError.notFinite(row: 2, column: 5)) { try run(broken) }
    let (silent, _) = RingRates.embedding(bins: 100) { rates in for place in rates.indices { rates[place] = 1 } }
    #expect(throws: DimensionReductionError.noVariance(rows: 100, cells: 20)) { try run(silent) }
    let few = RingRates.embedding(bins: 100, cells: 4).embedding
    #expect(throws: DimensionReductionError.tooManyDimensions(requested: 5, most: 3)) { try run(few) { $0.factors = 5 } }
    let (constant, _) = RingRates.embedding(bins: 200) { rates in for bin in 0..<200 { rates[bin * 20 + 7] = 3 } }
    let result = try run(constant)
    #expect(result.notes.warnings.contains("1 cells do not vary and carry no weight (c7)."))
    #expect(result.noiseVariance?[7] == 1 && result.model.loadings.row(7).allSatisfy { $0 == 0 })
    let (twice, _) = RingRates.embedding(bins: 300) { rates in
      for bin in 0..<300 { rates[bin * 20 + 7] = rates[bin * 20 + 6] }
    }
    #expect(try run(twice) { $0.factors = 3 }.notes.warnings.contains { $0.contains("no noise beside the factors") })
  }
}
