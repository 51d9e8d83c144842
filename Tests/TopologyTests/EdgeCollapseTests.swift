import ArrayNumerics
import Testing
import Topology

@Suite struct EdgeCollapseTests {
  /// Diagrams of all dimensions from collapsed edges and from the full complex.
  @Test func keepsEveryDiagram() throws {
    var random = TestPoints(seed: 31)
    for round in 0..<60 {
      let distances: Matrix<Float>
      switch round % 4 {
      case 0: distances = try distanceMatrix(of: random.cube(24, axes: 3))
      case 1: distances = try distanceMatrix(of: random.grid(20, axes: 3, side: 3))
      case 2: distances = random.symmetric(12, levels: 5)
      default: distances = try distanceMatrix(of: random.torus(40).points)
      }
      let parameters = PersistenceParameters(
        maxDimension: round % 4 == 3 ? 2 : 3, coefficient: [2, 3, 47][round % 3],
        threshold: round % 5 == 0 ? .distance(.infinity) : .enclosingRadius, cocycles: false)
      let full = try persistentCohomology(
        of: distances, parameters: parameters, work: Work(), options: EngineOptions(collapseFrom: 9))
      let collapsed = try persistentCohomology(
        of: distances, parameters: parameters, work: Work(), options: EngineOptions(collapseFrom: 1))
      #expect(full.diagrams == collapsed.diagrams, "round \(round)")
    }
  }

  /// Cocycles below, collapsed edges above: the bars of dimension 3 do not depend on the cocycles kept.
  @Test func cocyclesOfLowerDimensionsStay() throws {
    var random = TestPoints(seed: 5)
    let distances = try distanceMatrix(of: random.cube(30, axes: 4))
    var parameters = PersistenceParameters(maxDimension: 3)
    let usual = try persistentCohomology(of: distances, parameters: parameters)
    parameters.largestCocycleDimension = 3
    let all = try persistentCohomology(of: distances, parameters: parameters)
    #expect(usual.diagrams == all.diagrams)
    #expect(usual.cocycles[1] == all.cocycles[1] && usual.cocycles[2] == all.cocycles[2])
    #expect(usual.cocycles[3].isEmpty)
    #expect(all.cocycles[3].count == all.diagrams[3].count)
  }
}
