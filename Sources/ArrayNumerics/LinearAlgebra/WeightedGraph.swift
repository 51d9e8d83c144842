/// One edge of an undirected graph.
public struct WeightedEdge: Sendable, Equatable {
  /// One of the vertices it joins.
  public var first: Int
  /// The other vertex.
  public var second: Int
  /// Positive.
  public var weight: Double

  public init(_ first: Int, _ second: Int, weight: Double = 1) {
    self.first = first
    self.second = second
    self.weight = weight
  }
}

/// An undirected graph with positive edge weights; two edges between the same vertices act as their sum, loops do
/// nothing.
///
/// Its Laplacian L has L[i, i] = Σⱼ w[i, j] and L[i, j] = −w[i, j]; it is stored by rows (compressed sparse
/// row form) without the diagonal.
public struct WeightedGraph: Sendable {
  /// The number of vertices, which are numbered from 0.
  public let vertexCount: Int
  /// The edges as they were given.
  public let edges: [WeightedEdge]
  /// The component of each vertex, numbered from 0 by their lowest vertex.
  public let components: [Int]
  /// The number of connected components.
  public let componentCount: Int
  let rowStarts: [Int]
  let neighbours: [Int32]
  let weights: [Double]
  /// The diagonal of the Laplacian.
  let degrees: [Double]

  /// - Throws: `NumericsError.badParameter` for an edge that leaves the graph or whose weight is not
  ///   positive and finite.
  public init(vertexCount: Int, edges: [WeightedEdge]) throws(NumericsError) {
    guard vertexCount >= 0, vertexCount <= Int(Int32.max) else {
      throw .badParameter(
        name: "the number of vertices", found: "\(vertexCount)", expected: "in 0...\(Int32.max)")
    }
    var starts = [Int](repeating: 0, count: vertexCount + 1)
    for (index, edge) in edges.enumerated() {
      guard (0..<vertexCount).contains(edge.first), (0..<vertexCount).contains(edge.second),
        edge.weight > 0, edge.weight.isFinite
      else {
        throw .badParameter(
          name: "edge \(index) of a graph",
          found: "\(edge.first)–\(edge.second) with weight \(edge.weight)",
          expected: "between vertices 0..<\(vertexCount) with a positive weight")
      }
      if edge.first == edge.second { continue }
      starts[edge.first + 1] += 1
      starts[edge.second + 1] += 1
    }
    for vertex in 0..<vertexCount { starts[vertex + 1] += starts[vertex] }
    var next = starts
    var neighbours = [Int32](repeating: 0, count: starts[vertexCount])
    var weights = [Double](repeating: 0, count: starts[vertexCount])
    var degrees = [Double](repeating: 0, count: vertexCount)
    for edge in edges where edge.first != edge.second {
      for (from, to) in [(edge.first, edge.second), (edge.second, edge.first)] {
        neighbours[next[from]] = Int32(to)
        weights[next[from]] = edge.weight
        next[from] += 1
        degrees[from] += edge.weight
      }
    }
    self.vertexCount = vertexCount
    self.edges = edges
    self.neighbours = neighbours
    self.weights = weights
    self.degrees = degrees
    rowStarts = starts
    components = connectedComponents(vertexCount: vertexCount, edges: edges.map { ($0.first, $0.second) })
    componentCount = (components.max() ?? -1) + 1
  }
}

/// The component of each vertex, numbered from 0 in the order of their lowest vertices. Union-find with path
/// halving, nearly O(vertices + edges).
///
/// - Parameter edges: pairs of vertices in 0..<vertexCount; others are ignored.
public func connectedComponents(vertexCount: Int, edges: [(Int, Int)]) -> [Int] {
  var parents = Array(0..<vertexCount)
  func root(_ vertex: Int, _ parents: inout [Int]) -> Int {
    var vertex = vertex
    while parents[vertex] != vertex {
      parents[vertex] = parents[parents[vertex]]
      vertex = parents[vertex]
    }
    return vertex
  }
  for (first, second) in edges {
    guard (0..<vertexCount).contains(first), (0..<vertexCount).contains(second) else { continue }
    let (a, b) = (root(first, &parents), root(second, &parents))
    // The lower root stays, so that a component's root is its lowest vertex.
    if a < b { parents[b] = a } else if b < a { parents[a] = b }
  }
  var labels = [Int](repeating: -1, count: vertexCount)
  var number = 0
  for vertex in 0..<vertexCount {
    let lowest = root(vertex, &parents)
    if labels[lowest] < 0 {
      labels[lowest] = number
      number += 1
    }
    labels[vertex] = labels[lowest]
  }
  return labels
}
