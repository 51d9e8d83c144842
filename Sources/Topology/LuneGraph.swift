/// The graph on the lune of an edge: its vertices in descending order, joined when they are closer than the edge is long.
struct LuneGraph: ~Copyable {
  private let distances: RankedDistances
  // Raw memory: an array would be checked for another owner and for its bounds at each of the innermost accesses.
  private let lune: UnsafeMutablePointer<Int>
  /// Union-find by place in `lune`; -1 for vertices that have not been reached.
  private let parents: UnsafeMutablePointer<Int>
  private let size: UnsafeMutablePointer<Int>

  init(_ distances: RankedDistances) {
    self.distances = distances
    lune = .allocate(capacity: 2 * distances.points + 1)
    lune.initialize(repeating: 0, count: 2 * distances.points + 1)
    parents = lune + distances.points
    size = parents + distances.points
  }

  deinit { lune.deallocate() }

  /// Collects the lune of the edge.
  private func begin(_ a: Int, _ b: Int) {
    let (first, second) = (distances.row(a), distances.row(b))
    let rank = RankVector(repeating: first[b])
    var count = 0
    var start = distances.stride &- 8
    while start >= 0 {
      let inside = (loadRanks(first + start) .< rank) .& (loadRanks(second + start) .< rank)
      if any(inside) {
        for lane in stride(from: 7, through: 0, by: -1) where inside[lane] {
          lune[count] = start &+ lane
          count &+= 1
        }
      }
      start &-= 8
    }
    size.pointee = count
  }

  /// The largest vertex of each component, in descending order, without the largest of all.
  func laterRoots(_ a: Int, _ b: Int) -> [Int] {
    begin(a, b)
    let rank = distances.rank(a, b)
    // `parents` holds the places not reached yet, from `left`, and before that those whose neighbours are to be looked at.
    var left = size.pointee
    for place in 0..<left { parents[place] = lune[place] }
    var roots: [Int] = []
    while left > 0 {
      // The list stays in descending order, so its first vertex is the largest.
      let root = parents[0]
      roots.append(root)
      var queue = [root]
      for i in 1..<left { parents[i - 1] = parents[i] }
      left -= 1
      while let vertex = queue.popLast(), left > 0 {
        let row = distances.row(vertex)
        var kept = 0
        for i in 0..<left {
          let other = parents[i]
          if row[other] < rank {
            queue.append(other)
          } else {
            parents[kept] = other
            kept &+= 1
          }
        }
        left = kept
      }
    }
    return Array(roots.dropFirst())
  }

  /// Goes through the edges of the lune in the order of the filtration and calls back before each that joins two
  /// components, with the younger component, named by its largest vertex, and the edge, larger vertex first.
  mutating func joinComponents(
    _ a: Int, _ b: Int, _ visit: (borrowing LuneGraph, _ component: Int, _ u: Int, _ w: Int) -> Void
  ) {
    begin(a, b)
    let rank = distances.rank(a, b)
    let count = size.pointee
    for place in 0..<count { parents[place] = -1 }
    var unseen = count
    var components = 0
    for i in 0..<count {
      if parents[i] < 0 {
        parents[i] = i
        unseen &-= 1
        components &+= 1
      }
      if unseen == 0 && components == 1 { return }
      let row = distances.row(lune[i])
      for j in i &+ 1..<max(count, i &+ 1) where row[lune[j]] < rank {
        let root = self.root(i)
        if parents[j] < 0 {
          parents[j] = root
          unseen &-= 1
          continue
        }
        let other = self.root(j)
        if other == root { continue }
        visit(self, lune[max(root, other)], lune[i], lune[j])
        parents[max(root, other)] = min(root, other)
        components &-= 1
      }
    }
  }

  @inline(__always) private func root(_ place: Int) -> Int {
    var place = place
    while parents[place] != place { place = parents[place] }
    return place
  }

  /// The vertices reached so far that belong to a component.
  borrowing func members(_ component: Int) -> [Int] {
    (0..<size.pointee).filter { parents[$0] >= 0 && lune[root($0)] == component }.map { lune[$0] }
  }

  borrowing func isInside(_ vertex: Int, _ component: Int) -> Bool {
    for place in 0..<size.pointee where lune[place] == vertex {
      return parents[place] >= 0 && lune[root(place)] == component
    }
    return false
  }
}
