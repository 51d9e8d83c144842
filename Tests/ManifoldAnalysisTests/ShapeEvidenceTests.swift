import AnalysisTestSupport
import ArrayNumerics
import Foundation
import ManifoldAnalysis
import PopulationActivity
import Recordings
import TestSupport
import Testing

/// A ring is told from a sheet with a hole, and a torus from a sheet with two.
@Suite struct ShapeEvidenceTests {
  struct Case: Sendable, CustomStringConvertible {
    var h1: [Double]
    var voids: (observed: [Double], null: [Double])?
    var evidence: ShapeEvidence
    var shape: Verdict.Shape
    var words = ""
    var description: String { "\(h1), \(evidence): \(shape)" }
  }

  /// A loop that is a ring but for what is given.
  private static func loop(
    occupancy: Double = 0.5, crossing: Double = 0.8, filling: Double = 0.01, thickness: Double = 0.01, cells: Int = 40,
    turns: (up: Int, down: Int) = (9, 8)
  ) -> ShapeEvidence {
    ShapeEvidence(
      explainedByOneAngle: 0.99,
      loop: LoopEvidence(
        leastOccupancy: occupancy, leastCrossing: crossing, leastCrossed: 1.2, turnsUp: turns.up, turnsDown: turns.down,
        share: 0.95, radiusVariation: 0.09, filling: filling, thickness: thickness, cells: cells))
  }

  private static func torus(share: Double, crossing: Double) -> ShapeEvidence {
    ShapeEvidence(
      explainedByOneAngle: 0.4, explainedByTwoAngles: 0.99, torusCoverage: 1,
      circles: TorusEvidence(share: share, leastOccupancy: 0.5, leastCrossing: crossing, turns: 20))
  }

  private static func evidence(_ one: Double?, _ two: Double?, _ coverage: Double?) -> ShapeEvidence {
    ShapeEvidence(explainedByOneAngle: one, explainedByTwoAngles: two, torusCoverage: coverage)
  }

