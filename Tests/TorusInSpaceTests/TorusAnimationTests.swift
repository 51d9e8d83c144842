import ArrayNumerics
import Foundation
import ManifoldAnalysis
import Plotting
import PopulationActivity
import Stages
import TestSupport
import Testing
import TorusInSpace

/// The bump of simulated grid cells.
@Suite struct TorusAnimationTests {
  static func run(_ change: (inout TorusAnimationParameters) -> Void) throws -> TorusAnimationResult {
    let (embedding, decoding) = try CohoSpaceTests.session.get()
    var parameters = TorusAnimationParameters()
    change(&parameters)
    try parameters.validate()
    return try TorusAnimation.run(
      Results(embedding, decoding, CohoSpaceTests.result.get()), parameters: parameters,
      context: RunContext(work: Work(threads: 2)))
  }

  /// The activity that travels is where the position was decoded, and 1 on the mean over time.
  @Test func theBumpIsWhereItIsDecoded() throws {
    let result = try Self.run {
      $0.duration = 200
      $0.frames = 400
      $0.bins = 16
      $0.spread = 0.6
    }
    #expect(result.times.count == 400 && result.activity.columns == 256 && result.cells == CohoSpaceTests.cells)
    #expect(median(result.distances) < 35, "\(median(result.distances))")
    let known = result.activity.elements.filter(\.isFinite).map(Double.init)
    #expect(close(known.reduce(0, +) / Double(known.count), 1, 0.25))
    #expect(zip(result.times, result.times.dropFirst()).allSatisfy { close($1 - $0, 0.5, 0.021) })
  }

  /// The waves of the session stand at 60°, so the displacements after which they repeat stand at 120°.
  @Test func theFlatTorusLeansAsTheLatticeDoes() throws {
    let result = try Self.run { $0.frames = 5 }
    #expect(result.latticeAngle == 120)
    let pen = FigurePen(PlotConfig(), stem: "torus-animation")
    let moving = try TorusAnimation.animations(result, parameters: TorusAnimationParameters(), pen: pen)
    #expect(moving.count == 1 && moving[0].animation.frameCount == 5)
    let last = try moving[0].animation.figure(ofFrame: 4)
    #expect(last.panels.count == 2)
  }

  @Test func framesEndWithTheDecodedTime() throws {
    let result = try Self.run {
      $0.start = 239
      $0.duration = 10
      $0.frames = 200
    }
    #expect(result.times.count <= 50 && result.notes.warnings.count == 1 && !result.notes.dropped.isEmpty)
    #expect(throws: StageError.self) { try Self.run { $0.start = 1000 } }
  }
}
