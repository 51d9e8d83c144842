import ArrayNumerics

/// Finishes long columns of dimension 1 on an `EdgeCochain`, edge after edge in filtration order.
///
/// Where the lune of an edge is connected (`EdgeLunes`), all its triangles ask for the same value on it, because the cochain
/// is a cocycle on the triangles before; one look is enough. The other edges are few, and are searched in full.
struct EdgeSweep<Word: KeyWord, Scalar: FixedWidthInteger & UnsignedInteger>: ~Copyable {
  private let reduction: ColumnReduction<Word>
  private let lunes: EdgeLunesOnDemand
  private let cochain: EdgeCochain<Scalar>

  init(_ reduction: ColumnReduction<Word>) {
    lunes = reduction.lunes
    self.reduction = reduction
    cochain = EdgeCochain(points: reduction.apparent.distances.points, prime: reduction.field.prime)
  }

  /// Continues a column whose coboundary is zero on every triangle of rank less than `start`.
  ///
  /// - Parameters:
  ///   - entries: the cochain so far; what is added to it is appended.
  ///   - start: the rank from which on it may not be.
  /// - Returns: the pivot at which no column and no apparent pair helps, or nil for an essential class.
  func finish(
    _ entries: inout [Word], from start: Int32, pivots: PivotTable<Word>, reduced: ReducedColumns<Word>,
    work: Work
  ) throws -> WorkingColumn<Word>.Pivot? {
    let distances = reduction.apparent.distances
    cochain.reset(to: distances, upTo: start)
    for entry in entries { add(entry, times: 1) }
    let edges = distances.edges
    let lunes = try lunes.get(work: work)
    var first = lunes.places(ofRank: start).lowerBound
    let fresh = lunes.places(ofRank: start).upperBound
    var groups = 0
    while first < edges.count {
      if first >= fresh && lunes.kind(at: first) == .whole {
        settle(edges[first], entries: &entries)
        first &+= 1
        continue
      }
      groups &+= 1
      if groups & 0xFFF == 0 { try work.checkCancellation() }
      let (a, b) = vertices(edges[first])
      let rank = distances.rank(a, b)
      var end = first &+ 1
      while end < edges.count, case let (c, d) = vertices(edges[end]), distances.rank(c, d) == rank {
        end &+= 1
      }
      if rank > start {
        for place in first..<end {
          let (c, d) = vertices(edges[place])
          cochain.enter(c, d)
        }
        // A single edge in an apparent pair: its triangle comes first and settles its value.
        let partner = reduction.apparent.partner(ofEdge: a, b)
        if end == first &+ 1 && partner >= 0 {
          let value = cochain.closing(a, b, with: partner)
          if value != 0 { append(a, b, rank, value, to: &entries) }
        }
      }
      while let pivot = firstViolation(first..<end, rank: rank) {
        if let known = pivots.find(pivot.simplex) {
          let factor = reduction.field.eliminating(pivot.coefficient, with: known.coefficient)
          for entry in reduced[known.column] { entries.append(add(entry, times: factor)) }
        } else if !eliminate(pivot, rank: rank, entries: &entries) {
          return pivot
        }
      }
      first = end
    }
    return nil
  }

  @inline(__always) private func vertices(_ edge: UInt32) -> (Int, Int) {
    (Int(edge >> 16), Int(edge & 0xFFFF))
  }

  /// Enters an edge whose triangles all ask for the same value.
  @inline(__always) private func settle(_ edge: UInt32, entries: inout [Word]) {
    let (a, b) = vertices(edge)
    cochain.enter(a, b)
    let partner = reduction.apparent.partner(ofEdge: a, b)
    if partner < 0 { return }
    let value = cochain.closing(a, b, with: partner)
    if value != 0 { append(a, b, reduction.apparent.distances.rank(a, b), value, to: &entries) }
  }

  private func append(_ a: Int, _ b: Int, _ rank: Int32, _ value: UInt32, to entries: inout [Word]) {
    cochain.set(a, b, to: value)
    let index = reduction.binomials[a, 2] &+ UInt64(b)
    entries.append(reduction.layout.key(rank: rank, index: index, coefficient: value))
  }

  /// Adds a multiple of an entry to the stored cochain, and returns it.
  @discardableResult
  private func add(_ entry: Word, times factor: UInt32) -> Word {
    let layout = reduction.layout
    let simplex = layout.simplex(ofKey: entry)
    let value = reduction.field.multiply(layout.coefficient(ofKey: entry), factor)
    withUnsafeTemporaryAllocation(of: Int.self, capacity: 2) { edge in
      guard let edge = edge.baseAddress else { return }
      reduction.binomials.decode(layout.index(ofSimplex: simplex), count: 2, into: edge)
      cochain.set(edge[0], edge[1], to: reduction.field.add(cochain.value(edge[0], edge[1]), value))
    }
    return layout.key(simplex: simplex, coefficient: value)
  }

  /// The first triangle of the given rank in the filtration on which the coboundary is not zero, and its value there.
  private func firstViolation(_ group: Range<Int>, rank: Int32) -> WorkingColumn<Word>.Pivot? {
    let distances = reduction.apparent.distances
    let binomials = reduction.binomials
    var best: (index: UInt64, value: UInt32)?
    for place in group {
      let (a, b) = vertices(distances.edges[place])
      let k = cochain.largestViolation(a, b)
      if k < 0 { continue }
      let (top, middle, bottom) = k > a ? (k, a, b) : k > b ? (a, k, b) : (a, b, k)
      let index = binomials[top, 3] &+ binomials[middle, 2] &+ UInt64(bottom)
      if best.map({ index <= $0.index }) ?? false { continue }
      let field = reduction.field
      let rest = field.add(cochain.value(top, middle), cochain.value(middle, bottom))
      best = (index, field.add(rest, field.negate(cochain.value(top, bottom))))
    }
    return best.map { (reduction.coboundary.layout.simplex(rank: rank, index: $0.index), $0.value) }
  }

  private func eliminate(_ pivot: WorkingColumn<Word>.Pivot, rank: Int32, entries: inout [Word]) -> Bool {
    guard let facet = reduction.apparentFacet(of: pivot, rank: rank) else { return false }
    add(facet, times: 1)
    entries.append(facet)
    return true
  }
}

/// The reduction matrix V: the finished columns that have a pivot, one after another.
struct ReducedColumns<Word: KeyWord> {
  private var starts = [0]
  private var entries: [Word] = []

  var count: Int { starts.count - 1 }
  @inline(__always) subscript(_ column: Int) -> ArraySlice<Word> {
    entries[starts[column]..<starts[column + 1]]
  }

  mutating func append(_ column: [Word]) {
    entries.append(contentsOf: column)
    starts.append(entries.count)
  }
}
