import AnalysisTestSupport
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

@Suite struct UMAPReductionTests {
  /// `cells` cosine-tuned cells on a ring that turns `turns` times, with a fourth of the bins of the angle repeated if asked.
  private func ring(bins: Int = 600, cells: Int = 20, turns: Double = 12, change: (inout [Float]) -> Void = { _ in })
    -> (embedding: EmbeddingResult, angles: [Double])
  {
    let angles = (0..<bins).map { wrapAngle(2 * .pi * turns * Double($0) / Double(bins)) }
    var rates: [Float] = []
    for bin in 0..<bins {
      for cell in 0..<cells {
        let noise = hashedUniform(3, UInt64(bin * cells + cell)) - 0.5
        rates.append(Float(10 * (1 + cos(angles[bin] - 2 * .pi * Double(cell) / Double(cells))) + 4 * noise))
      }
    }
    change(&rates)
    let embedding = EmbeddingResult(
      rates: Matrix(rows: bins, columns: cells, elements: rates),
      counts: Matrix(rows: bins, columns: cells, repeating: 1), times: (0..<bins).map { Double($0) / 10 },
      cellIDs: (0..<cells).map { "c\($0)" }, behaviour: RowBehaviour(headDirection: angles), bins: Array(0..<bins),
      binWidth: 0.1, fullBinCount: bins)
    return (embedding, angles)
  }

  private func picture(
    _ embedding: EmbeddingResult, decoding: DecodingResult? = nil, threads: Int = 1,
    _ change: (inout UMAPReductionParameters) -> Void = { _ in }
  ) throws -> ManifoldPicture {
    var parameters = UMAPReductionParameters()
    parameters.layouts = 1
    change(&parameters)
    try parameters.validate()
    return try UMAPReduction.run(
      PictureResults(embedding, decoding), parameters: parameters, context: RunContext(work: Work(threads: threads), seed: 4))
  }

  private var pen: FigurePen { FigurePen(PlotConfig(), stem: "reduce") }

  private func error(_ picture: ManifoldPicture, _ rows: [Int], _ angles: [Double]) throws -> Double {
    let found = rows.map { wrapAngle(atan2(Double(picture.embedding[$0, 1]), Double(picture.embedding[$0, 0]))) }
    return try alignAngles(decoded: found, reference: rows.map { angles[$0] }).medianAbsoluteError
  }

  @Test func ringIsDrawnAsARingAndItsOtherBinsArePlacedInIt() throws {
    let (embedding, angles) = ring()
    let result = try picture(embedding) { $0.picture.points = 300 }
    #expect(result.embedding.rows == 600 && result.embedding.columns == 2)
    #expect(result.rows == (0..<300).map { 2 * $0 } && result.placed == 300)
    #expect(result.trust.trustworthiness > 0.95 && result.trust.continuity > 0.95 && result.parts == [300])
    #expect(try error(result, result.rows, angles) < 0.2)
    #expect(try error(result, (0..<300).map { 2 * $0 + 1 }, angles) < 0.25)
    // The components are those of the principal component analysis.
    let components = try Reduction.run(Results(embedding), parameters: ReductionParameters(), context: RunContext())
    #expect(result.scores == components.scores && result.loadings == components.loadings)
    #expect(result.mean == components.mean && result.scale == components.scale)
    #expect(try picture(embedding, threads: 3) { $0.picture.points = 300 }.embedding == result.embedding)
  }

  @Test(arguments: PictureMetric.allCases) func threeDimensionsAndEitherMetric(metric: PictureMetric) throws {
    let result = try picture(ring(bins: 300).embedding) {
      $0.picture.dimensions = 3
      $0.picture.metric = metric
    }
    #expect(result.embedding.columns == 3 && result.trust.trustworthiness > 0.9)
    let figures = try UMAPReduction.figures(result, parameters: UMAPReductionParameters(), pen: pen)
    #expect(figures.map(\.name) == ["cloud", "views", "density", "path", "bars", "variance"])
    // By head direction and by time.
    #expect(figures[0].figure.panels.count == 2)
  }

