import ArrayNumerics

/// What each edge brings into the filtration, told by its lune: the common neighbours of its ends at that moment.
///
/// The triangles that enter with an edge are the vertices of its lune, the tetrahedra the edges of the graph on the lune.
/// Where that graph is connected, nothing but apparent pairs and pairs of length zero enter: no class of dimension 1 dies
/// there and none of dimension 2 is born. On clouds this holds for nearly all edges.
final class EdgeLunes: @unchecked Sendable {
  // Sendable because nothing changes after `init`.
  enum Kind: UInt8 {
    /// Connected or empty.
    case whole
    /// Several components, at this edge or at another of just its length.
    case parted
    /// The edge shares its length with others and a triangle or a tetrahedron with one of them: no statement.
    case entangled
  }

  private let distances: RankedDistances
  private let kinds: [UInt8]
  /// The place of the first edge of each rank, and one more at the end.
  private let firstPlaces: [Int32]

  /// Looks at all lunes, in parallel over runs of edges. A few passes over bit rows of n for each edge.
  init(_ distances: RankedDistances, work: Work) throws {
    self.distances = distances
    let edges = distances.edges
    var firstPlaces = [Int32](repeating: 0, count: distances.values.count + 1)
    for edge in edges { firstPlaces[Int(distances.rank(Int(edge >> 16), Int(edge & 0xFFFF))) + 1] += 1 }
    for rank in 1..<firstPlaces.count { firstPlaces[rank] += firstPlaces[rank - 1] }
    self.firstPlaces = firstPlaces
    let runs = work.threads == 1 ? 1 : 2 * work.threads
    let ranks = distances.values.count
    let (starts, points) = (firstPlaces, distances.points)
    let parts = try concurrentMap(runs, work: work) { run in
      // Later lunes are larger.
      let (low, high) = (Self.boundary(run, of: runs, ranks), Self.boundary(run + 1, of: runs, ranks))
      let graph = BitGraph(points: points)
      for place in 0..<Int(starts[low]) { graph.join(edges[place]) }
      var kinds = [UInt8](repeating: Kind.whole.rawValue, count: Int(starts[high] - starts[low]))
      for rank in low..<high {
        if rank & 0xFFF == 0 { try work.checkCancellation() }
        let group = Int(starts[rank])..<Int(starts[rank + 1])
        var kind = Kind.whole
        if group.count > 1 && Self.isEntangled(edges[group], in: graph) {
          kind = .entangled
        } else if !group.allSatisfy({ graph.hasWholeLune(edges[$0]) }) {
          kind = .parted
        }
        for place in group {
          kinds[place - Int(starts[low])] = kind.rawValue
          graph.join(edges[place])
        }
      }
      return kinds
    }
    kinds = Array(parts.joined())
  }

  private static func boundary(_ run: Int, of runs: Int, _ ranks: Int) -> Int {
    run == runs ? ranks : Int(Double(ranks) * (Double(run) / Double(runs)).squareRoot())
  }

  /// Many edges of one length count as entangled without a look.
  private static func isEntangled(_ group: ArraySlice<UInt32>, in graph: borrowing BitGraph) -> Bool {
    if group.count > 16 { return true }
    for first in group.indices {
      let (a, b) = (Int(group[first] >> 16), Int(group[first] & 0xFFFF))
      for second in group.startIndex..<first {
        let (c, d) = (Int(group[second] >> 16), Int(group[second] & 0xFFFF))
        if a == c || a == d || b == c || b == d { return true }
        if graph.areJoined(a, c) && graph.areJoined(a, d) && graph.areJoined(b, c) && graph.areJoined(b, d) {
          return true
        }
      }
    }
    return false
  }

  @inline(__always) func kind(at place: Int) -> Kind { Kind(rawValue: kinds[place]) ?? .entangled }

  /// The places of the edges with this rank.
  @inline(__always) func places(ofRank rank: Int32) -> Range<Int> {
    Int(firstPlaces[Int(rank)])..<Int(firstPlaces[Int(rank) + 1])
  }
}

/// `EdgeLunes`, made when they are first asked for.
final class EdgeLunesOnDemand {
  private let distances: RankedDistances
  private var known: EdgeLunes?

  init(_ distances: RankedDistances) { self.distances = distances }

  var areKnown: Bool { known != nil }

  func get(work: Work) throws -> EdgeLunes {
    if let known { return known }
    let lunes = try EdgeLunes(distances, work: work)
    known = lunes
    return lunes
  }
}

/// A graph as rows of bits, with room to work out lunes.
struct BitGraph: ~Copyable {
  private let words: Int
  // Raw memory: an array would be checked for another owner and for its bounds at each of the innermost accesses.
  private let rows: UnsafeMutablePointer<UInt64>
  private let lune: UnsafeMutablePointer<UInt64>
  private let reached: UnsafeMutablePointer<UInt64>

  init(points: Int) {
    // An even number of words, for vectors of two.
    words = (points + 127) / 128 * 2
    rows = .allocate(capacity: words * (points + 2))
    rows.initialize(repeating: 0, count: words * (points + 2))
    lune = rows + words * points
    reached = lune + words
  }

  deinit { rows.deallocate() }

  @inline(__always) func join(_ edge: UInt32) {
    let (a, b) = (Int(edge >> 16), Int(edge & 0xFFFF))
    rows[a &* words &+ b &>> 6] |= 1 &<< UInt64(b & 63)
    rows[b &* words &+ a &>> 6] |= 1 &<< UInt64(a & 63)
  }

  @inline(__always) func areJoined(_ a: Int, _ b: Int) -> Bool {
    rows[a &* words &+ b &>> 6] &>> UInt64(b & 63) & 1 == 1
  }

  /// Whether the common neighbours of two vertices are connected among themselves, or there are none.
  func hasWholeLune(_ edge: UInt32) -> Bool {
    let (first, second) = (rows + Int(edge >> 16) &* words, rows + Int(edge & 0xFFFF) &* words)
    var top = -1
    for word in 0..<words {
      let common = first[word] & second[word]
      lune[word] = common
      if common != 0 { top = word }
    }
    if top < 0 { return true }
    let start = top &<< 6 &+ (63 &- lune[top].leadingZeroBitCount)
    let row = rows + start &* words
    for word in 0...top { reached[word] = row[word] & lune[word] }
    reached[start &>> 6] |= 1 &<< UInt64(start & 63)
    // A vertex outside with a neighbour inside brings its own neighbours along; one without waits for the next round.
    var isGrowing = true
    while isGrowing {
      isGrowing = false
      var isComplete = true
      for word in 0...top {
        var missing = lune[word] & ~reached[word]
        while missing != 0 {
          let vertex = word &<< 6 &+ missing.trailingZeroBitCount
          missing &= missing &- 1
          let row = rows + vertex &* words
          if !touches(row, upTo: top) {
            isComplete = false
            continue
          }
          isGrowing = true
          for i in 0...top { reached[i] |= row[i] & lune[i] }
          reached[vertex &>> 6] |= 1 &<< UInt64(vertex & 63)
          missing &= ~reached[word]
        }
      }
      if isComplete { return true }
    }
    return false
  }

  @inline(__always) private func touches(_ row: UnsafePointer<UInt64>, upTo top: Int) -> Bool {
    var both: UInt64 = 0
    for i in 0...top { both |= row[i] & reached[i] }
    return both != 0
  }
}
