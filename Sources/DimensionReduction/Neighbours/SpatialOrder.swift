import ArrayNumerics

/// An order of points in which neighbours in space are close to each other: the leaves of a k-d tree, one after another.
///
/// Every node is halved along its widest axis, at a multiple of the leaf's size, until it fits into a leaf. Ties fall by
/// index, so the order depends on the coordinates only. O(points · log points).
/// - Parameters:
///   - coordinates: `[point, axis]`, finite.
///   - leaf: the largest number of points of a leaf; every leaf but the last is full.
///   - chance: halves each node along one of its five widest axes by chance instead (Silpa-Anan & Hartley 2008,
///     doi:10.1109/CVPR.2008.4587638): another tree for each stream.
/// - Returns: for each place of the order the index of the point.
func spatialOrder(_ coordinates: [Float], dimension: Int, leaf: Int, chance: RandomStream? = nil) -> [UInt32] {
  var chance = chance
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
          let widest = widestAxes(coordinates, dimension, order, node, count: chance == nil ? 1 : min(5, dimension))
          let axis = widest[chance?.integer(below: widest.count) ?? 0]
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

/// The axes of largest extent, the widest first; of equal ones the first.
private func widestAxes(
  _ coordinates: UnsafeBufferPointer<Float>, _ dimension: Int, _ order: UnsafeMutableBufferPointer<UInt32>,
  _ node: Range<Int>, count: Int
) -> [Int] {
  var low = [Float](repeating: .infinity, count: dimension)
  var high = [Float](repeating: -.infinity, count: dimension)
  low.withUnsafeMutableBufferPointer { low in
    high.withUnsafeMutableBufferPointer { high in
      for place in node {
        let row = Int(order[place]) &* dimension
        for axis in 0..<dimension {
          let value = coordinates[row &+ axis]
          low[axis] = value < low[axis] ? value : low[axis]
          high[axis] = value > high[axis] ? value : high[axis]
        }
      }
    }
  }
  let extents = zip(low, high).map { $1 - $0 }
  var widest: [Int] = []
  for _ in 0..<count {
    let rest = (0..<dimension).filter { !widest.contains($0) }
    guard let next = rest.max(by: { extents[$0] < extents[$1] }) else { break }
    widest.append(next)
  }
  return widest
}

/// A number that sorts as the value does, then as the index.
private func sortableKey(_ value: Float, _ index: UInt32) -> UInt64 {
  let bits = value.bitPattern
  let ordered = bits & 0x8000_0000 == 0 ? bits | 0x8000_0000 : ~bits
  return UInt64(ordered) << 32 | UInt64(index)
}
