import ArrayNumerics
import Testing

/// Expected numbers are those of SciPy 1.17, or of the formula in NumPy.
@Suite struct CircularStatisticsTests {
  private let a = [0.1, 6.1, 0.4, 1.2, 5.9, 2.0]
  private let b = [0.3, 0.1, 0.9, 2.2, 6.0, 1.5]

  @Test func anglesAreWrapped() {
    #expect(wrapAngle(-1e-20) == 0)
    #expect(wrapAngle(2 * .pi) == 0)
    #expect(wrapAngle(-0.5) == 2 * .pi - 0.5)
    #expect(wrapAngle(.infinity).isNaN)
    #expect(abs(angleDifference(0.1, 6.2) - (0.1 - 6.2 + 2 * .pi)) < 1e-15)
    #expect(angleDifference(.pi, 0) == -.pi)
    #expect(angleDifference(0, .pi) == -.pi)
    #expect(angleDifference(.nan, 0).isNaN)
  }

  @Test func summary() throws {
    let summary = circularSummary(a)
    #expect(abs(summary.mean - 0.4396275036380022) < 1e-14)
    #expect(abs(summary.variance - 0.30508340484989205) < 1e-14)
    #expect(abs(summary.standardDeviation - 0.8531863191554591) < 1e-14)
    let weighted = try circularSummary(a, weights: [1, 2, 0, 3, 1, 1])
    #expect(abs(weighted.mean - 0.5921031038911845) < 1e-14)
    #expect(abs(weighted.resultantLength - 0.686930222990738) < 1e-14)
    #expect(circularMean([0, .pi]).isNaN)
    #expect(resultantLength([]).isNaN)
    #expect(throws: NumericsError.self) { try circularSummary(a, weights: [1, 2, 3, 4, 5, -1]) }
    #expect(throws: NumericsError.self) { try circularSummary(a, weights: [1]) }
  }

  @Test func correlation() throws {
    #expect(abs(try circularCorrelation(a, b) - 0.9533826080342351) < 1e-14)
    #expect(abs(try circularCorrelation(a, a.map { -$0 }) + 1) < 1e-14)
  }

  @Test func rayleigh() throws {
    let test = rayleighTest(a)
    #expect(abs(test.statistic - 2.8974544452901143) < 1e-14)
    #expect(abs(test.pValue - 0.04846168782064905) < 1e-14)
    // A hundred bins with a hundred spikes in one of them: n is the number of spikes.
    let angles = (0..<100).map { Double($0) * 2 * .pi / 100 }
    let counts = (0..<100).map { $0 == 7 ? 100.0 : 0 }
    let tuned = try rayleighTest(angles, spikeCounts: counts)
    #expect(tuned.count == 100)
    #expect(tuned.logPValue < -90)
    #expect(rayleighTest(angles).pValue > 0.99)
  }

  @Test func interpolationTakesTheShorterArc() throws {
    let even = [6.2, 0.1, 3, 5.9]
    let between = try interpolateAngles((0..<15).map(Double.init), positions: [0, 4, 8, 12], angles: even)
    #expect(largestDifference(interpolateAngles(even, factor: 4, count: 15), between) < 1e-14)
    let angles = try interpolateAngles([-1, 0.5, 1, 1.5, 5], positions: [0, 1, 2], angles: [6.2, 0.1, 3])
    let middle = wrapAngle(6.2 + (0.1 - 6.2 + 2 * .pi) / 2)
    #expect(largestDifference(angles, [6.2, middle, 0.1, 1.55, 3]) < 1e-14)
  }

  @Test(arguments: [false, true])
  func alignmentFindsRotationAndReflection(reflected: Bool) throws {
    let decoded = testValues(501, "angles").map { wrapAngle($0 * 4) }
    let noise = testValues(501, "noise").map { $0 * 0.1 }
    var reference = zip(decoded, noise).map { wrapAngle((reflected ? -$0 : $0) + 2.5 + $1) }
    for index in 0..<100 { reference[index] = wrapAngle(Double(index)) }  // a fifth is wrong altogether
    reference[0] = .nan
    let alignment = try alignAngles(decoded: decoded, reference: reference)
    #expect(alignment.reflected == reflected)
    #expect(abs(alignment.rotation - 2.5) < 0.06)
    #expect(alignment.medianAbsoluteError < 0.06)
    #expect(alignment.pairs == 500)
    let errors = zip(decoded, reference).dropFirst().map { abs(angleDifference(alignment.apply($0), $1)) }
    #expect(abs(median(errors) - alignment.medianAbsoluteError) < 1e-12)
  }

  @Test func noRotationOnAGridIsBetter() throws {
    let decoded = testValues(101, "x").map { wrapAngle($0 * 4) }
    let reference = testValues(101, "y").map { wrapAngle($0 * 4) }
    let best = try alignAngles(decoded: decoded, reference: reference).medianAbsoluteError
    for reflected in [false, true] {
      for step in 0..<2000 {
        let trial = AngleAlignment(
          rotation: Double(step) * .pi / 1000, reflected: reflected)
        let error = median(zip(decoded, reference).map { abs(angleDifference(trial.apply($0), $1)) })
        #expect(error >= best - 1e-12)
      }
    }
  }

  @Test func alignmentWithoutPairsHasNoError() throws {
    #expect(try alignAngles(decoded: [.nan], reference: [1]).medianAbsoluteError.isNaN)
    #expect(try alignAngles(decoded: [3], reference: [1]).medianAbsoluteError < 1e-15)
  }
}
