import AnalysisTestSupport
import ArrayNumerics
import Foundation
import ManifoldAnalysis
import PopulationActivity
import Recordings
import Stages
import TestSupport
import Testing

/// The degree of toroidality of sixty grid cells, and of the same cells without coordination.
@Suite struct ToroidalityStageTests {
  static func run(
    _ recording: Recording, threads: Int = 2, _ change: (inout ToroidalityParameters) -> Void = { _ in }
  ) throws -> ToroidalityResult {
    let embedding = try embed(recording) {
      $0.binWidth = 0.05
      $0.sigma = 0.15
    }
    var parameters = ToroidalityParameters()
    parameters.jitters = [50, 500, 1000, 5000]
    parameters.repeats = 1
    parameters.shuffles = 5
    parameters.chain.cloud.stride = 2
    parameters.chain.cloud.active = 2000
    parameters.chain.cloud.neighbours = 150
    parameters.chain.cloud.landmarks = 250
    parameters.chain.cloud.landmarkNeighbours = 170
    change(&parameters)
    try parameters.validate()
    return try Toroidality.run(
      HomologyInput(embedding), parameters: parameters, context: RunContext(work: Work(threads: threads), seed: 2))
  }

  static let torus = Result { try run(SimulatedSessions.torus) }

  /// Four minutes and few landmarks leave a noisy Γ; it is above that of shifted cells all the same.
  @Test func aSmallTorusIsMoreThanShiftedCells() throws {
    let result = try Self.torus.get()
    #expect(result.jitters == [0, 0.05, 0.5, 1, 5] && result.gamma1.rows == 5 && result.cells == 60)
    #expect(result.p.map { $0.allSatisfy { close($0, 1.0 / 6, 1e-12) } } ?? false, "\(result.chance1) \(result.chance2)")
    #expect(result.gamma[0] > (result.chance1.max() ?? 1) && result.gamma[1] > (result.chance2.max() ?? 1))
    // A third of the smoothing does little.
    #expect(close(result.gamma1[1, 0], result.gamma1[0, 0], 0.1), "\(result.gamma1.elements)")
    // The recording without jitter begins the curve.
    #expect(close(result.gamma1[0, 0], result.gamma[0], 0.05), "\(result.gamma) \(result.gamma1.elements)")
    // A curve has a critical jitter or says why not.
    for fall in [result.fall1, result.fall2] { #expect((fall.criticalMilliseconds == nil) != (fall.reason == nil)) }
  }

  @Test func cellsWithoutCoordinationAreNone() throws {
    let result = try Self.run(SimulatedSessions.control) { $0.jitters = [50] }
    #expect(result.gamma.allSatisfy { $0 < 0.5 }, "\(result.gamma)")
    #expect(result.fall1.criticalMilliseconds == nil && result.fall1.reason != nil)
    let p = try #require(result.p)
    #expect(p.contains { $0 > 0.17 }, "\(p)")
  }

  @Test func theNumberOfThreadsDoesNotMatter() throws {
    let (one, three) = (
      try Self.run(SimulatedSessions.torus, threads: 1) { $0.jitters = [100] },
      try Self.run(SimulatedSessions.torus, threads: 3) { $0.jitters = [100] }
    )
    #expect(one.gamma1 == three.gamma1 && one.gamma2 == three.gamma2 && one.chance1 == three.chance1)
    // As many draws of the same jitter or more begin alike.
    #expect(one.gamma == (try Self.torus.get().gamma))
  }

  @Test func whatHasNoSpikesIsRefused() throws {
    let session = try embed(SimulatedSessions.torus) { $0.binWidth = 0.05 }
    var calcium = session
    calcium.kind = .dff
    var parameters = ToroidalityParameters()
    #expect(throws: StageError.self) {
      try Toroidality.run(HomologyInput(calcium), parameters: parameters, context: RunContext(work: Work(threads: 1), seed: 1))
    }
    parameters.jitters = [50, 20]
    #expect(throws: (any Error).self) { try parameters.validate() }
  }
}
