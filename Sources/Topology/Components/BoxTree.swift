import ArrayNumerics

/// A k-d tree with the bounding box of every node, over raw memory: points are stored in the order of the leaves.
final class BoxTree: @unchecked Sendable {
  // Sendable because nothing changes after `init`.
  static let leafSize = 12

  let count: Int
  let axes: Int
  // Raw memory: an array would be checked for another owner and for its bounds at each of the innermost accesses.
  /// Coordinates `[place, axis]`.
  let coordinates: UnsafeMutablePointer<Double>
  /// The point at each place.
  let points: UnsafeMutablePointer<Int32>
  /// Nodes in depth-first order; the left child follows its parent.
  private(set) var nodes: [Node] = []
  /// Per node and axis: lower end, upper end.
  private(set) var boxes: [Double] = []

  struct Node {
    var first: Int32
    var end: Int32
    /// The right child; 0 for a leaf.
    var right: Int32
  }

  /// - Parameter chosen: the rows that enter the tree.
  init(_ cloud: Matrix<Double>, rows chosen: [Int32]) {
    count = chosen.count
    axes = cloud.columns
    points = .allocate(capacity: max(1, chosen.count))
    for (place, point) in chosen.enumerated() { points[place] = point }
    coordinates = .allocate(capacity: max(1, chosen.count * cloud.columns))
    cloud.withUnsafeBufferPointer { cloud in
      if count > 0 { split(0, count, cloud) }
      for place in 0..<count {
        let row = Int(points[place]) * axes
        for axis in 0..<axes { coordinates[place * axes + axis] = cloud[row + axis] }
      }
    }
  }

  deinit {
    coordinates.deallocate()
    points.deallocate()
  }

  /// Makes the node of a range of places, halving it along the widest side of its box.
  private func split(_ first: Int, _ end: Int, _ cloud: UnsafeBufferPointer<Double>) {
    let node = nodes.count
    nodes.append(Node(first: Int32(first), end: Int32(end), right: 0))
    var widest = (width: -1.0, axis: 0)
    for axis in 0..<axes {
      var (low, high) = (Double.infinity, -Double.infinity)
      for place in first..<end {
        let value = cloud[Int(points[place]) &* axes &+ axis]
        low = min(low, value)
        high = max(high, value)
      }
      boxes.append(low)
      boxes.append(high)
      if high - low > widest.width { widest = (high - low, axis) }
    }
    if end - first <= Self.leafSize { return }
    let middle = (first + end) / 2
    select(middle, from: first, to: end - 1, axis: widest.axis, cloud)
    split(first, middle, cloud)
    nodes[node].right = Int32(nodes.count)
    split(middle, end, cloud)
  }

  /// Rearranges places so that the one in `middle` is where sorting by the axis would put it (Hoare's selection; stopping at
  /// equal values keeps the halves even).
  private func select(
    _ middle: Int, from first: Int, to last: Int, axis: Int, _ cloud: UnsafeBufferPointer<Double>
  ) {
    func value(_ place: Int) -> Double { cloud[Int(points[place]) &* axes &+ axis] }
    var (low, high) = (first, last)
    while low < high {
      // The median of three.
      let (x, y, z) = (value(low), value((low + high) / 2), value(high))
      let pivot = max(min(x, y), min(max(x, y), z))
      var (i, j) = (low, high)
      while i <= j {
        while value(i) < pivot { i &+= 1 }
        while value(j) > pivot { j &-= 1 }
        if i <= j {
          (points[i], points[j]) = (points[j], points[i])
          i &+= 1
          j &-= 1
        }
      }
      if middle <= j { high = j } else if middle >= i { low = i } else { return }
    }
  }
}
