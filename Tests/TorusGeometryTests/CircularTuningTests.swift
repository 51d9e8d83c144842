import ArrayNumerics
import Foundation
import TestSupport
import Testing
import TorusGeometry

/// Cells on a ring and a torus.
@Suite struct CircularTuningTests {
  /// Every pair of 24 × 24 angles, a hundred times; a cell that fires in one of a hundred at (1, 2) more than elsewhere.
  static let angles = Matrix<Double>(
    rows: 57_600, columns: 2,
    elements: (0..<57_600).flatMap { row -> [Double] in
      [(Double(row % 24) + 0.5) / 24 * 2 * .pi, (Double(row / 24 % 24) + 0.5) / 24 * 2 * .pi]
    })
  static let counts: SparseCounts = {
    var counts = SparseCounts(rows: angles.rows)
    var random = RandomStream(seed: 1, name: "cell")
    counts.appendCell(
      bins: (0..<angles.rows).filter { row in
        random.uniform() < 0.5 * exp(2 * (cos(angles[row, 0] - 1) + cos(angles[row, 1] - 2) - 2))
      }.map(Int32.init))
    counts.appendCell(bins: [])
    return counts
  }()

  @Test func centresAreWhereCellsFire() throws {
    let tuning = try CircularTuning(
      Self.counts, angles: Self.angles, time: 0.01, binsPerCircle: 24, smoothing: 0.2, work: Work(threads: 2))
    #expect(close(tuning.centers[0, 0], 1, 0.05) && close(tuning.centers[0, 1], 2, 0.05), "\(tuning.centers)")
    #expect(tuning.centers[1, 0].isNaN && tuning.vectorLengths[1, 0].isNaN && tuning.rates.row(1).allSatisfy { $0 == 0 })
    // Axis 1 is the second circle, axis 2 the first.
    let peak = tuning.rates.row(0).enumerated().max { $0.element < $1.element }?.offset ?? 0
    #expect(abs(peak % 24 - 3) <= 1 && abs(peak / 24 - 7) <= 1, "\(peak % 24) \(peak / 24)")
    // Smoothing keeps the mean rate of a torus that is covered evenly.
    let mean = tuning.rates.row(0).reduce(0, +) / 576
    #expect(close(mean, Double(Self.counts.columnTotals[0]) / 576, 1e-6))
    #expect(tuning.occupancy.allSatisfy { close($0, 1, 1e-9) })
  }

  /// canns: a cell at (1, 2) gets (2π − 2, 1), from a map whose second axis is the second circle backward.
  @Test func centresOfCannsAreTurned() throws {
    let activity = Self.counts.matrix.map(Float.init)
    let tuning = try CircularTuning(asCanns: activity, angles: Self.angles)
    #expect(close(tuning.centers[0, 0], 2 * .pi - 2, 0.1) && close(tuning.centers[0, 1], 1, 0.1), "\(tuning.centers)")
    let known = tuning.rates.row(0).enumerated().filter { $0.element.isFinite }
    let peak = known.max { $0.element < $1.element }?.offset ?? 0
    // A bin has a hundred rows: the largest one lies within an eighth of the circle.
    #expect(abs(Double(peak / 50) + 0.5 - 1 / (2 * .pi) * 50) < 7 && abs(49.5 - Double(peak % 50) - 2 / (2 * .pi) * 50) < 7)
  }

  @Test func holesDrawTheMeanNowhere() throws {
    let flat = (0..<576).map { $0 % 24 < 12 ? 3.0 : .nan }
    for moment in mapMoments(flat, circles: 2, bins: 24) { #expect(moment.length < 1e-9) }
    #expect(mapMoments([.nan, .nan, .nan, .nan], circles: 1, bins: 4)[0].direction.isNaN)
  }

  /// The variance of a von Mises distribution is 1 − I₁(κ)/I₀(κ).
  @Test func theScoreIsAVariance() throws {
    var random = RandomStream(seed: 2, name: "score")
    let angles = Matrix<Double>(rows: 4000, columns: 1, elements: (0..<4000).map { _ in 2 * .pi * random.uniform() })
    let activity = (0..<4000).map { random.uniform() < exp(4 * (cos(angles[$0, 0]) - 1)) ? 1.0 : 0 }
    let expected = 1 - scaledBesselI1(4) / scaledBesselI0(4)
    #expect(close(cohoScore(activity, angles: angles, share: 1), expected, 0.02))
    // Of sparse counts canns takes every row: the score of all angles.
    #expect(cohoScore(activity, angles: angles, share: 0.02, overAllRows: true) < 1)
    let sparse = activity.enumerated().map { $0.offset % 50 == 0 ? $0.element : 0 }
    #expect(cohoScore(sparse, angles: angles, share: 0.02, overAllRows: true) > 0.9)
    #expect(cohoScore(sparse, angles: angles, share: 0.02) < 0.4)
    #expect(cohoScore([Double](repeating: 0, count: 4000), angles: angles, share: 0.02).isNaN)
  }
}
