import ArrayNumerics

/// The minimum spanning tree of a cloud by rounds of Borůvka's algorithm: every component looks for the nearest point
/// outside it, and all the edges that are found join components at once.
///
/// Edges are ordered by (reduced distance, lower point, higher point), a total order, so that rounds cannot close cycles
/// and the tree is unique. Two bounds spare most searches: a point's nearest foreign neighbour of an earlier round stays
/// right while it is foreign, and its distance remains a lower bound afterwards.
///
/// - Parameter points: prepared for the geometry; equal rows are joined by edges of length 0 first.
func boruvkaTree<Geometry: PointGeometry>(
  _ points: Matrix<Double>, _ geometry: Geometry, work: Work
) throws -> [SpanningEdge] {
  let (distinct, duplicates) = equalRows(of: points)
  var edges = duplicates.map { SpanningEdge($0.first, $0.second, length: geometry.distance(reduced: 0)) }
  edges.reserveCapacity(points.rows)
  if distinct.count < 2 { return edges }
  let tree = BoxTree(points, rows: distinct)
  let rounds = BoruvkaRounds(tree, geometry)
  while rounds.components > 1 {
    try work.checkCancellation()
    work.report("minimum spanning tree", completed: distinct.count - rounds.components, of: distinct.count)
    try rounds.joinNearest(work: work) { edges.append($0) }
  }
  return edges
}

/// The first of every group of equal rows, and for each other row the pair with its first.
private func equalRows(of points: Matrix<Double>) -> (distinct: [Int32], duplicates: [(first: Int, second: Int)]) {
  let (rows, axes) = (points.rows, points.columns)
  var distinct: [Int32] = []
  var duplicates: [(first: Int, second: Int)] = []
  var bits = 4
  while 1 << bits < 2 * rows { bits += 1 }
  var table = [Int32](repeating: -1, count: 1 << bits)
  points.withUnsafeBufferPointer { x in
    for row in 0..<rows {
      var hash: UInt64 = 0
      for axis in 0..<axes {
        // Adding zero gives -0 the bits of 0.
        hash = (hash ^ (x[row &* axes &+ axis] + 0).bitPattern) &* 0x9E37_79B9_7F4A_7C15
        hash ^= hash >> 29
      }
      var slot = Int(truncatingIfNeeded: hash) & (table.count - 1)
      while true {
        let known = Int(table[slot])
        if known < 0 {
          table[slot] = Int32(row)
          distinct.append(Int32(row))
          break
        }
        var axis = 0
        while axis < axes && x[known &* axes &+ axis] == x[row &* axes &+ axis] { axis += 1 }
        if axis == axes {
          duplicates.append((known, row))
          break
        }
        slot = (slot + 1) & (table.count - 1)
      }
    }
  }
  return (distinct, duplicates)
}

/// An edge between two places of the tree in the order that decides ties.
struct CandidateEdge: Sendable {
  var reduced = Double.infinity
  /// The places in the tree.
  var place: Int32 = -1
  var other: Int32 = -1
  /// The points, the lower one first, as one number.
  var points = UInt64.max

  @inline(__always) func isBefore(_ edge: CandidateEdge) -> Bool {
    reduced != edge.reduced ? reduced < edge.reduced : points < edge.points
  }
}

/// The state of the rounds.
private final class BoruvkaRounds<Geometry: PointGeometry> {
  private let tree: BoxTree
  private let geometry: Geometry
  private(set) var components: Int
  /// The component of each place, numbered from 0.
  private var labels: [Int32]
  /// The component of each node; -1 when it holds several.
  private var nodeLabels: [Int32]
  /// The last neighbour that was found for each place, and a lower bound for the nearest foreign one now.
  private var found: [CandidateEdge]

  init(_ tree: BoxTree, _ geometry: Geometry) {
    self.tree = tree
    self.geometry = geometry
    components = tree.count
    labels = (0..<tree.count).map { Int32($0) }
    nodeLabels = [Int32](repeating: -1, count: tree.nodes.count)
    found = (0..<tree.count).map { CandidateEdge(reduced: 0, place: Int32($0)) }
  }

