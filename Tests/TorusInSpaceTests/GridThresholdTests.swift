import AnalysisTestSupport
import ArrayNumerics
import CellAnalysis
import Foundation
import ManifoldAnalysis
import PopulationActivity
import Recordings
import Schema
import Stages
import Synchronization
import TestSupport
import Testing
import TorusInSpace

/// The threshold of the grid scores in a session of thirty-five grid cells of one module and twenty-five cells that were moved
/// in time, each by its own offset: these fire as often and know nothing of the place.
@Suite struct GridThresholdTests {
  static let gridCells = 35

  static func session(gridCells: Int) throws -> EmbeddingResult {
    let trains = SimulatedSessions.torusTrains.enumerated().map { cell, train -> [Double] in
      // Grid cells and others in turns, so that their order in the file says nothing.
      let isGrid = cell % 12 < 7 && gridCells > 0
      if isGrid { return train }
      let offset = Double(SimulatedSessions.seconds) * (0.1 + 0.8 * hashedUniform(42, UInt64(cell)))
      return train.map { ($0 + offset).truncatingRemainder(dividingBy: Double(SimulatedSessions.seconds)) }.sorted()
    }
    return try embed(
      makeRecording(
        trains: trains, t: SimulatedSessions.times, x: SimulatedSessions.path.x, y: SimulatedSessions.path.y)
    ) {
      $0.binWidth = 0.05
      $0.sigma = 0.15
    }
  }

  static func scores(_ embedding: EmbeddingResult) throws -> GridScoreResult {
    var parameters = GridScoreParameters()
    parameters.shuffles = 0
    parameters.binSize = 0.05
    return try GridScores.run(Results(embedding), parameters: parameters, context: RunContext(work: Work(threads: 2), seed: 1))
  }

  static func run(
    _ input: (EmbeddingResult, GridScoreResult), threads: Int = 2, checkpoint: any Checkpoint = NoCheckpoint(),
    _ change: (inout GridThresholdParameters) -> Void = { _ in }
  ) throws -> GridThresholdResult {
    var parameters = GridThresholdParameters()
    parameters.shuffles = 19
    parameters.chain.cloud.stride = 2
    parameters.chain.cloud.active = 2000
    parameters.chain.cloud.neighbours = 150
    parameters.chain.cloud.landmarks = 200
    parameters.chain.cloud.landmarkNeighbours = 130
    parameters.chain.landmarkDraws = 3
    change(&parameters)
    try parameters.validate()
    return try GridThreshold.run(
      Results(input.0, input.1), parameters: parameters,
      context: RunContext(work: Work(threads: threads), seed: 3, checkpoint: checkpoint))
  }

  static let mixed = Result {
    let embedding = try session(gridCells: gridCells)
    return (embedding, try scores(embedding))
  }
  static let found = Result { try run(try mixed.get()) }

  /// Keeps pieces in memory and counts them.
  final class Kept: Checkpoint {
    let pieces = Mutex<[Int: JSONValue]>([:])
    let saved = Mutex(0)
    func finished() -> [Int: JSONValue] { pieces.withLock { $0 } }
    func save(_ piece: Int, _ value: JSONValue) {
      pieces.withLock { $0[piece] = value }
      saved.withLock { $0 += 1 }
    }
  }

