import ArrayNumerics

/// An order of points in which neighbours in space are close to each other: the leaves of a k-d tree, one after another.
///
/// Every node is halved along its widest axis, at a multiple of the leaf's size, until it fits into a leaf. Ties fall by
/// index, so the order depends on the coordinates only. O(points · log points).
/// - Parameters:
///   - coordinates: `[point, axis]`, finite.
///   - leaf: the largest number of points of a leaf; every leaf but the last is full.
/// - Returns: for each place of the order the index of the point.
func spatialOrder(_ coordinates: [Float], dimension: Int, leaf: Int) -> [UInt32] {
  let count = dimension > 0 ? coordinates.count / dimension : 0
  var order = (0..<UInt32(count)).map { $0 }
  var keys = [UInt64](repeating: 0, count: count)
  coordinates.withUnsafeBufferPointer { coordinates in
    order.withUnsafeMutableBufferPointer { order in
      keys.withUnsafeMutableBufferPointer { keys in
        var nodes = [0..<count]
        while let node = nodes.popLast() {
          let leaves = (node.count + leaf - 1) / leaf
          if leaves < 2 { continue }
          let axis = widestAxis(coordinates, dimension, order, node)
          for place in node {
            keys[place] = sortableKey(coordinates[Int(order[place]) * dimension + axis], order[place])
          }
          let middle = node.lowerBound + leaves / 2 * leaf
          selectRank(middle, of: keys, in: node)
          for place in node { order[place] = UInt32(truncatingIfNeeded: keys[place]) }
          nodes.append(node.lowerBound..<middle)
          nodes.append(middle..<node.upperBound)
        }
      }
    }
  }
  return order
}

private func widestAxis(
  _ coordinates: UnsafeBufferPointer<Float>, _ dimension: Int, _ order: UnsafeMutableBufferPointer<UInt32>,
  _ node: Range<Int>
) -> Int {
  var widest = 0
  var extent = -Float.infinity
  for axis in 0..<dimension {
    var low = Float.infinity
    var high = -Float.infinity
    for place in node {
      let value = coordinates[Int(order[place]) * dimension + axis]
      if value < low { low = value }
      if value > high { high = value }
    }
    if high - low > extent {
      extent = high - low
      widest = axis
    }
  }
  return widest
}

/// A number that sorts as the value does, then as the index.
private func sortableKey(_ value: Float, _ index: UInt32) -> UInt64 {
  let bits = value.bitPattern
  let ordered = bits & 0x8000_0000 == 0 ? bits | 0x8000_0000 : ~bits
  return UInt64(ordered) << 32 | UInt64(index)
}