  @Test func layoutsOfOtherSeedsSayHowStableThePictureIs() throws {
    let embedding = ring(bins: 300).embedding
    let result = try picture(embedding) { $0.layouts = 3 }
    #expect(try picture(embedding).stability == nil && result.embedding == picture(embedding).embedding)
    let stability = try #require(result.stability)
    #expect(stability > 0.8 && stability < 1)
    #expect(UMAPReduction.headline(result, parameters: UMAPReductionParameters()).contains(", stability 0."))
  }

  @Test func equalBinsAreCountedAndLaidOut() throws {
    let (embedding, _) = ring(bins: 200) { rates in for place in 2000..<4000 { rates[place] = rates[place - 2000] } }
    let result = try picture(embedding)
    #expect(result.notes.warnings.contains { $0.hasPrefix("100 of the 200 bins are equal to an earlier one") })
    #expect(result.embedding.elements.allSatisfy { $0.isFinite })
  }

  @Test func partsThatDoNotHangTogetherAreSaid() throws {
    let (embedding, _) = ring(bins: 200) { rates in for place in 2000..<4000 { rates[place] += 1000 } }
    let result = try picture(embedding)
    #expect(result.parts == [100, 100])
    #expect(result.notes.warnings.contains { $0.hasPrefix("The neighbour graph falls into 2 parts") })
    let checks = UMAPReduction.checks(result, parameters: UMAPReductionParameters())
    #expect(checks.first { $0.name == "Picture hangs together" }?.outcome == .fail)
  }

  @Test func constantCellsAreNamed() throws {
    let (embedding, _) = ring(bins: 200) { rates in for bin in 0..<200 { rates[bin * 20 + 7] = 3 } }
    #expect(try picture(embedding).notes.warnings == ["1 cells do not vary and carry no weight (c7)."])
  }

  @Test func whatCannotBeIsRefused() throws {
    let few = ring(bins: 12).embedding
    #expect(throws: DimensionReductionError.tooManyNeighbours(requested: 15, points: 12)) { try picture(few) }
    let (broken, _) = ring(bins: 100) { $0[45] = .nan }
    #expect(throws: DimensionReductionError.notFinite(row: 2, column: 5)) { try picture(broken) }
    let (silent, _) = ring(bins: 100) { rates in for place in rates.indices { rates[place] = 1 } }
    #expect(throws: DimensionReductionError.noVariance(rows: 100, cells: 20)) { try picture(silent) }
    // More axes than the data have, or than the components that were asked for.
    #expect(throws: ParameterError.self) { try picture(ring(cells: 3).embedding) { $0.picture.dimensions = 4 } }
    #expect(throws: ParameterError.self) { try picture(few) { $0.picture.dimensions = 7 } }
    #expect(throws: ParameterError.self) { try picture(few) { $0.layout.minimumDistance = -1 } }
    #expect(throws: StageError.self) { try picture(ring(bins: 100).embedding) { $0.start = .coordinates } }
  }

  @Test func startsFromDecodedCoordinatesAndSaysSo() throws {
    let (embedding, angles) = ring(bins: 400)
    var parameters = UMAPReductionParameters()
    parameters.start = .coordinates
    let result = try picture(embedding, decoding: decoding(angles)) { $0.start = .coordinates }
    #expect(try error(result, Array(0..<400), angles) < 0.2)
    #expect(result.colors.angles?.column(0) == angles)
    let figures = try UMAPReduction.figures(result, parameters: parameters, pen: pen)
    #expect(figures[0].caption.contains("presumes the shape that cohomology found"))
    #expect(UMAPReduction.methods(parameters, result: result).contains("whose shape the picture presumes"))
  }

  private func decoding(_ angles: [Double]) -> DecodingResult {
    let column = Matrix(rows: angles.count, columns: 1, elements: angles)
    let none = Matrix<Double>(rows: 1, columns: 1, repeating: 0)
    return DecodingResult(
      coordinates: column, confidence: column, rows: Array(angles.indices), times: angles, landmarkCoordinates: none,
      cosineWeights: none, sineWeights: none, basis: [[1]], embeddedRows: angles.count)
  }
}
