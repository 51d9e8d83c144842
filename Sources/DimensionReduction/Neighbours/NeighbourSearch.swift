import ArrayNumerics

/// A regular sample of the points, from which the threshold of each row is guessed.
struct NeighbourSample {
  let count: Int
  let paddedCount: Int
  let features: [Float]
  /// Points for each point of the sample.
  let every: Int

  init(_ points: SearchPoints) {
    every = max(1, points.count / 1500)
    count = (points.count + every - 1) / every
    paddedCount = (count + SearchPoints.block - 1) / SearchPoints.block * SearchPoints.block
    var features = [Float](repeating: 0, count: points.paddedDimension * paddedCount)
    for axis in 0..<points.paddedDimension {
      for entry in 0..<count {
        features[axis * paddedCount + entry] = points.features[axis * points.paddedCount + entry * every]
      }
    }
    self.features = features
  }
}

/// The search for the neighbours of one row after another, with its buffers and what it learned on the way.
///
/// What it learned changes only how fast the next row is done, never what is found.
struct NeighbourSearch {
  let neighbours: Int
  let points: SearchPoints
  private let sample: NeighbourSample
  private let isWide: Bool
  private let candidates: UnsafeMutablePointer<UInt32>
  private let distances: UnsafeMutablePointer<Float>
  private let closeness: UnsafeMutablePointer<Float>
  private let query: UnsafeMutablePointer<Float>
  private let queryFractions: UnsafeMutablePointer<Int16>
  private let scratch: UnsafeMutablePointer<Float>
  private var selection: NearestSelection
  private var solver: NeighbourhoodScale

  /// The rank in the sample that the threshold aims at, and how much of that is margin.
  private var rank: Double
  private var margin: Double
  private let widestMargin: Double
  /// The margin after the first row, and the least.
  private static let usualMargin = 10.0
  private var threshold: Float = 0
  /// The rank that the present threshold aims at.
  private var want = 0.0
  /// How many candidates are neighbours of the point before.
  private var known = 0

  init(_ points: SearchPoints, sample: NeighbourSample, neighbours: Int, isWide: Bool = hasWideVectors) {
    self.isWide = isWide
    self.points = points
    self.sample = sample
    self.neighbours = neighbours
    candidates = .allocate(capacity: points.paddedCount + 4)
    distances = .allocate(capacity: points.paddedCount + 4)
    closeness = .allocate(capacity: sample.paddedCount)
    query = .allocate(capacity: points.paddedDimension)
    queryFractions = .allocate(capacity: points.paddedDimension)
    scratch = .allocate(capacity: (neighbours + 7) & ~7)
    selection = NearestSelection(capacity: points.paddedCount)
    solver = NeighbourhoodScale(neighbours: neighbours + 1)
    let fraction = Double(neighbours) / Double(points.count)
    let expected = Double(sample.count) * fraction
    widestMargin = 4 * (expected * (1 - fraction)).squareRoot() + 2
    margin = widestMargin
    rank = expected + widestMargin
  }

  func deallocate() {
    candidates.deallocate()
    distances.deallocate()
    closeness.deallocate()
    query.deallocate()
    queryFractions.deallocate()
    scratch.deallocate()
    selection.deallocate()
  }

  /// Writes the distances of the neighbours of the point at `place`; returns the key of the last one.
  mutating func find(_ place: Int, distances nearest: UnsafeMutablePointer<Float>) -> UInt64 {
    let last = points.withPointers { all, exact, names in find(place, among: all, deciding: exact, names) } ?? 0
    nearest.update(from: distances, count: neighbours)
    return last
  }

  /// The places of the neighbours that `find` just found.
  var found: UnsafePointer<UInt32> { UnsafePointer(candidates) }

  private mutating func find(
    _ place: Int, among all: FeatureBlock, deciding exact: CoordinateRows, _ names: UnsafePointer<UInt32>
  ) -> UInt64 {
    begin(place, among: all, deciding: exact, names)
    while true {
      var found = gather(all)
      exact.distances(from: place, to: candidates, count: found, into: distances)
      found = dropped(UInt32(truncatingIfNeeded: place), of: found)
      if found >= neighbours {
        // A point that was passed over is farther than this.
        let outside = points.distance(outside: threshold)
        let last = selection.keepNearest(
          neighbours, of: found, distances, candidates, names: names, spread: Float(outside))
        let radius = Float(bitPattern: UInt32(last >> 32))
        if Double(radius) < outside || threshold == -.greatestFiniteMagnitude {
          known = neighbours
          if points.metric != .euclidean { learn(from: radius) }
          return last
        }
      }
      if points.metric == .euclidean { threshold = -.greatestFiniteMagnitude } else { widen() }
    }
  }

  /// About how many coordinates the search for the neighbours of one point looks at.
  mutating func steps(of place: Int) -> Int {
    points.withPointers { all, exact, names in
      begin(place, among: all, deciding: exact, names)
      known = 0
      return all.steps(near: query, threshold: threshold)
    } ?? 0
  }

