import ArrayNumerics
import CellAnalysis
import Foundation
import PopulationActivity
import Stages
import TestSupport
import Testing

@Suite struct CellClassesTests {
  /// A cell that fires near to a wall, one in theta, one without anything, and a silent one.
  private static let embedding: EmbeddingResult = {
    var embedding = SimulatedCells.embedding(cells: 4) { cell, row in
      let time = Double(row) * SimulatedCells.width
      switch cell {
      case 0: return SimulatedSessions.path.x[row] < 0.15 ? 12 : 0.2
      case 1: return 6 * (1 + cos(2 * .pi * 8 * time))
      case 2: return 5
      default: return 0
      }
    }
    embedding.behaviour.speed = embedding.bins.map { 15 + 10 * sin(Double($0) / 60) }
    return embedding
  }()

  private static func run(_ change: (inout CellClassParameters) -> Void = { _ in }) throws -> CellClassResult {
    var parameters = CellClassParameters()
    (parameters.shuffles, parameters.jitters) = (199, 99)
    change(&parameters)
    return try CellClasses.run(CellClassInput(embedding), parameters: parameters, context: RunContext(seed: 2))
  }

  @Test func bordersAndRhythmsAreFound() throws {
    let result = try Self.run()
    let border = try #require(result.border)
    #expect(border.score[0] > 0.5 && border.p[0] <= 0.01 && result.labels.isBorder == [true, false, false, false])
    #expect(result.rhythm.thetaP[1] <= 0.01 && result.labels.isTheta[1] && !result.labels.isTheta[2])
    #expect(result.labels.label[0].contains("border") && result.labels.label[3] == "none")
  }

  /// Cells with few spikes have a border score in some shifts only. Among those that have one themselves p is uniform; with
  /// shifts without a score counted as smaller it was too small by the share of those.
  @Test func pOfBordersIsUniformWhereScoresAreOftenUndefined() throws {
    let embedding = SimulatedCells.embedding(cells: 240, seconds: 120) { cell, _ in 0.4 + 0.015 * Double(cell) }
    var parameters = CellClassParameters()
    (parameters.shuffles, parameters.jitters) = (99, 0)
    let result = try CellClasses.run(
      CellClassInput(embedding), parameters: parameters, context: RunContext(work: Work(threads: 2), seed: 5))
    let p = try #require(result.border).p.filter(\.isFinite)
    #expect(p.count > 40 && p.count < 235, "\(p.count)")
    // Three standard errors of the mean of a uniform law.
    let middle = mean(p)
    #expect(abs(middle - 0.505) < 3 * 0.289 / Double(p.count).squareRoot(), "\(middle) of \(p.count)")
  }

  /// A session that is shorter than the shifts need has scores, classes and no p, and says so.
  @Test func aShortSessionHasScoresWithoutP() throws {
    var embedding = SimulatedCells.embedding(cells: 3, seconds: 60) { cell, row in
      cell == 0 && SimulatedSessions.path.x[row] < 0.5 ? 20 : 4
    }
    embedding.behaviour.speed = embedding.bins.map { 15 + 10 * sin(Double($0) / 60) }
    let result = try CellClasses.run(
      CellClassInput(embedding), parameters: CellClassParameters(), context: RunContext(seed: 1))
    let border = try #require(result.border)
    #expect(border.score.contains { $0.isFinite } && border.p.allSatisfy { $0.isNaN })
    #expect(!result.labels.kinds.contains("border") && !result.labels.isBorder.contains(true))
    #expect(result.rhythm.classes.allSatisfy { $0 >= 0 })
    #expect(result.notes.warnings.contains { $0.hasPrefix("Border scores have no p") })
  }

  /// Bins of 50 ms test no rhythm, and say so.
  @Test func wideBinsTestNoRhythm() throws {
    var embedding = Self.embedding
    embedding.binWidth = 0.05
    var parameters = CellClassParameters()
    (parameters.shuffles, parameters.jitters) = (0, 99)
    let result = try CellClasses.run(CellClassInput(embedding), parameters: parameters, context: RunContext())
    #expect(result.rhythm.thetaP.allSatisfy(\.isNaN) && !result.labels.isTheta.contains(true))
    #expect(result.notes.warnings.contains { $0.contains("ms are too wide") })
  }

  @Test func aSilentCellHasReasonsAndNoClass() throws {
    let result = try Self.run()
    #expect(result.border?.reasons[3].contains("silent") ?? false)
    #expect(result.rhythm.classes[3] == -1 && result.rhythm.classes[2] >= 0)
    #expect(result.notes.warnings.contains { $0.contains("too few spikes") })
  }

  @Test func theTableHasARowForEachCell() throws {
    let result = try Self.run()
    let table = CellClasses.texts(result, parameters: CellClassParameters())
    let lines = table[0].text.split(separator: "\n")
    #expect(table[0].fileExtension == "csv" && lines.count == 5)
    #expect(lines[1].hasPrefix("\"c0\",\"border"))
  }

  @Test func kindsSayHowManyWereTested() throws {
    let result = try Self.run()
    #expect(result.labels.kinds == ["border", "speed", "rhythm"])
    // The silent cell has no p of any kind.
    #expect(result.labels.tested.allSatisfy { $0 <= 3 && $0 >= 2 })
    let without = try Self.run { ($0.shuffles, $0.jitters) = (0, 0) }
    #expect(without.labels.kinds == ["speed"] && without.labels.isBorder.allSatisfy { !$0 })
  }

  @Test func withoutAPositionThereAreNoBorders() throws {
    var embedding = Self.embedding
    embedding.behaviour = RowBehaviour()
    var parameters = CellClassParameters()
    parameters.jitters = 0
    let result = try CellClasses.run(CellClassInput(embedding), parameters: parameters, context: RunContext())
    #expect(result.border == nil && result.speed == nil)
    #expect(result.notes.warnings.count { $0.contains("not tested") } == 2)
  }

  @Test func kindsThatDrawsCannotShowAreUntested() throws {
    let few = try Self.run { ($0.shuffles, $0.jitters) = (20, 20) }
    #expect(!few.labels.kinds.contains("border") && !few.labels.kinds.contains("rhythm"))
    var parameters = CellClassParameters()
    (parameters.shuffles, parameters.jitters) = (20, 20)
    let headline = CellClasses.headline(few, parameters: parameters)
    #expect(headline.contains("border untested (20 draws") && headline.contains("rhythm untested"))
  }
}
