import ArrayNumerics

/// The nearest neighbours of all points but for a few: those who share a leaf of some random trees, then neighbours of
/// neighbours as long as they improve (Dong et al. 2011, doi:10.1145/1963405.1963487).
///
/// Each point looks for itself at the lists of the round before, so the result depends on the seed and not on the number of
/// threads. About O(points · neighbours²) a round, in a dozen rounds at most; how many neighbours are missed grows with the
/// dimension of the data.
struct NeighbourDescent {
  /// Points of a leaf.
  private static let leaf = 48
  private static let trees = 8
  private static let mostRounds = 12
  /// Shorter lists do not lead far.
  private static let shortest = 24

  private let table: PointTable
  private let length: Int
  /// For each place its list, nearest first.
  private var lists: Matrix<Entry>

  /// A neighbour in a list: its squared distance, its place, and whether the last round brought it, in one number.
  private struct Entry: BitwiseCopyable, Sendable {
    var bits: UInt64

    static let none = Entry(bits: .max)
    @inline(__always) init(bits: UInt64) { self.bits = bits }
    @inline(__always) init(square: Float, place: UInt32) {
      bits = UInt64(square.bitPattern) << 32 | UInt64(place) << 1 | 1
    }
    @inline(__always) var place: Int { Int((bits & 0xFFFF_FFFF) >> 1) }
    @inline(__always) var isNew: Bool { bits & 1 != 0 }
    /// Without what is new.
    @inline(__always) var key: UInt64 { bits >> 1 }
    @inline(__always) var isNone: Bool { bits == .max }
    @inline(__always) var aged: Entry { isNone ? self : Entry(bits: bits & ~1) }
  }

  /// - Throws: `CancellationError`.
  init(_ table: PointTable, neighbours: Int, seed: UInt64, work: Work) throws {
    self.table = table
    length = min(table.count - 1, max(neighbours + 10, Self.shortest))
    lists = Matrix(rows: table.count, columns: length, repeating: .none)
    try plant(seed, work)
    let few = max(1, table.count * length / 1000)
    for round in 0..<Self.mostRounds {
      work.report("finding neighbours", completed: round + 1, of: Self.mostRounds + 1)
      if try improve(work) <= few { break }
    }
  }

  /// The places in the list of a point, nearest first.
  func places(of place: Int) -> [UInt32] {
    lists.row(place).filter { !$0.isNone }.map { UInt32($0.place) }
  }

  /// Fills the lists with those who share a leaf.
  private mutating func plant(_ seed: UInt64, _ work: Work) throws {
    let (table, length) = (table, length)
    let trees = try concurrentMap(Self.trees, work: work) { tree in
      let stream = RandomStream(seed: seed, name: "neighbours.tree", index: UInt64(tree))
      return Tree(
        order: spatialOrder(table.values, dimension: table.width, leaf: Self.leaf, chance: tree == 0 ? nil : stream))
    }
    try concurrentRows(of: &lists, block: 512, work: work) { places, lists in
      let visit = Visit(table)
      defer { visit.deallocate() }
      for (row, place) in places.enumerated() {
        visit.begin(at: place)
        for tree in trees {
          for mate in tree.leaf(of: place, size: Self.leaf) { visit.add(tree.order[mate]) }
        }
        _ = visit.finish(
          length, get: { lists[row * length + $0] }, set: { lists[row * length + $0] = $1 })
      }
    }
  }

  /// Looks at the neighbours of neighbours, in both directions; returns how many entries came in.
  private mutating func improve(_ work: Work) throws -> Int {
    let (table, length) = (table, length)
    let around = try Around(lists, work)
    return try concurrentRows(of: &lists, block: 512, work: work) { places, lists in
      let visit = Visit(table)
      defer { visit.deallocate() }
      var came = 0
      for (row, place) in places.enumerated() {
        visit.begin(at: place)
        for entry in 0..<length {
          let own = lists[row * length + entry]
          if !own.isNone { visit.pass(UInt32(own.place)) }
          lists[row * length + entry] = own.aged
        }
        for near in around.entries(of: place) {
          for far in around.entries(of: near.place) where near.isNew || far.isNew { visit.add(UInt32(far.place)) }
        }
        came += visit.finish(
          length, get: { lists[row * length + $0] }, set: { lists[row * length + $0] = $1 })
      }
      return came
    }.reduce(0, +)
  }

