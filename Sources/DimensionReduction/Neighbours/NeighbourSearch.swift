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
  private let neighbours: Int
  private let points: SearchPoints
  private let sample: NeighbourSample
  private let candidates: UnsafeMutablePointer<UInt32>
  private let distances: UnsafeMutablePointer<Float>
  private let closeness: UnsafeMutablePointer<Float>
  private let query: UnsafeMutablePointer<Float>
  private let scratch: UnsafeMutablePointer<Float>
  private var selection: NearestSelection
  private var solver: NeighbourhoodScale

  /// The rank in the sample that the threshold aims at, and how much of that is margin.
  private var rank: Double
  private var margin: Double
  private let widestMargin: Double
  private var threshold: Float = 0

  init(_ points: SearchPoints, sample: NeighbourSample, neighbours: Int) {
    self.points = points
    self.sample = sample
    self.neighbours = neighbours
    candidates = .allocate(capacity: points.paddedCount)
    distances = .allocate(capacity: points.paddedCount)
    closeness = .allocate(capacity: sample.paddedCount)
    query = .allocate(capacity: points.paddedDimension)
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
    scratch.deallocate()
    selection.deallocate()
  }

  /// Writes the neighbours of the point at `place` (as indices of points) and their distances; returns the key of the last
  /// one.
  mutating func find(
    _ place: Int, distances nearest: UnsafeMutablePointer<Float>, indices: UnsafeMutablePointer<UInt32>
  ) -> UInt64 {
    points.withPointers { all, exact, order in
      find(place, among: all, deciding: exact, order: order, nearest, indices)
    } ?? 0
  }

  private mutating func find(
    _ place: Int, among all: FeatureBlock, deciding exact: CoordinateRows, order: UnsafePointer<UInt32>,
    _ nearest: UnsafeMutablePointer<Float>, _ indices: UnsafeMutablePointer<UInt32>
  ) -> UInt64 {
    for axis in 0..<points.paddedDimension { query[axis] = all.features[axis * points.paddedCount + place] }
    sample.features.withUnsafeBufferPointer { features in
      guard let features = features.baseAddress else { return }
      DimensionReduction.closeness(
        of: features, stride: sample.paddedCount, dimension: points.paddedDimension, metric: points.metric,
        to: query, into: closeness)
    }
    var want = rank
    threshold = threshold(reachedBy: Int(want), near: threshold)
    while true {
      var found = all.gather(near: query, threshold: threshold, into: candidates)
      exact.distances(from: place, to: candidates, count: found, into: distances)
      found = nameCandidates(found, except: UInt32(place), order)
      if found >= neighbours {
        // A point that was passed over is farther than this.
        let outside = points.distance(outside: threshold)
        let last = selection.select(
          neighbours, of: found, distances, candidates, spread: Float(outside), into: nearest, indices)
        let radius = Float(bitPattern: UInt32(last >> 32))
        if Double(radius) < outside || threshold == -.greatestFiniteMagnitude {
          learn(from: radius)
          return last
        }
      }
      margin = min(widestMargin, margin + 4)
      want = want * 1.25 + 4
      let lower = threshold(reachedBy: Int(want), near: threshold)
      threshold = lower < threshold ? lower : -.greatestFiniteMagnitude
    }
  }

  /// σ of the neighbourhood that `find` just wrote.
  mutating func scale(_ nearest: UnsafePointer<Float>, last: UInt64) -> Double {
    solver.solve(
      nearest, count: neighbours, radius: Float(bitPattern: UInt32(last >> 32)), scratch: scratch)
  }

  /// How many points of the sample lay within the true radius tells how dense the sample is around here.
  private mutating func learn(from radius: Float) {
    let inside = countReaching(points.closeness(within: Double(radius)))
    rank = Double(inside) + margin
    margin = max(6, margin - 0.5)
  }

  /// Turns the places of the candidates into indices of points and drops the point itself; returns how many are left.
  private func nameCandidates(_ found: Int, except own: UInt32, _ order: UnsafePointer<UInt32>) -> Int {
    var kept = 0
    for entry in 0..<found {
      let place = candidates[entry]
      candidates[kept] = order[Int(place)]
      distances[kept] = distances[entry]
      kept &+= place == own ? 0 : 1
    }
    return kept
  }

  private func countReaching(_ limit: Float) -> Int {
    let limits = SIMD4<Float>(repeating: limit)
    var first = SIMD4<Int32>(repeating: 0)
    var second = first
    var entry = 0
    while entry < sample.paddedCount {
      first = first &- unsafeBitCast(load4(closeness + entry) .>= limits, to: SIMD4<Int32>.self)
      second = second &- unsafeBitCast(load4(closeness + entry + 4) .>= limits, to: SIMD4<Int32>.self)
      entry &+= 8
    }
    return Int((first &+ second).wrappedSum())
  }

  /// A value that `want` points of the sample reach, or a few more.
  private func threshold(reachedBy want: Int, near guess: Float) -> Float {
    if want >= sample.count { return -.greatestFiniteMagnitude }
    var low = -Float.greatestFiniteMagnitude
    var high = Float.greatestFiniteMagnitude
    var value = guess > low ? guess : 0
    var step: Float = 0.02
    for _ in 0..<32 {
      let reached = countReaching(value)
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
