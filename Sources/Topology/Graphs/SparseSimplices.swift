/// The simplices of one dimension of the flag complex of a graph, and their cofacets.
struct SparseSimplices<Word: KeyWord> {
  let graph: NeighbourLists
  let binomials: Binomials
  let field: PrimeField
  let dimension: Int
  let layout: KeyLayout<Word>
  let cofacetLayout: KeyLayout<Word>

  /// Vertices of a simplex.
  var length: Int { dimension + 1 }

  init(graph: NeighbourLists, binomials: Binomials, field: PrimeField, dimension: Int) {
    self.graph = graph
    self.binomials = binomials
    self.field = field
    self.dimension = dimension
    layout = KeyLayout(dimension: dimension, binomials: binomials, prime: field.prime)
    cofacetLayout = KeyLayout(dimension: dimension + 1, binomials: binomials, prime: field.prime)
  }

  /// Calls `body` with each cofacet, the new vertex descending: its vertex, rank, index, and whether its coefficient in the
  /// coboundary is -1; until `body` returns false. Of equal ranks the first comes first in the filtration.
  @inline(__always) func forEachCofacet(
    of vertices: UnsafePointer<Int>, rank: Int32, _ body: (Int, Int32, UInt64, Bool) -> Bool
  ) {
    let length = self.length
    var position = 0
    var above: UInt64 = 0
    var below: UInt64 = 0
    for i in 0..<length { below &+= binomials[vertices[i], length &- i] }
    graph.forEachCommonNeighbour(of: vertices, count: length) { vertex, farthest in
      while position < length && vertices[position] > vertex {
        above &+= binomials[vertices[position], length &+ 1 &- position]
        below &-= binomials[vertices[position], length &- position]
        position &+= 1
      }
      let index = above &+ binomials[vertex, length &+ 1 &- position] &+ below
      return body(vertex, max(rank, farthest), index, (length &- position) & 1 == 1)
    }
  }

  /// The index of the first cofacet of the simplex's own rank; nil when there is none.
  @inline(__always) func firstCofacet(of vertices: UnsafePointer<Int>, rank: Int32) -> UInt64? {
    var found: UInt64?
    forEachCofacet(of: vertices, rank: rank) { _, cofacetRank, index, _ in
      if cofacetRank > rank { return true }
      found = index
      return false
    }
    return found
  }

  /// The position of the vertex whose removal leaves the last facet of the same rank, which is written to `facet`; -1 when
  /// there is none.
  @inline(__always) func lastFacet(
    of vertices: UnsafePointer<Int>, count: Int, rank: Int32, facet: UnsafeMutablePointer<Int>
  ) -> Int {
    // Every facet without the vertex at `position` keeps the edges among the others.
    for position in 0..<count {
      var isFull = false
      for i in 0..<count where i != position && !isFull {
        for j in i &+ 1..<max(count, i &+ 1) where j != position {
          if graph.rank(vertices[i], vertices[j]) == rank {
            isFull = true
            break
          }
        }
      }
      if isFull {
        var kept = 0
        for i in 0..<count where i != position {
          facet[kept] = vertices[i]
          kept &+= 1
        }
        return position
      }
    }
    return -1
  }

  /// When a cofacet is the second half of an apparent pair (it is the first cofacet of its last facet), the position of the
  /// vertex that its facet lacks; else -1. `facet` receives the vertices of the facet.
  @inline(__always) func apparentFacet(
    ofCofacet index: UInt64, rank: Int32, facet: UnsafeMutablePointer<Int>
  ) -> Int {
    withUnsafeTemporaryAllocation(of: Int.self, capacity: length &+ 1) { vertices in
      guard let vertices = vertices.baseAddress else { return -1 }
      binomials.decode(index, count: length &+ 1, into: vertices)
      let position = lastFacet(of: vertices, count: length &+ 1, rank: rank, facet: facet)
      guard position >= 0, firstCofacet(of: facet, rank: rank) == index else { return -1 }
      return position
    }
  }

  /// Whether a simplex is the first half of an apparent pair: the last facet of its first cofacet, of the same rank.
  func isApparentFacet(index: UInt64, rank: Int32) -> Bool {
    withUnsafeTemporaryAllocation(of: Int.self, capacity: 2 &* length) { scratch in
      guard let vertices = scratch.baseAddress else { return false }
      binomials.decode(index, count: length, into: vertices)
      guard let cofacet = firstCofacet(of: vertices, rank: rank) else { return false }
      let facet = vertices + length
      guard apparentFacet(ofCofacet: cofacet, rank: rank, facet: facet) >= 0 else { return false }
      return binomials.index(of: facet, count: length) == index
    }
  }
}
