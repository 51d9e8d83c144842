/// Chooses the nearest few hundred of some thousand candidates.
///
/// A histogram over the distances finds the bin in which the last neighbour lies; only that bin is sorted.
struct NearestSelection {
  private static let bins = 1024
  private let histogram: UnsafeMutablePointer<Int32>
  private let bin: UnsafeMutablePointer<UInt16>
  private let edge: UnsafeMutablePointer<UInt64>

  init(capacity: Int) {
    histogram = .allocate(capacity: Self.bins)
    bin = .allocate(capacity: capacity)
    edge = .allocate(capacity: capacity)
  }

  func deallocate() {
    histogram.deallocate()
    bin.deallocate()
    edge.deallocate()
  }

  /// Writes the `wanted` nearest of `count >= wanted` candidates; returns the key of the last one.
  ///
  /// - Parameter spread: about the largest distance, which sets the width of the bins.
  func select(
    _ wanted: Int, of count: Int, _ distances: UnsafePointer<Float>, _ candidates: UnsafePointer<UInt32>,
    spread: Float, into nearest: UnsafeMutablePointer<Float>, _ indices: UnsafeMutablePointer<UInt32>
  ) -> UInt64 {
    let top = Float(Self.bins - 1)
    var width = spread
    if !(width > 0 && width < .greatestFiniteMagnitude) {
      width = 0
      for entry in 0..<count { width = max(width, distances[entry]) }
    }
    let ratio = Float(Self.bins) / width
    let perDistance = ratio.isFinite ? ratio : 0
    histogram.update(repeating: 0, count: Self.bins)
    for entry in 0..<count {
      // Adding 2²³ leaves the nearest integer in the low bits of the mantissa; a conversion would check its range.
      let shifted = min(top, distances[entry] * perDistance) + 8_388_608
      let position = Int(shifted.bitPattern & 0x7F_FFFF)
      bin[entry] = UInt16(truncatingIfNeeded: position)
      histogram[position] &+= 1
    }
    var before = 0
    var boundary = 0
    while before + Int(histogram[boundary]) < wanted {
      before += Int(histogram[boundary])
      boundary += 1
    }
    // Everything below the boundary bin is taken in the order of the candidates.
    let cut = UInt16(truncatingIfNeeded: boundary)
    var taken = 0
    var onEdge = 0
    for entry in 0..<count {
      // Written first and counted afterwards: whether a candidate is taken cannot be predicted.
      nearest[taken] = distances[entry]
      indices[taken] = candidates[entry]
      taken &+= bin[entry] < cut ? 1 : 0
      if bin[entry] == cut {
        edge[onEdge] = neighbourKey(distances[entry], candidates[entry])
        onEdge &+= 1
      }
    }
    var onBoundary = UnsafeMutableBufferPointer(start: edge, count: onEdge)
    onBoundary.sort()
    for entry in 0..<wanted - before {
      nearest[before + entry] = Float(bitPattern: UInt32(edge[entry] >> 32))
      indices[before + entry] = UInt32(truncatingIfNeeded: edge[entry])
    }
    return edge[wanted - before - 1]
  }
}
