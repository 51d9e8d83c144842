import AnalysisTestSupport
import ArrayNumerics
import Foundation
import ManifoldAnalysis
import PopulationActivity
import Stages
import TestSupport
import Testing
import Topology

/// Which classes are decoded and when decoding is refused.
@Suite struct DecodingTests {
  static let embedding = HomologyTests.embedding

  /// The ring with all bars cut at a distance below the death of the longest: its class never dies.
  static func essential(coefficient: Int = 47) throws -> HomologyResult {
    var homology = try analyseHomology(embedding.get(), seed: 3) {
      HomologyTests.configure(&$0)
      $0.shuffles = 0
      $0.cohomology.coefficient = coefficient
    }
    let limit = homology.persistence.diagrams[1][0]
    homology.persistence = try persistentCohomology(
      of: homology.distances,
      parameters: PersistenceParameters(
        maxDimension: 1, coefficient: coefficient,
        threshold: .distance(Float((limit.birth + limit.death) / 2))))
    return homology
  }

  static func direction(at result: DecodingResult) throws -> [Double] {
    let direction = try #require(try embedding.get().headDirection)
    return result.rows.map { direction[$0] }
  }

  @Test func aBarThatNeverDiesIsTheLongestAndNothingGivenIsChanged() throws {
    let homology = try Self.essential()
    #expect(homology.persistence.diagrams[1][0].isEssential)
    #expect(homology.persistence.diagrams[1].count(where: \.isEssential) == 1)
    let before = homology
    let decodings = try (0..<2).map { _ in
      try decode(Self.embedding.get(), homology) {
        $0.shape.circles = .count(1)
        $0.sigma = 0.2
      }
    }
    let (first, second) = (decodings[0], decodings[1])
    #expect(homology.persistence == before.persistence && homology.distances == before.distances)
    #expect(identical(fingerprint(first), fingerprint(second)))
    #expect(try agreement(first.coordinates.column(0), Self.direction(at: first)) > 0.97)
  }

  /// The lift of the cocycle follows the coefficient field.
  @Test(arguments: [3, 5, 47]) func everyPrimeDecodesTheRing(coefficient: Int) throws {
    let homology = try analyseHomology(Self.embedding.get(), seed: 3) {
      HomologyTests.configure(&$0)
      $0.shuffles = 0
      $0.cohomology.coefficient = coefficient
    }
    let result = try decode(Self.embedding.get(), homology) {
      $0.shape.circles = .count(1)
      $0.sigma = 0.2
    }
    #expect(try agreement(result.coordinates.column(0), Self.direction(at: result)) > 0.97)
    #expect(result.recordedNumbers["integer_cocycle"] == [true])
  }

  /// Over Z/2 the lift of this cocycle is no integer cocycle; that is said and not passed over.
  @Test func aCocycleThatHasNoIntegerLiftIsFlagged() throws {
    let homology = try analyseHomology(Self.embedding.get(), seed: 3) {
      HomologyTests.configure(&$0)
      $0.shuffles = 0
      $0.cohomology.coefficient = 2
    }
    let result = try decode(Self.embedding.get(), homology) { $0.shape.circles = .count(1) }
    #expect(result.recordedNumbers["integer_cocycle"] == [false])
    let checks = PopulationDecoding.checks(result, parameters: PopulationDecodingParameters())
    #expect(checks.first { $0.name == "Integer cocycles" }?.outcome == .fail)
    #expect(!result.notes.warnings.isEmpty)
  }

  @Test(arguments: [Verdict.Shape.none, .structure]) func withoutAShapeNothingIsDecoded(shape: Verdict.Shape)
    throws
  {
    var homology = try HomologyTests.result.get()
    homology.verdict = Verdict(shape: shape, sentence: "No shape.", reasons: ["The bars are short."])
    #expect {
      try decode(Self.embedding.get(), homology)
    } throws: { error in
      guard case .refused(let stage, let reason, _)? = error as? StageError else { return false }
      return stage == "decode" && reason.contains("No shape.") && reason.contains("The bars are short.")
    }
    let anyway = try decode(Self.embedding.get(), homology) { $0.shape.anyway = true }
    #expect(anyway.coordinates.rows > 0 && anyway.notes.warnings.contains { $0.contains("--anyway") })
  }

  @Test func theVerdictSaysHowManyCircles() throws {
    var homology = try HomologyTests.result.get()
    // A torus needs a second bar, whatever the record says.
    let torus = homology.persistence.diagrams[1].count > 1 ? 2 : 1
    for (shape, circles) in [(Verdict.Shape.ring, 1), (.torus, torus), (.untested, 1)] {
      homology.verdict.shape = shape
      #expect(try decode(Self.embedding.get(), homology).circles == circles)
    }
    let bars = homology.persistence.diagrams[1].count
    #expect(throws: StageError.self) {
      try decode(Self.embedding.get(), homology) { $0.shape.circles = .count(bars + 1) }
    }
  }

  @Test func anglesAndConfidenceStayInTheirRanges() throws {
    let result = try decode(Self.embedding.get(), HomologyTests.result.get()) {
      $0.shape.anyway = true
    }
    #expect(result.coordinates.elements.allSatisfy { $0 >= 0 && $0 < 2 * .pi })
    #expect(result.confidence.elements.allSatisfy { $0 >= 0 && $0 <= 1 })
    let counts = try Self.embedding.get().spikeCounts()
    #expect(result.rows == (0..<counts.rows).filter { row in counts.row(row).contains { $0 > 0 } })
  }

  /// Results of another embedding, as a folder may hold them, are refused and do not crash.
  @Test func homologyOfAnotherEmbeddingIsRefused() throws {
    let homology = try HomologyTests.result.get()
    let short = try embed(SimulatedSessions.ring) {
      $0.binWidth = 0.05
      $0.epochs = ["0:20"]
    }
    #expect(throws: StageError.self) { try decode(short, homology) { $0.shape.anyway = true } }
    let few = try embed(SimulatedSessions.ring) {
      $0.binWidth = 0.05
      $0.cells = ["1", "2"]
    }
    #expect(throws: StageError.self) { try decode(few, homology) { $0.shape.anyway = true } }
  }

  @Test func cellsThatWereLeftOutHaveNoVote() {
    let weights = Matrix<Double>(rows: 2, columns: 1, elements: [3, 4])
    let votes = ofAllCells(weights, of: [0, 2], among: 4)
    #expect(votes.rows == 4 && votes[0, 0] == 3 && votes[2, 0] == 4)
    #expect(votes[1, 0].isNaN && votes[3, 0].isNaN)
  }
}
