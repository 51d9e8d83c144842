import ArrayNumerics
import DimensionReduction
import Foundation
import TestSupport
import Testing

@Suite struct AnglesOfBinsTests {
  /// Points on a circle, one for each degree.
  static let scores = Matrix(
    rows: 360, columns: 2,
    elements: (0..<360).flatMap { degree -> [Double] in
      let angle = Double(degree) * .pi / 180
      return [cos(angle), sin(angle)]
    })
  /// Every tenth is a landmark.
  static let landmarks = Array(stride(from: 0, to: 360, by: 10))
  /// The second angle runs the other way.
  static let angles: Matrix<Double> = {
    var angles = Matrix<Double>(rows: 36, columns: 2, repeating: 0)
    for (row, degree) in landmarks.enumerated() {
      angles[row, 0] = Double(degree) * .pi / 180
      angles[row, 1] = Double((360 - degree) % 360) * .pi / 180
    }
    return angles
  }()

  @Test(arguments: NeighbourMetric.allCases, [1, 3, 5]) func followLandmarks(metric: NeighbourMetric, neighbours: Int) throws {
    let found = try anglesOfBins(
      scores: Self.scores, landmarks: Self.landmarks, angles: Self.angles, metric: metric, neighbours: neighbours, work: Work())
    for bin in 0..<360 {
      let difference = abs(remainder(found[bin, 0] - Double(bin) * .pi / 180, 2 * .pi))
      #expect(difference < 10 * .pi / 180)
      #expect(abs(remainder(found[bin, 0] + found[bin, 1], 2 * .pi)) < 1e-9)
    }
    let threaded = try anglesOfBins(
      scores: Self.scores, landmarks: Self.landmarks, angles: Self.angles, metric: metric, neighbours: neighbours,
      work: Work(threads: 2))
    #expect(threaded == found)
  }

  @Test func landmarksWithoutAnAngleAreNotAsked() throws {
    var angles = Self.angles
    angles[0, 1] = Double.nan
    let found = try anglesOfBins(
      scores: Self.scores, landmarks: Self.landmarks, angles: angles, metric: .cosine, neighbours: 1, work: Work())
    // The landmark at 0° is left out, so its bin asks one of its two neighbours.
    #expect(close(abs(remainder(found[0, 0], 2 * .pi)), 10 * .pi / 180, 1e-9))
    let none = try anglesOfBins(
      scores: Self.scores, landmarks: Self.landmarks, angles: Self.angles.map { _ in Double.nan }, metric: .cosine, work: Work()
    )
    #expect(none.elements.allSatisfy { $0.isNaN })
  }
}
