import ArrayNumerics
import CellAnalysis
import Foundation
import Plotting
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

  /// Cells of a track that know the place alone, on an animal that is slow at its ends.
  @Test func placeCellsOfATrackAreNoSpeedCells() throws {
    var embedding = SimulatedCells.embedding(cells: 12) { cell, row in
      let away = (1 - cos(0.02 * Double(row)) - (Double(cell) + 0.5) / 6) / 0.1
      return cell == 11
        ? 2 + 8 * abs(sin(0.02 * Double(row)) * (1 + 0.5 * sin(0.0173 * Double(row))))
        : 15 * exp(-away * away / 2)
    }
    embedding.behaviour.y = nil
    embedding.behaviour.x = embedding.bins.map { 1 - cos(0.02 * Double($0)) }
    embedding.behaviour.speed = embedding.bins.map { row in
      100 * abs(sin(0.02 * Double(row)) * (1 + 0.5 * sin(0.0173 * Double(row))))
    }
    var parameters = CellClassParameters()
    (parameters.shuffles, parameters.jitters, parameters.level) = (0, 0, 0.02)
    let result = try CellClasses.run(CellClassInput(embedding), parameters: parameters, context: RunContext(seed: 2))
    let speed = try #require(result.speed)
    #expect(speed.p[..<11].count { $0 <= 0.02 } >= 1, "\(speed.p)")
    #expect(result.labels.isSpeed[..<11].count { $0 } <= 1, "\(speed.decisive)")
    #expect(result.notes.warnings.contains { $0.contains("by the place alone") })
    #expect(zip(speed.decisive, speed.p).allSatisfy { $0 >= $1 })
  }

  /// Three kinds of autocorrelograms in 90 cells: with the 80 neighbours of a study of 847 cells all were one class.
  @Test func classesOfAutocorrelogramsAreFoundInFewCells() throws {
    let count = 90
    var embedding = SimulatedCells.embedding(cells: count, seconds: 240) { cell, row in
      let time = Double(row) * SimulatedCells.width
      switch cell / 30 {
      // Sharp, so that short lags alone stand thrice as high as the mean of the others, and without bursts.
      case 0: return 20 * exp(3 * (cos(2 * .pi * 8 * time + Double(cell)) - 1))
      case 1: return 5
      default: return hashedUniform(UInt64(cell), UInt64(row)) < 0.03 ? 150 : 0
      }
    }
    embedding.behaviour = RowBehaviour()
    let sparse = try embedding.sparseCounts()
    var times: [String: [Double]] = [:]
    for cell in 0..<count {
      var random = RandomStream(seed: 17, name: "fine", index: UInt64(cell))
      var rows: [Int] = []
      sparse.forEachEvent(of: cell) { row, count in rows += [Int](repeating: row, count: Int(count)) }
      // Bursts of the last thirty have 3 ms between their spikes.
      var last = -1
      var place = 0
      times[embedding.cellIDs[cell]] = rows.map { row in
        place = row == last ? place + 1 : 0
        last = row
        let within = cell / 30 == 2 ? 0.001 + 0.003 * Double(place % 6) : SimulatedCells.width * random.uniform()
        return Double(row) * SimulatedCells.width + within
      }.sorted()
    }
    var parameters = CellClassParameters()
    (parameters.shuffles, parameters.jitters) = (0, 0)
    let result = try CellClasses.run(
      CellClassInput(embedding, times: times), parameters: parameters, context: RunContext(seed: 1))
    func share(_ kind: String, _ cells: Range<Int>) -> Int {
      cells.count { result.rhythm.classes[$0] >= 0 && result.rhythm.names[result.rhythm.classes[$0]] == kind }
    }
    #expect(
      share("theta-modulated", 0..<30) >= 27 && share("non-bursty", 30..<60) >= 27 && share("bursty", 60..<90) >= 27,
      "\(result.rhythm.classes)")
    #expect(CellClasses.methods(parameters, result: result).contains("over 9 neighbours"))
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
    // Bars alone need no more than a column.
    let figures = try CellClasses.figures(result, parameters: parameters, pen: FigurePen(PlotConfig(), stem: "cell-classes"))
    let kinds = try #require(figures.first { $0.name == "kinds" }).figure
    #expect(kinds.panels.count == 1 && kinds.width == .single)
    let size = try kinds.size()
    #expect(size.height < 0.75 * size.width)
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
