/// The bounding box of each block of points, feature-major like the points, padded to a multiple of 32 blocks.
///
/// A padding block has the box of infinities the wrong way round, which nothing is near to or which holds no points.
package struct BlockBoxes: Sendable {
  let lows: [Float]
  let highs: [Float]
  /// The number of blocks, padded.
  let stride: Int

  init(_ features: [Float], count: Int, paddedCount: Int, dimension: Int) {
    let blocks = paddedCount / SearchPoints.block
    let stride = (blocks + 31) & ~31
    var lows = [Float](repeating: 0, count: dimension * stride)
    var highs = lows
    for axis in 0..<dimension {
      for block in 0..<blocks {
        let places = block * SearchPoints.block..<min(count, (block + 1) * SearchPoints.block)
        var (low, high) = (Float.infinity, -Float.infinity)
        for place in places {
          let value = features[axis * paddedCount + place]
          low = min(low, value)
          high = max(high, value)
        }
        lows[axis * stride + block] = low
        highs[axis * stride + block] = high
      }
    }
    self.lows = lows
    self.highs = highs
    self.stride = stride
  }

  /// The smallest value of each block of `values`, which has an entry for each of `count` places.
  func lowest(of values: UnsafePointer<Float>, count: Int) -> [Float] {
    (0..<stride).map { block in
      var lowest = Float.greatestFiniteMagnitude
      for place in min(count, block * SearchPoints.block)..<min(count, (block + 1) * SearchPoints.block) {
        lowest = min(lowest, values[place])
      }
      return lowest
    }
  }
}
