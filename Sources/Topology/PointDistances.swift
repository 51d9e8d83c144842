import ArrayNumerics

/// A distance between two points of a cloud.
public enum Metric: String, Sendable, Codable, CaseIterable {
  case euclidean
  /// 1 minus the cosine of the angle between the two vectors.
  case cosine
  case manhattan
  case chebyshev
}

/// The distances between all points, computed from coordinate differences in double precision and rounded once.
///
/// Never by the expanded formula |x|^2 + |y|^2 - 2xy, which loses all digits when the cloud is far from the origin. The
/// cosine distance is half the squared difference of the unit vectors, which is exact for nearly parallel ones too.
///
/// - Parameters:
///   - points: `[point, axis]`.
///   - work: rows are shared among threads.
/// - Returns: `[point, point]`, symmetric, zero on the diagonal.
/// - Throws: `TopologyError` for no points, coordinates that are not finite, or a zero vector with `.cosine`.
public func distanceMatrix(of points: Matrix<Double>, metric: Metric = .euclidean, work: Work = Work()) throws
  -> Matrix<Float>
{
  let n = points.rows
  guard n > 0 else { throw TopologyError.noPoints }
  guard n <= RankedDistances.mostPoints else {
    throw TopologyError.tooManyPoints(found: n, limit: RankedDistances.mostPoints)
  }
  if let bad = points.elements.firstIndex(where: { !$0.isFinite }) {
    let axes = points.columns
    throw TopologyError.nonFiniteCoordinate(row: bad / axes, column: bad % axes, value: points.elements[bad])
  }
  let cloud = metric == .cosine ? try unitVectors(points) : points
  let axes = cloud.columns
  var result = Matrix<Float>(rows: n, columns: n, repeating: 0)
  try cloud.withUnsafeBufferPointer { x in
    try result.withUnsafeMutableBufferPointer { d in
      // Each thread fills rows of its own.
      nonisolated(unsafe) let target = d
      try concurrentForEach(n, work: work, chunk: 16) { i in
        let a = UnsafeBufferPointer(rebasing: x[i * axes..<(i + 1) * axes])
        for j in 0..<n where j != i {
          let b = UnsafeBufferPointer(rebasing: x[j * axes..<(j + 1) * axes])
          target[i &* n &+ j] = Float(distance(a, b, metric))
        }
      }
    }
  }
  return result
}

@inline(__always) private func distance(
  _ a: UnsafeBufferPointer<Double>, _ b: UnsafeBufferPointer<Double>, _ metric: Metric
) -> Double {
  var sum = 0.0
  switch metric {
  case .euclidean, .cosine:
    for k in 0..<a.count {
      let difference = a[k] - b[k]
      sum += difference * difference
    }
    return metric == .cosine ? sum / 2 : sum.squareRoot()
  case .manhattan:
    for k in 0..<a.count { sum += abs(a[k] - b[k]) }
    return sum
  case .chebyshev:
    for k in 0..<a.count { sum = max(sum, abs(a[k] - b[k])) }
    return sum
  }
}

private func unitVectors(_ points: Matrix<Double>) throws -> Matrix<Double> {
  var units = points
  for row in 0..<points.rows {
    // Scaling by the largest coordinate first keeps the squares in range.
    let scale = points.row(row).reduce(0) { max($0, abs($1)) }
    guard scale > 0 else { throw TopologyError.zeroVector(row: row) }
    let norm = points.row(row).reduce(0) { $0 + ($1 / scale) * ($1 / scale) }.squareRoot()
    for column in 0..<points.columns { units[row, column] = points[row, column] / scale / norm }
  }
  return units
}
