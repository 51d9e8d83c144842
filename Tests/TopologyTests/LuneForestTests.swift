import ArrayNumerics
import Testing
import Topology

@Suite struct LuneForestTests {
  /// The columns made on the way and those of the full matrix give the same bars and the same cocycles, also where some
  /// edges, but not most, share their length.
  @Test func equalsTheReductionOfAllColumns() throws {
    var random = TestPoints(seed: 77)
    for round in 0..<40 {
      let distances: Matrix<Float>
      switch round % 4 {
      case 0: distances = try distanceMatrix(of: random.cube(40, axes: 3))
      case 1: distances = try distanceMatrix(of: random.torus(60).points)
      case 2: distances = random.symmetric(24, levels: 200)
      default: distances = random.symmetric(20)
      }
      let parameters = PersistenceParameters(
        maxDimension: 2, coefficient: [2, 3, 5, 47][round % 4],
        threshold: round % 3 == 0 ? .distance(.infinity) : .enclosingRadius)
      let usual = try persistentCohomology(of: distances, parameters: parameters, work: Work(threads: 2))
      let all = try persistentCohomology(
        of: distances, parameters: parameters, work: Work(), options: EngineOptions(reducesAllColumns: true))
      #expect(usual == all, "round \(round)")
    }
  }
}
