import ArrayNumerics
import CellAnalysis
import Foundation
import PopulationActivity
import Schema
import Stages
import TestSupport
import Testing

@Suite struct RateMapStatisticsTests {
  /// A place cell, one that fires anywhere, and a silent one.
  private static let embedding = SimulatedCells.embedding(cells: 3) { cell, row in
    let distance = hypot(SimulatedSessions.path.x[row] - 0.6, SimulatedSessions.path.y[row] - 0.4)
    return [15 * exp(-distance * distance / 0.02), 2, 0][cell]
  }

  private static func run(
    _ embedding: EmbeddingResult, _ change: (inout RateMapParameters) -> Void = { _ in }
  ) throws -> RateMapResult {
    var parameters = RateMapParameters()
    parameters.shuffles = 99
    change(&parameters)
    return try RateMaps.run(Results(embedding), parameters: parameters, context: RunContext(seed: 4))
  }

  @Test func informationIsTested() throws {
    let result = try Self.run(Self.embedding)
    let statistics = result.statistics
    #expect(statistics.informationP[0] == 0.01 && statistics.informationP[1] > 0.05 && statistics.informationP[2].isNaN)
    #expect(abs(statistics.informationDifference[1]) < 0.1 && statistics.informationDifference[0] > 0.3)
    for cell in 0..<2 {
      // Of a cell whose rate does not change the time is nearly the time that was spent.
      #expect(close(statistics.steadyInformation[cell], result.information[cell], 0.1))
      let difference = statistics.steadyInformation[cell] - statistics.shuffledInformation[cell]
      #expect(close(difference, statistics.informationDifference[cell], 1e-12))
    }
    // Of a cell without tuning a map of other time tells nothing; of a place cell nearly all.
    #expect(statistics.crossValidated[1] < 0.02)
    #expect(statistics.crossValidated[0] > 0.5 && statistics.crossValidated[0] < result.information[0] + 0.2)
  }

  @Test func fieldsStandWhereTheCellFires() throws {
    let statistics = try Self.run(Self.embedding).statistics
    #expect(statistics.fieldCount[0] >= 1 && statistics.fieldCount[2] == 0)
    #expect(close(statistics.fieldX[0], 0.6, 0.05) && close(statistics.fieldY[0], 0.4, 0.05))
    #expect(statistics.fieldPeak[0] > 8 && statistics.fieldArea[0] > 0.03 && statistics.fieldArea[0] < 0.2)
    #expect(statistics.stabilityHalves[0] > 0.7 && statistics.stabilityMinutes[0] > 0.7)
    #expect(statistics.sparsity[0] < 0.5 && statistics.sparsity[1] > 0.7 && statistics.sparsity[2].isNaN)
    #expect(statistics.coherence[0] > 0.4 && statistics.coherence[0] > statistics.coherence[1])
  }

  @Test func aConstantRateStaysConstantInDiscsThatGrow() throws {
    var embedding = Self.embedding
    embedding.counts = Deferred(Matrix<Int32>(rows: embedding.bins.count, columns: 3, repeating: 1))
    let result = try Self.run(embedding) { ($0.smoother, $0.shuffles) = (.adaptive, 0) }
    #expect(result.maps[0].elements.allSatisfy { $0.isNaN || close($0, 50, 1e-9) })
    #expect(result.statistics.informationP[0].isNaN)
  }

  @Test func aTrackHasAMapForEachDirection() throws {
    var embedding = Self.embedding
    // To and fro over a metre in 20 s; the first cell fires on the way up only.
    let x = embedding.bins.map { 0.5 - 0.5 * cos(Double($0) * 2 * .pi / 1000) }
    embedding.behaviour = RowBehaviour(x: x)
    var counts = Matrix<Int32>(rows: x.count, columns: 3, repeating: 0)
    for row in 0..<x.count where sin(Double(row) * 2 * .pi / 1000) > 0 && abs(x[row] - 0.5) < 0.1 { counts[row, 0] = 1 }
    embedding.counts = Deferred(counts)
    let result = try Self.run(embedding)
    let track = try #require(result.track)
    #expect(result.maps[0].rows == 1 && result.grid.rows == 1)
    let middle = result.grid.columns / 2
    #expect(track.rightward[0, middle] > 30 && track.leftward[0, middle] == 0)
    #expect(track.correlation[2].isNaN)
  }
}