  static let cases: [Case] = [
    // One long bar: the angle has to be the state.
    Case(h1: [9, 2, 1.9], evidence: evidence(0.99, 0.99, 0.3), shape: .ring),
    Case(h1: [9, 2, 1.9], evidence: evidence(0.90, nil, nil), shape: .ring),
    Case(h1: [9, 2, 1.9], evidence: evidence(0.89, 0.95, 0.3), shape: .structure, words: "a hole rather than a ring"),
    Case(h1: [9, 2, 1.9], evidence: evidence(-0.5, nil, nil), shape: .structure, words: "only 0 %"),
    // Two long bars: the angles have to take all combinations and to be the state.
    Case(h1: [9, 8, 1], evidence: evidence(0.4, 0.99, 1), shape: .torus),
    Case(
      h1: [9, 8, 1], evidence: evidence(0.4, 0.99, 0.3), shape: .structure,
      words: "a sheet with two holes rather than a torus"),
    Case(h1: [9, 8, 1], evidence: evidence(0.4, 0.6, 0.9), shape: .structure, words: "more than a torus"),
    // Two long bars, of which one angle says all: a ring with a second loop, also where the void of a torus is missing.
    Case(h1: [9, 8, 1], evidence: evidence(0.97, 0.98, 0.3), shape: .ring, words: "but one circle"),
    Case(h1: [9, 8, 1], voids: ([1], [2]), evidence: evidence(0.97, 0.98, 0.3), shape: .ring, words: "but one circle"),
    Case(h1: [9, 8, 1], voids: ([1], [2]), evidence: evidence(0.4, 0.99, 1), shape: .structure),
    // The angle has to go round, the middle to be empty and the loop to be thin.
    Case(h1: [9, 2, 1.9], evidence: loop(), shape: .ring),
    Case(
      h1: [9, 2, 1.9], evidence: loop(occupancy: 0.019, crossing: 0.39), shape: .structure,
      words: "an interval rather than a ring"),
    Case(h1: [9, 2, 1.9], evidence: loop(occupancy: 0.019, crossing: 0.4), shape: .ring),
    Case(h1: [9, 2, 1.9], evidence: loop(crossing: 0.19), shape: .structure, words: "crosses 69° and turns back"),
    Case(
      h1: [9, 2, 1.9], evidence: loop(occupancy: 0.19, filling: 0.061), shape: .structure, words: "the radius varies by 30 %"),
    // An angle that plainly closes: visited everywhere, and round twenty times.
    Case(h1: [9, 2, 1.9], evidence: loop(occupancy: 0.2, filling: 0.079, turns: (11, 9)), shape: .ring),
    Case(h1: [9, 2, 1.9], evidence: loop(occupancy: 0.2, filling: 0.081, turns: (11, 9)), shape: .structure, words: "a sheet"),
    Case(h1: [9, 2, 1.9], evidence: loop(occupancy: 0.5, filling: 0.061, turns: (10, 9)), shape: .structure, words: "a sheet"),
    Case(h1: [9, 2, 1.9], evidence: loop(thickness: 0.061), shape: .structure, words: "a loop with a width"),
    Case(
      h1: [9, 8, 1], evidence: loop(occupancy: 0.19, filling: 0.061), shape: .structure, words: "a sheet rather than a ring"),
    // A thick loop around a middle as empty as that of a perfect ring, and one of few cells.
    Case(h1: [9, 2, 1.9], evidence: loop(filling: 0.003, thickness: 0.2), shape: .ring),
    Case(h1: [9, 2, 1.9], evidence: loop(thickness: 0.2, cells: 24), shape: .ring),
    // An angle that went round once, or hardly visits a sector: the limits are half as wide. What is like a perfect ring stays
    // one.
    Case(h1: [9, 2, 1.9], evidence: loop(filling: 0.029, thickness: 0.029, turns: (0, 1)), shape: .ring),
    Case(h1: [9, 2, 1.9], evidence: loop(filling: 0.031, turns: (1, 0)), shape: .structure, words: "a sheet"),
    Case(h1: [9, 2, 1.9], evidence: loop(thickness: 0.031, turns: (0, 0)), shape: .structure, words: "a loop with a width"),
    Case(h1: [9, 2, 1.9], evidence: loop(filling: 0.059, thickness: 0.059, turns: (1, 1)), shape: .ring),
    Case(h1: [9, 2, 1.9], evidence: loop(occupancy: 0.019, filling: 0.031), shape: .structure, words: "a sheet"),
    Case(h1: [9, 2, 1.9], evidence: loop(occupancy: 0.019, thickness: 0.031), shape: .structure, words: "a loop with a width"),
    Case(h1: [9, 2, 1.9], evidence: loop(thickness: 0.2, cells: 24, turns: (0, 1)), shape: .ring),
    Case(h1: [9, 8, 1], evidence: torus(share: 0.85, crossing: 0.2), shape: .torus),
    Case(h1: [9, 8, 1], evidence: torus(share: 0.84, crossing: 0.2), shape: .structure, words: "84 %"),
    Case(h1: [9, 8, 1], evidence: torus(share: 0.9, crossing: 0.19), shape: .structure, words: "turns back"),
    // Where nothing could be computed, nothing is refused.
    Case(h1: [9, 2, 1.9], evidence: ShapeEvidence(), shape: .ring),
    Case(h1: [9, 8, 1], evidence: ShapeEvidence(), shape: .torus),
    // Evidence makes no shape of bars that are not above the null or have no gap.
    Case(h1: [3, 1, 0.9], evidence: evidence(1, 1, 0.3), shape: .none),
    Case(h1: [9, 8, 7], evidence: evidence(1, 1, 0.3), shape: .structure, words: "without the gap"),
    // Two angles that are the states without a doubt need a smaller gap, and still one.
    Case(h1: [9, 8, 6.6], evidence: evidence(0.4, 0.95, 0.75), shape: .torus, words: "Torus"),
    Case(h1: [9, 8, 6.7], evidence: evidence(0.4, 1, 1), shape: .structure, words: "without the gap"),
    Case(h1: [9, 8, 6.6], evidence: evidence(0.4, 0.94, 1), shape: .structure, words: "without the gap"),
    Case(h1: [9, 8, 6.6], evidence: evidence(0.4, 1, 0.74), shape: .structure, words: "without the gap"),
    Case(h1: [9, 8, 6.6], evidence: evidence(0.4, 1, nil), shape: .structure, words: "without the gap"),
    Case(h1: [9, 8, 6.6], evidence: evidence(0.95, 1, 1), shape: .structure, words: "without the gap"),
    Case(h1: [9, 8, 6.6], voids: ([1], [2]), evidence: evidence(0.4, 1, 1), shape: .structure),
    // Noise, of which there is nothing to explain, makes shares above 1; its angles leave combinations out.
    Case(h1: [9, 8, 6.6], evidence: evidence(2, 3, 0.5), shape: .structure, words: "without the gap"),
  ]

