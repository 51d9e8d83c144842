import AnalysisTestSupport
import ArrayNumerics
import CellAnalysis
import Foundation
import ManifoldAnalysis
import PopulationActivity
import Stages
import TestSupport
import Testing
import TorusInSpace
import Workbench

/// Simulated sessions with a known shape through the whole chain, with 19 shuffles.
@Suite struct EndToEndTests {
  static let ring = Result {
    let embedding = try embed(SimulatedSessions.ring) { $0.sigma = 0.25 }
    let homology = try analyseHomology(embedding, work: Work(threads: 2), seed: 1) {
      configureForSimulation(&$0)
      $0.cloud.components = 4
      $0.transform = .sqrt
    }
    return (embedding: embedding, homology: homology)
  }
  static let torusEmbedding = Result { try embed(SimulatedSessions.torus) { $0.sigma = 0.1 } }
  static let torus = Result {
    try analyseHomology(torusEmbedding.get(), work: Work(threads: 2), seed: 1) {
      configureForSimulation(&$0)
      $0.cohomology.maxDimension = 2
    }
  }
  static let control = Result {
    let embedding = try embed(SimulatedSessions.control) { $0.sigma = 0.1 }
    let homology = try analyseHomology(embedding, work: Work(threads: 2), seed: 1) {
      configureForSimulation(&$0)
    }
    return (embedding: embedding, homology: homology)
  }

  @Test func aRingIsFoundAndDecoded() throws {
    let (embedding, homology) = try Self.ring.get()
    #expect(homology.verdict.shape == .ring, "\(homology.verdict)")
    #expect(homology.pValues(1)?.first == 0.05)
    #expect(homology.nullLifetimes.map(\.count) == [19, 19])
    let result = try decode(embedding, homology) { $0.sigma = 0.1 }
    #expect(result.circles == 1)
    let direction = try #require(embedding.headDirection)
    let alignment = try alignAngles(
      decoded: result.coordinates.column(0), reference: result.rows.map { direction[$0] })
    #expect(alignment.medianAbsoluteError < 0.2, "\(alignment.medianAbsoluteError)")
    let reported = try #require(
      result.recordedNumbers["head_direction_median_error_deg"]?.double)
    #expect(close(reported, alignment.medianAbsoluteError * 180 / .pi, 0.1))
    // The measured direction is turned onto the decoded angle and nothing else is done to it.
    let aligned = try #require(result.headDirection?.aligned)
    let turned = zip(aligned, result.rows).map {
      alignment.reflected ? $0 + direction[$1] : $0 - direction[$1]
    }
    #expect(resultant(turned, turned.map { _ in 0 }) > 1 - 1e-9)
  }

  @Test func aTorusIsFoundDecodedAndMapped() throws {
    let homology = try Self.torus.get()
    #expect(homology.verdict.shape == .torus, "\(homology.verdict)")
    #expect(homology.verdict.sentence.hasPrefix("Torus, "))
    let embedding = try Self.torusEmbedding.get()
    let result = try decode(embedding, homology) { $0.sigma = 0.1 }
    #expect(result.circles == 2)
    let map = try CohoMap.run(
      Results(embedding, result), parameters: CohoMapParameters(), context: RunContext())
    let lattice = try #require(map.lattice).lattice
    #expect(close(lattice.angle, 60, 6), "\(lattice.angle)")
    for length in lattice.lengths { #expect(close(length, 0.5, 0.05), "\(length)") }
    for error in map.fitError { #expect(error < 0.25, "\(error)") }
  }

  @Test func shiftedCellsHaveNoShapeAndAreNotDecoded() throws {
    let (embedding, homology) = try Self.control.get()
    #expect(homology.verdict.shape == .none, "\(homology.verdict)")
    #expect(throws: StageError.self) { try decode(embedding, homology) }
    do {
      _ = try decode(embedding, homology)
    } catch StageError.refused(let stage, _, let remedy) {
      #expect(stage == "decode" && remedy.contains("--anyway"))
    }
    let anyway = try decode(embedding, homology) { $0.shape.anyway = true }
    #expect(anyway.notes.warnings.contains { $0.contains("--anyway") })
  }

  /// Names of cells and the way the arena lies have no part in the shape.
  @Test func cellsInAnotherOrderInATurnedArenaGiveTheSameBars() throws {
    var recording = SimulatedSessions.torus
    recording.spikes = .trains(SimulatedSessions.torus.spikeTrains.reversed())
    recording.cellIDs.reverse()
    let (x, y) = SimulatedSessions.path
    recording.trajectory?.x = y.map { -$0 }
    recording.trajectory?.y = x.map { -$0 }
    let embedding = try embed(recording) { $0.sigma = 0.1 }
    let turned = try analyseHomology(embedding) {
      configureForSimulation(&$0)
      $0.shuffles = 0
    }
    let straight = try Self.torus.get()
    #expect(turned.rows == straight.rows)
    #expect(Set(turned.landmarks) == Set(straight.landmarks))
    for (a, b) in zip(turned.finiteLifetimes(1).prefix(10), straight.finiteLifetimes(1)) {
      #expect(close(a, b, 1e-4 * b), "\(a) \(b)")
    }
  }
}
