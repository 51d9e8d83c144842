import AnalysisTestSupport
import ArrayNumerics
import Foundation
import ManifoldAnalysis
import Plotting
import PopulationActivity
import Recordings
import Stages
import TestSupport
import Testing

/// The latent decoder as a stage: rows, arrays, refusals, the tuning of another session.
@Suite struct LatentStageTests {
  static let embedding = HomologyTests.embedding
  static let result = Result { () -> DecodingResult in
    try decodeLatent(embedding.get(), HomologyTests.result.get(), work: Work(threads: 2)) {
      $0.shape.circles = .count(1)
      $0.shape.anyway = true
    }
  }

  @Test func theRingIsRecovered() throws {
    let result = try Self.result.get()
    let direction = try DecodingTests.direction(at: result)
    let error = try alignAngles(decoded: result.coordinates.column(0), reference: direction).medianAbsoluteError
    #expect(error < 6 * .pi / 180)
    let latent = try #require(result.latent)
    #expect(latent.tuning.columns == 72 && latent.tuning.rows == 30)
    #expect(latent.bitsPerSpike.allSatisfy { $0 > 0.1 })
    #expect(result.coordinates.elements.allSatisfy { $0 >= 0 && $0 < 2 * .pi })
    #expect(latent.posteriorWidth.elements.allSatisfy { $0 > 0 && $0 <= .pi })
  }