  @Test(arguments: cases) func verdict(_ table: Case) {
    let lifetimes = [[5.0], table.h1] + (table.voids.map { [$0.observed] } ?? [])
    let null = [[1.0], nineteenDraws([3])] + (table.voids.map { [nineteenDraws($0.null)] } ?? [])
    let verdict = Verdict(lifetimes: lifetimes, evidence: table.evidence, null: null)
    #expect(verdict.shape == table.shape)
    #expect(table.words.isEmpty || verdict.sentence.contains(table.words), "\(verdict.sentence)")
    let bars = Verdict(lifetimes: lifetimes, null: null)
    #expect(verdict.reasons.contains("The bars alone would say \(bars.shape.rawValue).") == (bars.shape != verdict.shape))
  }

  @Test func theReasonsHoldTheNumbersWithAndWithoutANull() {
    let evidence = Self.evidence(0.875, 0.9375, 0.25)
    for null in [[[1.0], nineteenDraws([3])], []] {
      let text = Verdict(lifetimes: [[5], [9, 2]], evidence: evidence, null: null).reasons.joined(separator: " ")
      for number in ["87.5 %", "93.8 %", "25 %", "90 %", "40 %"] { #expect(text.contains(number), "\(text)") }
    }
  }

  @Test func headDirectionCellsAreExplainedByTheAngle() throws {
    let result = try HomologyTests.result.get()
    #expect(try #require(result.evidence.explainedByOneAngle) > 0.95)
    #expect(result.recordedNumbers["explained_by_one_angle"] != nil)
    let loop = try #require(result.evidence.loop)
    #expect(loop.leastOccupancy > 0.1 && loop.leastCrossing > 0.3 && loop.cells == 30, "\(loop)")
    #expect(loop.filling < 0.03 && loop.share > 0.9, "\(loop)")
    let heading = try #require(result.evidence.behaviour.heading)
    #expect(heading.concentration > 0.95 && heading.share > 0.9, "\(heading)")
    #expect(result.verdict.reasons.contains { $0.contains("follows the head direction") })
    let reference = try analyseHomology(HomologyTests.embedding.get(), seed: 3) {
      HomologyTests.configure(&$0)
      $0.compatibility = .canns
    }
    #expect(reference.evidence == ShapeEvidence())
  }

  @Test func aModuleOfGridCellsIsExplainedByTwoAnglesThatTakeAllCombinations() throws {
    let embedding = try embed(SimulatedSessions.torus) { $0.sigma = 0.1 }
    let result = try analyseHomology(embedding) {
      configureForSimulation(&$0)
      $0.selection = .uniform
      $0.shuffles = 0
    }
    let evidence = result.evidence
    #expect(try #require(evidence.explainedByTwoAngles) > ShapeEvidence.leastExplained)
    #expect(try #require(evidence.explainedByOneAngle) < 0.8)
    #expect(try #require(evidence.torusCoverage) > ShapeEvidence.leastCoverage)
  }

  /// Place cells on a band around a hole.
  @Test func placeCellsAroundAHoleAreNoRing() throws {
    let angle = SimulatedSessions.direction
    let radius = SimulatedSessions.path.x.map { 0.35 + 0.65 * $0 }
    let trains = (0..<50).map { cell -> [Double] in
      let r = 0.35 + 0.65 * hashedUniform(80, UInt64(cell))
      let a = 2 * .pi * hashedUniform(81, UInt64(cell))
      return SimulatedSessions.times.indices.compactMap { sample in
        let squared = radius[sample] * radius[sample] + r * r - 2 * radius[sample] * r * cos(angle[sample] - a)
        let counter = UInt64(cell * SimulatedSessions.times.count + sample)
        guard hashedUniform(82, counter) < 20 * exp(-squared / 0.08) / 50 else { return nil }
        return SimulatedSessions.times[sample] + hashedUniform(83, counter) / 50
      }
    }
    let embedding = try embed(makeRecording(trains: trains, t: SimulatedSessions.times)) {
      $0.sigma = 0.25
      $0.binWidth = 0.05
      $0.speedFilter = false
    }
    let result = try analyseHomology(embedding, seed: 3) {
      HomologyTests.configure(&$0)
      $0.cloud.active = 1000
      $0.cloud.landmarks = 150
      $0.cloud.landmarkNeighbours = 90
    }
    #expect(result.verdict.shape != .ring && result.verdict.shape != .torus)
    #expect(try #require(result.evidence.explainedByOneAngle) < ShapeEvidence.leastExplained)
  }
}
