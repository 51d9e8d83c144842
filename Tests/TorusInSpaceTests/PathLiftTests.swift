import AnalysisTestSupport
import ArrayNumerics
import Foundation
import ManifoldAnalysis
import PopulationActivity
import Stages
import TestSupport
import Testing
import TorusInSpace

/// Paths that are lifted from angles with a known noise.
@Suite struct PathLiftTests {
  static func run(
    _ embedding: EmbeddingResult, _ decoding: DecodingResult, seed: UInt64 = 4,
    _ change: (inout PathLiftParameters) -> Void = { _ in }
  ) throws -> PathLiftResult {
    var parameters = PathLiftParameters()
    change(&parameters)
    try parameters.validate()
    return try PathLift.run(
      Results(embedding, decoding), parameters: parameters, context: RunContext(work: Work(threads: 2), seed: seed))
  }

  static func sure(_ decoding: DecodingResult) -> DecodingResult {
    var decoding = decoding
    decoding.confidence = decoding.coordinates.map { _ in 0.8 }
    return decoding
  }

  /// Noise of 0.25 rad on both phases of a lattice of half a metre, over the 7.1 bins that a Gaussian of 0.04 s holds.
  @Test func theErrorIsThatOfTheSmoothedNoise() throws {
    let (embedding, decoding) = try CohoSpaceTests.session.get()
    let result = try Self.run(embedding, Self.sure(decoding)) { $0.smoothing = 0.04 }
    let found = try #require(result.comparison)
    #expect(result.doubtfulSteps == 0 && result.segments.allSatisfy { $0 == 0 } && found.slipTimes.isEmpty)
    let squares = found.heldOutErrors.map { $0 * $0 }
    let error = (squares.reduce(0, +) / Double(squares.count)).squareRoot()
    let expected = 0.25 / (2 * Double.pi.squareRoot() * 2).squareRoot() * 0.5 / (2 * .pi) * 2.0.squareRoot()
    // The map itself has an error, and a smoothed path cuts corners.
    #expect(error > 0.9 * expected && error < 1.2 * expected, "\(error) \(expected)")
    #expect(found.rightCell == 1 && found.p == 0.005 && found.chance > 0.15 && found.mismatch < 0.05)
    #expect(close(found.seconds, 240, 0.1) && close(found.longestWithoutSlip, 240, 0.1))
    for vector in 0..<2 { #expect(close(hypot(found.lattice[vector, 0], found.lattice[vector, 1]), 0.5, 0.005)) }
    let interval = try #require(found.interval)
    #expect(interval[0] <= found.medianError && found.medianError <= interval[1])
    #expect(found.elapsed.count == 30 && found.elapsedError.dropFirst().allSatisfy { $0 < 0.015 })
  }

  /// A turn of the first circle that the animal did not make leaves the path a vector off until it starts anew.
  @Test func aSlipIsFound() throws {
    var (embedding, decoding) = try CohoSpaceTests.session.get()
    decoding = Self.sure(decoding)
    let start = 2000
    for row in start..<start + 40 {
      decoding.coordinates[row, 0] = wrapAngle(decoding.coordinates[row, 0] + 2 * .pi * Double(row - start) / 40)
    }
    let result = try Self.run(embedding, decoding)
    let found = try #require(result.comparison)
    #expect(found.slipTimes.count == 1 && close(found.slipTimes[0], 40.4, 0.6), "\(found.slipTimes)")
    // Rows 2020 to 3000 of the 6000 that are held out are elsewhere.
    #expect(close(found.rightCell, 1 - 980.0 / 5800, 0.02), "\(found.rightCell)")
    let after = found.error[2800]
    #expect(close(after, 0.5, 0.05) && found.error[3100] < 0.05)
    #expect(close(found.longestWithoutSlip, 199.6, 0.6) && close(found.slipsPerMinute, 0.25, 0.001))
    embedding.behaviour.x = embedding.behaviour.x.map { $0.map { _ in Double.nan } }
    #expect(throws: StageError.self) { try Self.run(embedding, decoding) }
  }

  /// Rows that are missing break the path; a piece of less than two seconds is not compared, and counted.
  @Test func gapsAreSaid() throws {
    var (embedding, decoding) = try CohoSpaceTests.session.get()
    decoding = Self.sure(decoding)
    let kept = (0..<12_000).filter { !(4000..<4100).contains($0) && !(4150..<4300).contains($0) }
    decoding.rows = kept
    decoding.times = kept.map { decoding.times[$0] }
    decoding.coordinates = decoding.coordinates.selectingRows(kept)
    decoding.confidence = decoding.confidence.selectingRows(kept)
    let result = try Self.run(embedding, decoding)
    #expect(result.segments.last == 2 && close(result.seconds, 235, 0.01))
    #expect(result.notes.dropped.map(\.count) == [50])
    // Without a place only the lifted angles are left.
    embedding.behaviour = RowBehaviour()
    let alone = try Self.run(embedding, decoding)
    #expect(alone.comparison == nil && alone.lifted == result.lifted && alone.notes.warnings.count == 1)
  }

  /// A torus that turns on its own: p is uniform.
  @Test func chanceIsNotBeaten() throws {
    let (embedding, decoding) = try CohoSpaceTests.session.get()
    let backward = Self.sure(decoding)
    let count = backward.coordinates.rows
    let small = (0..<40).map { draw in
      var turned = backward
      let shift = 1000 + 250 * draw
      for row in 0..<count {
        let source = (2 * count - 1 - row - shift) % count
        for circle in 0..<2 { turned.coordinates[row, circle] = backward.coordinates[source, circle] }
      }
      return (try? Self.run(embedding, turned, seed: UInt64(draw)) { $0.rolls = 39 })?.comparison?.p ?? 1
    }.count { $0 <= 0.05 }
    #expect(small <= 6, "\(small) of 40")
  }

  @Test func whatCannotBeLiftedIsRefused() throws {
    let (embedding, decoding) = try CohoSpaceTests.session.get()
    var one = decoding
    one.coordinates = Matrix(rows: decoding.rows.count, columns: 1, repeating: 1)
    #expect(throws: StageError.self) { try Self.run(embedding, one) }
    #expect(throws: StageError.self) {
      try Self.run(embedding, Self.sure(decoding)) { $0.leastConfidence = 0.9 }
    }
    var short = Self.sure(decoding)
    short.rows = Array(0..<2500)
    short.times = Array(decoding.times.prefix(2500))
    short.coordinates = decoding.coordinates.selectingRows(0..<2500)
    short.confidence = short.confidence.selectingRows(0..<2500)
    do {
      _ = try Self.run(embedding, short)
      Issue.record("fifty seconds are too few")
    } catch let error as StageError {
      #expect("\(error)".contains("80 s"))
    }
  }
}
