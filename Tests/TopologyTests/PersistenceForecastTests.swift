import Testing
import Topology

@Suite struct PersistenceForecastTests {
  /// Up to the largest integer, where bytes and simplices stop.
  @Test func growsWithPointsAndDimension() {
    for dimension in 0...6 {
      var last = forecast(points: 50, maxDimension: dimension)
      for points in [100, 400, 1_200, 5_000, 60_000] {
        let next = forecast(points: points, maxDimension: dimension)
        #expect(next.bytes >= last.bytes && next.seconds > last.seconds && next.simplices >= last.simplices)
        if dimension > 0 {
          let lower = forecast(points: points, maxDimension: dimension - 1)
          #expect(next.bytes >= lower.bytes && next.seconds > lower.seconds)
        }
        last = next
      }
    }
  }

  /// Measured on noisy tori in six dimensions (peak memory of the process less that of its start and of the matrix).
  @Test(arguments: [(600, 1, 0.048, 9), (2_000, 1, 0.77, 66), (400, 2, 0.06, 6), (800, 2, 0.74, 20), (200, 3, 2.3, 42)])
  func staysNearTheMeasuredCost(points: Int, dimension: Int, seconds: Double, megabytes: Double) {
    let cost = forecast(points: points, maxDimension: dimension)
    #expect((0.6...2).contains(cost.seconds / seconds))
    #expect((0.9...2.5).contains(Double(cost.bytes) / 1e6 / megabytes))
  }

  @Test func whatDoesNotFitIsRefusedBeforeTheStart() throws {
    var random = TestPoints(seed: 2)
    let distances = try distanceMatrix(of: random.cube(100, axes: 2))
    let needed = forecast(points: 100, maxDimension: 2).bytes
    #expect(
      throws: TopologyError.overMemoryBudget(needed: needed, budget: needed - 1, points: 100, maxDimension: 2)
    ) {
      try persistentCohomology(of: distances, parameters: .init(maxDimension: 2, memoryBudget: needed - 1))
    }
    let result = try persistentCohomology(
      of: distances, parameters: .init(maxDimension: 2, memoryBudget: needed))
    #expect(result.diagrams.count == 3)
  }
}
