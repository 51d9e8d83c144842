import ArrayNumerics
import DimensionReduction
import Foundation
import TestSupport
import Testing

/// The whole landmark part against the reference program (canns 1.5.0) on the portable recording.
@Suite struct GoldenSetTests {
  static let rates = GoldenRecording.rates()
  static let parameters = LandmarkParameters(
    stride: 2, active: 2_000, neighbours: 200, landmarks: 300, landmarkNeighbours: 200, compat: true)
  static let result = Result { try landmarkCloud(rates: rates, parameters: parameters) }

  @Test func theRecordingIsTheOneWhoseNumbersAreKnown() {
    let spikes = GoldenRecording.spikes
    #expect(spikes.reduce(0) { $0 + $1.count } == 19_524)
    #expect(spikes.prefix(4).map(\.count) == [309, 362, 303, 313])
    #expect(abs(spikes[0][1] - 1.920_859_55) < 1e-8)
    #expect(abs(Self.rates.elements.reduce(0) { $0 + Double($1) } - 155_718.6717) < 1e-2)
    #expect(abs(Self.rates[1000, 2] - 1.772_803) < 1e-6)
  }

  @Test func activeRowsAreThoseOfTheReference() throws {
    let result = try Self.result.get()
    #expect(result.rows.count == 2_000)
    #expect(result.rows.prefix(5) == [10, 12, 14, 16, 18])
    #expect(result.rows.reduce(0, +) == 12_807_112)
  }

  @Test func variancesAreThoseOfTheReference() throws {
    let components = try Self.result.get().components
    let percent = [13.348564, 12.225868, 10.747758, 5.410854, 4.567381, 3.491128]
    let eigenvalues = [8.013141, 7.339186, 6.451877, 3.248134, 2.741798, 2.095723]
    for index in 0..<6 {
      #expect(abs(components.explainedVarianceRatio[index] * 100 - percent[index]) < 1e-5)
      #expect(abs(components.explainedVariance[index] - eigenvalues[index]) < 1e-5)
    }
  }

  @Test func scalesAreThoseOfTheReference() throws {
    let scales = try Self.result.get().scales
    for (found, expected) in zip(scales, [0.0070053, 0.00558434, 0.00620316, 0.00723016]) {
      #expect(abs(found - expected) < 1e-8)
    }
    let mean: Double = scales.reduce(0, +) / 2_000
    #expect(abs(mean - 0.019_584_469_6) < 1e-9)
  }

  @Test func landmarksAreThoseOfTheReferenceInOrder() throws {
    let landmarks = try Self.result.get().landmarks
    #expect(landmarks.prefix(12) == [784, 1631, 554, 1853, 1156, 23, 926, 783, 1638, 1133, 611, 1155])
    #expect(landmarks.count == 300)
    #expect(landmarks.reduce(0, +) == 297_279)
  }

  @Test func distancesAreThoseOfTheReference() throws {
    let distances = try Self.result.get().distances
    let finite = distances.elements.filter(\.isFinite).map(Double.init)
    #expect(finite.count == 63_434)
    let sum: Double = finite.reduce(0, +)
    #expect(abs(sum - 995_490.25357) < 0.1)
    #expect(abs((finite.max() ?? 0) - 93.499_975_82) < 1e-4)
    for (column, expected) in [88.564_234_92, 86.125_327_3, 0.088_722_22].enumerated() {
      #expect(abs(Double(distances[0, column + 1]) - expected) < 1e-5 * expected)
    }
    #expect(distances[0, 4] == .infinity)
  }

  @Test(arguments: [2, 3]) func theResultDoesNotDependOnTheNumberOfThreads(threads: Int) throws {
    let threaded = try landmarkCloud(
      rates: Self.rates, parameters: Self.parameters, work: Work(threads: threads))
    #expect(try threaded == Self.result.get())
  }

  /// Standardising in double precision moves the points by some 10⁻⁵: the cloud stays the same, near-ties may not.
  @Test func doublePrecisionGivesNearlyTheSameCloud() throws {
    var parameters = Self.parameters
    parameters.compat = false
    let reference = try Self.result.get()
    let result = try landmarkCloud(rates: Self.rates, parameters: parameters)
    #expect(result.rows == reference.rows)
    #expect(Set(result.landmarks).intersection(reference.landmarks).count >= 290)
    let worst = zip(result.scales, reference.scales).map { abs($0 - $1) / $1 }.max() ?? 1
    #expect(worst < 1e-3)
  }

  @Test func shiftsOfZeroChangeNothing() throws {
    let prepared = try PreparedRates(Self.rates, stride: 2)
    let result = try landmarkCloud(
      prepared, shifts: [Int](repeating: 0, count: 60), parameters: Self.parameters)
    #expect(try result == Self.result.get())
  }
}
