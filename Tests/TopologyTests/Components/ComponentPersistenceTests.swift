import ArrayNumerics
import Testing
import Topology

@Suite struct ComponentPersistenceTests {
  /// The same bars as the engine's, from points, distances and a graph, with and without threshold.
  @Test func agreesWithTheEngine() throws {
    var random = TestPoints(seed: 21)
    for round in 0..<30 {
      let points =
        round % 2 == 0
        ? random.cube(2 + random.integer(below: 80), axes: 3) : random.grid(2 + random.integer(below: 80), axes: 2, side: 5)
      let matrix = try distanceMatrix(of: points)
      for threshold in [nil, 0.3, 1] {
        let expected = try persistentCohomology(
          of: matrix,
          parameters: .init(maxDimension: 0, threshold: .distance(threshold.map(Float.init) ?? .infinity))
        ).diagrams
        #expect(try componentPersistence(of: points, threshold: threshold).diagrams == expected)
        #expect(try componentPersistence(ofDistances: matrix, threshold: threshold).diagrams == expected)
        let graph = try SparseGraph(distances: matrix)
        #expect(try componentPersistence(of: graph, threshold: threshold).diagrams == expected)
      }
    }
  }

  @Test func infiniteDistancesLeaveComponentsApart() throws {
    let far = Float.infinity
    let matrix = Matrix<Float>(rows: 3, columns: 3, elements: [0, 1, far, 1, 0, far, far, far, 0])
    let bars = try componentPersistence(ofDistances: matrix).diagrams[0]
    #expect(bars.count { $0.isEssential } == 2 && bars.last?.death == 1)
    #expect(throws: TopologyError.self) { try componentPersistence(ofDistances: matrix, threshold: -1) }
  }
}
