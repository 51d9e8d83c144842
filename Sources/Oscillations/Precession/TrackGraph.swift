import ArrayNumerics
import Foundation

/// A track of straight arms that meet, as T and W mazes have: points in the plane and the edges between them.
package struct TrackGraph: Sendable, Equatable {
  /// Ends of edges, m.
  package let nodes: [SIMD2<Double>]
  /// The two nodes of each edge.
  package let edges: [(from: Int, to: Int)]

  package static func == (one: TrackGraph, other: TrackGraph) -> Bool {
    one.nodes == other.nodes && one.edges.elementsEqual(other.edges) { $0 == $1 }
  }

  /// Ends nearer than this are one, m.
  package static let joined = 0.05
  /// The tracking scatters around the track by about so much, m.
  private static let scatter = 0.05
  /// What a change costs in log likelihood: to an edge that meets this one, and to any other.
  private static let turn = 3.0
  private static let jump = 30.0

  /// - Parameter segments: x and y of both ends of each edge, m.
  /// - Returns: `nil` for edges without length, or parts that do not meet.
  package init?(_ segments: [(SIMD2<Double>, SIMD2<Double>)]) {
    var nodes: [SIMD2<Double>] = []
    func node(_ place: SIMD2<Double>) -> Int {
      if let known = nodes.firstIndex(where: { distance($0, place) <= Self.joined }) { return known }
      nodes.append(place)
      return nodes.count - 1
    }
    let edges = segments.map { (from: node($0.0), to: node($0.1)) }
    guard !edges.isEmpty, edges.allSatisfy({ $0.from != $0.to }) else { return nil }
    (self.nodes, self.edges) = (nodes, edges)
    guard nodes.indices.allSatisfy({ $0 == 0 || path(from: 0, to: $0) != nil }) else { return nil }
  }

  /// m
  private func length(_ edge: Int) -> Double { distance(nodes[edges[edge].from], nodes[edges[edge].to]) }

  /// Nodes at which one edge ends.
  package var ends: [Int] {
    nodes.indices.filter { node in edges.count { $0.from == node || $0.to == node } == 1 }
  }

  /// The edges of the shortest way between two nodes, each with whether it is run from its first node on.
  private func path(from start: Int, to end: Int) -> [(edge: Int, isForward: Bool)]? {
    var far = [Double](repeating: .infinity, count: nodes.count)
    var came = [(edge: Int, isForward: Bool)?](repeating: nil, count: nodes.count)
    var open = Set(nodes.indices)
    far[start] = 0
    while let node = open.min(by: { (far[$0], $0) < (far[$1], $1) }), far[node].isFinite {
      open.remove(node)
      for (edge, ends) in edges.enumerated() where ends.from == node || ends.to == node {
        let other = ends.from == node ? ends.to : ends.from
        if far[node] + length(edge) < far[other] {
          far[other] = far[node] + length(edge)
          came[other] = (edge, ends.from == node)
        }
      }
    }
    guard far[end].isFinite else { return nil }
    var (way, node) = ([(edge: Int, isForward: Bool)](), end)
    while node != start, let step = came[node] {
      way.append(step)
      node = step.isForward ? edges[step.edge].from : edges[step.edge].to
    }
    return way.reversed()
  }

  /// The edge of each sample, -1 where the position is unknown, and the distance from its first node, m: the likeliest
  /// sequence, so that a place beside a corner does not jump between two arms (Denovellis et al. 2021,
  /// doi:10.7554/eLife.64505).
  package func places(_ x: [Double], _ y: [Double]) -> (edges: [Int], along: [Double]) {
    let count = edges.count
    let meets = edges.map { one in
      edges.map { other in [one.from, one.to].contains { $0 == other.from || $0 == other.to } }
    }
    func projected(_ sample: Int, _ edge: Int) -> (along: Double, off: Double) {
      let (a, b) = (nodes[edges[edge].from], nodes[edges[edge].to])
      let (own, line) = (SIMD2(x[sample], y[sample]) - a, b - a)
      let along = min(1, max(0, (own * line).sum() / (line * line).sum()))
      return (along * length(edge), distance(own, along * line))
    }
    let known = x.indices.filter { x[$0].isFinite && y[$0].isFinite }
    var score = [Double](repeating: 0, count: count)
    var from: [[Int8]] = []
    from.reserveCapacity(known.count)
    for sample in known {
      let before = score
      var origins: [Int8] = []
      for edge in 0..<count {
        var (best, origin) = (-Double.infinity, 0)
        for other in 0..<count {
          let cost = other == edge ? 0 : meets[other][edge] ? Self.turn : Self.jump
          if before[other] - cost > best { (best, origin) = (before[other] - cost, other) }
        }
        let off = projected(sample, edge).off
        score[edge] = best - off * off / (2 * Self.scatter * Self.scatter)
        origins.append(Int8(truncatingIfNeeded: origin))
      }
      from.append(origins)
    }
    var edge = score.indices.max { (score[$0], $1) < (score[$1], $0) } ?? 0
    var found = [Int](repeating: -1, count: x.count)
    var along = [Double](repeating: .nan, count: x.count)
    for (index, sample) in known.enumerated().reversed() {
      found[sample] = edge
      along[sample] = projected(sample, edge).along
      edge = Int(from[index][edge])
    }
    return (found, along)
  }

  /// A way between two ends, run from the one or from the other.
  package struct Route: Sendable {
    /// Nodes at the ends.
    package let from: Int, to: Int
    /// Distance from the first end at each sample, m; NaN where the animal is not on a run from the one end to the other.
    package let position: [Double]
  }

  /// An end is reached within this distance, m, or this share of its arm if that is less.
  private static let endZone = 0.15
  private static let endShare = 0.25
  /// Edges, at most.
  package static let mostEdges = 60

  /// One route for each two ends. A run begins when the animal leaves an end and stops when it reaches another; runs that turn
  /// back are in none. The first half of a stay at an end belongs to the run before, the second to the one after: a sample is
  /// on one route at most.
  package func routes(_ x: [Double], _ y: [Double]) -> [Route] {
    let (edge, along) = places(x, y)
    let ends = self.ends
    let visit = edge.indices.map { sample -> Int? in
      guard edge[sample] >= 0 else { return nil }
      let whole = length(edge[sample])
      let zone = min(Self.endZone, Self.endShare * whole)
      if along[sample] <= zone, ends.contains(edges[edge[sample]].from) { return edges[edge[sample]].from }
      if whole - along[sample] <= zone, ends.contains(edges[edge[sample]].to) { return edges[edge[sample]].to }
      return nil
    }
    // Within twice the zone of an end the animal has not left it yet: the tracking scatters.
    func isNear(_ end: Int, _ sample: Int) -> Bool {
      guard edge[sample] >= 0 else { return false }
      let own = edges[edge[sample]]
      let zone = 2 * min(Self.endZone, Self.endShare * length(edge[sample]))
      return own.from == end ? along[sample] <= zone : own.to == end && length(edge[sample]) - along[sample] <= zone
    }
    // Stays at ends, one after another, and the run between two.
    var stays: [(end: Int, samples: Range<Int>)] = []
    for sample in visit.indices {
      guard let end = visit[sample] else { continue }
      if let last = stays.last, last.end == end, (last.samples.upperBound..<sample).allSatisfy({ isNear(end, $0) }) {
        stays[stays.count - 1].samples = last.samples.lowerBound..<sample + 1
      } else {
        stays.append((end, sample..<sample + 1))
      }
    }
    let pairs = ends.indices.flatMap { one in ends[(one + 1)...].map { (ends[one], $0) } }
    return pairs.compactMap { from, to in
      guard let way = path(from: from, to: to) else { return nil }
      var starts = [Int: (start: Double, isForward: Bool)]()
      var run = 0.0
      for step in way {
        starts[step.edge] = (run, step.isForward)
        run += length(step.edge)
      }
      var position = [Double](repeating: .nan, count: x.count)
      for (one, next) in zip(stays, stays.dropFirst())
      where (one.end, next.end) == (from, to) || (one.end, next.end) == (to, from) {
        let first = (one.samples.lowerBound + one.samples.upperBound) / 2
        for sample in first..<(next.samples.lowerBound + next.samples.upperBound) / 2 {
          guard edge[sample] >= 0, let start = starts[edge[sample]] else { continue }
          position[sample] = start.start + (start.isForward ? along[sample] : length(edge[sample]) - along[sample])
        }
      }
      return Route(from: from, to: to, position: position)
    }
  }
}

private func distance(_ a: SIMD2<Double>, _ b: SIMD2<Double>) -> Double { ((a - b) * (a - b)).sum().squareRoot() }
