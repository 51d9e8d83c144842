import ArrayNumerics
import DimensionReduction
import Foundation
import Testing

@Suite struct LandmarkDistancesTests {
  @Test(arguments: NeighbourMetric.allCases, [2, 20, 120])
  func distancesAreMinusTheLogarithmOfTheFullMatrix(metric: NeighbourMetric, k: Int) throws {
    for points in [TestPoints.random(120, 3, seed: 9), TestPoints.lattice(120, 2, seed: 9)] {
      let found = try landmarkDistances(
        SearchPoints(points, metric: metric), neighbours: k, compat: true, work: Work())
      let expected = BruteForce(points, metric: metric, neighbours: k).union
      for i in 0..<120 {
        #expect(found[i, i] == 0)
        for j in 0..<120 where i != j {
          let value = -log(expected[i][j])
          #expect(found[i, j] == found[j, i])
          if expected[i][j] < 1e-290 {
            #expect(found[i, j] > 600)
            continue
          }
          #expect(abs(Double(found[i, j]) - value) <= 1e-4 * (1 + value))
        }
      }
    }
  }

  /// Of five points near together and one far away, the far one is a one-sided neighbour at thousands of scales.
  @Test func anEdgeThatVanishesIsKeptUnlessCompatible() throws {
    let points = try SearchPoints(
      Matrix(rows: 4, columns: 1, elements: [0, 0, 0, 1.0]), metric: .euclidean)
    let kept = try landmarkDistances(points, neighbours: 4, work: Work())
    let compatible = try landmarkDistances(points, neighbours: 4, compat: true, work: Work())
    #expect(kept[0, 1] == 0 && compatible[0, 1] == 0)
    #expect(!kept.elements.contains(.infinity))
    for column in 0..<3 {
      #expect(compatible[3, column] == kept[3, column] || kept[3, column] > 745)
    }
  }

  @Test func duplicatesAreAtDistanceZeroWithoutASign() throws {
    let points = Matrix(rows: 3, columns: 2, elements: [1, 1, 1, 1, 2, 5.0])
    let found = try landmarkDistances(SearchPoints(points, metric: .euclidean), neighbours: 3, work: Work())
    #expect(found[0, 1] == 0 && found[0, 1].sign == .plus)
  }

  @Test func moreNeighboursThanLandmarksAreRefused() throws {
    let points = try SearchPoints(TestPoints.random(5, 2, seed: 1), metric: .cosine)
    #expect(throws: DimensionReductionError.tooManyLandmarkNeighbours(requested: 6, landmarks: 5)) {
      try landmarkDistances(points, neighbours: 6, work: Work())
    }
  }
}
