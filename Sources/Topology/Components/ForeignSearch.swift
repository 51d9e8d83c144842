/// The search for the nearest point of another component.
struct ForeignSearch<Geometry: PointGeometry> {
  let tree: BoxTree
  let geometry: Geometry
  let labels: UnsafeBufferPointer<Int32>
  let nodeLabels: UnsafeBufferPointer<Int32>
  let nodes: UnsafeBufferPointer<BoxTree.Node>
  let boxes: UnsafeBufferPointer<Double>

  /// The first edge from a place to a foreign one that comes before `bound`; `other` is -1 when there is none.
  func nearest(to place: Int, before bound: CandidateEdge) -> CandidateEdge {
    var best = bound
    best.other = -1
    let axes = tree.axes
    let label = labels[place]
    let point = UInt64(tree.points[place])
    let x = UnsafePointer(tree.coordinates + place &* axes)
    // A depth-first search holds at most one node for each level, and levels halve the places.
    withUnsafeTemporaryAllocation(of: (node: Int32, reduced: Double).self, capacity: 64) { stack in
      stack[0] = (0, 0)
      var depth = 1
      while depth > 0 {
        depth &-= 1
        let (number, reduced) = stack[depth]
        if reduced > best.reduced || nodeLabels[Int(number)] == label { continue }
        let node = nodes[Int(number)]
        if node.right == 0 {
          for other in Int(node.first)..<Int(node.end) where labels[other] != label {
            let y = UnsafePointer(tree.coordinates + other &* axes)
            var sum = 0.0
            for axis in 0..<axes { sum = geometry.adding(geometry.gap(x[axis], y[axis], axis: axis), to: sum) }
            if sum > best.reduced { continue }
            let second = UInt64(tree.points[other])
            let edge = CandidateEdge(
              reduced: sum, place: Int32(place), other: Int32(other),
              points: min(point, second) << 32 | max(point, second))
            if edge.isBefore(best) { best = edge }
          }
          continue
        }
        let (left, right) = (number &+ 1, node.right)
        let (toLeft, toRight) = (reducedDistance(x, to: left), reducedDistance(x, to: right))
        // The nearer child is taken from the stack first.
        stack[depth] = toLeft <= toRight ? (right, toRight) : (left, toLeft)
        stack[depth &+ 1] = toLeft <= toRight ? (left, toLeft) : (right, toRight)
        depth &+= 2
      }
    }
    return best
  }

  @inline(__always) private func reducedDistance(_ x: UnsafePointer<Double>, to node: Int32) -> Double {
    let axes = tree.axes
    guard let box = boxes.baseAddress.map({ $0 + 2 &* axes &* Int(node) }) else { return 0 }
    var sum = 0.0
    for axis in 0..<axes {
      let gap = geometry.gap(x[axis], low: box[2 &* axis], high: box[2 &* axis &+ 1], axis: axis)
      sum = geometry.adding(gap, to: sum)
    }
    return sum
  }
}
