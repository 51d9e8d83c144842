import AnalysisTestSupport
import ArrayNumerics
import Foundation
import PopulationActivity
import Stages
import TestSupport
import Testing
import TorusInSpace

/// Models of simulated cells through the stage.
@Suite struct TuningModelsTests {
  /// Cells of place, of heading, of both, of nothing, and a silent one.
  static let session = Result { () throws -> EmbeddingResult in
    let path = SimulatedSessions.path
    let heading = SimulatedSessions.direction
    let trains = PositionDecodingTests.trains(5, width: 0, peak: 0, seed: 11) { cell, sample in
      let place = exp(-(pow(path.x[sample] - 0.4, 2) + pow(path.y[sample] - 0.6, 2)) / (2 * 0.2 * 0.2))
      let facing = exp(2 * (cos(heading[sample] - 1) - 1))
      switch cell {
      case 0: return 1 + 15 * place
      case 1: return 1 + 15 * facing
      case 2: return 1 + 30 * place * facing
      case 3: return 5
      default: return 0
      }
    }
    return try embed(
      makeRecording(
        trains: trains, t: SimulatedSessions.times, x: path.x, y: path.y, headDirection: heading.map(wrapAngle))
    ) {
      $0.binWidth = 0.02
      $0.speedFilter = false
      $0.minimumRate = 0
    }
  }

  static func run(_ embedding: EmbeddingResult, threads: Int = 2) throws -> TuningModelResult {
    var parameters = TuningModelParameters()
    parameters.binSize = 0.1
    try parameters.validate()
    return try TuningModels.run(
      Results(embedding, nil, nil), parameters: parameters, context: RunContext(work: Work(threads: threads), seed: 3))
  }

  @Test func eachCellHasTheFamiliesItWasMadeFrom() throws {
    let result = try Self.run(Self.session.get())
    #expect(result.families == ["position", "heading", "speed"])
    #expect(result.label[0] == "position" && result.label[1] == "heading", "\(result.label)")
    #expect(result.label[2].hasPrefix("position × heading") && result.label[3] == "none", "\(result.label)")
    #expect(result.label[4] == "none" && result.fullBits[4].isNaN && !result.reasons[4].isEmpty)
    #expect(result.fullDeviance[2] > result.aloneDeviance[2, 0] && result.aloneDeviance[2, 0] > 0)
    #expect(abs(result.fullBits[3]) < 0.05 && result.counts[0] == 2 && result.counts[1] == 2)
    for cell in 0..<4 {
      for family in 0..<3 {
        #expect(result.ownLow[cell, family] <= result.ownBits[cell, family])
        #expect(result.ownBits[cell, family] <= result.ownHigh[cell, family])
      }
    }
    let groups = TuningModels.cellGroups(result)
    #expect(groups.map(\.name) == ["position", "heading", "speed", "none"] && groups[0].cells == ["0", "2"])
    #expect(try Self.run(Self.session.get(), threads: 1).ownLow == result.ownLow || result.ownLow[4, 0].isNaN)
  }

  @Test func withoutAnythingToBeTunedToItIsRefused() throws {
    var embedding = try Self.session.get()
    embedding.behaviour = RowBehaviour()
    #expect(throws: StageError.self) { try Self.run(embedding) }
  }
}
