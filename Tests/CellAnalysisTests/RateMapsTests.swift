import ArrayNumerics
import CellAnalysis
import Foundation
import PopulationActivity
import Schema
import Stages
import TestSupport
import Testing

@Suite struct RateMapsTests {
  /// Ten passes over a strip of four by two places, a second in each.
  static func embedding() -> EmbeddingResult {
    var (x, y, counts): ([Double], [Double], [Int32]) = ([0], [0], [0, 0])
    for pass in 0..<10 {
      for place in 0..<8 {
        x.append(0.125 + 0.25 * Double(place % 4))
        y.append(0.125 + 0.25 * Double(place / 4))
        // Cell 0 fires three times in place 6, cell 1 once everywhere on the first pass.
        counts += [place == 6 ? 3 : 0, pass == 0 ? 1 : 0]
      }
    }
    x.append(1)
    y.append(0.5)
    counts += [0, 0]
    return EmbeddingResult(
      rates: Matrix(rows: x.count, columns: 2, repeating: 0),
      counts: Matrix(rows: x.count, columns: 2, elements: counts), times: x.indices.map(Double.init),
      cellIDs: ["a", "b"], behaviour: RowBehaviour(x: x, y: y), bins: Array(x.indices), binWidth: 1,
      fullBinCount: x.count)
  }

  static func run(smoothing: Double) throws -> RateMapResult {
    var parameters = RateMapParameters()
    parameters.binSize = 0.25
    parameters.smoothing = smoothing
    return try RateMaps.run(Results(embedding()), parameters: parameters, context: RunContext())
  }

  @Test func ratesAreSpikesOverSeconds() throws {
    let result = try Self.run(smoothing: 0)
    #expect(result.grid.columns == 4 && result.grid.rows == 2)
    #expect(result.grid.xEdges == [0, 0.25, 0.5, 0.75, 1] && result.grid.yEdges == [0, 0.25, 0.5])
    // The corners were looked at once more.
    #expect(result.occupancy.elements == [11, 10, 10, 10, 10, 10, 10, 11])
    #expect(result.maps[0].elements == [0, 0, 0, 0, 0, 0, 3, 0])
    #expect(close(result.maps[1][0, 1], 0.1, 1e-12) && close(result.maps[1][0, 0], 1.0 / 11, 1e-12))
    #expect(result.peakRate == [3, Double(Float(0.1))])
    #expect(close(result.meanRate[0], 30.0 / 82, 1e-12) && close(result.meanRate[1], 8.0 / 82, 1e-12))
    #expect(close(result.information[0], log2(8.2), 1e-12))
  }

  @Test func smoothingKeepsAUniformRateAtTheWalls() throws {
    var embedding = Self.embedding()
    embedding.counts = Deferred(Matrix<Int32>(rows: embedding.bins.count, columns: 2, repeating: 2))
    var parameters = RateMapParameters()
    parameters.binSize = 0.25
    let result = try RateMaps.run(Results(embedding), parameters: parameters, context: RunContext())
    #expect(result.maps[0].elements.allSatisfy { close($0, 2, 1e-9) })
    #expect(close(result.information[0], 0, 1e-9))
  }

  @Test func aPositionInCentimetresIsRefusedAsTooManyBins() {
    var embedding = Self.embedding()
    embedding.behaviour.x = embedding.x?.map { 5000 * $0 }
    embedding.behaviour.y = embedding.y?.map { 5000 * $0 }
    #expect(throws: StageError.self) {
      try RateMaps.run(Results(embedding), parameters: RateMapParameters(), context: RunContext())
    }
  }
}
