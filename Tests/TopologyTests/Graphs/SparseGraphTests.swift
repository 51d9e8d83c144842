import Testing
import Topology

@Suite struct SparseGraphTests {
  @Test func edgesAreInFiltrationOrder() throws {
    let graph = try SparseGraph(
      firsts: [0, 2, 1, 3, 2], seconds: [1, 0, 2, 3, 1], lengths: [2, 1, 1, 0, 1.000001])
    #expect(graph.points == 4)
    #expect(graph.edges.map { [$0.first, $0.second] } == [[2, 1], [2, 0], [1, 0]])
    #expect(graph.edges.map(\.length) == [1, 1, 2])
  }

  @Test func infiniteEdgesAreMissingAndZerosAreEdges() throws {
    let graph = try SparseGraph(points: 3, firsts: [0, 1], seconds: [1, 2], lengths: [.infinity, 0])
    #expect(graph.edges.map(\.length) == [0])
  }

  @Test func badEdgesAreNamed() {
    func expect(_ error: TopologyError, _ edge: (Int, Int, Double)) {
      #expect(throws: error) {
        try SparseGraph(points: 3, firsts: [0, edge.0], seconds: [1, edge.1], lengths: [1, edge.2])
      }
    }
    expect(.notANumber(row: 1, column: 2), (1, 2, .nan))
    expect(.negativeDistance(row: 1, column: 2, value: -1), (1, 2, -1))
    expect(.nonZeroDiagonal(row: 2, value: 1), (2, 2, 1))
    expect(.invalidEdge(index: 1, first: 0, second: 3, points: 3), (0, 3, 1))
    expect(.invalidEdge(index: 1, first: -1, second: 0, points: 3), (-1, 0, 1))
    expect(.contradictingEdges(first: 0, second: 1, one: 1, other: 2), (1, 0, 2))
    #expect(throws: TopologyError.noPoints) { try SparseGraph(firsts: [], seconds: [], lengths: []) }
    #expect(throws: TopologyError.self) { try SparseGraph(firsts: [0], seconds: [], lengths: [1]) }
  }
}
