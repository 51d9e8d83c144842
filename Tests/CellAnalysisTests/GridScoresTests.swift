import ArrayNumerics
import CellAnalysis
import Foundation
import PopulationActivity
import Schema
import Stages
import TestSupport
import Testing

/// An embedding of simulated cells on a path in a box of one metre.
enum SimulatedCells {
  /// Rows of 20 ms.
  static let width = 0.02

  /// - Parameter rate: of a cell at a row, Hz.
  static func embedding(
    cells: Int, seconds: Int = 240, stream: UInt64 = 60, heading: Bool = false, rate: (Int, Int) -> Double
  ) -> EmbeddingResult {
    let rows = min(seconds * 50, SimulatedSessions.times.count)
    var counts = Matrix<Int32>(rows: rows, columns: cells, repeating: 0)
    for cell in 0..<cells {
      var random = RandomStream(seed: stream, name: "cells", index: UInt64(cell))
      for row in 0..<rows { counts[row, cell] = Int32(random.poisson(mean: rate(cell, row) * width)) }
    }
    let path = SimulatedSessions.path
    return EmbeddingResult(
      rates: Matrix(rows: rows, columns: cells, repeating: 0), counts: counts,
      times: (0..<rows).map { (Double($0) + 0.5) * width }, cellIDs: (0..<cells).map { "c\($0)" },
      behaviour: RowBehaviour(
        x: Array(path.x[..<rows]), y: Array(path.y[..<rows]),
        headDirection: heading ? SimulatedSessions.direction[..<rows].map(wrapAngle) : nil),
      bins: Array(0..<rows), binWidth: width, fullBinCount: rows)
  }

  /// Rate of a grid cell with a spacing of 35 cm along x.
  static func grid(_ row: Int) -> Double {
    let (x, y) = (SimulatedSessions.path.x[row], SimulatedSessions.path.y[row])
    let k = 4 * Double.pi / (3.0.squareRoot() * 0.35)
    let waves = (0..<3).map { wave -> Double in
      let angle = Double.pi / 2 + Double(wave) * .pi / 3
      return cos(k * (cos(angle) * x + sin(angle) * y))
    }
    return 20 * exp(waves.reduce(0, +) - 3)
  }
}

@Suite struct GridScoresTests {
  private static let embedding = SimulatedCells.embedding(cells: 3) { cell, row in
    [SimulatedCells.grid(row), 1, 0][cell]
  }

  private static func run(_ embedding: EmbeddingResult, threads: Int = 1, shuffles: Int = 99) throws -> GridScoreResult {
    var parameters = GridScoreParameters()
    parameters.shuffles = shuffles
    return try GridScores.run(
      Results(embedding), parameters: parameters, context: RunContext(work: Work(threads: threads), seed: 3))
  }

  @Test func aGridCellIsFoundAndOthersAreNot() throws {
    let result = try Self.run(Self.embedding)
    let p = try #require(result.p)
    #expect(result.score[0] > 1 && p[0] == 0.01 && p[1] > 0.05)
    #expect(close(result.lattice.regularSpacing[0], 0.35, 0.01))
    #expect(min(result.lattice.regularOrientation[0], 60 - result.lattice.regularOrientation[0]) < 2)
    for axis in 0..<3 { #expect(close(result.lattice.peakSpacing[0, axis], 0.35, 0.035)) }
    #expect(close(result.lattice.ellipse[0, 2], 0.35, 0.04) && close(result.lattice.ellipse[0, 3], 0.35, 0.04))
    #expect(result.null?.rows == 3 && result.null?.columns == 99)
  }

  @Test func aSilentCellHasAReason() throws {
    let result = try Self.run(Self.embedding)
    #expect(result.score[2].isNaN && result.p?[2].isNaN ?? false)
    #expect(result.reasons[2].contains("0 spikes") && result.reasons[0].isEmpty)
    #expect(result.notes.warnings.contains { $0.contains("1 cell has no score") })
  }

  @Test func threadsChangeNothing() throws {
    let (one, three) = (try Self.run(Self.embedding), try Self.run(Self.embedding, threads: 3))
    #expect(one.score.prefix(2) == three.score.prefix(2) && one.null?.elements.prefix(198) == three.null?.elements.prefix(198))
  }

  @Test func aShortSessionHasNoNullAndSaysSo() throws {
    let short = SimulatedCells.embedding(cells: 1, seconds: 70) { _, row in SimulatedCells.grid(row) }
    let error = #expect(throws: StageError.self) { try Self.run(short) }
    #expect(error.map { "\($0)".contains("--shuffles 0") } ?? false)
    let untested = try Self.run(short, shuffles: 0)
    #expect(untested.p == nil && untested.score[0] > 0.5)
  }

  @Test func aCornerOfTheArenaIsTooSmallForAScore() throws {
    var embedding = Self.embedding
    embedding.behaviour.x = embedding.x?.map { 0.1 * $0 }
    embedding.behaviour.y = embedding.y?.map { 0.1 * $0 }
    let result = try Self.run(embedding)
    #expect(result.score.allSatisfy { $0.isNaN } && result.reasons.allSatisfy { !$0.isEmpty })
  }

  /// Place cells of a round track, given as x and y, passed for grid cells: 4 of 15.
  @Test func aRoundTrackHasNoGridScores() throws {
    var embedding = SimulatedCells.embedding(cells: 8) { cell, row in
      15 * exp(20 * (cos(0.01 * Double(row) - 2 * .pi * Double(cell) / 8) - 1))
    }
    for row in embedding.bins {
      let radius = 0.5 + 0.02 * (hashedUniform(90, UInt64(row)) - 0.5)
      embedding.behaviour.x?[row] = radius * cos(0.01 * Double(row))
      embedding.behaviour.y?[row] = radius * sin(0.01 * Double(row))
    }
    let result = try Self.run(embedding)
    #expect(result.score.allSatisfy(\.isNaN) && result.significant == 0, "\(result.score)")
    #expect(result.reasons.allSatisfy { $0.contains("on a path") && $0.contains("20 cm") }, "\(result.reasons)")
  }

  @Test func aTrackIsRefused() {
    var embedding = Self.embedding
    embedding.behaviour.y = nil
    #expect(throws: StageError.self) { try Self.run(embedding) }
  }

  /// With 20 shifts the smallest p is 1/21: nothing can be found, and nothing is expected.
  @Test func tooFewShiftsTestNothing() throws {
    let few = try Self.run(Self.embedding, shuffles: 20)
    #expect(few.significant == nil && few.expectedFalse == nil && few.p?.count == 3)
    #expect(GridScores.headline(few, parameters: GridScoreParameters()).contains("none tested"))
    #expect(few.notes.warnings.contains { $0.contains("smallest possible p is 0.048") && $0.contains("at least 99") })
    let enough = try Self.run(Self.embedding, shuffles: 99)
    #expect(enough.significant == 1 && !enough.notes.warnings.contains { $0.contains("not tested") })
    let error = #expect(throws: StageError.self) {
      try GridModules.run(Results(Self.embedding, few), parameters: ModuleParameters(), context: RunContext())
    }
    #expect(error.map { "\($0)".contains("--shuffles 99") } ?? false)
  }
}
