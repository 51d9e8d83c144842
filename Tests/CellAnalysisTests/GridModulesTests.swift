import ArrayNumerics
import CellAnalysis
import Foundation
import PopulationActivity
import Stages
import TestSupport
import Testing

@Suite struct GridModulesTests {
  /// Six cells of one module, one of them sparse, and two without a grid.
  private static let embedding = SimulatedCells.embedding(cells: 8) { cell, row in
    cell < 5 ? SimulatedCells.grid(row) : cell == 5 ? 0.08 * SimulatedCells.grid(row) : 1
  }

  private static func grids(shuffles: Int = 99) throws -> GridScoreResult {
    var parameters = GridScoreParameters()
    parameters.shuffles = shuffles
    return try GridScores.run(Results(embedding), parameters: parameters, context: RunContext(seed: 1))
  }

  @Test func oneModuleIsFound() throws {
    var parameters = ModuleParameters()
    parameters.shuffles = 199
    let result = try GridModules.run(
      Results(Self.embedding, Self.grids()), parameters: parameters, context: RunContext(seed: 1))
    #expect(result.moduleSpacing.count == 1 && close(result.moduleSpacing[0], 0.35, 0.01))
    #expect(Array(result.module.prefix(5)) == [0, 0, 0, 0, 0] && result.module[6] == -1 && result.module[7] == -1)
    #expect(result.consistency.prefix(5).allSatisfy { $0 > 0.5 })
    #expect(result.consistency[7].isNaN && !result.reasons[7].isEmpty && result.reasons[0].isEmpty)
  }

  @Test func untestedScoresAreRefused() throws {
    let grids = try Self.grids(shuffles: 0)
    let error = #expect(throws: StageError.self) {
      try GridModules.run(Results(Self.embedding, grids), parameters: ModuleParameters(), context: RunContext())
    }
    #expect(error.map { "\($0)".contains("--shuffles") } ?? false)
  }
}
