/// The column under reduction: its cochain, and its coboundary as a heap that is filled window by window.
///
/// A coboundary is listed only up to a horizon of diameters. When the heap runs dry, the horizon moves on and the
/// cochain's simplices are scanned again for the next window: scanning a row of ranks is much cheaper than pushing
/// cofacets that the reduction never reaches.
struct WorkingColumn<Word: KeyWord>: ~Copyable {
  /// A cofacet without and with its coefficient apart.
  typealias Pivot = (simplex: Word, coefficient: UInt32)

  private let reduction: ColumnReduction<Word>
  private let length: Int
  private let largestRank: Int32
  private var heap = KeyHeap<Word>()
  private var horizon: Int32 = 0
  private var window: Int32 = 0
  /// The cochain: simplices with coefficients; a simplex may occur several times until `compress`.
  var entries: [Word] = []
  private let vertices: UnsafeMutablePointer<Int>

  init(_ reduction: ColumnReduction<Word>) {
    self.reduction = reduction
    length = reduction.layout.dimension + 1
    largestRank = reduction.apparent.distances.largestRank
    vertices = .allocate(capacity: length + 1)
    vertices.initialize(repeating: 0, count: length + 1)
  }

  deinit { vertices.deallocate() }

  /// Cofacets pushed since the column began.
  var cofacetsPushed: Int { heap.pushes }

  /// Begins a column with the coboundary of one simplex, up to the simplex's own diameter: most columns end there.
  mutating func start(with simplex: Word, rank: Int32) {
    heap.removeAll()
    entries.removeAll(keepingCapacity: true)
    horizon = rank
    window = max(16, largestRank / 512)
    add(reduction.layout.key(simplex: simplex, coefficient: 1), times: 1, fromRank: rank)
  }

  /// Adds a multiple of a simplex to the cochain, and of its coboundary from the given rank on to the heap; cofacets
  /// before that rank cancel.
  @inline(__always) mutating func add(_ entry: Word, times factor: UInt32, fromRank low: Int32) {
    let layout = reduction.layout
    let simplex = layout.simplex(ofKey: entry)
    let coefficient = reduction.field.multiply(layout.coefficient(ofKey: entry), factor)
    entries.append(layout.key(simplex: simplex, coefficient: coefficient))
    pushCoboundary(of: simplex, coefficient: coefficient, above: low &- 1)
  }

  @inline(__always) private mutating func pushCoboundary(
    of simplex: Word, coefficient: UInt32, above low: Int32
  ) {
    let layout = reduction.layout
    reduction.binomials.decode(layout.index(ofSimplex: simplex), count: length, into: vertices)
    reduction.coboundary.push(
      of: vertices, count: length, rank: layout.rank(ofSimplex: simplex), coefficient: coefficient,
      above: low,
      upTo: horizon, onto: &heap)
  }

  /// Removes the first cofacet whose coefficients do not cancel; nil when the coboundary is zero.
  @inline(__always) mutating func nextPivot() -> Pivot? {
    let layout = reduction.coboundary.layout
    while true {
      while !heap.isEmpty {
        let key = heap.pop()
        let simplex = layout.simplex(ofKey: key)
        var coefficient = layout.coefficient(ofKey: key)
        while !heap.isEmpty && layout.simplex(ofKey: heap.first) == simplex {
          coefficient = reduction.field.add(coefficient, layout.coefficient(ofKey: heap.pop()))
        }
        if coefficient != 0 { return (simplex, coefficient) }
      }
      if horizon >= largestRank { return nil }
      widen()
    }
  }

  @inline(__always) mutating func pushBack(_ pivot: Pivot) {
    heap.push(reduction.coboundary.layout.key(simplex: pivot.simplex, coefficient: pivot.coefficient))
  }

  /// Moves the horizon and lists the cofacets of the new window. The window grows or shrinks so that a scan of one
  /// simplex finds a handful of cofacets: fewer waste scans, more are pushed in vain.
  private mutating func widen() {
    compress()
    let low = horizon
    horizon = largestRank - horizon <= window ? largestRank : horizon + window
    let layout = reduction.layout
    heap.beginRun()
    for entry in entries {
      pushCoboundary(
        of: layout.simplex(ofKey: entry), coefficient: layout.coefficient(ofKey: entry), above: low)
    }
    heap.endRun()
    let perSimplex = heap.count / max(1, entries.count)
    if perSimplex < 4 {
      window = window > largestRank / 4 ? largestRank : 2 * window
    } else if perSimplex > 16 {
      window = max(1, window / 2)
    }
  }

  /// Sorts the cochain and adds up the coefficients of equal simplices.
  mutating func compress() {
    if entries.count < 2 { return }
    entries.sort()
    let layout = reduction.layout
    let field = reduction.field
    var kept = 0
    entries.withUnsafeMutableBufferPointer { buffer in
      var next = 0
      while next < buffer.count {
        let simplex = layout.simplex(ofKey: buffer[next])
        var coefficient: UInt32 = 0
        while next < buffer.count && layout.simplex(ofKey: buffer[next]) == simplex {
          coefficient = field.add(coefficient, layout.coefficient(ofKey: buffer[next]))
          next &+= 1
        }
        if coefficient != 0 {
          buffer[kept] = layout.key(simplex: simplex, coefficient: coefficient)
          kept &+= 1
        }
      }
    }
    entries.removeLast(entries.count - kept)
  }
}
