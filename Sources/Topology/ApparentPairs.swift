import ArrayNumerics

/// The apparent pairs (Bauer 2021, definition 3.2 and section 3.5): a simplex and a cofacet of the same diameter, the
/// simplex being the last facet of the cofacet in the filtration and the cofacet the first cofacet of the simplex.
///
/// Such pairs are pairs of the barcode with length zero and take no reduction at all; nearly all simplices of a
/// Vietoris–Rips filtration belong to one. With the filtration order of `KeyLayout`
/// - the first cofacet of equal diameter adds the **largest** vertex of the lune (index descending);
/// - the last facet of equal diameter leaves out the **largest** vertex that can be left out (index smallest).
final class ApparentPairs: @unchecked Sendable {
  // Sendable because nothing changes after `init`.
  let distances: RankedDistances
  // Raw memory: an array would be checked for another owner and for its bounds at each of the innermost accesses.
  /// For each edge (in both orders) the vertex of its apparent cofacet, or -1.
  private let edgePartners: UnsafeMutablePointer<Int32>
  private let points: Int

  /// Finds the partners of all edges, in parallel over the larger vertex. O(n^3) in the worst case, near O(n^2) on clouds.
  init(distances: RankedDistances, work: Work) throws {
    let n = distances.points
    self.distances = distances
    points = n
    edgePartners = .allocate(capacity: max(1, n * n))
    edgePartners.initialize(repeating: -1, count: n * n)
    var partners = Matrix<Int32>(rows: n, columns: n, repeating: -1)
    try concurrentRows(of: &partners, block: 4, work: work) { rows, partners in
      for a in rows { fillPartners(of: a, into: &partners, from: (a - rows.lowerBound) * n) }
    }
    for a in 0..<n {
      for b in 0..<a {
        let partner = partners[a, b]
        edgePartners[a &* n &+ b] = partner
        edgePartners[b &* n &+ a] = partner
      }
    }
  }

  /// The partners of the edges from a vertex to lower ones.
  private func fillPartners(of a: Int, into partners: inout MutableSpan<Int32>, from start: Int) {
    partners.withUnsafeMutableBufferPointer { partners in
      withUnsafeTemporaryAllocation(of: Int.self, capacity: 5) { scratch in
        guard let edge = scratch.baseAddress else { return }
        edge[0] = a
        for b in 0..<a {
          let rank = distances.rank(a, b)
          if rank == RankedDistances.absent { continue }
          edge[1] = b
          let partner = cofacetVertex(of: edge, count: 2, rank: rank, scratch: edge + 2)
          partners[start &+ b] = Int32(truncatingIfNeeded: partner)
        }
      }
    }
  }

  deinit { edgePartners.deallocate() }

  @inline(__always) func partner(ofEdge a: Int, _ b: Int) -> Int { Int(edgePartners[a &* points &+ b]) }

  /// The vertex that a simplex's apparent cofacet adds, or -1 when the simplex has none.
  ///
  /// - Parameters:
  ///   - ceiling: vertices from here on are known not to be in the lune.
  ///   - scratch: room for `count + 1` vertices.
  @inline(__always) func cofacetVertex(
    of vertices: UnsafePointer<Int>, count: Int, rank: Int32, below ceiling: Int? = nil,
    scratch: UnsafeMutablePointer<Int>
  ) -> Int {
    let top = VertexRows(distances, vertices, count: count)
      .topOfLune(rank: rank, below: ceiling ?? points)
    if top < 0 { return -1 }
    var position = 0
    while position < count && vertices[position] > top {
      scratch[position] = vertices[position]
      position &+= 1
    }
    // Leaving out the largest vertex gives the last facet, and here that is the simplex itself.
    if position == 0 { return top }
    scratch[position] = top
    for i in position..<count { scratch[i &+ 1] = vertices[i] }
    return lastFacet(of: scratch, count: count &+ 1, rank: rank) == position ? top : -1
  }

  /// The position of the vertex that a simplex's apparent facet leaves out, or -1 when the simplex has none.
  ///
  /// - Parameter facet: room for `count - 1` vertices; holds the facet afterwards when there is one.
  @inline(__always) func facetPosition(
    of vertices: UnsafePointer<Int>, count: Int, rank: Int32, facet: UnsafeMutablePointer<Int>
  ) -> Int {
    let position = lastFacet(of: vertices, count: count, rank: rank)
    var length = 0
    for i in 0..<count where i != position {
      facet[length] = vertices[i]
      length &+= 1
    }
    if length == 2 { return partner(ofEdge: facet[0], facet[1]) == vertices[position] ? position : -1 }
    let higher = VertexRows(distances, facet, count: length)
      .topOfLune(rank: rank, above: vertices[position], below: points)
    return higher < 0 ? position : -1
  }

  /// The position of the vertex without which a simplex of at least three vertices has its last facet of equal diameter.
  @inline(__always) private func lastFacet(of vertices: UnsafePointer<Int>, count: Int, rank: Int32) -> Int {
    // A facet keeps the diameter when one of the longest edges avoids the vertex it leaves out.
    var keeping: UInt32 = 0
    for i in 1..<count {
      let row = distances.row(vertices[i])
      for j in 0..<i where row[vertices[j]] == rank { keeping |= ~(1 &<< UInt32(i) | 1 &<< UInt32(j)) }
    }
    return keeping.trailingZeroBitCount
  }
}
