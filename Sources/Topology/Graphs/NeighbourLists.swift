/// A sparse graph with dense ranks for lengths (see `RankedDistances`), as lists of neighbours over raw memory.
final class NeighbourLists: @unchecked Sendable {
  // Sendable because nothing changes after `init`.
  let points: Int
  /// The length of each rank; `values[0]` is 0, the birth of the points.
  let values: [Float]
  /// In filtration order.
  let edges: [GraphEdge]
  /// The rank of each edge.
  let edgeRanks: [Int32]
  // Raw memory: an array would be checked for another owner and for its bounds at each of the innermost accesses.
  private let offsets: UnsafeMutablePointer<Int>
  private let neighbours: UnsafeMutablePointer<Int32>
  private let ranks: UnsafeMutablePointer<Int32>

  var largestRank: Int32 { Int32(values.count - 1) }

  init(_ graph: SparseGraph) {
    points = graph.points
    edges = graph.edges
    var values: [Float] = [0]
    var edgeRanks: [Int32] = []
    edgeRanks.reserveCapacity(graph.edges.count)
    var last: Float = -1
    for edge in graph.edges {
      if edge.length != last {
        last = edge.length
        values.append(last)
      }
      edgeRanks.append(Int32(values.count - 1))
    }
    self.values = values
    self.edgeRanks = edgeRanks
    offsets = .allocate(capacity: points + 1)
    offsets.initialize(repeating: 0, count: points + 1)
    neighbours = .allocate(capacity: max(1, 2 * edges.count))
    ranks = .allocate(capacity: max(1, 2 * edges.count))
    for edge in edges {
      offsets[Int(edge.first) + 1] += 1
      offsets[Int(edge.second) + 1] += 1
    }
    for point in 0..<points { offsets[point + 1] += offsets[point] }
    fillLists()
  }

  /// Every list by descending neighbour, in two passes of counting sort: the edges by their larger point, and by their smaller.
  private func fillLists() {
    let byPoint = edges.indices.sorted {
      (edges[$0].first, edges[$0].second) > (edges[$1].first, edges[$1].second)
    }
    var next = (0..<points).map { offsets[$0] }
    // A point's larger neighbours come first: the edges in which it is the smaller one, by descending larger one.
    for number in byPoint { append(edges[number].first, rank: edgeRanks[number], to: Int(edges[number].second), &next) }
    for number in byPoint { append(edges[number].second, rank: edgeRanks[number], to: Int(edges[number].first), &next) }
  }

  private func append(_ neighbour: Int32, rank: Int32, to point: Int, _ next: inout [Int]) {
    neighbours[next[point]] = neighbour
    ranks[next[point]] = rank
    next[point] += 1
  }

  deinit {
    offsets.deallocate()
    neighbours.deallocate()
    ranks.deallocate()
  }

  /// The rank of an edge that exists; `Int32.max` for others.
  @inline(__always) func rank(_ a: Int, _ b: Int) -> Int32 {
    var (low, high) = (offsets[a], offsets[a &+ 1])
    let wanted = Int32(truncatingIfNeeded: b)
    while low < high {
      let middle = (low &+ high) >> 1
      if neighbours[middle] > wanted { low = middle &+ 1 } else { high = middle }
    }
    return low < offsets[a &+ 1] && neighbours[low] == wanted ? ranks[low] : .max
  }

  /// Calls `body` with each common neighbour of the vertices, descending, and the largest rank of its edges to them, until
  /// `body` returns false.
  @inline(__always) func forEachCommonNeighbour(
    of vertices: UnsafePointer<Int>, count: Int, _ body: (Int, Int32) -> Bool
  ) {
    withUnsafeTemporaryAllocation(of: Int.self, capacity: 2 &* count) { places in
      var shortest = 0
      for i in 0..<count {
        places[2 &* i] = offsets[vertices[i]]
        places[2 &* i &+ 1] = offsets[vertices[i] &+ 1]
        let length = places[2 &* i &+ 1] &- places[2 &* i]
        if length < places[2 &* shortest &+ 1] &- places[2 &* shortest] { shortest = i }
      }
      let end = places[2 &* shortest &+ 1]
      var place = places[2 &* shortest]
      candidates: while place < end {
        let candidate = neighbours[place]
        var rank = ranks[place]
        place &+= 1
        for i in 0..<count where i != shortest {
          var other = places[2 &* i]
          let last = places[2 &* i &+ 1]
          while other < last && neighbours[other] > candidate { other &+= 1 }
          places[2 &* i] = other
          if other == last { return }
          if neighbours[other] != candidate { continue candidates }
          rank = max(rank, ranks[other])
        }
        if !body(Int(candidate), rank) { return }
      }
    }
  }
}
