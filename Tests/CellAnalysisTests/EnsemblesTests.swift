import ArrayNumerics
import CellAnalysis
import Foundation
import PopulationActivity
import Stages
import TestSupport
import Testing

@Suite struct EnsemblesTests {
  /// The spacing and direction of two modules, and the phase of each cell.
  private static func rate(_ cell: Int, _ row: Int) -> Double {
    let (x, y) = (SimulatedSessions.path.x[row], SimulatedSessions.path.y[row])
    let (spacing, turned) = cell % 2 == 0 ? (0.35, 0.0) : (0.5, 0.4)
    let k = 4 * Double.pi / (3.0.squareRoot() * spacing)
    // Phases that fill the cell of the lattice evenly: with multiples of 0.37 and 0.61 m the twelve cells had three.
    let number = Double(cell / 2)
    let shift = (
      2 * spacing * (0.7548776662 * number).truncatingRemainder(dividingBy: 1),
      2 * spacing * (0.5698402910 * number).truncatingRemainder(dividingBy: 1)
    )
    let waves = (0..<3).map { wave -> Double in
      let angle = turned + Double(wave) * .pi / 3
      return cos(k * (cos(angle) * (x - shift.0) + sin(angle) * (y - shift.1)))
    }
    return 25 * exp(waves.reduce(0, +) - 3)
  }

  /// Twelve cells of each of two modules, six at random and a silent one.
  static let embedding = SimulatedCells.embedding(cells: 31) { cell, row in cell < 24 ? rate(cell, row) : cell < 30 ? 3 : 0 }

  static func run(
    _ embedding: EmbeddingResult, modules: ModuleResult? = nil, threads: Int = 2,
    _ change: (inout EnsembleParameters) -> Void = { _ in }
  ) throws -> EnsembleResult {
    var parameters = EnsembleParameters()
    change(&parameters)
    try parameters.validate()
    return try Ensembles.run(
      Results(embedding, modules), parameters: parameters, context: RunContext(work: Work(threads: threads), seed: 2))
  }

  @Test func modulesAreFoundWithoutTheirPosition() throws {
    var embedding = Self.embedding
    embedding.behaviour = RowBehaviour()
    let result = try Self.run(embedding)
    #expect(result.sizes.count == 2, "\(result.ensemble)")
    let (even, odd) = (
      stride(from: 0, to: 24, by: 2).map { result.ensemble[$0] }, stride(from: 1, to: 24, by: 2).map { result.ensemble[$0] }
    )
    for group in [even, odd] {
      let most = Set(group).subtracting([-1]).max { a, b in group.count { $0 == a } < group.count { $0 == b } } ?? -1
      #expect(group.count { $0 == most } >= 10, "\(group)")
    }
    #expect(Set(even).subtracting([-1]).isDisjoint(with: Set(odd).subtracting([-1])))
    #expect(result.reasons[30] == "silent" && result.linkedShare[30].isNaN)
    #expect(result.module == nil && result.agreement == nil)
    let groups = Ensembles.cellGroups(result)
    #expect(groups.map(\.name) == ["1", "2", "none"] && groups.reduce(0) { $0 + $1.cells.count } == 31)
  }

  /// Cells of one module and no others: whether a gain holds them together nobody can say, and the result says that.
  @Test func oneEnsembleOfAllCellsIsSaidToBeUncertain() throws {
    let module = Self.embedding
    let all = SimulatedCells.embedding(cells: 12) { cell, row in Self.rate(2 * cell, row) }
    let warnings = try Self.run(all).notes.warnings
    #expect(warnings.contains { $0.hasPrefix("One ensemble holds") }, "\(warnings)")
    #expect(try !Self.run(module).notes.warnings.contains { $0.hasPrefix("One ensemble holds") || $0.contains("may be one") })
  }

  @Test func theyAreComparedWithTheModules() throws {
    var grids = GridScoreParameters()
    grids.shuffles = 99
    let scores = try GridScores.run(
      Results(Self.embedding), parameters: grids, context: RunContext(work: Work(threads: 2), seed: 1))
    let modules = try GridModules.run(
      Results(Self.embedding, scores), parameters: ModuleParameters(), context: RunContext(work: Work(threads: 2), seed: 1))
    #expect(modules.moduleSpacing.count == 2)
    let result = try Self.run(Self.embedding, modules: modules)
    #expect((result.agreement ?? 0) > 0.8, "\(result.agreement ?? .nan)")
    let headline = Ensembles.headline(result, parameters: EnsembleParameters())
    #expect(headline.contains("module 1: of 12 cells") && headline.contains("module 2: of 12 cells"), "\(headline)")
    #expect(result.modules == 2 && result.module == modules.module)
  }

  @Test func threadsChangeNothing() throws {
    let (one, three) = (try Self.run(Self.embedding, threads: 1), try Self.run(Self.embedding, threads: 3))
    #expect(one.ensemble == three.ensemble && one.correlations == three.correlations && one.p == three.p)
  }

  @Test func wideBinsThatAreNotWholeAreLeftOutAndCounted() throws {
    var embedding = Self.embedding
    // Every 23rd bin of 20 ms was not kept, so that of ten 200-ms bins more than four have a gap.
    let kept = embedding.bins.filter { $0 % 23 != 0 }
    embedding = try embedding.part(kept)
    let result = try Self.run(embedding)
    let whole = Dictionary(grouping: kept) { $0 / 10 }.values.filter { $0.count == 10 }.count
    #expect(close(result.seconds, 0.2 * Double(whole), 1e-9))
    #expect(result.notes.dropped.first?.count == kept.count - 10 * whole)
  }

  @Test func badInputIsRefusedInWords() {
    func reason(_ change: @escaping (inout EnsembleParameters) -> Void, cells: Int = 31, seconds: Int = 240) -> String {
      let embedding = SimulatedCells.embedding(cells: cells, seconds: seconds) { _, _ in 2 }
      do {
        _ = try Self.run(embedding, change)
        return ""
      } catch { return "\(error)" }
    }
    #expect(reason({ _ in }, cells: 4).contains("has 4 cells"))
    #expect(reason({ $0.shuffles = 98 }).contains("--shuffles 99"))
    #expect(reason({ _ in }, seconds: 60).contains("need 80 s"))
  }
}

extension EmbeddingResult {
  /// The same with some of its bins only.
  fileprivate func part(_ kept: [Int]) throws -> EmbeddingResult {
    let counts = try spikeCounts()
    let chosen = Matrix<Int32>(
      rows: kept.count, columns: counts.columns, elements: kept.flatMap { row in (0..<counts.columns).map { counts[row, $0] } })
    return EmbeddingResult(
      rates: Matrix(rows: kept.count, columns: counts.columns, repeating: 0), counts: chosen, times: kept.map { times[$0] },
      cellIDs: cellIDs, behaviour: RowBehaviour(), bins: kept, binWidth: binWidth, fullBinCount: bins.count)
  }
}
