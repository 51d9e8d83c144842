import ArrayNumerics

/// An edge of a sparse graph.
public struct GraphEdge: Sendable, Equatable {
  /// The larger index of the points it joins.
  public var first: Int32
  /// The smaller index.
  public var second: Int32
  /// In the unit of the distances; rounded to single precision as in a distance matrix.
  public var length: Float
}

/// Distances between some pairs of points; the pairs that are not listed are infinitely far apart.
///
/// The lists are those of a sparse matrix in coordinate form (`scipy.sparse.coo_matrix`: row, col, data).
public struct SparseGraph: Sendable, Equatable {
  /// The number of points, some of which may have no edge.
  public let points: Int
  /// In filtration order: by length, equal lengths by the larger point, descending, then the smaller, descending.
  public let edges: [GraphEdge]

  /// - Parameters:
  ///   - points: number of points; without it, one more than the largest index.
  ///   - firsts: first point of each entry.
  ///   - seconds: second point. An edge may be listed in one direction or in both, and again, if its lengths agree within
  ///     10⁻⁵; entries of the diagonal must be 0.
  ///   - lengths: not negative; +infinity is no edge. A stored 0 is an edge of length 0.
  /// - Throws: `TopologyError` naming the first entry that is wrong.
  public init(points: Int? = nil, firsts: [Int], seconds: [Int], lengths: [Double]) throws {
    guard firsts.count == seconds.count, firsts.count == lengths.count else {
      throw TopologyError.edgeListsDiffer(firsts: firsts.count, seconds: seconds.count, lengths: lengths.count)
    }
    let count = points ?? (zip(firsts, seconds).map { max($0, $1) }.max() ?? -1) + 1
    guard count > 0 else { throw TopologyError.noPoints }
    guard count < Int(Int32.max) else {
      throw TopologyError.tooManyPoints(found: count, limit: Int(Int32.max) - 1)
    }
    var edges: [GraphEdge] = []
    edges.reserveCapacity(lengths.count)
    for (index, length) in lengths.enumerated() {
      let (a, b) = (firsts[index], seconds[index])
      guard (0..<count).contains(a), (0..<count).contains(b) else {
        throw TopologyError.invalidEdge(index: index, first: a, second: b, points: count)
      }
      if length.isNaN { throw TopologyError.notANumber(row: a, column: b) }
      if length < 0 { throw TopologyError.negativeDistance(row: a, column: b, value: Float(length)) }
      if a == b {
        if length > 0 { throw TopologyError.nonZeroDiagonal(row: a, value: Float(length)) }
        continue
      }
      let rounded = Float(length) + 0
      if length == .infinity { continue }
      if rounded == .infinity { throw TopologyError.distanceOutOfRange(length) }
      edges.append(GraphEdge(first: Int32(max(a, b)), second: Int32(min(a, b)), length: rounded))
    }
    self.init(points: count, edges: try Self.merged(edges))
  }

  /// Edges that are known to be different and in range, in any order.
  init(points: Int, edges: [GraphEdge]) {
    self.points = points
    self.edges = edges.sorted { a, b in
      if a.length != b.length { return a.length < b.length }
      return (a.first, a.second) > (b.first, b.second)
    }
  }

  /// The finite entries of a matrix of distances up to a threshold.
  ///
  /// - Throws: `TopologyError` for a matrix that is not one of distances.
  public init(distances: Matrix<Float>, threshold: Float = .infinity) throws {
    try checkDistances(distances)
    var edges: [GraphEdge] = []
    for a in 0..<distances.rows {
      for b in 0..<a where distances[b, a] <= threshold && distances[b, a] < .infinity {
        edges.append(GraphEdge(first: Int32(a), second: Int32(b), length: distances[b, a] + 0))
      }
    }
    self.init(points: distances.rows, edges: edges)
  }

  /// The same graph without the edges longer than a threshold.
  func limited(to threshold: Float) -> SparseGraph {
    SparseGraph(points: points, sorted: Array(edges.prefix { $0.length <= threshold }))
  }

  private init(points: Int, sorted edges: [GraphEdge]) {
    self.points = points
    self.edges = edges
  }

  private static func merged(_ edges: [GraphEdge]) throws -> [GraphEdge] {
    let sorted = edges.sorted { ($0.first, $0.second, $0.length) < ($1.first, $1.second, $1.length) }
    var kept: [GraphEdge] = []
    kept.reserveCapacity(sorted.count)
    for edge in sorted {
      guard let last = kept.last, last.first == edge.first, last.second == edge.second else {
        kept.append(edge)
        continue
      }
      // The shorter of two lengths that differ by rounding stays.
      guard edge.length - last.length <= 1e-5 * edge.length else {
        throw TopologyError.contradictingEdges(
          first: Int(edge.second), second: Int(edge.first), one: last.length, other: edge.length)
      }
    }
    return kept
  }
}
