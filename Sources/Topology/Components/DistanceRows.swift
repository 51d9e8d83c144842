import ArrayNumerics

/// Distances from one point to all others, a row at a time: what algorithms need that never see the whole matrix.
protocol DistanceRows: Sendable {
  var points: Int { get }
  /// Writes the distances from `point` to all points, in their order.
  func fill(from point: Int, into row: UnsafeMutablePointer<Double>)
}

/// Rows of a checked distance matrix; the upper triangle is what counts.
struct MatrixRows: DistanceRows {
  let matrix: Matrix<Float>
  var points: Int { matrix.rows }

  func fill(from point: Int, into row: UnsafeMutablePointer<Double>) {
    let n = matrix.rows
    matrix.withUnsafeBufferPointer { d in
      for j in 0..<n {
        row[j] = j == point ? 0 : Double(j < point ? d[j &* n &+ point] : d[point &* n &+ j])
      }
    }
  }
}

/// Rows of a cloud, held axis by axis so that the loops over points are vectorised.
struct CloudRows: DistanceRows {
  let points: Int
  private let axes: Int
  private let coordinates: [Double]
  private let metric: Metric
  private let periods: [Double]

  init(_ cloud: PreparedCloud) {
    points = cloud.points.rows
    axes = cloud.points.columns
    coordinates = cloud.points.transposed().elements
    metric = cloud.metric
    periods = cloud.periods
  }

  func fill(from point: Int, into row: UnsafeMutablePointer<Double>) {
    row.update(repeating: 0, count: points)
    coordinates.withUnsafeBufferPointer { coordinates in
      for axis in 0..<axes {
        guard let x = coordinates.baseAddress.map({ $0 + axis &* points }) else { return }
        let origin = x[point]
        switch metric {
        case .euclidean, .cosine:
          for j in 0..<points {
            let difference = x[j] - origin
            row[j] += difference * difference
          }
        case .manhattan: for j in 0..<points { row[j] += abs(x[j] - origin) }
        case .chebyshev: for j in 0..<points { row[j] = max(row[j], abs(x[j] - origin)) }
        case .flatTorus:
          let period = periods[axis]
          for j in 0..<points {
            let gap = abs(x[j] - origin)
            let shorter = min(gap, period - gap)
            row[j] += shorter * shorter
          }
        }
      }
    }
    switch metric {
    case .euclidean, .flatTorus: for j in 0..<points { row[j] = row[j].squareRoot() }
    case .cosine: for j in 0..<points { row[j] /= 2 }
    case .manhattan, .chebyshev: break
    }
  }
}
