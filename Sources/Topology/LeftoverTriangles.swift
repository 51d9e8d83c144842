import ArrayNumerics

/// The triangles that no pair of length zero takes and that are no pivot of dimension 1: those at which a component of a lune
/// starts (see `LuneForest`), and where edges are entangled those that no test pairs.
struct LeftoverTriangles<Word: KeyWord>: Sendable {
  let apparent: ApparentPairs
  let lunes: EdgeLunes
  let binomials: Binomials
  let triangles: KeyLayout<Word>
  /// Pivots of dimension 1.
  let deaths: PivotTable<Word>

  /// The triangles whose coboundary has to be reduced, latest in the filtration first: those that no pair of length zero
  /// takes and that are no pivot of dimension 1. Parallel over runs of edges.
  func columns(work: Work) throws -> [Word] {
    let edges = apparent.distances.edges
    let run = 1 << 12
    let parts = try concurrentMap((edges.count + run - 1) / run, work: work) { number in
      var found: [Word] = []
      let graph = LuneGraph(apparent.distances)
      for place in number * run..<min(edges.count, (number + 1) * run) {
        switch lunes.kind(at: place) {
        case .whole: continue
        case .parted: appendRoots(of: edges[place], graph, to: &found)
        case .entangled: appendUnpaired(of: edges[place], to: &found)
        }
      }
      return found
    }
    var all = Array(parts.joined())
    all.sort(by: >)
    // A triangle with two edges of one length has been met twice.
    var last: Word?
    all.removeAll { simplex in
      defer { last = simplex }
      return simplex == last
    }
    return all
  }

  private func appendRoots(of edge: UInt32, _ graph: borrowing LuneGraph, to found: inout [Word]) {
    let (a, b) = (Int(edge >> 16), Int(edge & 0xFFFF))
    let rank = apparent.distances.rank(a, b)
    for root in graph.laterRoots(a, b) {
      let simplex = triangles.simplex(rank: rank, index: binomials.index(a, b, root))
      if deaths.find(simplex) == nil { found.append(simplex) }
    }
  }

  private func appendUnpaired(of edge: UInt32, to found: inout [Word]) {
    let (a, b) = (Int(edge >> 16), Int(edge & 0xFFFF))
    let distances = apparent.distances
    let rank = distances.rank(a, b)
    withUnsafeTemporaryAllocation(of: Int.self, capacity: 8) { scratch in
      guard let vertices = scratch.baseAddress else { return }
      for w in 0..<distances.points where distances.rank(a, w) <= rank && distances.rank(b, w) <= rank {
        (vertices[0], vertices[1], vertices[2]) = w > a ? (w, a, b) : w > b ? (a, w, b) : (a, b, w)
        let isPaired =
          apparent.cofacetVertex(of: vertices, count: 3, rank: rank, scratch: vertices + 3) >= 0
          || apparent.facetPosition(of: vertices, count: 3, rank: rank, facet: vertices + 3) >= 0
        let simplex = triangles.simplex(rank: rank, index: binomials.index(a, b, w))
        if !isPaired && deaths.find(simplex) == nil { found.append(simplex) }
      }
    }
  }
}
