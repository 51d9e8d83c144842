import ArrayNumerics
import Testing

@Suite struct ConjugateGradientTests {
  /// Expected numbers are those of `numpy.linalg.lstsq` (minimum norm) on the same edges.
  @Test func leastSquaresPotentialOnThreeComponents() throws {
    let edges = [
      WeightedEdge(0, 1, weight: 1), WeightedEdge(1, 2, weight: 2), WeightedEdge(2, 0, weight: 0.5),
      WeightedEdge(2, 3, weight: 1), WeightedEdge(4, 5, weight: 3), WeightedEdge(5, 4, weight: 1),
    ]
    let graph = try WeightedGraph(vertexCount: 7, edges: edges)
    #expect(graph.components == [0, 0, 0, 0, 1, 1, 2])
    let potential = try ConjugateGradient().potential(on: graph, differences: [0.3, -0.5, 0.9, 1, 2, 1])
    #expect(largestDifference(potential, [-0.025, 0.075, -0.525, 0.475, -0.625, 0.625, 0]) < 1e-14)
  }

  @Test func differencesOfAFunctionGiveItBack() throws {
    let count = 3000
    var stream = RandomStream(seed: 5, name: "graph")
    var edges = (1..<count).map { WeightedEdge($0 - 1, $0, weight: 0.1 + stream.uniform()) }
    for _ in 0..<4 * count {
      edges.append(
        WeightedEdge(
          stream.integer(below: count), stream.integer(below: count), weight: 0.1 + stream.uniform()))
    }
    var function = testValues(count, "f")
    let centre = mean(function)
    for index in 0..<count { function[index] -= centre }
    let graph = try WeightedGraph(vertexCount: count, edges: edges)
    let solved = try ConjugateGradient().potential(
      on: graph, differences: edges.map { function[$0.second] - function[$0.first] })
    #expect(largestDifference(solved, function) < 1e-10)
  }

  @Test func aLongChainConverges() throws {
    let edges = (1..<2000).map { WeightedEdge($0 - 1, $0) }
    let graph = try WeightedGraph(vertexCount: 2000, edges: edges)
    let solved = try ConjugateGradient().potential(on: graph, differences: edges.map { _ in 1 })
    #expect(largestDifference(solved, (0..<2000).map { Double($0) - 999.5 }) < 1e-7)
  }

  @Test func failuresAreTold() throws {
    let graph = try WeightedGraph(vertexCount: 50, edges: (1..<50).map { WeightedEdge($0 - 1, $0) })
    let impatient = ConjugateGradient(maximumSteps: 3)
    #expect(throws: NumericsError.self) {
      try impatient.potential(on: graph, differences: testValues(49, "d"))
    }
    #expect(throws: NumericsError.self) { try ConjugateGradient().potential(on: graph, differences: [1]) }
    #expect(throws: NumericsError.self) {
      try ConjugateGradient().solve(graph, [Double](repeating: .nan, count: 50))
    }
    #expect(throws: NumericsError.self) { try WeightedGraph(vertexCount: 2, edges: [WeightedEdge(0, 2)]) }
    #expect(throws: NumericsError.self) {
      try WeightedGraph(vertexCount: 2, edges: [WeightedEdge(0, 1, weight: -1)])
    }
  }

  @Test func componentsAreNumberedByTheirLowestVertex() {
    #expect(connectedComponents(vertexCount: 6, edges: [(5, 1), (4, 2), (2, 0)]) == [0, 1, 0, 2, 0, 1])
    #expect(connectedComponents(vertexCount: 0, edges: []).isEmpty)
  }

  @Test func emptyGraph() throws {
    let graph = try WeightedGraph(vertexCount: 0, edges: [])
    #expect(try ConjugateGradient().solve(graph, []).isEmpty)
    let loops = try WeightedGraph(vertexCount: 1, edges: [WeightedEdge(0, 0)])
    #expect(try ConjugateGradient().potential(on: loops, differences: [3]) == [0])
  }
}
