import ArrayNumerics

/// A distance between two points of a cloud.
public enum Metric: String, Sendable, Codable, CaseIterable {
  case euclidean
  /// 1 minus the cosine of the angle between the two vectors.
  case cosine
  case manhattan
  case chebyshev
  /// The Euclidean distance on a torus: each axis is a circle of a given period.
  case flatTorus = "flat-torus"
}

/// The distances between all points, computed from coordinate differences in double precision and rounded once.
///
/// Never by the expanded formula |x|^2 + |y|^2 - 2xy, which loses all digits when the cloud is far from the origin. The
/// cosine distance is half the squared difference of the unit vectors, which is exact for nearly parallel ones too.
///
/// - Parameters:
///   - points: `[point, axis]`.
///   - periods: for `.flatTorus`, the period of each axis or one for all; 2π, as for angles, without them.
///   - work: rows are shared among threads.
/// - Returns: `[point, point]`, symmetric, zero on the diagonal.
/// - Throws: `TopologyError` for no points, coordinates that are not finite, a zero vector with `.cosine`, or periods that do
///   not fit the axes.
public func distanceMatrix(
  of points: Matrix<Double>, metric: Metric = .euclidean, periods: [Double] = [], work: Work = Work()
) throws -> Matrix<Float> {
  let n = points.rows
  guard n > 0 else { throw TopologyError.noPoints }
  guard n <= RankedDistances.mostPoints else {
    throw TopologyError.tooManyPoints(found: n, limit: RankedDistances.mostPoints)
  }
  let prepared = try PreparedCloud(points, metric: metric, periods: periods)
  let cloud = prepared.points
  let torus = FlatTorusGeometry(periods: prepared.periods)
  let axes = cloud.columns
  var result = Matrix<Float>(rows: n, columns: n, repeating: 0)
  try concurrentRows(of: &result, block: 16, work: work) { rows, values in
    // Pointers: the checks of spans take a few per cent with so few axes.
    values.withUnsafeMutableBufferPointer { target in
      cloud.withUnsafeBufferPointer { x in
        for i in rows {
          let a = UnsafeBufferPointer(rebasing: x[i * axes..<(i + 1) * axes])
          for j in 0..<n where j != i {
            let b = UnsafeBufferPointer(rebasing: x[j * axes..<(j + 1) * axes])
            target[(i &- rows.lowerBound) &* n &+ j] = Float(distance(a, b, metric, torus))
          }
        }
      }
    }
  }
  return result
}

@inline(__always) private func distance(
  _ a: UnsafeBufferPointer<Double>, _ b: UnsafeBufferPointer<Double>, _ metric: Metric,
  _ torus: FlatTorusGeometry
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
  case .flatTorus:
    for k in 0..<a.count { sum = torus.adding(torus.gap(a[k], b[k], axis: k), to: sum) }
    return sum.squareRoot()
  }
}
