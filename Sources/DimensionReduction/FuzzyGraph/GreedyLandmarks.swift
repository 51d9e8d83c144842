import ArrayNumerics

/// Chooses points that together stand for the whole cloud (Gardner et al. 2022, doi:10.1038/s41586-021-04268-7).
///
/// The score of a point starts as its row sum of W. The point with the highest score is taken, then `omega` times its row
/// of W is subtracted from all scores, and so on; the point with the lowest index wins a tie. Dense regions are met first
/// and, once represented, lose their weight.
///
/// - Parameters:
///   - graph: built on `points`.
///   - count: how many landmarks, at most the number of points.
/// - Returns: indices of points in the order in which they were chosen.
/// - Throws: `CancellationError`.
package func greedyLandmarks(
  _ points: SearchPoints, graph: FuzzyGraph, count: Int, omega: Double, work: Work
) throws -> [Int] {
  var scores = BlockedScores(try graph.rowSums(work: work))
  let row = FuzzyRow(points, graph)
  defer { row.deallocate() }
  var picks: [Int] = []
  picks.reserveCapacity(count)
  while picks.count < count {
    if picks.count & 63 == 0 {
      try work.checkCancellation()
      work.report("choosing landmarks", completed: picks.count, of: count)
    }
    let pick = scores.highest()
    picks.append(pick)
    if picks.count < count {
      let edges = row.weights(of: pick)
      scores.subtract(omega, row.indices, row.weights, edges)
    }
    scores.retire(pick)
  }
  return picks
}

/// Scores with the highest of every 64, so that finding the highest of all need not look at each.
private struct BlockedScores {
  private static let block = 64
  private var scores: [Double]
  private var highestOfBlock: [Double]

  init(_ scores: [Double]) {
    self.scores = scores
    highestOfBlock = stride(from: 0, to: scores.count, by: Self.block).map {
      scores[$0..<min($0 + Self.block, scores.count)].max() ?? -.infinity
    }
  }

  /// The lowest index among those with the highest score.
  func highest() -> Int {
    var value = -Double.infinity
    var best = 0
    for block in highestOfBlock.indices where highestOfBlock[block] > value {
      value = highestOfBlock[block]
      best = block
    }
    var index = best * Self.block
    while scores[index] != value { index += 1 }
    return index
  }

  mutating func subtract(
    _ factor: Double, _ indices: UnsafePointer<UInt32>, _ weights: UnsafePointer<Double>, _ count: Int
  ) {
    scores.withUnsafeMutableBufferPointer { scores in
      for entry in 0..<count { scores[Int(indices[entry])] -= factor * weights[entry] }
    }
    for block in highestOfBlock.indices { refresh(block) }
  }

  /// Takes a point out of the choice.
  mutating func retire(_ index: Int) {
    scores[index] = -.infinity
    refresh(index / Self.block)
  }

  private mutating func refresh(_ block: Int) {
    let start = block * Self.block
    let end = min(start + Self.block, scores.count)
    highestOfBlock[block] = scores.withUnsafeBufferPointer { scores in
      guard end - start == Self.block, let base = scores.baseAddress else {
        var highest = -Double.infinity
        for index in start..<end where scores[index] > highest { highest = scores[index] }
        return highest
      }
      var first = load8(base + start)
      for offset in stride(from: 8, to: Self.block, by: 8) {
        let next = load8(base + (start + offset))
        first = first.replacing(with: next, where: next .> first)
      }
      return first.max()
    }
  }
}

/// Recomputes rows of W: the points within reach of either side's neighbourhood first, in single precision, then
/// the exact distances and weights of those.
struct FuzzyRow {
  private let points: SearchPoints
  private let graph: FuzzyGraph
  /// For each place the closeness that all neighbours of its point reach, and the lowest of each block.
  private let reach: UnsafeMutablePointer<Float>
  private let lowestReach: [Float]
  private let query: UnsafeMutablePointer<Float>
  private let distances: UnsafeMutablePointer<Float>
  let indices: UnsafeMutablePointer<UInt32>
  let weights: UnsafeMutablePointer<Double>

  init(_ points: SearchPoints, _ graph: FuzzyGraph) {
    self.points = points
    self.graph = graph
    reach = .allocate(capacity: points.paddedCount)
    query = .allocate(capacity: points.paddedDimension)
    distances = .allocate(capacity: points.paddedCount + 4)
    indices = .allocate(capacity: points.paddedCount + 4)
    weights = .allocate(capacity: points.paddedCount)
    reach.initialize(repeating: .greatestFiniteMagnitude, count: points.paddedCount)
    for (place, last) in graph.graph.last.enumerated() {
      reach[place] = points.closeness(within: Double(Float(bitPattern: UInt32(truncatingIfNeeded: last >> 32))))
    }
    lowestReach = points.boxes.lowest(of: reach, count: points.count)
  }

  func deallocate() {
    reach.deallocate()
    query.deallocate()
    distances.deallocate()
    indices.deallocate()
    weights.deallocate()
  }

  /// Writes the points that share an edge with `row` to `indices` and the weights to `weights`; returns how many.
  func weights(of row: Int) -> Int {
    let place = Int(points.places[row])
    let found = candidates(of: place)
    let own = UInt32(row)
    let (ownLast, ownRate) = (graph.graph.last[place], graph.rates[place])
    return graph.graph.last.withUnsafeBufferPointer { last in
      graph.rates.withUnsafeBufferPointer { rates in
        points.order.withUnsafeBufferPointer { names in
          var count = 0
          // Four candidates at a time; those without an edge are dropped as they turn up.
          var entry = 0
          while entry < found {
            var distance = SIMD4<Double>(repeating: 0)
            var rate = SIMD4<Double>(repeating: 0)
            var mine = SIMD4<Double>(repeating: 0)
            var theirs = SIMD4<Double>(repeating: 0)
            for lane in 0..<min(4, found &- entry) {
              let other = Int(indices[entry &+ lane])
              let apart = distances[entry &+ lane]
              distance[lane] = Double(apart)
              rate[lane] = rates[other]
              mine[lane] = neighbourKey(apart, names[other]) <= ownLast ? 1 : 0
              theirs[lane] = neighbourKey(apart, own) <= last[other] ? 1 : 0
            }
            let w = mine * membership(distance, SIMD4(repeating: ownRate))
            let v = theirs * membership(distance, rate)
            let weight = w + v - w * v
            for lane in 0..<min(4, found &- entry) {
              let other = names[Int(indices[entry &+ lane])]
              indices[count] = other
              weights[count] = weight[lane]
              count &+= other == own || mine[lane] + theirs[lane] == 0 ? 0 : 1
            }
            entry &+= 4
          }
          return count
        }
      }
    }
  }

  /// The places of everything within reach of either side, with the distances; returns how many.
  private func candidates(of place: Int) -> Int {
    points.withPointers { all, exact, _ in
      for axis in 0..<points.paddedDimension { query[axis] = all.features[axis * points.paddedCount + place] }
      let found = lowestReach.withUnsafeBufferPointer { lowest in
        guard let lowest = lowest.baseAddress else { return 0 }
        return all.gather(
          near: query, threshold: reach[place], reach: Reach(each: reach, lowest: lowest), into: indices)
      }
      exact.distances(from: place, to: indices, count: found, into: distances)
      return found
    } ?? 0
  }
}
