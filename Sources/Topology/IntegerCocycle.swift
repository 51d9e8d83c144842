import ArrayNumerics

/// A cochain on the edges of a landmark graph with integer values, lifted from Z/p.
struct IntegerCochain: Sendable {
  /// One value for each edge of the graph, for the direction from the smaller to the larger vertex.
  let values: [Int32]
  /// p of the field it was lifted from.
  let coefficient: Int

  /// Lifts a cocycle over Z/p to the integers nearest zero: coefficients above p/2 become negative (de Silva, Morozov
  /// and Vejdemo-Johansson 2011, doi:10.1007/s00454-011-9344-x). Edges that are not in the graph are left out.
  init(lifting cocycle: Cocycle, coefficient p: Int, on graph: LandmarkGraph) {
    var values = [Int32](repeating: 0, count: graph.edges)
    for k in 0..<cocycle.count {
      let (high, low) = (Int(cocycle.vertices[2 * k]), Int(cocycle.vertices[2 * k + 1]))
      guard let place = graph.edge(low, high) else { continue }
      let value = Int(cocycle.values[k])
      values[place] = Int32(2 * value > p ? value - p : value)
    }
    self.values = values
    coefficient = p
  }

  /// The first triangle i < j < k of the graph whose boundary sum z(i, j) + z(j, k) - z(i, k) is not zero, or nil for
  /// an integer cocycle. A cocycle over Z/p need not lift to one; then no circular coordinate belongs to it.
  ///
  /// Each of those sums is a multiple of p, so no triangle need be looked at when three values cannot reach p.
  func violation(on graph: LandmarkGraph, work: Work) throws -> (Int, Int, Int)? {
    let largest = values.reduce(0) { max($0, abs(Int($1))) }
    if 3 * largest < coefficient { return nil }
    var next = [Int32](repeating: -1, count: graph.points)
    for i in 0..<graph.points {
      if i & 31 == 0 { try work.checkCancellation() }
      let row = graph.starts[i]..<graph.starts[i + 1]
      // The place of edge (i, k) for every neighbour k of i.
      for place in row { next[Int(graph.neighbors[place])] = Int32(place) }
      defer { for place in row { next[Int(graph.neighbors[place])] = -1 } }
      let found = firstViolation(i, row, next, graph)
      if let found { return (i, found.0, found.1) }
    }
    return nil
  }

  private func firstViolation(
    _ i: Int, _ row: Range<Int>, _ places: [Int32], _ graph: LandmarkGraph
  ) -> (Int, Int)? {
    let (neighbors, values, places) = (graph.neighbors.span, values.span, places.span)
    for ij in row {
      let j = Int(neighbors[ij])
      for jk in graph.starts[j]..<graph.starts[j + 1] {
        let k = Int(neighbors[jk])
        let ik = Int(places[k])
        if ik >= 0 && values[ij] &+ values[jk] != values[ik] { return (j, k) }
      }
    }
    return nil
  }
}
