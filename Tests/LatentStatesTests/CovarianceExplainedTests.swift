import ArrayNumerics
import Foundation
import LatentStates
import TestSupport
import Testing

/// What angles explain of the covariances between cells, on shapes for which it can be calculated.
@Suite struct CovarianceExplainedTests {
  static let times = 6000
  static let cells = 12

  private static func uniform(_ stream: UInt64, _ index: Int) -> Double { hashedUniform(stream, UInt64(index)) }
  /// Mean 0, variance 1.
  private static func noise(_ stream: UInt64, _ index: Int) -> Double { (uniform(stream, index) - 0.5) * 12.0.squareRoot() }

  static let angles = Matrix(rows: times, columns: 1, elements: (0..<times).map { 2 * .pi * uniform(60, $0) })

  private static func preferred(_ cell: Int) -> Double { 2 * .pi * Double(cell) / Double(cells) }

  /// Cosine tuning, plus what depends on the place across the band with opposite signs in neighbouring cells, plus the noise
  /// of single cells.
  private static func scores(across: Double, noise level: Double) -> Matrix<Float> {
    Matrix(
      rows: times, columns: cells,
      elements: (0..<times * cells).map { index in
        let (time, cell) = (index / cells, index % cells)
        let sign = cell % 2 == 0 ? 1.0 : -1.0
        return Float(
          cos(angles[time, 0] - preferred(cell)) + across * sign * noise(61, time) + level * noise(62, index))
      })
  }

  @Test(arguments: [0.0, 1.0, 2.0]) func onACircleTheAngleExplainsAllWhateverTheNoise(level: Double) throws {
    let share = try #require(
      try covarianceExplained(Self.scores(across: 0, noise: level), by: Self.angles, work: Work()))
    #expect(close(share, 1, 0.02))
  }

  /// With cosines of variance ½ and a place across the band of variance b², C = ½ cos(pₙ − pₘ) ± b², of which ± b² is left.
  @Test(arguments: [0.3, 0.5, 1.0]) func onABandItExplainsWhatTheCalculationSays(across: Double) throws {
    var (left, all, crossed) = (0.0, 0.0, 0.0)
    for n in 0..<Self.cells {
      for m in 0..<Self.cells where m != n {
        let second = (n + m) % 2 == 0 ? across * across : -across * across
        let whole = 0.5 * cos(Self.preferred(n) - Self.preferred(m)) + second
        left += second * second
        all += whole * whole
        crossed += second * whole
      }
    }
    let share = try #require(
      try covarianceExplained(Self.scores(across: across, noise: 1), by: Self.angles, work: Work()))
    #expect(close(share, 1 - left / all, 0.02))
    let both = try #require(
      try CovarianceShare(Self.scores(across: across, noise: 1), by: Self.angles, work: Work()))
    #expect(close(both.plain, 1 - crossed / all, 0.03) && both.squared == share && both.agreement > 0.95)
    // Threads change nothing.
    #expect(try covarianceExplained(Self.scores(across: across, noise: 1), by: Self.angles, work: Work(threads: 3)) == share)
  }

  /// Place fields narrower than the band around the hole, and wider than it.
  @Test func placeFieldsOnADiscWithAHole() throws {
    func share(inner: Double) throws -> Double {
      let radius = (0..<Self.times).map { (inner * inner + (1 - inner * inner) * Self.uniform(63, $0)).squareRoot() }
      let fields = 40
      let rates = Matrix<Float>(
        rows: Self.times, columns: fields,
        elements: (0..<Self.times * fields).map { index in
          let (time, field) = (index / fields, index % fields)
          let (r, a) = (
            (inner * inner + (1 - inner * inner) * Self.uniform(64, field)).squareRoot(), 2 * .pi * Self.uniform(65, field)
          )
          let angle = Self.angles[time, 0]
          let squared = radius[time] * radius[time] + r * r - 2 * radius[time] * r * cos(angle - a)
          return Float(exp(-squared / (2 * 0.15 * 0.15)))
        })
      let scores = try standardizeColumns(rates).matrix
      return try #require(try covarianceExplained(scores, by: Self.angles, work: Work()))
    }
    let (disc, ring) = (try share(inner: 0.3), try share(inner: 0.95))
    #expect(disc < 0.85, "\(disc)")
    #expect(ring > 0.9, "\(ring)")
  }

  @Test func twoAnglesExplainATorusAndOneOfThemDoesNot() throws {
    let two = Matrix(
      rows: Self.times, columns: 2,
      elements: (0..<2 * Self.times).map { 2 * .pi * Self.uniform(66, $0) })
    let scores = Matrix<Float>(
      rows: Self.times, columns: 30,
      elements: (0..<30 * Self.times).map { index in
        let (time, cell) = (index / 30, index % 30)
        let p = 2 * .pi * Self.uniform(67, cell)
        let q = 2 * .pi * Self.uniform(68, cell)
        return Float(cos(two[time, 0] - p) + cos(two[time, 1] - q) + Self.noise(69, index))
      })
    let one = Matrix(rows: Self.times, columns: 1, elements: two.column(0))
    #expect(try close(#require(try covarianceExplained(scores, by: two, work: Work())), 1, 0.02))
    #expect(try close(#require(try covarianceExplained(scores, by: one, work: Work())), 0.5, 0.15))
    #expect(torusCoverage(two) == 1)
  }

  @Test func cellsThatShareNothingAreNotExplained() throws {
    // The second cell follows the first in one half of the time and does the opposite in the other.
    let scores = Matrix<Float>(
      rows: 1000, columns: 2,
      elements: (0..<1000).flatMap { time -> [Float] in
        let value = Float(Self.noise(70, time))
        return [value, time / 100 % 2 == 0 ? value : -value]
      })
    let angles = Self.angles.selectingRows(0..<1000)
    #expect(try covarianceExplained(scores, by: angles, work: Work()) == 0)
    #expect(try covarianceExplained(scores.selectingColumns([0]), by: angles, work: Work()) == nil)
    #expect(try covarianceExplained(scores.selectingRows(0..<99), by: angles.selectingRows(0..<99), work: Work()) == nil)
    #expect(try covarianceExplained(scores, by: angles.map { _ in Double.nan }, work: Work()) == nil)
  }

  /// Two circles that touch (a wedge), the same widened (a sheet with two holes) and one circle run through by both angles.
  @Test func whatIsNotATorusLeavesCombinationsOut() {
    func coverage(_ keep: (Double, Double) -> Bool) -> Double {
      var elements: [Double] = []
      for i in 0..<64 {
        for j in 0..<64 {
          let (p, q) = (2 * .pi * (Double(i) + 0.5) / 64, 2 * .pi * (Double(j) + 0.5) / 64)
          if keep(p, q) { elements += [p, q] }
        }
      }
      return torusCoverage(Matrix(rows: elements.count / 2, columns: 2, elements: elements))
    }
    #expect(coverage { _, _ in true } == 1)
    #expect(coverage { p, q in p < 0.1 || q < 0.1 } == 15.0 / 64)
    #expect(coverage { p, q in cos(p) > cos(0.3) || cos(q) > cos(0.3) } == 28.0 / 64)
    #expect(coverage { p, q in p == q } == 8.0 / 64)
  }
}
