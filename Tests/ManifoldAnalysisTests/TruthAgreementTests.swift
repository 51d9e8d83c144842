import ArrayNumerics
import Foundation
import ManifoldAnalysis
import PopulationActivity
import Stages
import Testing

/// Decoded angles beside those that a recording was simulated with.
@Suite struct TruthAgreementTests {
  /// A walk on circles, slow enough to be one.
  private func walk(_ circles: Int, count: Int = 6000, seed: UInt64) -> [[Double]] {
    (0..<circles).map { circle in
      var stream = RandomStream(seed: seed, name: "walk", index: UInt64(circle))
      var angle = 0.0
      return (0..<count).map { _ in
        angle += 0.15 * stream.normal()
        return wrapAngle(angle)
      }
    }
  }

  private func embedding(_ truth: [[Double]]?) -> EmbeddingResult {
    let count = truth?[0].count ?? 6000
    let matrix = truth.map { columns in
      Matrix(rows: count, columns: columns.count, elements: (0..<count).flatMap { row in columns.map { $0[row] } })
    }
    return EmbeddingResult(
      rates: Matrix(rows: count, columns: 1, repeating: 0), counts: Matrix(rows: count, columns: 1, repeating: 1),
      times: (0..<count).map { 0.02 * Double($0) }, cellIDs: ["a"], behaviour: RowBehaviour(truth: matrix),
      bins: Array(0..<count), binWidth: 0.02, fullBinCount: count)
  }

  private func agreement(_ truth: [[Double]], _ decoded: [[Double]]) throws -> TruthAgreement? {
    let count = decoded[0].count
    return try TruthAgreement(
      coordinates: Matrix(
        rows: count, columns: decoded.count, elements: (0..<count).flatMap { row in decoded.map { wrapAngle($0[row]) } }),
      rows: Array(0..<count), embedding: embedding(truth))
  }

  /// Normal errors of 0.2 rad have a median of 0.6745 of that.
  @Test func aReflectedRingIsLaidOver() throws {
    var stream = RandomStream(seed: 3, name: "errors")
    let truth = walk(1, seed: 1)
    let decoded = truth[0].map { 2.1 - $0 + 0.2 * stream.normal() }
    let found = try #require(try agreement(truth, [decoded]))
    #expect(found.basis.elements == [-1])
    #expect(abs(found.medianErrors[0] / (0.6745 * 0.2 * 180 / .pi) - 1) < 0.05)
    #expect(found.p == 0.01 && found.moves == 99)
    #expect(found.chanceErrors[0] > 40 && found.chanceErrors[0] <= 90)
    #expect(abs(angleDifference(found.aligned[100, 0], wrapAngle(2.1 - truth[0][100]))) < 0.03)
  }

  /// A NaN of the truth stays one, and is left out of the errors.
  @Test func whereTheModelHasNoBumpNothingIsCompared() throws {
    var truth = walk(1, seed: 1)
    for row in 100..<200 { truth[0][row] = .nan }
    let decoded = truth[0].map { $0.isNaN ? 0 : $0 + 1 }
    let found = try #require(try agreement(truth, [decoded]))
    #expect(found.aligned[150, 0].isNaN && found.medianErrors[0] < 1e-6)
  }

  @Test(arguments: [([1, 1], [0, 1]), ([0, -1], [1, 0]), ([1, -1], [-1, 0])])
  func aTorusIsLaidOverInAnotherBasis(first: [Int], second: [Int]) throws {
    var stream = RandomStream(seed: 4, name: "errors")
    let truth = walk(2, seed: 2)
    let decoded = [first, second].map { row in
      truth[0].indices.map {
        Double(row[0]) * truth[0][$0] + Double(row[1]) * truth[1][$0] + 0.7 + 0.1 * stream.normal()
      }
    }
    let found = try #require(try agreement(truth, decoded))
    #expect(found.basis.elements == first + second)
    #expect(found.medianErrors.allSatisfy { abs($0 / (0.6745 * 0.1 * 180 / .pi) - 1) < 0.05 })
    #expect(found.p == 0.01 && found.chanceErrors.allSatisfy { $0 > 60 })
  }

  /// Walks that have nothing to do with each other: p is not small, and the check fails.
  @Test func anUnrelatedAngleIsNoAgreement() throws {
    let values = try (0..<20).map { seed -> Double in
      let found = try agreement(walk(1, seed: UInt64(100 + seed)), walk(1, seed: UInt64(500 + seed)))
      return try #require(found).p
    }
    #expect(values.count { $0 <= 0.05 } <= 4)
    #expect(median(values) > 0.2)
  }

  @Test func otherCountsAreSaid() throws {
    let two = embedding(walk(2, seed: 1))
    let decoded = Matrix(rows: 6000, columns: 1, elements: walk(1, seed: 9)[0])
    #expect(try TruthAgreement(coordinates: decoded, rows: Array(0..<6000), embedding: two) == nil)
    #expect(try TruthAgreement(coordinates: decoded, rows: Array(0..<6000), embedding: embedding(nil)) == nil)
  }

  @Test func theCheckHasErrorChanceAndP() throws {
    let truth = walk(1, seed: 1)
    let found = try agreement(truth, [truth[0].map { $0 + 0.5 }])
    let none = Matrix<Double>(rows: 0, columns: 1, repeating: 0)
    let coordinates = Matrix(rows: 6000, columns: 1, elements: truth[0].map { wrapAngle($0 + 0.5) })
    let result = DecodingResult(
      coordinates: coordinates, confidence: coordinates, rows: Array(0..<6000), times: (0..<6000).map { 0.02 * Double($0) },
      landmarkCoordinates: none, cosineWeights: none, sineWeights: none, basis: [[1]], embeddedRows: 6000, truth: found)
    let checks = PopulationDecoding.checks(result, parameters: PopulationDecodingParameters())
    let check = try #require(checks.first { $0.name == "Decoded against the simulated model" })
    #expect(check.outcome == .pass && check.found.contains("p = 0.01") && check.found.contains("by chance"))
    #expect(PopulationDecoding.headline(result, parameters: PopulationDecodingParameters()).contains("simulated model"))
  }
}
