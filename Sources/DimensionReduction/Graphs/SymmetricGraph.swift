import ArrayNumerics

/// An undirected graph of points with positive weights, by compressed rows: the edges of a point stand together, ascending by
/// the other point. No loops. 8 bytes for each direction of an edge.
package struct SymmetricGraph: Sendable {
  /// How many points there are.
  package let count: Int
  /// Where the edges of each point begin, `[count + 1]`.
  package let starts: [Int]
  /// The other point of each edge.
  package let columns: [UInt32]
  /// The weight of each edge.
  package let weights: [Float]

  init(starts: [Int], columns: [UInt32], weights: [Float]) {
    count = starts.count - 1
    self.starts = starts
    self.columns = columns
    self.weights = weights
  }

  /// Joins what two points say of each other: `weights` holds the word of each point on each of its neighbours, and `join`
  /// makes one weight of the two directions, 0 where a point does not count the other as its neighbour. O(points · neighbours
  /// · log).
  ///
  /// - Parameter join: symmetric. An edge whose weight comes out as 0 is left out.
  package init(_ rows: NeighbourRows, weights: Matrix<Float>, join: (Float, Float) -> Float) {
    let (count, neighbours) = (rows.count, rows.neighbours)
    let back = Transposed(rows, weights)
    var starts = [0]
    starts.reserveCapacity(count + 1)
    var columns: [UInt32] = []
    columns.reserveCapacity(2 * count * neighbours)
    var joined: [Float] = []
    joined.reserveCapacity(2 * count * neighbours)
    var own: [(column: UInt32, weight: Float)] = []
    for point in 0..<count {
      own.removeAll(keepingCapacity: true)
      for entry in 0..<neighbours { own.append((rows.indices[point, entry], weights[point, entry])) }
      own.sort { $0.column < $1.column }
      var (mine, theirs) = (0, back.starts[point])
      while mine < own.count || theirs < back.starts[point + 1] {
        let (a, b) = (mine < own.count ? own[mine].column : .max, theirs < back.starts[point + 1] ? back.columns[theirs] : .max)
        let weight = join(a <= b ? own[mine].weight : 0, b <= a ? back.weights[theirs] : 0)
        if weight > 0 {
          columns.append(min(a, b))
          joined.append(weight)
        }
        if a <= b { mine += 1 }
        if b <= a { theirs += 1 }
      }
      starts.append(columns.count)
    }
    self.init(starts: starts, columns: columns, weights: joined)
  }

  /// The places of the edges of a point.
  func edges(of point: Int) -> Range<Int> { starts[point]..<starts[point + 1] }

  /// The same edges with other weights.
  func weighted(_ weight: (_ point: Int, _ other: Int, _ weight: Float) -> Float) -> SymmetricGraph {
    var weights = weights
    for point in 0..<count {
      for edge in edges(of: point) { weights[edge] = weight(point, Int(columns[edge]), weights[edge]) }
    }
    return SymmetricGraph(starts: starts, columns: columns, weights: weights)
  }

  /// The sum of the weights of each point.
  var degrees: [Double] {
    (0..<count).map { point in edges(of: point).reduce(0.0) { $0 + Double(weights[$1]) } }
  }

  /// The points of each connected part, ascending; the parts in the order of their first points.
  package var parts: [[Int]] { parts(joinedBy: 0) }

  /// The same where an edge joins its points only if it has more than this share of the weights of one of them: what a random
  /// walk passes once in an age joins nothing.
  func parts(joinedBy share: Double) -> [[Int]] {
    let degrees = share > 0 ? degrees : [Double](repeating: 0, count: count)
    var pairs: [(Int, Int)] = []
    pairs.reserveCapacity(columns.count / 2)
    for point in 0..<count {
      for edge in edges(of: point) where Int(columns[edge]) > point {
        let other = Int(columns[edge])
        if Double(weights[edge]) > share * min(degrees[point], degrees[other]) { pairs.append((point, other)) }
      }
    }
    let labels = connectedComponents(vertexCount: count, edges: pairs)
    var parts = [[Int]](repeating: [], count: (labels.max() ?? -1) + 1)
    for (point, label) in labels.enumerated() { parts[label].append(point) }
    return parts
  }

  /// The graph of one connected part, its points numbered as they stand in `points`.
  func part(_ points: [Int]) -> SymmetricGraph { points.count == count ? self : renumbered(points) }

  /// All points, those from which one comes to another in one step near it: breadth first from the first of each part. Loops
  /// over edges in this order find their other ends in the cache.
  var breadthFirstOrder: [Int] {
    var (order, isKnown) = ([Int](), [Bool](repeating: false, count: count))
    order.reserveCapacity(count)
    var next = 0
    for first in 0..<count where !isKnown[first] {
      isKnown[first] = true
      order.append(first)
      while next < order.count {
        for edge in edges(of: order[next]) where !isKnown[Int(columns[edge])] {
          isKnown[Int(columns[edge])] = true
          order.append(Int(columns[edge]))
        }
        next += 1
      }
    }
    return order
  }

  /// The graph of some points that have no edges to others, numbered as they stand in `points`.
  func renumbered(_ points: [Int]) -> SymmetricGraph {
    var names = [UInt32](repeating: 0, count: count)
    for (name, point) in points.enumerated() { names[point] = UInt32(name) }
    var starts = [0]
    var columns: [UInt32] = []
    var weights: [Float] = []
    for point in points {
      for edge in edges(of: point) {
        columns.append(names[Int(self.columns[edge])])
        weights.append(self.weights[edge])
      }
      starts.append(columns.count)
    }
    return SymmetricGraph(starts: starts, columns: columns, weights: weights)
  }
}

/// Who counts a point among its neighbours, ascending, and what they say.
private struct Transposed {
  var starts: [Int]
  var columns: [UInt32]
  var weights: [Float]

  init(_ rows: NeighbourRows, _ said: Matrix<Float>) {
    starts = [Int](repeating: 0, count: rows.count + 1)
    for index in rows.indices.elements { starts[Int(index) + 1] += 1 }
    for point in 0..<rows.count { starts[point + 1] += starts[point] }
    var next = starts
    columns = [UInt32](repeating: 0, count: rows.indices.count)
    weights = [Float](repeating: 0, count: rows.indices.count)
    for point in 0..<rows.count {
      for entry in 0..<rows.neighbours {
        let other = Int(rows.indices[point, entry])
        columns[next[other]] = UInt32(point)
        weights[next[other]] = said[point, entry]
        next[other] += 1
      }
    }
  }
}
