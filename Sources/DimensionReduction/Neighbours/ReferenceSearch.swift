import ArrayNumerics

/// A set of points in which the nearest of other points are found, exactly, by the Euclidean distance; of points at the same
/// distance the first.
///
/// The set stands in spatial order in blocks with a bounding box each. Queries that follow each other are often near each
/// other, as time bins are: what the last one found bounds what the next one has to look at.
package struct ReferenceSearch: Sendable {
  private static let block = 64
  /// In spatial order.
  private let points: Matrix<Double>
  private let names: [UInt32]
  /// The corners of each block, `[block, axis]`.
  private let lows: Matrix<Double>
  private let highs: Matrix<Double>

  /// - Parameter points: `[point, axis]`, finite, at least one.
  package init(_ points: Matrix<Double>) {
    names = spatialOrder(points.elements.map { Float($0) }, dimension: points.columns, leaf: Self.block)
    let ordered = points.selectingRows(names.map(Int.init))
    let blocks = (points.rows + Self.block - 1) / Self.block
    var lows = Matrix<Double>(rows: blocks, columns: points.columns, repeating: .infinity)
    var highs = Matrix<Double>(rows: blocks, columns: points.columns, repeating: -.infinity)
    for row in 0..<ordered.rows {
      for (axis, value) in ordered.row(row).enumerated() {
        lows[row / Self.block, axis] = min(lows[row / Self.block, axis], value)
        highs[row / Self.block, axis] = max(highs[row / Self.block, axis], value)
      }
    }
    (self.points, self.lows, self.highs) = (ordered, lows, highs)
  }

  /// The nearest points of the set to each query, nearest first.
  ///
  /// - Parameters:
  ///   - queries: `[query, axis]`, with the axes of the set.
  ///   - count: 1 to the number of points.
  /// - Throws: `DimensionReductionError.tooManyNeighbours`, `CancellationError`.
  package func nearest(to queries: Matrix<Double>, count: Int, work: Work) throws -> NeighbourRows {
    guard count >= 1, count <= points.rows else {
      throw DimensionReductionError.tooManyNeighbours(requested: count, points: points.rows)
    }
    var indices = Matrix<UInt32>(rows: queries.rows, columns: count, repeating: 0)
    var distances = Matrix<Float>(rows: queries.rows, columns: count, repeating: 0)
    try concurrentRows(of: &indices, &distances, block: 256, work: work) { rows, indices, distances in
      var candidates: [Candidate] = []
      var reach = Double.infinity
      for (entry, query) in rows.enumerated() {
        if entry > 0 {
          reach += squaredDistance(queries, query, query - 1).squareRoot()
        }
        find(queries, query, count, within: reach * (1 + 1e-12), &candidates)
        reach = candidates[count - 1].square.squareRoot()
        for place in 0..<count {
          indices[entry * count + place] = candidates[place].name
          distances[entry * count + place] = Float(candidates[place].square.squareRoot())
        }
      }
    }
    return NeighbourRows(indices: indices, distances: distances)
  }

  private struct Candidate: Comparable {
    var square: Double
    var name: UInt32

    static func < (a: Candidate, b: Candidate) -> Bool { a.square != b.square ? a.square < b.square : a.name < b.name }
  }

  /// Leaves the nearest in `candidates`, in order.
  private func find(
    _ queries: Matrix<Double>, _ query: Int, _ count: Int, within reach: Double, _ candidates: inout [Candidate]
  ) {
    candidates.removeAll(keepingCapacity: true)
    var limit = reach * reach
    let axes = points.columns
    queries.withUnsafeBufferPointer { queries in
      points.withUnsafeBufferPointer { points in
        for block in 0..<lows.rows where squareToBox(queries, query, block) <= limit {
          for row in block * Self.block..<min(self.points.rows, (block + 1) * Self.block) {
            var square = 0.0
            for axis in 0..<axes {
              let difference = queries[query * axes + axis] - points[row * axes + axis]
              square += difference * difference
            }
            if square <= limit { candidates.append(Candidate(square: square, name: names[row])) }
          }
          if candidates.count >= 2 * count + 32 {
            keepNearest(count, &candidates)
            limit = candidates[count - 1].square
          }
        }
      }
    }
    keepNearest(count, &candidates)
  }

  private func keepNearest(_ count: Int, _ candidates: inout [Candidate]) {
    candidates.sort()
    candidates.removeLast(max(0, candidates.count - count))
  }

  @inline(__always)
  private func squareToBox(_ queries: UnsafeBufferPointer<Double>, _ query: Int, _ block: Int) -> Double {
    lows.withUnsafeBufferPointer { lows in
      highs.withUnsafeBufferPointer { highs in
        let axes = points.columns
        var square = 0.0
        for axis in 0..<axes {
          let value = queries[query * axes + axis]
          let outside = max(lows[block * axes + axis] - value, value - highs[block * axes + axis], 0)
          square += outside * outside
        }
        return square
      }
    }
  }
}
