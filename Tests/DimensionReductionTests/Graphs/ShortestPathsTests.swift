import ArrayNumerics
import DimensionReduction
import Testing

@Suite struct ShortestPathsTests {
  /// A graph of points of which each names a few others, the weights from a list.
  static func graph(_ count: Int, named: Int, weights: [Float], seed: UInt64) -> SymmetricGraph {
    var random = RandomStream(seed: seed, name: "graph")
    var indices = Matrix<UInt32>(rows: count, columns: named, repeating: 0)
    var lengths = Matrix<Float>(rows: count, columns: named, repeating: 0)
    for point in 0..<count {
      var others: [Int] = []
      while others.count < named {
        let other = Int(random.uniform() * Double(count))
        if other != point, !others.contains(other) { others.append(other) }
      }
      for (place, other) in others.sorted().enumerated() {
        indices[point, place] = UInt32(other)
        lengths[point, place] = weights[Int(random.uniform() * Double(weights.count))]
      }
    }
    let rows = NeighbourRows(indices: indices, distances: lengths)
    return SymmetricGraph(rows, weights: lengths) { max($0, $1) }
  }

  /// All lengths by relaxing every edge until nothing changes, in single precision.
  static func relaxed(_ graph: SymmetricGraph, from source: Int) -> [Float] {
    var lengths = [Float](repeating: .infinity, count: graph.count)
    lengths[source] = 0
    var changed = true
    while changed {
      changed = false
      for point in 0..<graph.count {
        for edge in graph.starts[point]..<graph.starts[point + 1] {
          let candidate = lengths[point] + graph.weights[edge]
          let other = Int(graph.columns[edge])
          if candidate < lengths[other] {
            lengths[other] = candidate
            changed = true
          }
        }
      }
    }
    return lengths
  }

  /// Ties, edges far shorter and far longer than the mean, equal weights, the smallest number there is.
  @Test(
    arguments: [
      [1], [0.1, 0.2, 0.3], [1e-30, 1], [.leastNormalMagnitude], [1e-3, 1, 1e6], [0.7, 0.7001, 3.4e30],
      [.leastNonzeroMagnitude, 2],
    ] as [[Float]])
  func areThoseOfRelaxingAllEdges(weights: [Float]) {
    for (seed, (count, named)) in [(60, 2), (200, 4), (12, 11)].enumerated() {
      let graph = Self.graph(count, named: named, weights: weights, seed: UInt64(seed))
      var paths = ShortestPaths(graph)
      for source in [0, count / 2, count - 1, 0] {
        #expect(paths.lengths(from: source) == Self.relaxed(graph, from: source))
      }
    }
  }

  @Test func noPathIsInfinite() {
    // Two pairs and nothing between.
    let rows = NeighbourRows(
      indices: Matrix(rows: 4, columns: 1, elements: [1, 0, 3, 2]),
      distances: Matrix(rows: 4, columns: 1, elements: [2, 2, 5, 5]))
    let graph = SymmetricGraph(rows, weights: rows.distances) { max($0, $1) }
    var paths = ShortestPaths(graph)
    #expect(paths.lengths(from: 3) == [.infinity, .infinity, 5, 0])
    #expect(paths.lengths(from: 0) == [0, 2, .infinity, .infinity])
  }
}
