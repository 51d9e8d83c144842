import ArrayNumerics
import DimensionReduction
import Foundation
import Testing

@Suite struct PictureTrustTests {
  /// Numbers of scikit-learn 1.9.1 (`trustworthiness`, and with the two exchanged) and SciPy (`spearmanr`).
  @Test func agreesWithScikitLearn() throws {
    let points = ConnectedMembershipsTests.points
    let trust = try PictureTrust(data: points, picture: points.selectingColumns([0, 1]), neighbours: 3)
    #expect(abs(trust.trustworthiness - 0.9880952380952381) < 1e-12)
    #expect(abs(trust.continuity - 0.9880952380952381) < 1e-12)
    #expect(abs(trust.shepardCorrelation - 0.9979956154087066) < 1e-9)
  }

  @Test func aPerfectPictureHasOnesAndARandomOneAHalf() throws {
    let points = TestPoints.random(600, 5, seed: 1)
    let same = try PictureTrust(data: points, picture: points.map { 3 * $0 - 1 })
    #expect(same == PictureTrust(neighbours: 15, trustworthiness: 1, continuity: 1, neighbourRecall: 1, shepardCorrelation: 1))
    let random = try PictureTrust(data: points, picture: TestPoints.random(600, 2, seed: 2))
    #expect(abs(random.trustworthiness - 0.5) < 0.02 && abs(random.continuity - 0.5) < 0.02)
    #expect(abs(random.neighbourRecall - 15.0 / 599) < 0.01 && abs(random.shepardCorrelation) < 0.1)
  }

  @Test func exchangingDataAndPictureExchangesTheTwo() throws {
    let (a, b) = (TestPoints.random(300, 4, seed: 1), TestPoints.random(300, 4, seed: 1).selectingColumns([0, 2]))
    let (one, other) = (try PictureTrust(data: a, picture: b), try PictureTrust(data: b, picture: a))
    #expect(one.trustworthiness == other.continuity && one.continuity == other.trustworthiness)
    #expect(one.neighbourRecall == other.neighbourRecall)
  }

  @Test func fewQueriesEstimateWhatAllGive() throws {
    let (a, b) = (TestPoints.random(2000, 4, seed: 1), TestPoints.random(2000, 4, seed: 1).selectingColumns([0, 2]))
    let all = try PictureTrust(data: a, picture: b)
    let some = try PictureTrust(data: a, picture: b, queries: 400, work: Work(threads: 3))
    #expect(abs(all.trustworthiness - some.trustworthiness) < 0.01 && abs(all.continuity - some.continuity) < 0.01)
  }

  @Test func shapesThatDoNotFitAreRefused() throws {
    #expect(throws: NumericsError.self) {
      try PictureTrust(data: TestPoints.random(20, 3, seed: 1), picture: TestPoints.random(21, 2, seed: 1))
    }
    #expect(throws: DimensionReductionError.self) {
      try PictureTrust(data: TestPoints.random(3, 3, seed: 1), picture: TestPoints.random(3, 2, seed: 1))
    }
  }
}
