/// A matching between the points of two diagrams that are within a radius of each other (L∞), for the points of the first
/// that are farther than the radius from the diagonal: Hopcroft and Karp (1973, doi:10.1137/0202019) on edges that are listed
/// from windows of births instead of being stored.
struct NearMatching {
  private let from: BirthOrderedPoints
  private let to: BirthOrderedPoints
  private let radius: Double
  /// The points that must be matched.
  private let far: [Int]
  private let windows: [Range<Int>]
  /// The partner of each point of `to`, as a place in `far`; -1 for none.
  private var partners: [Int]
  private var isMatched: [Bool]
  /// The round's distance of each point of `to` from the unmatched points, in matched pairs; -1: not reached.
  private var layers: [Int]

  init(from: BirthOrderedPoints, to: BirthOrderedPoints, radius: Double) {
    self.from = from
    self.to = to
    self.radius = radius
    far = (0..<from.count).filter { from.halfLives[$0] > radius }
    windows = far.map { to.window(around: from.births[$0], within: radius) }
    partners = [Int](repeating: -1, count: to.count)
    isMatched = [Bool](repeating: false, count: far.count)
    layers = []
  }

  /// Whether a matching covers every point that is far from the diagonal.
  consuming func coversFarPoints() -> Bool {
    if far.count > to.count || windows.contains(where: \.isEmpty) { return false }
    var missing = far.count
    while missing > 0 {
      guard findLayers() else { return false }
      for start in far.indices where !isMatched[start] {
        if augment(from: start) {
          isMatched[start] = true
          missing -= 1
        }
      }
    }
    return true
  }

  private func isNear(_ place: Int, _ j: Int) -> Bool {
    // The window holds those with a near birth.
    abs(from.deaths[far[place]] - to.deaths[j]) <= radius
  }

  /// Breadth first from all unmatched points at once.
  ///
  /// - Returns: false when some unmatched point cannot be reached from them at all, so that no matching covers the rest.
  private mutating func findLayers() -> Bool {
    layers = [Int](repeating: -1, count: to.count)
    var unseen = UnseenPlaces(count: to.count)
    var front = far.indices.filter { !isMatched[$0] }
    var depth = 0
    while !front.isEmpty {
      var next: [Int] = []
      var endsHere = false
      for place in front {
        var j = unseen.first(from: windows[place].lowerBound)
        while j < windows[place].upperBound {
          if isNear(place, j) {
            layers[j] = depth
            unseen.remove(j)
            if partners[j] < 0 { endsHere = true } else { next.append(partners[j]) }
          }
          j = unseen.first(from: j + 1)
        }
      }
      if endsHere { return true }
      front = next
      depth += 1
    }
    return false
  }

  /// Depth first along the layers to a point without a partner; every point of `to` is tried once in a round.
  private mutating func augment(from start: Int) -> Bool {
    // The path: places of `far`, where the search in each window stands, and the point of `to` chosen there.
    var path = [(place: start, next: windows[start].lowerBound, chosen: -1)]
    while let step = path.last {
      let depth = path.count - 1
      var j = step.next
      while j < windows[step.place].upperBound, !(layers[j] == depth && isNear(step.place, j)) { j += 1 }
      if j == windows[step.place].upperBound {
        path.removeLast()
        continue
      }
      layers[j] = -1
      path[depth].next = j + 1
      path[depth].chosen = j
      if partners[j] < 0 {
        for step in path { partners[step.chosen] = step.place }
        return true
      }
      path.append((partners[j], windows[partners[j]].lowerBound, -1))
    }
    return false
  }
}

/// Places 0…count - 1 from which some are removed; the next one that is left is found by following shortened links.
private struct UnseenPlaces {
  private var links: [Int]

  init(count: Int) { links = Array(0...count) }

  mutating func remove(_ place: Int) { links[place] = place + 1 }

  /// The first place left from `place` on; the count when there is none.
  mutating func first(from place: Int) -> Int {
    var end = place
    while links[end] != end { end = links[end] }
    var place = place
    while links[place] != end {
      let next = links[place]
      links[place] = end
      place = next
    }
    return end
  }
}