  /// One round.
  func joinNearest(work: Work, _ report: (SpanningEdge) -> Void) throws {
    labelNodes()
    var best = [CandidateEdge](repeating: CandidateEdge(), count: components)
    for place in 0..<tree.count where isForeign(found[place]) {
      let label = Int(labels[place])
      if found[place].isBefore(best[label]) { best[label] = found[place] }
    }
    // Each thread searches for a range of places with bounds of its own; the minimum over ranges is that over all.
    let ranges = tree.count < 2000 ? 1 : max(1, work.threads)
    let count = tree.count
    let start = best
    let round = RoundSearch(tree: tree, geometry: geometry, labels: labels, nodeLabels: nodeLabels)
    let nearest = try concurrentRows(of: &found, block: (count + ranges - 1) / ranges, work: work) { places, found in
      var best = start
      try round.search(places, &found, &best, work)
      return best
    }
    var joined = DisjointSets(count: components)
    for label in 0..<components {
      var edge = nearest[0][label]
      for other in nearest.dropFirst() where other[label].isBefore(edge) { edge = other[label] }
      guard joined.join(label, Int(labels[Int(edge.other)])) else { continue }
      report(
        SpanningEdge(
          Int(tree.points[Int(edge.place)]), Int(tree.points[Int(edge.other)]),
          length: geometry.distance(reduced: edge.reduced)))
    }
    relabel(&joined)
  }

  private func isForeign(_ edge: CandidateEdge) -> Bool {
    edge.other >= 0 && labels[Int(edge.other)] != labels[Int(edge.place)]
  }

  private func relabel(_ joined: inout DisjointSets) {
    var numbers = [Int32](repeating: -1, count: components)
    var next: Int32 = 0
    for place in 0..<labels.count {
      let root = joined.root(of: Int(labels[place]))
      if numbers[root] < 0 {
        numbers[root] = next
        next += 1
      }
      labels[place] = numbers[root]
    }
    components = Int(next)
  }

  /// From the last node to the first, so that children come before their parents.
  private func labelNodes() {
    for number in tree.nodes.indices.reversed() {
      let node = tree.nodes[number]
      if node.right > 0 {
        let (left, right) = (nodeLabels[number + 1], nodeLabels[Int(node.right)])
        nodeLabels[number] = left == right ? left : -1
      } else {
        let label = labels[Int(node.first)]
        let isOne = (Int(node.first)..<Int(node.end)).allSatisfy { labels[$0] == label }
        nodeLabels[number] = isOne ? label : -1
      }
    }
  }
}

/// What one round's searches look at.
private struct RoundSearch<Geometry: PointGeometry>: Sendable {
  let tree: BoxTree
  let geometry: Geometry
  let labels: [Int32]
  let nodeLabels: [Int32]

  /// Searches for the places of a range as far as their component's best edge so far; `found` holds those of the range.
  func search(
    _ range: Range<Int>, _ found: inout MutableSpan<CandidateEdge>, _ best: inout [CandidateEdge], _ work: Work
  ) throws {
    try found.withUnsafeMutableBufferPointer { found in
      try labels.withUnsafeBufferPointer { labels in
        try nodeLabels.withUnsafeBufferPointer { nodeLabels in
          try tree.nodes.withUnsafeBufferPointer { nodes in
            try tree.boxes.withUnsafeBufferPointer { boxes in
              try best.withUnsafeMutableBufferPointer { best in
                let search = ForeignSearch(
                  tree: tree, geometry: geometry, labels: labels, nodeLabels: nodeLabels, nodes: nodes, boxes: boxes)
                for (row, place) in range.enumerated() {
                  if place & 0xFFF == 0 { try work.checkCancellation() }
                  let (known, label) = (found[row], Int(labels[place]))
                  if known.other >= 0 && labels[Int(known.other)] != labels[place] { continue }
                  if known.reduced > best[label].reduced { continue }
                  let nearest = search.nearest(to: place, before: best[label])
                  if nearest.other >= 0 {
                    found[row] = nearest
                    best[label] = nearest
                  } else {
                    // Nothing at this distance comes before the component's best: of use again only beyond.
                    found[row] = CandidateEdge(reduced: best[label].reduced, place: Int32(place))
                  }
                }
              }
            }
          }
        }
      }
    }
  }
}
