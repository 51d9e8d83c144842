import ArrayNumerics

/// Removes or delays edges of a Vietoris–Rips filtration without changing its persistence diagrams in any dimension.
///
/// An edge is *dominated* when one common neighbour of its ends is a neighbour of all the others. Taking a dominated edge
/// out of a flag complex does not change its homotopy type (Boissonnat and Pritam 2020,
/// doi:10.4230/LIPIcs.SoCG.2020.19), and when it is taken out at every diameter from its length up to the first one at which
/// it is not dominated, all inclusions agree with that: the edge enters there instead, or never. Doing so for one edge
/// after another, the longest first, leaves a few percent of the edges (Glisse and Pritam 2022,
/// doi:10.4230/LIPIcs.SoCG.2022.44).
///
/// Equal lengths enter together, so the argument needs no order among them; the result depends on the matrix alone.
struct EdgeCollapse: ~Copyable {
  /// The lowest dimension that is computed from the collapsed filtration: where collapsing costs less than it saves.
  static var firstDimension: Int { 3 }

  private let distances: RankedDistances
  private let points: Int
  /// 64-bit words of a set of vertices.
  private let words: Int
  // Raw memory: an array would be checked for another owner and for its bounds at each of the innermost accesses.
  /// For each vertex the set of its neighbours at the rank that is being worked on.
  private let near: UnsafeMutablePointer<UInt64>
  /// The ranks at which edges that have been dealt with enter; `absent` for those that never do, and for the others.
  private let later: UnsafeMutablePointer<Int32>
  /// The same edges at each vertex, latest first: rank in the upper half, the other vertex in the lower.
  private let laterNeighbours: UnsafeMutablePointer<[UInt64]>
  private let lune: UnsafeMutablePointer<UInt64>
  private let candidates: UnsafeMutablePointer<UInt64>
  private let row: UnsafeMutablePointer<UInt64>
  private var arrivals: [UInt64] = []

  init(_ distances: RankedDistances) {
    self.distances = distances
    points = distances.points
    words = (points + 63) / 64
    near = .allocate(capacity: max(1, points * words))
    near.initialize(repeating: 0, count: points * words)
    later = .allocate(capacity: max(1, points * points))
    later.initialize(repeating: RankedDistances.absent, count: points * points)
    laterNeighbours = .allocate(capacity: points)
    laterNeighbours.initialize(repeating: [], count: points)
    lune = .allocate(capacity: 3 * words)
    lune.initialize(repeating: 0, count: 3 * words)
    candidates = lune + words
    row = candidates + words
  }

  deinit {
    near.deallocate()
    later.deallocate()
    laterNeighbours.deinitialize(count: points)
    laterNeighbours.deallocate()
    lune.deallocate()
  }

  /// The filtration with fewer and later edges. About one pass over a bit row of `points` for each edge.
  ///
  /// - Throws: `CancellationError`.
  consuming func collapsed(work: Work) throws -> RankedDistances {
    let edges = distances.edges
    for edge in edges { setNear(edge, true) }
    var end = edges.count
    var groups = 0
    while end > 0 {
      groups &+= 1
      if groups & 0xFFF == 0 {
        try work.checkCancellation()
        work.report("edge collapse", completed: edges.count - end, of: edges.count)
      }
      let rank = self.rank(edges[end &- 1])
      var first = end &- 1
      while first > 0 && self.rank(edges[first &- 1]) == rank { first &-= 1 }
      for place in first..<end {
        let entry = entryRank(of: edges[place], from: rank)
        if entry == rank { continue }
        setNear(edges[place], false)
        enter(edges[place], at: entry)
      }
      for place in first..<end where isNear(Int(edges[place] >> 16), Int(edges[place] & 0xFFFF)) {
        setNear(edges[place], false)
        enter(edges[place], at: rank)
      }
      end = first
    }
    work.report("edge collapse", completed: edges.count, of: edges.count)
    return RankedDistances(points: points, values: distances.values) { later[$0 &* points &+ $1] }
  }

  private func rank(_ edge: UInt32) -> Int32 { distances.rank(Int(edge >> 16), Int(edge & 0xFFFF)) }

  private func setNear(_ edge: UInt32, _ isNear: Bool) {
    for (a, b) in [(Int(edge >> 16), Int(edge & 0xFFFF)), (Int(edge & 0xFFFF), Int(edge >> 16))] {
      let bit = UInt64(1) << UInt64(b & 63)
      if isNear { near[a &* words &+ b >> 6] |= bit } else { near[a &* words &+ b >> 6] &= ~bit }
    }
  }

