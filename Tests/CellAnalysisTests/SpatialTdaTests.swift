import ArrayNumerics
import CellAnalysis
import Foundation
import Plotting
import PopulationActivity
import Stages
import TestSupport
import Testing
import Topology

/// The topology of rate maps of known populations.
@Suite struct SpatialTdaTests {
  static func run(
    _ embedding: EmbeddingResult, threads: Int = 2, _ change: (inout SpatialTdaParameters) -> Void = { _ in }
  ) throws -> SpatialTdaResult {
    var parameters = SpatialTdaParameters()
    parameters.binSize = 0.05
    parameters.smoothing = 0.04
    parameters.points = 150
    parameters.shuffles = 19
    change(&parameters)
    try parameters.validate()
    return try SpatialTda.run(
      Results(embedding), parameters: parameters, context: RunContext(work: Work(threads: threads), seed: 6))
  }

  /// Forty grid cells of one module, 45 cm apart.
  static let module = SimulatedCells.embedding(cells: 40) { cell, row in
    let k = 4 * Double.pi / (3.0.squareRoot() * 0.45)
    let x = SimulatedSessions.path.x[row] - hashedUniform(70, UInt64(cell))
    let y = SimulatedSessions.path.y[row] - hashedUniform(71, UInt64(cell))
    let waves = (0..<3).map { wave -> Double in
      let angle = 0.3 + Double(wave) * .pi / 3
      return cos(k * (cos(angle) * x + sin(angle) * y))
    }
    return 20 * exp(0.8 * (waves.reduce(0, +) - 3))
  }
  static let moduleResult = Result { try run(module) }

  @Test func oneModuleMakesATorus() throws {
    let result = try Self.moduleResult.get()
    #expect(result.shape == .torus, "\(result.loops) \(result.voids) \(result.null)")
    #expect(result.loopP.map { close($0[1], 0.05, 1e-12) } ?? false)
    #expect(result.loops[1] > 3 * result.loops[2] && result.voids[0] > 0.4)
    #expect(result.chosen.count == 150 && Set(result.chosen).count == 150 && result.x.count == result.points.rows)
    #expect(result.x.allSatisfy { $0 > 0 && $0 < 1 } && result.null.map(\.count) == [19, 19])
    // One component lives for ever, and every point but one dies into it.
    #expect(result.diagrams[0].count { $0.isEssential } == 1 && result.diagrams[0].count <= 150)
  }

  /// How places hang together has no null, so there is no empty panel of it.
  @Test func theNullHasTwoPanels() throws {
    let figures = try SpatialTda.figures(
      try Self.moduleResult.get(), parameters: SpatialTdaParameters(), pen: FigurePen(PlotConfig(), stem: "spatial-tda"))
    let null = try #require(figures.last)
    #expect(null.figure.panels.count == 2 && null.figure.panels.allSatisfy { !($0.heading ?? "").contains("untested") })
  }

  /// Places, many places for each cell, and slopes: sheets, whatever their longest bars are.
  @Test(arguments: [1, 5, 0]) func sheetsMakeNone(fields: Int) throws {
    let embedding = SimulatedCells.embedding(cells: 40, stream: 61) { cell, row in
      let (x, y) = (SimulatedSessions.path.x[row], SimulatedSessions.path.y[row])
      if fields == 0 {
        let angle = 2 * Double.pi * hashedUniform(72, UInt64(cell))
        return max(0, 8 + 14 * (cos(angle) * (x - 0.5) + sin(angle) * (y - 0.5)))
      }
      return (0..<fields).reduce(0) { sum, field in
        let a = x - hashedUniform(73, UInt64(10 * cell + field)), b = y - hashedUniform(74, UInt64(10 * cell + field))
        return sum + 15 * exp(-(a * a + b * b) / (2 * 0.1 * 0.1))
      }
    }
    let result = try Self.run(embedding)
    #expect(result.shape != .torus && result.shape != .untested, "\(result.loops) \(result.voids) \(result.null)")
  }

  @Test func threadsDoNotMatterAndOptionsDo() throws {
    let (one, two) = (try Self.run(Self.module, threads: 1), try Self.moduleResult.get())
    #expect(one.diagrams == two.diagrams && one.null == two.null && one.points == two.points && one.chosen == two.chosen)
    let untested = try Self.run(Self.module) { $0.shuffles = 0 }
    #expect(untested.shape == .untested && untested.loops == two.loops && untested.loopP == nil)
    let third = try Self.run(Self.module) {
      $0.crop = 0.34
      $0.shuffles = 0
    }
    #expect(third.x.count < 60 && third.x.allSatisfy { $0 > 0.3 && $0 < 0.7 })
    // Mixed bins have shorter bars than maps that are still smooth.
    let mixed = try Self.run(Self.module) { $0.surrogate = .permutation }
    #expect(median(mixed.null[0]) < 0.9 * median(two.null[0]))
  }

  @Test func whatHasNoPlacesIsRefused() throws {
    var track = Self.module
    track.behaviour.y = nil
    #expect(throws: StageError.self) { try Self.run(track) }
    #expect(throws: StageError.self) { try Self.run(Self.module) { $0.components = 41 } }
    #expect(throws: StageError.self) { try Self.run(Self.module) { $0.binSize = 0.4 } }
  }

  @Test func tooFewDrawsTestNothing() throws {
    let few = try Self.run(Self.module) { $0.shuffles = 9 }
    #expect(few.shape == .untested)
    #expect(SpatialTda.headline(few, parameters: SpatialTdaParameters()).contains("not tested, since p cannot reach 0.05"))
  }
}
