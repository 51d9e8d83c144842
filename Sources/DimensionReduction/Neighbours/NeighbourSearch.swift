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

  /// Writes the neighbours of `row` and their distances; returns the key of the last one.
  mutating func find(
    _ row: Int, distances nearest: UnsafeMutablePointer<Float>, indices: UnsafeMutablePointer<UInt32>
  ) -> UInt64 {
    points.features.withUnsafeBufferPointer { features in
      sample.features.withUnsafeBufferPointer { sampled in
        points.coordinates.withUnsafeBufferPointer { coordinates in
          guard let features = features.baseAddress, let sampled = sampled.baseAddress,
            let coordinates = coordinates.baseAddress
          else { return 0 }
          return find(
            row,
            among: FeatureBlock(
              features: features, stride: points.paddedCount, dimension: points.paddedDimension,
              metric: points.metric),
            guessing: FeatureBlock(
              features: sampled, stride: sample.paddedCount, dimension: points.paddedDimension,
              metric: points.metric),
            deciding: CoordinateRows(
              coordinates: coordinates, stride: points.pointStride, metric: points.metric),
            nearest, indices)
        }
      }
    }
  }

  private mutating func find(
    _ row: Int, among all: FeatureBlock, guessing few: FeatureBlock, deciding exact: CoordinateRows,
    _ nearest: UnsafeMutablePointer<Float>, _ indices: UnsafeMutablePointer<UInt32>
  ) -> UInt64 {
    for axis in 0..<points.paddedDimension { query[axis] = all.features[axis * points.paddedCount + row] }
    few.closeness(to: query, into: closeness)
    var want = rank
    threshold = threshold(reachedBy: Int(want), near: threshold)
    while true {
      var found = all.gather(near: query, threshold: threshold, into: candidates)
      found = removeRow(UInt32(row), found)
      if found >= neighbours {
        exact.distances(from: row, to: candidates, count: found, into: distances)
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

  private func removeRow(_ row: UInt32, _ found: Int) -> Int {
    // The list ascends within each lane, not overall; one pass finds the row.
    for entry in 0..<found where candidates[entry] == row {
      // Moved up rather than swapped, so that the order does not depend on where the list ends.
      (candidates + entry).update(from: candidates + entry + 1, count: found - entry - 1)
      return found - 1
    }
    return found
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