  @Test func theThresholdStandsWhereTheGridCellsEnd() throws {
    let result = try Self.found.get()
    #expect(result.counts == [20, 30, 40, 50, 60] && result.draws == 19)
    let (best, threshold) = (try #require(result.best), try #require(result.threshold, "\(result.gaps) \(result.shapes)"))
    // Thirty-five are grid cells: forty are all of them and five others, which make the torus no clearer.
    #expect(result.counts[best] <= 40, "\(result.gaps)")
    #expect(result.p == 0.05 && result.shapes[best] == .torus)
    // No smaller part is as clear, by hand: logarithms of the ratios over three choices of landmarks.
    let clearest = try #require(result.clearest)
    func logs(_ part: Int) -> [Double] { result.choiceGaps.row(part).map { log($0) } }
    func variance(_ part: Int) -> Double {
      let middle = logs(part).reduce(0, +) / 3
      return logs(part).map { ($0 - middle) * ($0 - middle) }.reduce(0, +) / 6
    }
    for part in 0..<best where result.shapes[part] == .torus {
      let lost = (logs(clearest).reduce(0, +) - logs(part).reduce(0, +)) / 3
      #expect(lost > (variance(clearest) + variance(part)).squareRoot(), "\(result.choiceGaps)")
    }
    #expect(threshold == result.thresholds[best] && result.thresholds == result.thresholds.sorted(by: >))
    // Ranks follow the scores, and the group is what lies above the threshold.
    let isGrid = result.cellIDs.indices.map { $0 % 12 < 7 }
    let above = result.ranks.indices.filter { (0..<result.counts[best]).contains(result.ranks[$0]) }
    #expect(above.allSatisfy { result.scores[$0] >= threshold } && above.count { !isGrid[$0] } <= 5)
    let groups = GridThreshold.cellGroups(result)
    #expect(groups.map(\.name) == ["above", "below"] && Set(groups[0].cells) == Set(above.map { result.cellIDs[$0] }))
    #expect(groups[0].cells.count + groups[1].cells.count == result.ranked)
  }

  /// Cells without coordination have a best threshold too, and it is no better than that of shifted cells.
  @Test func cellsWithoutCoordinationHaveNone() throws {
    let embedding = try Self.session(gridCells: 0)
    let result = try Self.run((embedding, try Self.scores(embedding)))
    #expect(result.threshold == nil && !result.isFound, "\(result.gaps) \(result.shapes)")
    #expect((result.p ?? 0) > 0.05 || result.clearest.map { result.shapes[$0] != .torus } ?? true)
    #expect(GridThreshold.cellGroups(result)[0].cells.isEmpty)
    #expect(GridThreshold.headline(result, parameters: GridThresholdParameters()).contains("No threshold"))
  }

  /// The p is of the best of all parts: it is counted by hand from what is stored.
  @Test func pIsOfTheBestOverAllParts() throws {
    let result = try Self.found.get()
    let (null, best) = (try #require(result.nullGaps), try #require(result.clearest))
    var larger = 1
    let own = result.choiceGaps.row(best).reduce(1, *)
    for draw in 0..<null.rows where pow(null.row(draw).max() ?? 0, 3) >= own { larger += 1 }
    #expect(result.p == Double(larger) / 20)
    // Over all parts shifted recordings reach further than over one.
    let one = (0..<null.rows).map { null[$0, best] }
    let all = (0..<null.rows).map { null.row($0).max() ?? 0 }
    #expect(zip(one, all).allSatisfy { $0 <= $1 } && zip(one, all).contains { $0 < $1 })
  }

  @Test func keptRunsAreNotMadeAgain() throws {
    let input = try Self.mixed.get()
    let kept = Kept()
    let first = try Self.run(input, checkpoint: kept) { ($0.shuffles, $0.step) = (2, 20) }
    #expect(first.counts == [20, 40, 60] && kept.saved.withLock { $0 } == 9)
    // More shuffles and narrower steps: 5 parts in 4 recordings, of which 9 runs are there.
    let more = try Self.run(input, checkpoint: kept) { $0.shuffles = 3 }
    #expect(kept.saved.withLock { $0 } == 20)
    let afresh = try Self.run(input, threads: 1) { $0.shuffles = 3 }
    #expect(more.loops == afresh.loops && more.nullGaps == afresh.nullGaps && more.nullVoids == afresh.nullVoids)
    // What is no run of ours is made again.
    kept.pieces.withLock { $0[19] = .record(["loops": JSONValue([-1.0])]) }
    let mended = try Self.run(input, checkpoint: kept) { $0.shuffles = 3 }
    #expect(mended.loops == more.loops && kept.saved.withLock { $0 } == 21)
  }

  @Test func badInputIsRefused() throws {
    let (embedding, scores) = try Self.mixed.get()
    // Fewer cells with a score than are asked for.
    var few = scores
    for cell in 10..<60 { few.score[cell] = .nan }
    #expect(throws: StageError.self) { try Self.run((embedding, few)) }
    var others = scores
    others.cellIDs[0] = "another"
    #expect(throws: StageError.self) { try Self.run((embedding, others)) }
    for change: (inout GridThresholdParameters) -> Void in [
      { $0.fewest = 5 }, { $0.most = 10 }, { $0.step = 0 }, { $0.shuffles = -1 }, { $0.significance = 0 },
    ] {
      var parameters = GridThresholdParameters()
      change(&parameters)
      #expect(throws: (any Error).self) { try parameters.validate() }
    }
    // Cells without a score are counted.
    few = scores
    for cell in 0..<5 { few.score[cell] = .nan }
    let result = try Self.run((embedding, few)) { ($0.shuffles, $0.most) = (0, 20) }
    #expect(result.ranked == 55 && result.notes.dropped.contains { $0.count == 5 } && result.threshold == nil)
    #expect(result.counts == [20] && result.p == nil && result.shapes == [.untested])
  }
}
