/// A cycle of edges over Z/p that represents one bar of dimension 1 in homology: a loop of points.
///
/// Its longest edge is the one with which the class is born, and it bounds from the bar's death on.
public struct Cycle: Sendable, Equatable {
  /// Two vertices for each edge, larger first; the edges in the order of the filtration, so the birth edge is the last.
  public var vertices: [Int32]
  /// One coefficient from 1 to p - 1 for each edge; it belongs to the edge directed from the smaller to the larger vertex.
  public var values: [Int32]

  public init(vertices: [Int32], values: [Int32]) {
    self.vertices = vertices
    self.values = values
  }

  /// Number of edges.
  public var count: Int { values.count }

  /// The edges (larger vertex, smaller vertex).
  public var edges: [(Int32, Int32)] { (0..<count).map { (vertices[2 * $0], vertices[2 * $0 + 1]) } }
}