  /// A tree as the order of its leaves.
  private struct Tree: Sendable {
    let order: [UInt32]
    /// Where each point stands in the order.
    let standing: [UInt32]

    init(order: [UInt32]) {
      var standing = [UInt32](repeating: 0, count: order.count)
      for (place, point) in order.enumerated() { standing[Int(point)] = UInt32(place) }
      (self.order, self.standing) = (order, standing)
    }

    func leaf(of point: Int, size: Int) -> Range<Int> {
      let first = Int(standing[point]) / size * size
      return first..<min(order.count, first + size)
    }
  }

  /// The lists of a round and, as many again at most, the points in whose lists a point stands, the nearest of them.
  private struct Around: Sendable {
    private let entries: [Entry]
    private let ends: [Int]

    init(_ lists: Matrix<Entry>, _ work: Work) throws {
      let (count, length) = (lists.rows, lists.columns)
      var counts = [Int](repeating: 0, count: count + 1)
      for entry in lists.elements where !entry.isNone { counts[entry.place + 1] += 1 }
      for place in 0..<count { counts[place + 1] += counts[place] }
      var next = counts
      var reverse = [Entry](repeating: .none, count: counts[count])
      for place in 0..<count {
        for entry in 0..<length {
          let own = lists[place, entry]
          if own.isNone { break }
          reverse[next[own.place]] = Entry(bits: own.bits & ~0xFFFF_FFFE | UInt64(place) << 1)
          next[own.place] += 1
        }
      }
      var entries: [Entry] = []
      entries.reserveCapacity(2 * count * length)
      var ends = [0]
      ends.reserveCapacity(count + 1)
      for place in 0..<count {
        for entry in 0..<length where !lists[place, entry].isNone { entries.append(lists[place, entry]) }
        let from = reverse[counts[place]..<counts[place + 1]]
        entries += from.count > length ? from.sorted { $0.bits < $1.bits }.prefix(length) : from
        ends.append(entries.count)
      }
      (self.entries, self.ends) = (entries, ends)
    }

    func entries(of place: Int) -> ArraySlice<Entry> { entries[ends[place]..<ends[place + 1]] }
  }

  /// The candidates of one point after another, each looked at once.
  private final class Visit {
    private let table: PointTable
    private let stamps: UnsafeMutablePointer<UInt32>
    private let candidates: UnsafeMutablePointer<UInt32>
    private let squares: UnsafeMutablePointer<Float>
    private var stamp: UInt32 = 0
    private var place = 0
    private var count = 0

    init(_ table: PointTable) {
      self.table = table
      stamps = .allocate(capacity: table.count)
      stamps.initialize(repeating: 0, count: table.count)
      candidates = .allocate(capacity: table.count)
      squares = .allocate(capacity: table.count)
    }

    func deallocate() {
      stamps.deallocate()
      candidates.deallocate()
      squares.deallocate()
    }

    func begin(at place: Int) {
      stamp += 1
      (self.place, count) = (place, 0)
      stamps[place] = stamp
    }

    /// Leaves a point out.
    @inline(__always) func pass(_ other: UInt32) { stamps[Int(other)] = stamp }

    @inline(__always) func add(_ other: UInt32) {
      if stamps[Int(other)] == stamp { return }
      stamps[Int(other)] = stamp
      candidates[count] = other
      count &+= 1
    }

    /// Puts the candidates into a list of `length` entries; returns how many stay.
    @inline(__always)
    func finish(_ length: Int, get: (Int) -> Entry, set: (Int, Entry) -> Void) -> Int {
      table.squares(from: place, to: candidates, count: count, into: squares)
      var farthest = get(length - 1)
      var came = 0
      for candidate in 0..<count {
        let entry = Entry(square: squares[candidate], place: candidates[candidate])
        if entry.key >= farthest.key { continue }
        var slot = length - 1
        while slot > 0, get(slot - 1).key > entry.key {
          set(slot, get(slot - 1))
          slot -= 1
        }
        set(slot, entry)
        farthest = get(length - 1)
        came += 1
      }
      return came
    }
  }
}
