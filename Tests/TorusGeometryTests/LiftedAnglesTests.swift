import ArrayNumerics
import Foundation
import TestSupport
import Testing
import TorusGeometry

/// Angles that are followed through time, and the places they come to.
@Suite struct LiftedAnglesTests {
  static let times = (0..<3000).map { Double($0) / 50 }
  /// Turns of the first circle forward and of the second back, rad.
  static let truth = Matrix<Double>(
    rows: times.count, columns: 2, elements: times.flatMap { [2 + 3 * $0, 1 - 1.7 * $0 + sin($0)] })

  static func lift(
    _ angles: Matrix<Double>, confidence: Double = 1, times: [Double] = times, leastConfidence: Double = 0,
    smoothing: Double = 0, gap: Double = 1
  ) -> LiftedAngles {
    LiftedAngles(
      angles, confidence: angles.map { $0.isFinite ? confidence : 0 }, times: times, leastConfidence: leastConfidence,
      smoothing: smoothing, longestGap: gap)
  }

  @Test func turnsAreCounted() {
    let lifted = Self.lift(Self.truth.map(wrapAngle))
    #expect(lifted.segmentCount == 1 && lifted.doubtfulSteps == 0)
    for row in 0..<3000 {
      #expect(close(lifted.angles[row, 0], Self.truth[row, 0], 1e-9))
      #expect(close(lifted.angles[row, 1], Self.truth[row, 1], 1e-9))
    }
  }

  /// A Gaussian of 0.1 s holds 2 √π · 5 = 17.7 independent bins of 20 ms.
  @Test func noiseIsSmoothed() {
    var random = RandomStream(seed: 3, name: "noise")
    var noisy = Self.truth
    for row in 0..<3000 { for circle in 0..<2 { noisy[row, circle] += 0.5 * random.normal() } }
    let lifted = Self.lift(noisy.map(wrapAngle), smoothing: 0.1)
    var sum = 0.0
    for row in 50..<2950 {
      for circle in 0..<2 { sum += pow(lifted.angles[row, circle] - Self.truth[row, circle], 2) }
    }
    let expected = 0.5 / (2 * Double.pi.squareRoot() * 5).squareRoot()
    #expect(close((sum / 5800).squareRoot(), expected, 0.1 * expected), "\((sum / 5800).squareRoot()) \(expected)")
  }

  /// Rows without sense, one in ten, have hardly any weight when their confidence says so.
  @Test func unsureRowsCountForLittle() {
    var (angles, confidence) = (Self.truth.map(wrapAngle), Self.truth.map { _ in 0.9 })
    for row in stride(from: 5, to: 3000, by: 10) {
      angles[row, 0] = 2 * .pi * hashedUniform(90, UInt64(row))
      confidence[row, 0] = 0.01
    }
    let weighted = LiftedAngles(
      angles, confidence: confidence, times: Self.times, leastConfidence: 0, smoothing: 0.1, longestGap: 1)
    let left = LiftedAngles(
      angles, confidence: confidence, times: Self.times, leastConfidence: 0.5, smoothing: 0, longestGap: 1)
    #expect(left.unsureRows == 300 && left.segments.count { $0 < 0 } == 300 && left.segmentCount == 1)
    for row in 20..<2980 {
      #expect(close(weighted.angles[row, 0], Self.truth[row, 0], 0.03), "\(row)")
      if left.segments[row] == 0 { #expect(close(left.angles[row, 0], Self.truth[row, 0], 1e-9)) }
    }
  }

  @Test func aGapBeginsASegment() {
    let kept = (0..<3000).filter { !(1000..<1100).contains($0) && $0 != 2000 }
    let lifted = Self.lift(
      Self.truth.map(wrapAngle).selectingRows(kept), times: kept.map { Self.times[$0] }, smoothing: 0.1, gap: 1)
    #expect(lifted.segmentCount == 2 && lifted.segments[999] == 0 && lifted.segments[1000] == 1)
    // A new segment starts within the first turn.
    #expect((0..<2 * .pi).contains(lifted.angles[1000, 0]))
    // Two radians a bin may be four the other way round.
    let fast = Self.lift(
      Matrix(rows: 100, columns: 2, elements: (0..<100).flatMap { [wrapAngle(2.2 * Double($0)), 1.0] }),
      times: Array(Self.times.prefix(100)))
    #expect(fast.doubtfulSteps == 99)
    var unknown = Self.truth
    unknown[7, 1] = .nan
    let known = Self.lift(unknown)
    #expect(known.unknownRows == 1 && known.segments[7] == -1 && known.angles[7, 0].isNaN)
  }

  @Test func slipsAreVectorsOfTheLattice() throws {
    let map = try #require(LiftedMap(LiftedPathTests.waves.0, LiftedPathTests.waves.1))
    #expect(map.lattice.lengths.allSatisfy { close($0, 0.5, 1e-9) })
    let places = Self.times.map { (0.5 + 0.3 * sin($0 / 3), 0.5 + 0.3 * cos($0 / 4)) }
    let actual = Matrix<Double>(rows: 3000, columns: 2, elements: places.flatMap { [$0.0, $0.1] })
    var lifted = Matrix<Double>(
      rows: 3000, columns: 2,
      elements: places.flatMap { [LiftedPathTests.waves.0.phase($0.0, $0.1), LiftedPathTests.waves.1.phase($0.0, $0.1)] })
    for row in 0..<3000 {
      let place = map.place(lifted[row, 0], lifted[row, 1])
      #expect(close(place.x, places[row].0, 1e-9) && close(place.y, places[row].1, 1e-9))
    }
    #expect(map.slips(Array(0..<3000), times: Self.times, lifted: lifted, actual: actual, lasting: 0.5).isEmpty)
    // A turn too much from 20 s on, for good; and one of 0.2 s that is none.
    for row in 1000..<3000 { lifted[row, 0] += 2 * .pi }
    for row in 2000..<2010 { lifted[row, 1] += 2 * .pi }
    let slips = map.slips(Array(0..<3000), times: Self.times, lifted: lifted, actual: actual, lasting: 0.5)
    #expect(slips.count == 1 && slips[0].row == 1000)
    // The displacement is that over which the first angle goes round alone.
    let moved = map.vector((slips[0].first, slips[0].second))
    let turn = try #require(AngleReading.displacements(LiftedPathTests.waves.0, LiftedPathTests.waves.1)).first
    #expect(close(moved.x, turn.x, 1e-9) && close(moved.y, turn.y, 1e-9))
  }
}
