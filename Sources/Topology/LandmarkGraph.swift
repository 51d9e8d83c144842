import ArrayNumerics

/// The edges between landmarks up to a threshold, in compressed rows.
struct LandmarkGraph: Sendable {
  let points: Int
  /// The larger neighbours of vertex i, ascending: `neighbors[starts[i]..<starts[i + 1]]`. Each edge stands once.
  let starts: [Int]
  let neighbors: [Int32]

  var edges: Int { neighbors.count }

  /// - Parameter keepsZeroDistances: whether points at distance zero are joined. They are equal, so their coordinates
  ///   should be; canns drops these edges.
  init(distances: Matrix<Float>, threshold: Double, keepsZeroDistances: Bool) {
    let n = distances.rows
    var starts = [0]
    var neighbors: [Int32] = []
    starts.reserveCapacity(n + 1)
    let d = distances.span
    for i in 0..<n {
      for j in i + 1..<max(n, i + 1) {
        let distance = d[i * n + j]
        guard Double(distance) <= threshold, distance > 0 || keepsZeroDistances else { continue }
        neighbors.append(Int32(j))
      }
      starts.append(neighbors.count)
    }
    points = n
    self.starts = starts
    self.neighbors = neighbors
  }

  /// The place of edge i < j among `neighbors`, or nil when it is longer than the threshold.
  func edge(_ i: Int, _ j: Int) -> Int? {
    var (low, high) = (starts[i], starts[i + 1])
    while low < high {
      let middle = (low + high) / 2
      if Int(neighbors[middle]) < j { low = middle + 1 } else { high = middle }
    }
    return low < starts[i + 1] && Int(neighbors[low]) == j ? low : nil
  }

  /// Number of edges at each vertex.
  func degrees() -> [Int] {
    var degrees = [Int](repeating: 0, count: points)
    for i in 0..<points {
      degrees[i] += starts[i + 1] - starts[i]
      for place in starts[i]..<starts[i + 1] { degrees[Int(neighbors[place])] += 1 }
    }
    return degrees
  }
}
