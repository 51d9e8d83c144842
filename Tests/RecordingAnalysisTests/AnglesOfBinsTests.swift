import ArrayNumerics
import DimensionReduction
import Foundation
import RecordingAnalysis
import Testing

@Suite struct AnglesOfBinsTests {
  /// Points on a circle, one for each degree.
  static let scores = Matrix(
    rows: 360, columns: 2, elements: (0..<360).flatMap { [cos(Double($0) * .pi / 180), sin(Double($0) * .pi / 180)] })
  /// Every tenth is a landmark.
  static let landmarks = Array(stride(from: 0, to: 360, by: 10))
  static let angles = Matrix(
    rows: 36, columns: 2,
    elements: landmarks.flatMap {
      [Double($0) * .pi / 180, (2 * .pi - Double($0) * .pi / 180).truncatingRemainder(dividingBy: 2 * .pi)]
    })

  @Test(arguments: NeighbourMetric.allCases, [1, 3, 5]) func followLandmarks(metric: NeighbourMetric, neighbours: Int) throws {
    let found = try anglesOfBins(
      scores: Self.scores, landmarks: Self.landmarks, angles: Self.angles, metric: metric, neighbours: neighbours, work: Work())
    for bin in 0..<360 {
      let difference = abs(remainder(found[bin, 0] - Double(bin) * .pi / 180, 2 * .pi))
      #expect(difference <= 6 * .pi / 180)
      #expect(abs(remainder(found[bin, 0] + found[bin, 1], 2 * .pi)) < 1e-9)
    }
    let threaded = try anglesOfBins(
      scores: Self.scores, landmarks: Self.landmarks, angles: Self.angles, metric: metric, neighbours: neighbours,
      work: Work(threads: 2))
    #expect(threaded == found)
  }

  @Test func landmarksWithoutAnAngleAreNotAsked() throws {
    var angles = Self.angles
    angles[0, 1] = .nan
    let found = try anglesOfBins(
      scores: Self.scores, landmarks: Self.landmarks, angles: angles, metric: .cosine, neighbours: 1, work: Work())
    // The landmark at 0° is left out, so its bin asks one of its two neighbours.
    #expect(close(abs(remainder(found[0, 0], 2 * .pi)), 10 * .pi / 180, 1e-9))
    let none = try anglesOfBins(
      scores: Self.scores, landmarks: Self.landmarks, angles: Self.angles.map { _ in .nan }, metric: .cosine, work: Work())
    #expect(none.elements.allSatisfy(\.isNaN))
  }
}