  /// Two figures of the same angle show the same minute, and write degrees in one way.
  @Test func angleAndPosteriorAreOfOneMinute() throws {
    let pen = FigurePen(PlotConfig(), stem: "decode")
    let figures = try LatentDecoding.figures(try Self.result.get(), parameters: LatentDecodingParameters(), pen: pen)
    func panel(_ name: String) throws -> Panel { try #require(figures.first { $0.name == name }?.figure.panels.first) }
    let times = try panel("angles").marks.flatMap { mark -> [Double] in
      if case .line(let line) = mark { line.x.filter(\.isFinite) } else { [] }
    }
    let minute = try #require(try panel("posterior").x.range)
    #expect(minute.upperBound - minute.lowerBound > 50)
    let (first, last) = (try #require(times.min()), try #require(times.max()))
    #expect(abs(first - minute.lowerBound) < 0.2 && abs(last - minute.upperBound) < 0.2, "\(first) \(last) \(minute)")
    let labels = figures.flatMap { $0.figure.panels.flatMap { [$0.x.label, $0.y.label] } }
    #expect(labels.contains { $0.contains("(°)") } && labels.allSatisfy { !$0.contains("degree") })
  }

  /// Bins that the speed filter left out stay unknown, and what comes behind them stands at its time.
  @Test func thePosteriorKeepsItsTimesAcrossGaps() throws {
    var result = try Self.result.get()
    var latent = try #require(result.latent)
    let (k, width) = (latent.statesPerCircle, latent.binWidth)
    let kept = latent.posteriorTimes.indices.filter { !(100..<300).contains($0) }
    latent.posteriorTimes = kept.map { latent.posteriorTimes[$0] }
    latent.posterior = kept.flatMap { Array(latent.posterior[$0 * k..<($0 + 1) * k]) }
    result.latent = latent
    let figures = try LatentDecoding.figures(
      result, parameters: LatentDecodingParameters(), pen: FigurePen(PlotConfig(), stem: "decode"))
    let figure = try #require(figures.first { $0.name == "posterior" })
    let map = try #require(
      figure.figure.panels[0].marks.compactMap { if case .heatMap(let map) = $0 { map } else { nil } }.first)
    let columns = map.values.columns
    #expect(columns > 350 && abs(map.xRange.upperBound - map.xRange.lowerBound - Double(columns) * width) < 1e-6)
    #expect(abs(map.xRange.lowerBound + width / 2 - latent.posteriorTimes[0]) < 1e-6)
    for column in [0, 99, 100, 299, 300, columns - 1] {
      let isLeftOut = (100..<300).contains(column)
      #expect((0..<k).allSatisfy { map.values[$0, column].isNaN == isLeftOut }, "\(column)")
    }
    let after = (0..<k).map { latent.posterior[100 * k + $0] }
    #expect((0..<k).allSatisfy { Float(map.values[$0, 300]) == after[$0] })
    #expect(figure.caption.contains("left out"))
    // Row 0 is the state at 0°, so that it reaches half a state to either side.
    #expect(abs(map.yRange.lowerBound + 180 / Double(k)) < 1e-9)
  }

  /// 28 cells of a simulated module and 12 of another, as they were measured, of which a quarter of the median names four; then
  /// cells as different as those of a mouse.
  @Test func cellsOfAnotherModuleAreFarBelow() {
    let module = [
      1.06, 1.07, 0.87, 0.97, 0.96, 0.8, 0.91, 1.12, 0.75, 0.96, 0.95, 0.81, 1.06, 0.79, 0.94, 1.07, 1.02, 0.95, 0.79, 1.04,
      0.91, 0.94, 0.98, 0.87, 0.68, 0.86, 0.82, 1,
    ]
    let others = [0.19, 0.67, 0.25, 0.16, 0.55, 0.34, 0.11, 0.32, 0.14, 0.92, 0.26, 0.48]
    let limit = FitFacts.farBelow(module + others)
    #expect(others.count { $0 < limit } == 7 && module.allSatisfy { $0 > limit })
    let wide = (0..<33).map { 1.3 * exp(0.5 * (Double($0) - 16) / 10) }
    #expect(close(FitFacts.farBelow(wide), 0.25 * 1.3, 1e-12))
    #expect(FitFacts.farBelow([2, 2, 2]) == 0.5 && FitFacts.farBelow([2, 2, 2, 2.001, 2.001]) == 1)
    #expect(FitFacts.farBelow([]) == 0 && FitFacts.farBelow([-1, -2, 0.5]) == 0)
  }

  @Test func everyRowOfAWholeBinIsDecoded() throws {
    let result = try Self.result.get()
    let rows = try Self.embedding.get().bins.count
    #expect(result.rows.count > rows - 10)
    #expect(zip(result.rows, result.rows.dropFirst()).allSatisfy(<))
  }

  /// The coordinate has the zero and direction of the landmarks' angles.
  @Test func theCoordinateAgreesWithTheLandmarks() throws {
    let result = try Self.result.get()
    let homology = try HomologyTests.result.get()
    let place = Dictionary(uniqueKeysWithValues: result.rows.enumerated().map { ($0.element, $0.offset) })
    var (angles, known): ([Double], [Double]) = ([], [])
    for (landmark, position) in homology.landmarks.enumerated() {
      guard let row = place[homology.rows[position]], result.landmarkCoordinates[landmark, 0].isFinite else { continue }
      angles.append(result.coordinates[row, 0])
      known.append(result.landmarkCoordinates[landmark, 0])
    }
    let (c, s) = zip(angles, known).reduce((0.0, 0.0)) { ($0.0 + cos($1.0 - $1.1), $0.1 + sin($1.0 - $1.1)) }
    #expect(hypot(c, s) / Double(angles.count) > 0.9 && abs(atan2(s, c)) < 0.1)
  }

  @Test func theTuningOfOneHalfDecodesTheOther() throws {
    let source = try Self.result.get()
    let half = try embed(SimulatedSessions.ring) {
      $0.binWidth = 0.05
      $0.epochs = ["120:240"]
      $0.cells = (0..<20).map(String.init)
    }
    var parameters = LatentDecodingParameters()
    parameters.tuningFrom = "other"
    let result = try LatentDecoding.run(
      .init(embedding: half, homology: nil, tuningSource: source), parameters: parameters, context: RunContext())
    let direction = try #require(half.headDirection)
    let error = try alignAngles(
      decoded: result.coordinates.column(0), reference: result.rows.map { direction[$0] }
    ).medianAbsoluteError
    #expect(error < 8 * .pi / 180)
    #expect(result.recordedNumbers["cells_matched"] == 20)
  }

  @Test func fewCellsAndShortSessionsAreRefusedInWords() throws {
    let homology = try HomologyTests.result.get()
    let embedding = try Self.embedding.get()
    var few = homology
    few.cells = [0, 1, 2, 3]
    #expect {
      try decodeLatent(embedding, few) { $0.shape.anyway = true }
    } throws: { error in
      guard case .unusableData(_, let reason, _)? = error as? StageError else { return false }
      return reason.contains("needs 5")
    }
  }

  @Test func anotherNumberOfCirclesIsDecodedWithAWarning() throws {
    var homology = try HomologyTests.result.get()
    // Two equal bars: a torus, as far as the bars say.
    homology.persistence.diagrams[1].append(homology.persistence.diagrams[1][0])
    homology.persistence.cocycles[1].append(homology.persistence.cocycles[1][0])
    homology.verdict.shape = .torus
    let one = try decode(Self.embedding.get(), homology) { $0.shape.circles = .count(1) }
    #expect(one.notes.warnings.contains { $0.contains("1 circle was asked for") })
    homology.verdict.shape = .ring
    #expect(try !decode(Self.embedding.get(), homology).notes.warnings.contains { $0.contains("asked for") })
  }

  @Test func storedDetailsComeBack() throws {
    let result = try Self.result.get()
    let keys = Set(result.storedArrays.map(\.key))
    for key in ["posterior_width", "tuning", "bits_per_spike", "cell_ids", "motion", "occupancy"] {
      #expect(keys.contains(key))
    }
  }
}
