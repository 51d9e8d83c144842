import ArrayNumerics

/// The harmonic representative of an integer cocycle on a graph: the function f that makes the squared length of
/// h(i, j) = f(j) - f(i) - z(i, j) smallest.
struct HarmonicCochain: Sendable {
  /// f, one value for each vertex; of all minimisers the one of smallest norm (mean zero on each component).
  let function: [Double]
  /// h, one value for each edge of the graph, smaller to larger vertex.
  let form: [Double]
  /// Sum of h^2.
  let energy: Double

  /// Solves the least squares problem with unit weights by conjugate gradients; O(edges) for each iteration.
  ///
  /// - Parameter cocycle: its number, for error messages.
  /// - Throws: `TopologyError.notConverged`, `CancellationError`.
  init(of cochain: IntegerCochain, on graph: LandmarkGraph, cocycle: Int, work: Work) throws {
    var edges: [WeightedEdge] = []
    edges.reserveCapacity(graph.edges)
    for i in 0..<graph.points {
      for place in graph.starts[i]..<graph.starts[i + 1] {
        edges.append(WeightedEdge(i, Int(graph.neighbors[place])))
      }
    }
    let differences = cochain.values.map(Double.init)
    let f: [Double]
    do {
      let weighted = try WeightedGraph(vertexCount: graph.points, edges: edges)
      f = try ConjugateGradient().potential(on: weighted, differences: differences, work: work)
    } catch let error as NumericsError {
      throw TopologyError.notConverged(cocycle: cocycle, reason: "\(error)")
    }
    form = edges.indices.map { f[edges[$0].second] - f[edges[$0].first] - differences[$0] }
    energy = form.reduce(0) { $0 + $1 * $1 }
    function = f
  }
}
