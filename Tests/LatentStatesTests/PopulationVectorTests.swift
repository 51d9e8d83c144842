import ArrayNumerics
import Foundation
import LatentStates
import TestSupport
import Testing

@Suite struct PopulationVectorTests {
  /// Cosine tuning, evenly spread preferred angles: the population vector is exact.
  static func activity(_ angles: [Double], cells: Int = 12) -> Matrix<Float> {
    Matrix(
      rows: angles.count, columns: cells,
      elements: angles.flatMap { angle in
        (0..<cells).map { Float(5 + 3 * cos(angle - 2 * .pi * Double($0) / Double(cells))) }
      })
  }
  static let landmarks = (0..<40).map { 2 * Double.pi * Double($0) / 40 }

  static func vector() throws -> PopulationVector {
    try PopulationVector(
      rates: activity(landmarks), angles: Matrix(rows: 40, columns: 1, elements: landmarks), work: Work())
  }

  @Test func anIdealRingIsDecodedExactly() throws {
    let truth = (0..<360).map { Double($0) * .pi / 180 }
    let (angles, confidence) = try Self.vector().decode(
      Self.activity(truth), rows: Array(truth.indices), work: Work())
    for (found, expected) in zip(angles.elements, truth) {
      #expect(abs(angleDifference(found, expected)) < 1e-5)
    }
    // Σ |cos| instead of Σ cos²: all cells agree in sign but not in direction.
    #expect(confidence.elements.allSatisfy { $0 > 0.75 && $0 < 0.82 })
  }

  /// Σ over landmarks of cos(angle) · z: z has the standard deviation of a cosine, 1/√2 of its amplitude.
  @Test func theWeightsPointToThePreferredAngles() throws {
    let vector = try Self.vector()
    for cell in 0..<12 {
      let preferred = 2 * Double.pi * Double(cell) / 12
      #expect(close(vector.cosineWeights[cell, 0], 20 * 2.0.squareRoot() * cos(preferred), 1e-4))
      #expect(close(vector.sineWeights[cell, 0], 20 * 2.0.squareRoot() * sin(preferred), 1e-4))
    }
  }

  @Test func landmarksWithoutAngleHaveNoVote() throws {
    var angles = Matrix(rows: 41, columns: 1, elements: Self.landmarks + [.nan])
    let rates = Self.activity(Self.landmarks + [1.0])
    let withNaN = try PopulationVector(rates: rates, angles: angles, work: Work())
    #expect(withNaN.cosineWeights.elements.allSatisfy { $0.isFinite })
    angles[40, 0] = 1
    let voting = try PopulationVector(rates: rates, angles: angles, work: Work())
    #expect(voting.cosineWeights != withNaN.cosineWeights)
  }

  /// A cell that always fires alike says nothing, whatever its rate and however that is rounded.
  @Test(arguments: [Float(0), 0.1, 7.3, 1e4]) func aConstantCellHasNoVote(rate: Float) throws {
    let truth = (0..<359).map { Double($0) * .pi / 180 }
    func padded(_ angles: [Double]) -> Matrix<Float> {
      let plain = Self.activity(angles)
      return Matrix(
        rows: angles.count, columns: 13,
        elements: (0..<angles.count).flatMap { Array(plain.row($0)) + [rate] })
    }
    let vector = try PopulationVector(
      rates: padded(Self.landmarks), angles: Matrix(rows: 40, columns: 1, elements: Self.landmarks),
      work: Work())
    #expect(abs(vector.cosineWeights[12, 0]) < 1e-9)
    let (angles, confidence) = try vector.decode(padded(truth), rows: Array(truth.indices), work: Work())
    let (plain, plainConfidence) = try Self.vector().decode(
      Self.activity(truth), rows: Array(truth.indices), work: Work())
    #expect(zip(angles.elements, plain.elements).allSatisfy { abs(angleDifference($0, $1)) < 1e-9 })
    #expect(zip(confidence.elements, plainConfidence.elements).allSatisfy { close($0, $1, 1e-9) })
  }
}

@Suite struct DecodingRatesTests {
  static func activity(_ counts: [Int32], bins: [Int], full: Int) -> BinnedActivity {
    BinnedActivity(
      .counts(SparseCounts(Matrix(rows: counts.count, columns: 1, elements: counts))), bins: bins, gridBins: full,
      binWidth: 0.01)
  }

  static func rates(_ activity: BinnedActivity, sigma: Double) throws -> Matrix<Float> {
    let rates = try decodingRates(activity, sigma: sigma, work: Work())
    return rates.withRows(0..<rates.rows) { matrix, rows in matrix.selectingRows(rows) }
  }

  /// A cell that fires once in every kept bin has the same rate everywhere, beside gaps and ends too.
  @Test(arguments: [0.0, 0.015, 0.1]) func aGapIsNoSilence(sigma: Double) throws {
    let bins = Array(0..<50) + Array(60..<100) + Array(180..<200)
    let activity = Self.activity([Int32](repeating: 1, count: bins.count), bins: bins, full: 200)
    let rates = try Self.rates(activity, sigma: sigma)
    #expect(rates.rows == bins.count)
    #expect(rates.elements.allSatisfy { close(Double($0), 1, 1e-5) })
  }

  @Test func aSpikeIsSeenAcrossAGapOnItsOwnTime() throws {
    let bins = Array(0..<50) + Array(60..<100)
    var counts = [Int32](repeating: 0, count: 90)
    counts[49] = 1
    let near = try Self.rates(Self.activity(counts, bins: bins, full: 100), sigma: 0.05)
    // Bin 60 is 11 bins from the spike in bin 49, not one: exp(-121 / 50) of its weight before the division.
    let weights = (-20...20).map { exp(-Double($0 * $0) / 50) }
    let offsets: [Int] = (-20...20).filter { $0 >= 0 || $0 <= -11 }
    let seen: Double = offsets.map { weights[$0 + 20] }.reduce(0, +)
    #expect(close(Double(near[50, 0]), exp(-121.0 / 50) / seen, 1e-5))
  }
}