  /// Takes a point as the query and guesses its threshold.
  private mutating func begin(
    _ place: Int, among all: FeatureBlock, deciding exact: CoordinateRows, _ names: UnsafePointer<UInt32>
  ) {
    for axis in 0..<points.paddedDimension {
      query[axis] = all.features[axis * points.paddedCount + place]
      queryFractions[axis] = DirectionFractions.fraction(query[axis])
    }
    // A certain bound needs good neighbours in space, a sample only enough points.
    if points.metric == .euclidean {
      threshold = boundNear(place, exact, names).map { points.closeness(within: $0) } ?? -.greatestFiniteMagnitude
    } else {
      guessFromSample()
    }
  }

  /// A distance within which there are enough neighbours, by the points of the blocks around the place and those near the point
  /// before; `nil` when they are too few.
  private mutating func boundNear(
    _ place: Int, _ exact: CoordinateRows, _ names: UnsafePointer<UInt32>
  ) -> Double? {
    let size = SearchPoints.block
    let blocks = (2 * neighbours + size - 1) / size
    let first = max(0, min(place / size - blocks / 2, points.paddedCount / size - blocks))
    let near = first * size..<min(points.count, (first + blocks) * size)
    var count = 0
    for entry in 0..<known where !near.contains(Int(candidates[entry])) && Int(candidates[entry]) != place {
      candidates[count] = candidates[entry]
      count += 1
    }
    for other in near where other != place {
      candidates[count] = UInt32(truncatingIfNeeded: other)
      count += 1
    }
    guard count >= neighbours else { return nil }
    (candidates + count).update(repeating: 0, count: 4)
    exact.distances(from: place, to: candidates, count: count, into: distances)
    let farthest = UnsafeBufferPointer(start: distances, count: count).reduce(0) { max($0, $1) }
    let last = selection.keepNearest(neighbours, of: count, distances, candidates, names: names, spread: farthest)
    return Double(Float(bitPattern: UInt32(last >> 32)).nextUp)
  }

  /// A threshold that some more points than the neighbours reach, as a sample of the points tells.
  private mutating func guessFromSample() {
    sample.features.withUnsafeBufferPointer { features in
      guard let features = features.baseAddress else { return }
      DimensionReduction.closeness(
        of: features, stride: sample.paddedCount, dimension: points.paddedDimension, metric: points.metric,
        to: query, into: closeness)
    }
    want = rank
    threshold = threshold(reachedBy: Int(want), near: threshold)
  }

  private mutating func widen() {
    margin = min(widestMargin, margin + 4)
    want = want * 1.1 + 4
    let lower = threshold(reachedBy: Int(want), near: threshold)
    threshold = lower < threshold ? lower : -.greatestFiniteMagnitude
  }

  /// The places of all points that may reach the threshold.
  private func gather(_ all: FeatureBlock) -> Int {
    points.withFractions { fractions in
      all.gather(
        near: query, fractions: fractions.map { ($0, UnsafePointer(queryFractions)) }, threshold: threshold,
        isWide: isWide, into: candidates)
    }
  }

  /// σ of the neighbourhood that `find` just wrote.
  mutating func scale(_ nearest: UnsafePointer<Float>, last: UInt64) -> Double {
    solver.solve(
      nearest, count: neighbours, radius: Float(bitPattern: UInt32(last >> 32)), scratch: scratch)
  }

  /// How many points of the sample lay within the true radius tells how dense the sample is around here.
  private mutating func learn(from radius: Float) {
    let inside = countReaching(points.closeness(within: Double(radius)), closeness, sample.paddedCount)
    if margin == widestMargin { margin = Self.usualMargin }
    rank = Double(inside) + margin
    margin = max(Self.usualMargin, margin - 0.5)
  }

  /// Drops the point itself from its candidates; returns how many are left.
  private func dropped(_ own: UInt32, of found: Int) -> Int {
    guard let entry = (0..<found).first(where: { candidates[$0] == own }) else { return found }
    candidates[entry] = candidates[found - 1]
    distances[entry] = distances[found - 1]
    return found - 1
  }

  /// A value that `want` points of the sample reach, or a few more.
  private func threshold(reachedBy want: Int, near guess: Float) -> Float {
    if want >= sample.count { return -.greatestFiniteMagnitude }
    var low = -Float.greatestFiniteMagnitude
    var high = Float.greatestFiniteMagnitude
    var value = guess > low ? guess : 0
    var step: Float = 0.02
    for _ in 0..<32 {
      let reached = countReaching(value, closeness, sample.paddedCount)
      if reached < want {
        high = value
        value = low > -.greatestFiniteMagnitude ? 0.5 * (low + high) : value - step
      } else if reached > want + 3 {
        low = value
        value = high < .greatestFiniteMagnitude ? 0.5 * (low + high) : value + step
      } else {
        return value
      }
      step *= 2
    }
    return low
  }
}
