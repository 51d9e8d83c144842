import ArrayNumerics

/// Chooses the nearest of candidates of which nearly all are wanted: looks closely at the farthest only, and closes the gaps
/// that those leave which are not wanted.
struct NearestSelection {
  private static let bins = 128
  /// Entries of the farthest candidates, then of those that move.
  private let entries: UnsafeMutablePointer<UInt32>
  private let gaps: UnsafeMutablePointer<UInt32>
  private let bin: UnsafeMutablePointer<UInt8>
  private let histogram: UnsafeMutablePointer<Int32>
  private let edge: UnsafeMutablePointer<UInt64>
  /// Where the farthest begin, as a part of the spread; learned from row to row.
  private var share: Float = 0.9

  init(capacity: Int) {
    entries = .allocate(capacity: capacity)
    gaps = .allocate(capacity: capacity)
    bin = .allocate(capacity: capacity)
    histogram = .allocate(capacity: Self.bins)
    edge = .allocate(capacity: capacity)
  }

  func deallocate() {
    entries.deallocate()
    gaps.deallocate()
    bin.deallocate()
    histogram.deallocate()
    edge.deallocate()
  }

  /// Keeps the `wanted >= 1` nearest of `count >= wanted` candidates, at the front, in an order that follows from the
  /// candidates alone; returns the key of the last one.
  ///
  /// - Parameters:
  ///   - distances, candidates: room for `count` rounded up to a multiple of 64.
  ///   - names: the index of each point by its place, which decides between points at the same distance.
  ///   - spread: about the largest distance.
  mutating func keepNearest(
    _ wanted: Int, of count: Int, _ distances: UnsafeMutablePointer<Float>,
    _ candidates: UnsafeMutablePointer<UInt32>, names: UnsafePointer<UInt32>, spread: Float
  ) -> UInt64 {
    // What is read beyond the candidates must not count as far.
    for entry in count..<(count + 63) & ~63 { distances[entry] = -1 }
    let excess = count - wanted
    let (far, limit) = farthest(moreThan: excess, of: count, distances, spread)
    let last = key(ranked: far - excess, of: far, from: limit, to: spread, distances, candidates, names)
    close(wanted, of: count, far, beyond: last, distances, candidates, names)
    return last
  }

  /// Collects the entries of more than `excess` candidates that are farther than all others, not many more if that can be
  /// helped; returns how many and from which distance on.
  private mutating func farthest(
    moreThan excess: Int, of count: Int, _ distances: UnsafePointer<Float>, _ spread: Float
  ) -> (count: Int, limit: Float) {
    if !(spread > 0 && spread < .greatestFiniteMagnitude) { return (collect(from: 0, count, distances), 0) }
    var step: Float = 0.01
    while true {
      let limit = share * spread
      let far = collect(from: limit, count, distances)
      if far > excess {
        share = far > 2 * excess + 64 ? min(1, share + 0.004) : max(0, share - 0.001)
        return (far, limit)
      }
      share = max(0, share - step)
      step *= 2
    }
  }

  private func collect(from limit: Float, _ count: Int, _ distances: UnsafePointer<Float>) -> Int {
    let limits = SIMD4<Float>(repeating: limit)
    var far = 0
    for base in stride(from: 0, to: count, by: 64) {
      far = appendPlaces(base, entries, far) { entry in
        unsafeBitCast(load4(distances + entry) .>= limits, to: SIMD4<Int32>.self)
      }
    }
    return far
  }

  /// The key of the candidate at `rank`, from 1, among the `far` farthest: a histogram finds its bin, which is sorted.
  private func key(
    ranked rank: Int, of far: Int, from limit: Float, to spread: Float, _ distances: UnsafePointer<Float>,
    _ candidates: UnsafePointer<UInt32>, _ names: UnsafePointer<UInt32>
  ) -> UInt64 {
    let ratio = Float(Self.bins) / (spread - limit)
    let perDistance = ratio.isFinite && ratio > 0 ? ratio : 0
    let top = Float(Self.bins - 1)
    histogram.update(repeating: 0, count: Self.bins)
    for entry in 0..<far {
      // Adding 2²³ leaves the nearest integer in the low bits of the mantissa; a conversion would check its range.
      let scaled = min(top, (distances[Int(entries[entry])] - limit) * perDistance) + 8_388_608
      let position = UInt8(truncatingIfNeeded: scaled.bitPattern)
      bin[entry] = position
      histogram[Int(position)] &+= 1
    }
    var before = 0
    var boundary = 0
    while before &+ Int(histogram[boundary]) < rank {
      before &+= Int(histogram[boundary])
      boundary &+= 1
    }
    let cut = UInt8(truncatingIfNeeded: boundary)
    var onEdge = 0
    for entry in 0..<far where bin[entry] == cut {
      let place = Int(entries[entry])
      edge[onEdge] = neighbourKey(distances[place], names[Int(candidates[place])])
      onEdge &+= 1
    }
    var keys = UnsafeMutableBufferPointer(start: edge, count: onEdge)
    keys.sort()
    return edge[rank - before - 1]
  }

  /// Puts the candidates to keep that stand behind the first `wanted` into the entries of those that are not kept.
  private func close(
    _ wanted: Int, of count: Int, _ far: Int, beyond last: UInt64, _ distances: UnsafeMutablePointer<Float>,
    _ candidates: UnsafeMutablePointer<UInt32>, _ names: UnsafePointer<UInt32>
  ) {
    @inline(__always) func isKept(_ entry: Int) -> Bool {
      neighbourKey(distances[entry], names[Int(candidates[entry])]) <= last
    }
    // Written first and counted afterwards: what is kept cannot be predicted.
    var open = 0
    for entry in 0..<far {
      let place = Int(entries[entry])
      gaps[open] = entries[entry]
      open &+= place < wanted && !isKept(place) ? 1 : 0
    }
    var moving = 0
    for entry in wanted..<count {
      entries[moving] = UInt32(truncatingIfNeeded: entry)
      moving &+= isKept(entry) ? 1 : 0
    }
    for move in 0..<open {
      let (from, to) = (Int(entries[move]), Int(gaps[move]))
      distances[to] = distances[from]
      candidates[to] = candidates[from]
    }
  }
}
