import AnalysisTestSupport
import ArrayNumerics
import Foundation
import ManifoldAnalysis
import PopulationActivity
import Stages
import TestSupport
import Testing
import TorusInSpace

/// Paths that are read from angles with a known noise.
@Suite struct PathCompareTests {
  static func run(
    _ embedding: EmbeddingResult, _ decoding: DecodingResult, _ change: (inout PathCompareParameters) -> Void = { _ in }
  ) throws -> PathCompareResult {
    var parameters = PathCompareParameters()
    change(&parameters)
    try parameters.validate()
    return try PathCompare.run(
      Results(embedding, decoding), parameters: parameters, context: RunContext(work: Work(threads: 2), seed: 4))
  }

  /// Noise of 0.25 rad on both phases of a lattice of half a metre is 2.8 cm, root mean square.
  @Test func theErrorIsThatOfTheNoise() throws {
    let (embedding, decoding) = try CohoSpaceTests.session.get()
    let result = try Self.run(embedding, decoding)
    #expect(result.kind == .arena && result.decoded.rows == decoding.rows.count && result.decoded.columns == 2)
    let squares = result.heldOutErrors.map { $0 * $0 }
    let expected = 0.25 * 0.5 / (2 * .pi) * 2.0.squareRoot()
    #expect(close((squares.reduce(0, +) / Double(squares.count)).squareRoot(), expected, 0.06 * expected), "\(expected)")
    #expect(result.medianError < expected && result.p == 0.005 && result.chance > 0.12 && result.chance < 0.25)
    let interval = try #require(result.interval)
    #expect(interval[0] < result.medianError && result.medianError < interval[1])
    #expect(interval[1] - interval[0] < 0.005 && result.driftDeviation < 0.005)
    #expect(result.error.filter(\.isFinite).allSatisfy { $0 <= 0.5 / 3.0.squareRoot() + 1e-9 })
    let share = Double(result.heldOut.count { $0 }) / Double(result.heldOut.count)
    #expect(close(share, 0.5, 0.01) && result.strength.allSatisfy { close($0, exp(-0.03125), 0.02) })
    for row in stride(from: 0, to: result.times.count, by: 501) {
      let step = (result.decoded[row, 0] - result.actual[row, 0], result.decoded[row, 1] - result.actual[row, 1])
      #expect(close(result.error[row], hypot(step.0, step.1), 1e-12))
    }
  }

  /// A map that is moved by 10 cm in the second half: whoever reads it with the first sees that.
  @Test func aMapThatMovedIsSeenInTheOtherHalf() throws {
    var (embedding, decoding) = try CohoSpaceTests.session.get()
    let k = 2 * Double.pi / (0.5 * 0.75.squareRoot())
    let count = decoding.coordinates.rows
    for row in count / 2..<count {
      decoding.coordinates[row, 0] = wrapAngle(decoding.coordinates[row, 0] + 0.1 * k)
      decoding.coordinates[row, 1] = wrapAngle(decoding.coordinates[row, 1] + 0.05 * k)
    }
    let result = try Self.run(embedding, decoding) {
      $0.heldOut = .half
      $0.window = 30
    }
    #expect(close(result.medianError, 0.1, 0.02), "\(result.medianError)")
    #expect(close(result.drift[result.drift.rows - 2, 0], 0.1, 0.02) && close(result.drift[1, 0], 0, 0.02))
    embedding.behaviour.x = embedding.behaviour.x.map { $0.map { _ in Double.nan } }
    #expect(throws: StageError.self) { try Self.run(embedding, decoding) }
  }

  @Test func aRingIsReadAsAHeading() throws {
    let embedding = try embed(SimulatedSessions.ring) {
      $0.binWidth = 0.02
      $0.speedFilter = false
    }
    var random = RandomStream(seed: 12, name: "noise")
    let noise = embedding.times.map { _ in 0.3 * random.normal() }
    let decoding = CohoSpaceTests.decoding(embedding) { row in
      let sample = min(SimulatedSessions.times.count - 1, Int((embedding.times[row] * 50).rounded()))
      return [2 - SimulatedSessions.direction[sample] + noise[row]]
    }
    let result = try Self.run(embedding, decoding)
    #expect(result.kind == .heading && result.unit == "rad" && result.decoded.columns == 1)
    // The median of the absolute value of a normal number is 0.6745 of its deviation.
    #expect(close(result.medianError, 0.6745 * 0.3, 0.01) && close(result.chance, .pi / 2, 0.5), "\(result.medianError)")
    var other = embedding
    other.behaviour.headDirection = nil
    #expect(throws: StageError.self) { try Self.run(other, decoding) }
  }

  @Test func aTrackIsReadAlongItself() throws {
    var (embedding, _) = try CohoSpaceTests.session.get()
    embedding.behaviour.y = nil
    let x = try #require(embedding.x)
    var random = RandomStream(seed: 13, name: "noise")
    let noise = x.map { _ in (0.1 * random.normal(), 0.1 * random.normal()) }
    let decoding = CohoSpaceTests.decoding(embedding) { [14 * x[$0] + noise[$0].0, 6 * x[$0] + noise[$0].1] }
    let result = try Self.run(embedding, decoding)
    // Least squares over two waves: 0.1 / √(14² + 6²) m.
    #expect(result.kind == .track && close(result.medianError, 0.6745 * 0.1 / 232.0.squareRoot(), 0.0004))
  }

  @Test func whatCannotBeReadIsRefused() throws {
    var (embedding, decoding) = try CohoSpaceTests.session.get()
    let count = decoding.coordinates.rows
    var three = decoding
    three.coordinates = Matrix(rows: count, columns: 3, repeating: 1)
    #expect(throws: StageError.self) { try Self.run(embedding, three) }
    // Fifty seconds hold no four rolls of twenty.
    decoding.rows = Array(0..<2500)
    decoding.times = Array(decoding.times.prefix(2500))
    decoding.coordinates = decoding.coordinates.selectingRows(0..<2500)
    do {
      _ = try Self.run(embedding, decoding)
      Issue.record("fifty seconds are too few")
    } catch let error as StageError {
      #expect("\(error)".contains("80 s"))
    }
    embedding.behaviour = RowBehaviour()
    #expect(throws: StageError.self) { try Self.run(embedding, decoding) }
  }
}
