import ArrayNumerics
import CellAnalysis
import Foundation
import PopulationActivity
import Stages
import TestSupport
import Testing

@Suite struct HeadDirectionTests {
  private static let embedding = SimulatedCells.embedding(cells: 3, heading: true) { cell, row in
    cell == 0 ? 20 * exp(3 * (cos(SimulatedSessions.direction[row] - 1) - 1)) : cell == 1 ? 4 : 0
  }

  private static func run(_ embedding: EmbeddingResult, threads: Int = 1) throws -> HeadDirectionResult {
    try HeadDirection.run(
      Results(embedding), parameters: HeadDirectionParameters(), context: RunContext(work: Work(threads: threads)))
  }

  @Test func aTunedCellIsFound() throws {
    let result = try Self.run(Self.embedding)
    #expect(result.isTuned == [true, false, false])
    #expect(abs(angleDifference(result.preferredDirection[0], 1)) < 0.1)
    #expect(abs(angleDifference(result.vonMises.direction[0], 1)) < 0.1)
    #expect(result.reasons[0].isEmpty && result.reasons[1].contains("mean vector"))
    #expect(result.reasons[2].contains("silent") && result.meanVectorLength[2].isNaN)
  }

  /// Against the peak of the simulated rate and the closed form I₁(κ) / I₀(κ) of its mean vector.
  @Test func theMeanVectorIsThatOfTheRate() throws {
    let result = try Self.run(Self.embedding)
    #expect(close(result.meanVectorLength[0], 0.8100, 0.03))
  }

  @Test func threadsChangeNothing() throws {
    let (one, three) = (try Self.run(Self.embedding), try Self.run(Self.embedding, threads: 3))
    #expect(
      one.tuning.elements.prefix(120) == three.tuning.elements.prefix(120) && one.lengthByLag.row(0) == three.lengthByLag.row(0)
    )
  }

  @Test func aShortSessionHasNoPAndSaysSo() throws {
    let short = SimulatedCells.embedding(cells: 1, seconds: 70, heading: true) { _, row in
      20 * exp(3 * (cos(SimulatedSessions.direction[row]) - 1))
    }
    let result = try Self.run(short)
    #expect(result.p[0].isNaN && !result.isTuned[0] && result.reasons[0].contains("too short"))
    #expect(result.notes.warnings.contains { $0.contains("too short") })
  }

  @Test func withoutADirectionItIsRefused() {
    let embedding = SimulatedCells.embedding(cells: 1, seconds: 100) { _, _ in 1 }
    #expect(throws: StageError.self) { try Self.run(embedding) }
  }
}
