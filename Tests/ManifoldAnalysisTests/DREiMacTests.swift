import ArrayNumerics
import Foundation
import Recordings
import TestSupport
import Testing
import Topology

/// Circular and toroidal coordinates beside those of DREiMac 0.3.2 (Scoccola et al. 2023,
/// doi:10.4230/LIPIcs.SoCG.2023.57), on its own landmarks: the same classes, so the same circles up to direction and zero, but
/// its least squares are weighted and ours are not.
@Suite(.enabled(if: SharedFixtures.folder != nil, "the shared fixtures are not here"))
struct DREiMacTests {
  @Test(arguments: ["circle_300", "circle_800", "klein_300", "klein_800"]) func circles(cloud: String) throws {
    let landmarks = try Self.landmarks(of: cloud)
    let theirs = try #require(SharedFixtures.expected("dreimac", "\(cloud)/circular").doubles)
    let found = try coordinates(of: landmarks.points, classes: [0])
    #expect(found.integerCocycle == [true])
    let reference = landmarks.indices.map { theirs[$0] }
    #expect(agreement(found.angles.column(0), reference) > 0.98)
    if cloud.hasPrefix("circle") {
      let truth = (0..<landmarks.points.rows).map { atan2(landmarks.points[$0, 1], landmarks.points[$0, 0]) }
      #expect(agreement(found.angles.column(0), truth) > agreement(reference, truth) - 0.005)
    }
  }

  /// The reduced basis: each of our two circles is one of theirs.
  @Test(arguments: ["torus4_300", "torus4_800", "torus6_300", "torus6_800"]) func tori(cloud: String) throws {
    let landmarks = try Self.landmarks(of: cloud)
    let theirs = try SharedFixtures.expected("dreimac", "\(cloud)/toroidal")
    let found = try coordinates(of: landmarks.points, classes: [0, 1])
    #expect(found.integerCocycle == [true, true])
    let count = theirs.shape[1]
    let values = try #require(theirs.doubles)
    let reference = (0..<2).map { circle in landmarks.indices.map { values[circle * count + $0] } }
    let matches = (0..<2).map { ours in
      (0..<2).map { agreement(found.angles.column(ours), reference[$0]) }
    }
    // A hexagonal torus has three shortest circles, of which each side takes two.
    let third = (0..<2).map { ours in
      max(
        agreement(found.angles.column(ours), zip(reference[0], reference[1]).map { $0 + $1 }),
        agreement(found.angles.column(ours), zip(reference[0], reference[1]).map { $0 - $1 }))
    }
    for ours in 0..<2 {
      #expect(max(matches[ours].max() ?? 0, cloud.hasPrefix("torus6") ? third[ours] : 0) > 0.97)
    }
    let angle = try #require(found.latticeAngle) * 180 / .pi
    #expect(abs(angle - (cloud.hasPrefix("torus6") ? 60 : 90)) < 6)
  }

  private struct Landmarks {
    var indices: [Int]
    var points: Matrix<Double>
  }

  private static func landmarks(of cloud: String) throws -> Landmarks {
    let folder = try #require(SharedFixtures.folder)
    let archive = try NPZArchive(contentsOf: folder.appendingPathComponent("inputs/clouds.npz"))
    guard case .array(let all) = try archive.read(cloud) else { throw SharedFixtures.Missing() }
    let points = Matrix(rows: all.shape[0], columns: all.shape[1], elements: try #require(all.doubles))
    let indices = try #require(SharedFixtures.expected("dreimac", "\(cloud)/landmarks").doubles).map { Int($0) }
    return Landmarks(indices: indices, points: points.selectingRows(indices))
  }

  /// Over their field, half way along the bars.
  private func coordinates(of points: Matrix<Double>, classes: [Int]) throws -> LandmarkCoordinates {
    let distances = try distanceMatrix(of: points)
    let result = try persistentCohomology(of: distances, parameters: .init(coefficient: 41))
    return try circularCoordinates(result: result, distances: distances, classes: classes, rule: .common(0.5))
  }
}
