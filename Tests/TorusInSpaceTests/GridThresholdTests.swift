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

/// The threshold of the grid scores in a session of forty-five grid cells of one module and fifteen cells that were moved in
/// time, each by its own offset: these fire as often and know nothing of the place.
@Suite struct GridThresholdTests {
  /// Twelve minutes: of four no part of such cells makes a torus by the rule.
  static let seconds = 720
  static let times = (0..<seconds * 50).map { Double($0) / 50 }

  /// A path in a box of one metre: smooth random velocity, mirrored at the walls.
  static let path: (x: [Double], y: [Double]) = {
    func axis(_ stream: UInt64) -> [Double] {
      var (place, velocity) = (0.5, 0.0)
      return times.indices.map { sample in
        let u = 1 - hashedUniform(stream, UInt64(2 * sample))
        let normal = (-2 * log(u)).squareRoot() * cos(2 * .pi * hashedUniform(stream, UInt64(2 * sample + 1)))
        velocity += -velocity / 40 + 0.05 * normal
        place += velocity / 50
        if place < 0 || place > 1 {
          velocity = -velocity
          place = place < 0 ? -place : 2 - place
        }
        return place
      }
    }
    return (axis(81), axis(82))
  }()

  /// Sixty grid cells, 45 cm apart, 25 Hz at the middle of a field.
  static let trains: [[Double]] = {
    let k = 4 * Double.pi / (3.0.squareRoot() * 0.45)
    let waves = (0..<3).map { k * SIMD2(cos(0.3 + Double($0) * .pi / 3), sin(0.3 + Double($0) * .pi / 3)) }
    return (0..<60).map { cell in
      let offset = SIMD2(hashedUniform(83, UInt64(cell)), hashedUniform(84, UInt64(cell)))
      return times.indices.compactMap { sample in
        let place = SIMD2(path.x[sample], path.y[sample]) - offset
        let hills = waves.reduce(0.0) { $0 + cos(($1 * place).sum()) }
        let counter = UInt64(cell * times.count + sample)
        guard hashedUniform(85, counter) < 0.5 * exp(0.8 * (hills - 3)) else { return nil }
        return times[sample] + hashedUniform(86, counter) / 50
      }
    }
  }()

  /// - Parameter isMixed: every fourth cell is moved in time; otherwise all are.
  static func session(isMixed: Bool) throws -> EmbeddingResult {
    let length = Double(seconds)
    let moved = trains.enumerated().map { cell, train -> [Double] in
      // Grid cells and others in turns, so that their order in the file says nothing.
      if isMixed, cell % 4 < 3 { return train }
      let offset = length * (0.1 + 0.8 * hashedUniform(42, UInt64(cell)))
      return train.map { ($0 + offset).truncatingRemainder(dividingBy: length) }.sorted()
    }
    return try embed(makeRecording(trains: moved, t: times, x: path.x, y: path.y)) {
      $0.binWidth = 0.05
      $0.sigma = 0.15
      $0.speedFilter = false
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
    parameters.chain.cloud.active = 3000
    parameters.chain.cloud.neighbours = 250
    parameters.chain.cloud.landmarks = 300
    parameters.chain.cloud.landmarkNeighbours = 200
    parameters.chain.landmarkDraws = 3
    change(&parameters)
    try parameters.validate()
    return try GridThreshold.run(
      Results(input.0, input.1), parameters: parameters,
      context: RunContext(work: Work(threads: threads), seed: 3, checkpoint: checkpoint))
  }

  static let mixed = Result {
    let embedding = try session(isMixed: true)
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
    let found = result.threshold
    let (best, threshold) = (try #require(result.best), try #require(found, "\(result.gaps) \(result.shapes)"))
    // Forty-five are grid cells: fifty are all of them and five others, which make the torus no clearer.
    #expect([40, 50].contains(result.counts[best]), "\(result.gaps)")
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
    let isGrid = result.cellIDs.indices.map { $0 % 4 < 3 }
    let above = result.ranks.indices.filter { (0..<result.counts[best]).contains(result.ranks[$0]) }
    #expect(above.allSatisfy { result.scores[$0] >= threshold } && above.count { !isGrid[$0] } <= 5)
    let groups = GridThreshold.cellGroups(result)
    #expect(groups.map(\.name) == ["above", "below"] && Set(groups[0].cells) == Set(above.map { result.cellIDs[$0] }))
    #expect(groups[0].cells.count + groups[1].cells.count == result.ranked)
  }

  /// Cells without coordination have a best threshold too, and it is no better than that of shifted cells.
  @Test func cellsWithoutCoordinationHaveNone() throws {
    let embedding = try Self.session(isMixed: false)
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
