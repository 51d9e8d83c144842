import ArrayNumerics
import Testing
import Topology

@Suite struct MinimumSpanningTreeTests {
  /// All metrics, clouds and grids with ties and duplicates, 1 to 5 axes: both algorithms have the lengths of the tree of the
  /// matrix.
  @Test(arguments: Metric.allCases) func algorithmsAgree(metric: Metric) throws {
    var random = TestPoints(seed: 11)
    for round in 0..<40 {
      let (count, axes) = (1 + random.integer(below: 150), 1 + round % 5)
      var points = round % 3 == 0 ? random.grid(count, axes: axes, side: 4) : random.cube(count, axes: axes)
      if metric == .cosine { for row in 0..<count { points[row, 0] += 1 } }
      let periods = metric == .flatTorus ? [round % 3 == 0 ? 4 : 1.0] : []
      let matrix = try distanceMatrix(of: points, metric: metric, periods: periods)
      let expected = try minimumSpanningTree(ofDistances: matrix).map { Float($0.length) }
      for algorithm in SpanningAlgorithm.allCases {
        let tree = try minimumSpanningTree(
          of: points, metric: metric, periods: periods, work: Work(), algorithm: algorithm)
        #expect(tree.map { Float($0.length) } == expected, "\(algorithm), round \(round)")
        #expect(isTree(tree, points: count))
      }
    }
  }

  private func isTree(_ edges: [SpanningEdge], points: Int) -> Bool {
    var labels = Array(0..<points)
    for edge in edges {
      let (a, b) = (labels[edge.first], labels[edge.second])
      if a == b { return false }
      for point in 0..<points where labels[point] == b { labels[point] = a }
    }
    return edges.count == points - 1
  }

  @Test func theTreeDoesNotDependOnThreads() throws {
    var random = TestPoints(seed: 12)
    for points in [random.cube(6000, axes: 3), random.grid(6000, axes: 2, side: 90)] {
      let tree = try minimumSpanningTree(of: points)
      #expect(try minimumSpanningTree(of: points, work: Work(threads: 3)) == tree)
    }
  }

  /// The sum of scipy.sparse.csgraph.minimum_spanning_tree (scipy 1.17) over the distances of the same points.
  @Test func agreesWithScipy() throws {
    var random = TestPoints(seed: 13)
    let tree = try minimumSpanningTree(of: random.cube(400, axes: 3))
    #expect(abs(tree.reduce(0) { $0 + $1.length } - 36.48944621696097) < 1e-9)
  }

  @Test func aForestHasOneTreeForEachComponent() throws {
    let graph = try SparseGraph(
      points: 6, firsts: [0, 1, 2, 4], seconds: [1, 2, 0, 3], lengths: [1, 2, 1.5, 0.5])
    #expect(
      minimumSpanningForest(of: graph) == [
        SpanningEdge(3, 4, length: 0.5), SpanningEdge(0, 1, length: 1), SpanningEdge(0, 2, length: 1.5),
      ])
  }

  @Test func equalPointsMakeATreeOfLengthZero() throws {
    let same = Matrix<Double>(rows: 5000, columns: 2, repeating: 0.25)
    let tree = try minimumSpanningTree(of: same)
    #expect(tree.count == 4999 && tree.allSatisfy { $0.length == 0 })
  }

  @Test func badCloudsAreRefused() {
    #expect(throws: TopologyError.noPoints) {
      try minimumSpanningTree(of: Matrix<Double>(rows: 0, columns: 2, repeating: 0))
    }
    #expect(throws: TopologyError.self) {
      try minimumSpanningTree(of: Matrix<Double>(rows: 2, columns: 1, elements: [0, .infinity]))
    }
    #expect(throws: TopologyError.self) {
      try minimumSpanningTree(
        of: Matrix<Double>(rows: 2, columns: 2, repeating: 0), metric: .flatTorus, periods: [1, 2, 3])
    }
    #expect(throws: TopologyError.coordinateTooLarge(row: 1, column: 0, value: 1e200)) {
      try minimumSpanningTree(of: Matrix<Double>(rows: 2, columns: 1, elements: [0, 1e200]))
    }
    #expect(throws: CancellationError.self) {
      try minimumSpanningTree(
        of: Matrix<Double>(rows: 2, columns: 1, elements: [0, 1]), work: Work(isCancelled: { true }))
    }
  }
}
