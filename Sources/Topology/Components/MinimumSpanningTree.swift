import ArrayNumerics

/// An edge of a spanning tree.
public struct SpanningEdge: Sendable, Equatable {
  /// The smaller index of the points it joins.
  public var first: Int
  /// The larger index.
  public var second: Int
  /// In the unit of the distances.
  public var length: Double

  public init(_ a: Int, _ b: Int, length: Double) {
    first = min(a, b)
    second = max(a, b)
    self.length = length
  }
}

/// The minimum spanning tree of a cloud, exact, without its distance matrix.
///
/// In few dimensions by rounds of Borůvka's algorithm on a k-d tree (after March, Ram and Gray 2010,
/// doi:10.1145/1835804.1835882): time about O(n log² n), memory O(n). In many dimensions, where a tree of boxes excludes
/// nothing, by Prim's algorithm: O(n²) time, O(n) memory. Both trees have the same lengths; among equal lengths Borůvka takes
/// the edge with the lowest indices.
///
/// - Parameters:
///   - points: `[point, axis]`.
///   - periods: see `distanceMatrix(of:metric:periods:work:)`.
///   - work: queries are shared among threads; the tree does not depend on their number.
/// - Returns: n - 1 edges, shortest first, equal lengths by their points.
/// - Throws: `TopologyError` as for `distanceMatrix`; `CancellationError`.
public func minimumSpanningTree(
  of points: Matrix<Double>, metric: Metric = .euclidean, periods: [Double] = [], work: Work = Work()
) throws -> [SpanningEdge] {
  try minimumSpanningTree(of: points, metric: metric, periods: periods, work: work, algorithm: nil)
}

/// Ways to find the tree; tests ask for one.
package enum SpanningAlgorithm: Sendable, CaseIterable {
  case boruvka, prim
}

/// More axes than this leave a k-d tree nothing to exclude.
private let mostTreeAxes = 16

/// The same with the algorithm chosen by the caller.
package func minimumSpanningTree(
  of points: Matrix<Double>, metric: Metric, periods: [Double], work: Work, algorithm: SpanningAlgorithm?
) throws -> [SpanningEdge] {
  guard points.rows < Int(Int32.max) else {
    throw TopologyError.tooManyPoints(found: points.rows, limit: Int(Int32.max) - 1)
  }
  let cloud = try PreparedCloud(points, metric: metric, periods: periods)
  if (algorithm ?? (points.columns <= mostTreeAxes ? .boruvka : .prim)) == .prim {
    return sorted(try primTree(CloudRows(cloud), work: work))
  }
  let edges =
    switch metric {
    case .euclidean, .cosine:
      try boruvkaTree(cloud.points, EuclideanGeometry(isCosine: metric == .cosine), work: work)
    case .manhattan: try boruvkaTree(cloud.points, ManhattanGeometry(), work: work)
    case .chebyshev: try boruvkaTree(cloud.points, ChebyshevGeometry(), work: work)
    case .flatTorus: try boruvkaTree(cloud.points, FlatTorusGeometry(periods: cloud.periods), work: work)
    }
  return sorted(edges)
}

/// The minimum spanning tree of a matrix of distances (a forest where +infinity leaves points apart), by Prim's algorithm.
///
/// - Returns: edges, shortest first, equal lengths by their points.
/// - Throws: `TopologyError` for a matrix that is not one of distances; `CancellationError`.
public func minimumSpanningTree(ofDistances distances: Matrix<Float>, work: Work = Work()) throws -> [SpanningEdge] {
  try checkDistances(distances)
  return sorted(try primTree(MatrixRows(matrix: distances), work: work))
}

/// The minimum spanning forest of a graph, by Kruskal's algorithm: O(e log e).
///
/// - Returns: edges, shortest first, equal lengths by their points; as many as there are points less components.
public func minimumSpanningForest(of graph: SparseGraph) -> [SpanningEdge] {
  var components = DisjointSets(count: graph.points)
  var edges: [SpanningEdge] = []
  for edge in graph.edges where components.join(Int(edge.first), Int(edge.second)) {
    edges.append(SpanningEdge(Int(edge.first), Int(edge.second), length: Double(edge.length)))
  }
  return edges
}

private func sorted(_ edges: [SpanningEdge]) -> [SpanningEdge] {
  edges.sorted { ($0.length, $0.first, $0.second) < ($1.length, $1.first, $1.second) }
}

/// Prim's algorithm: the tree grows by the nearest point outside; among equally near ones the lowest index.
private func primTree(_ rows: some DistanceRows, work: Work) throws -> [SpanningEdge] {
  let n = rows.points
  var edges: [SpanningEdge] = []
  edges.reserveCapacity(n)
  var row = [Double](repeating: 0, count: n)
  var nearest = [Double](repeating: .infinity, count: n)
  var neighbour = [Int](repeating: 0, count: n)
  var outside = Array(1..<max(1, n))
  var current = 0
  for step in 0..<max(0, n - 1) {
    if step & 0xFF == 0 {
      try work.checkCancellation()
      work.report("minimum spanning tree", completed: step, of: n)
    }
    row.withUnsafeMutableBufferPointer { if let row = $0.baseAddress { rows.fill(from: current, into: row) } }
    var best = (distance: Double.infinity, place: -1)
    for (place, point) in outside.enumerated() {
      if row[point] < nearest[point] {
        nearest[point] = row[point]
        neighbour[point] = current
      }
      let isLower = best.place < 0 || point < outside[best.place]
      if nearest[point] < best.distance || (nearest[point] == best.distance && isLower) {
        best = (nearest[point], place)
      }
    }
    current = outside[best.place]
    outside.swapAt(best.place, outside.count - 1)
    outside.removeLast()
    // An infinite distance begins a new tree of the forest.
    if best.distance < .infinity {
      edges.append(SpanningEdge(neighbour[current], current, length: best.distance))
    }
  }
  return edges
}

/// Sets that are joined one pair at a time (union by size, paths halved).
struct DisjointSets {
  private var parents: [Int32]
  private var sizes: [Int32]

  init(count: Int) {
    parents = (0..<count).map { Int32($0) }
    sizes = [Int32](repeating: 1, count: count)
  }

  mutating func root(of element: Int) -> Int {
    var element = element
    while Int(parents[element]) != element {
      parents[element] = parents[Int(parents[element])]
      element = Int(parents[element])
    }
    return element
  }

  /// - Returns: false when the two were in one set already.
  mutating func join(_ a: Int, _ b: Int) -> Bool {
    var (a, b) = (root(of: a), root(of: b))
    if a == b { return false }
    if sizes[a] < sizes[b] { swap(&a, &b) }
    parents[b] = Int32(a)
    sizes[a] += sizes[b]
    return true
  }
}
