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

  /// Beside a search that sorts all landmarks: six axes, numbers of landmarks that are no multiple of four, and two landmarks
  /// in one place, of which the first counts.
  @Test(arguments: NeighbourMetric.allCases, [1, 2, 5, 9, 38]) func askTheNearestByBruteForce(
    metric: NeighbourMetric, landmarks count: Int
  ) throws {
    var random = RandomStream(seed: 5, name: "bins", index: UInt64(count))
    var scores = Matrix<Double>(rows: 200, columns: 6, elements: (0..<1200).map { _ in random.normal() })
    let landmarks = (0..<count).map { 5 * $0 }
    if count > 1 { for axis in 0..<6 { scores[5, axis] = scores[0, axis] } }
    let angles = Matrix<Double>(rows: count, columns: 1, elements: (0..<count).map { _ in random.uniform() * 6 })
    let found = try anglesOfBins(
      scores: scores, landmarks: landmarks, angles: angles, metric: metric, neighbours: 3, work: Work())
    let places = metric == .cosine ? unitRows(scores) : scores
    for bin in 0..<scores.rows {
      let distances = landmarks.map { landmark in
        let apart = zip(places.row(bin), places.row(landmark)).map { abs($0 - $1) }
        return switch metric {
        case .cosine, .euclidean: apart.reduce(0) { $0 + $1 * $1 }
        case .manhattan: apart.reduce(0, +)
        case .chebyshev: apart.reduce(0, max)
        }
      }
      let nearest = (0..<count).sorted { (distances[$0], $0) < (distances[$1], $1) }.prefix(3)
      let mean = atan2(nearest.reduce(0) { $0 + sin(angles[$1, 0]) }, nearest.reduce(0) { $0 + cos(angles[$1, 0]) })
      #expect(abs(remainder(found[bin, 0] - mean, 2 * .pi)) < 1e-12)
    }
  }
}