  @inline(__always) private func isNear(_ a: Int, _ b: Int) -> Bool {
    near[a &* words &+ b >> 6] >> UInt64(b & 63) & 1 == 1
  }

  /// Notes the rank at which an edge enters, unless it is never.
  private func enter(_ edge: UInt32, at rank: Int32) {
    if rank == RankedDistances.absent { return }
    let (a, b) = (Int(edge >> 16), Int(edge & 0xFFFF))
    later[a &* points &+ b] = rank
    later[b &* points &+ a] = rank
    for (vertex, other) in [(a, b), (b, a)] {
      let entry = UInt64(UInt32(rank)) << 32 | UInt64(other)
      var place = laterNeighbours[vertex].count
      while place > 0 && laterNeighbours[vertex][place - 1] < entry { place -= 1 }
      laterNeighbours[vertex].insert(entry, at: place)
    }
  }

  /// The first rank from the edge's own on at which it is not dominated.
  private mutating func entryRank(of edge: UInt32, from rank: Int32) -> Int32 {
    let (a, b) = (Int(edge >> 16), Int(edge & 0xFFFF))
    let (nearA, nearB) = (near + a &* words, near + b &* words)
    for i in 0..<words { lune[i] = nearA[i] & nearB[i] }
    guard var dominator = dominator(at: nil) else { return rank }
    findArrivals(a, b)
    var next = 0
    while next < arrivals.count {
      let rank = Int32(truncatingIfNeeded: arrivals[next] >> 32)
      var isDominated = true
      while next < arrivals.count && arrivals[next] >> 32 == UInt64(UInt32(rank)) {
        let vertex = Int(arrivals[next] & 0xFFFF_FFFF)
        lune[vertex >> 6] |= 1 << UInt64(vertex & 63)
        if !isNear(dominator, vertex) && later[dominator &* points &+ vertex] > rank { isDominated = false }
        next &+= 1
      }
      if isDominated { continue }
      guard let another = self.dominator(at: rank) else { return rank }
      dominator = another
    }
    return RankedDistances.absent
  }

  /// The vertices that join the lune of an edge at later ranks, in order of those ranks.
  private mutating func findArrivals(_ a: Int, _ b: Int) {
    arrivals.removeAll(keepingCapacity: true)
    for entry in laterNeighbours[a] {
      let vertex = Int(entry & 0xFFFF_FFFF)
      if isNear(b, vertex) {
        arrivals.append(entry)
      } else if case let rank = later[b &* points &+ vertex], rank != RankedDistances.absent {
        arrivals.append(max(entry, UInt64(UInt32(rank)) << 32 | UInt64(vertex)))
      }
    }
    for entry in laterNeighbours[b] where isNear(a, Int(entry & 0xFFFF_FFFF)) { arrivals.append(entry) }
    arrivals.sort()
  }

  /// A vertex of the lune that is a neighbour of all others there, if there is one.
  ///
  /// A vertex that misses a neighbour is none, and neither is any other vertex that the missed one does not have for a
  /// neighbour; so a few trials suffice.
  ///
  /// - Parameter rank: the rank whose neighbours count; nil for those in `near`.
  private func dominator(at rank: Int32?) -> Int? {
    candidates.update(from: lune, count: words)
    var word = 0
    while word < words {
      if candidates[word] == 0 {
        word &+= 1
        continue
      }
      let vertex = word &<< 6 &+ candidates[word].trailingZeroBitCount
      guard let missed = firstInLune(outside: neighbours(of: vertex, at: rank), but: vertex) else { return vertex }
      let others = neighbours(of: missed, at: rank)
      for i in word..<words { candidates[i] &= others[i] }
    }
    return nil
  }

  @inline(__always) private func firstInLune(outside set: UnsafePointer<UInt64>, but vertex: Int) -> Int? {
    for i in 0..<words {
      var missed = lune[i] & ~set[i]
      if i == vertex >> 6 { missed &= ~(1 << UInt64(vertex & 63)) }
      if missed != 0 { return i &<< 6 &+ missed.trailingZeroBitCount }
    }
    return nil
  }

  @inline(__always) private func neighbours(of vertex: Int, at rank: Int32?) -> UnsafePointer<UInt64> {
    let base = near + vertex &* words
    guard let rank else { return UnsafePointer(base) }
    row.update(from: base, count: words)
    let limit = UInt64(UInt32(rank)) << 32 | 0xFFFF_FFFF
    for entry in laterNeighbours[vertex].reversed() {
      if entry > limit { break }
      let other = Int(entry & 0xFFFF_FFFF)
      row[other >> 6] |= 1 << UInt64(other & 63)
    }
    return UnsafePointer(row)
  }
}
