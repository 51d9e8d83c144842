import ArrayFiles
import ArrayNumerics
import CellTuning
import Foundation
import TestSupport
import Testing

/// Maps of mouse grid cells with the scores of the program opexebo, where they lie beside the fixtures.
private let opexeboMaps: URL? = {
  let file = SharedFixtures.folder?.deletingLastPathComponent()
    .appendingPathComponent("recordings/gridmaps-mouse-opexebo/mouse_grids.mat")
  return file.flatMap { FileManager.default.fileExists(atPath: $0.path) ? $0 : nil }
}()

@Suite struct GridScoringTests {
  /// Three waves 60° apart (or two at right angles), turned by an angle.
  private static func map(waves: Int = 3, turned: Double = 0.2, period: Double = 10, size: Int = 40) -> Matrix<Double> {
    Matrix(
      rows: size, columns: size,
      elements: (0..<size * size).map { place in
        let (x, y) = (Double(place % size) / period, Double(place / size) / period)
        return (0..<waves).reduce(0) { sum, wave in
          let angle = turned + Double(wave) * .pi / Double(waves)
          return sum + cos(2 * .pi * (cos(angle) * x + sin(angle) * y) + Double(wave))
        }
      })
  }

  private static func score(_ map: Matrix<Double>, _ definition: GridScoreDefinition = .expanding) throws -> GridScore {
    try GridScoring(definition, visited: map.map(\.isFinite))(map).score
  }

  @Test(arguments: GridScoreDefinition.allCases) func trianglesScoreHighAndSquaresLow(definition: GridScoreDefinition) throws {
    #expect(try Self.score(Self.map(), definition).value > 0.8)
    let squares = try Self.score(Self.map(waves: 2), definition)
    #expect(squares.value.isNaN || squares.value < 0.1)
  }

  @Test func turningTheArenaChangesLittle() throws {
    let scores = try stride(from: 0.0, to: 1.0, by: 0.13).map { try Self.score(Self.map(turned: $0)).value }
    #expect((scores.max() ?? 9) - (scores.min() ?? 0) < 0.05)
  }

  @Test func moreHeightChangesNothing() throws {
    let map = Self.map()
    let (plain, taller) = (try Self.score(map).value, try Self.score(map.map { 7 * $0 + 100 }).value)
    #expect(close(plain, taller, 1e-9))
  }

  @Test func mapsWithoutAScoreSayWhy() throws {
    #expect(try Self.score(Self.map().map { _ in 2 }) == .undefined(.flat))
    // Sixteen bins: no lag has twenty in common, which is no flat map.
    #expect(try Self.score(Self.map(period: 3, size: 4)) == .undefined(.tooSmall))
    #expect(try Self.score(Self.map(period: 3, size: 4).map { _ in 0 }) == .undefined(.flat))
    // No lag has twenty bins in common but those next to the centre.
    #expect(try Self.score(Self.map(period: 40, size: 5)).value.isNaN)
  }

  private static func arrays(_ name: String) throws -> [[Double]] {
    let source = try ArraySource(arraysOf: #require(opexeboMaps))
    let item = try #require(source.items.first { $0.path == name })
    switch try source.read(item) {
    case .array(let array): return (array.doubles ?? []).map { [$0] }
    case .ragged(let parts): return parts.map { $0.1.doubles ?? [] }
    default: return []
    }
  }

  @Test(.enabled(if: opexeboMaps != nil)) func scoresOfOpexebo() throws {
    let expected = try Self.arrays("/gridScores").map { $0[0] }
    let correlograms = try Self.arrays("/aCorrs")
    for (number, values) in try Self.arrays("/rateMaps").enumerated() {
      let map = Matrix(rows: 20, columns: 20, elements: values)
      let (score, correlogram) = try GridScoring(.opexebo, visited: map.map(\.isFinite))(map)
      #expect(zip(correlogram.elements, correlograms[number]).allSatisfy { close($0, $1, 1e-10) })
      if number == 0 {
        #expect(score == .undefined(.smallCentralField) && expected[0].isNaN)
      } else {
        #expect(close(score.value, expected[number], 0.001), "map \(number)")
      }
      let own = try Self.score(map).value
      #expect(number < 5 ? own > 0.7 : own < 0.2, "map \(number)")
    }
  }
}
