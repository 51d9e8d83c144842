import ArrayNumerics

/// Landmark multidimensional scaling (de Silva & Tenenbaum 2004): classical scaling of a few landmarks, and all other points by
/// their distances to these, `y = −½ Λ^(−½) Vᵀ (δ² − mean δ²)`.
package struct LandmarkScaling: Sendable {
  /// Which points are landmarks, in the order in which they were picked: each the farthest from those before it.
  package let landmarks: [Int]
  /// Of the centred squares of the distances between landmarks over their number, largest first: the variance of each axis.
  package let eigenvalues: [Double]
  /// `[point, axis]`.
  package let positions: Matrix<Float>
  /// `−½ Λ^(−½) Vᵀ`, `[axis, landmark]`.
  private let projection: Matrix<Double>
  /// Mean of the squared distances of each landmark to all landmarks.
  private let means: [Double]
  /// The distances of all points from each landmark, `[landmark][point]`.
  let distances: [[Float]]

  /// - Parameters:
  ///   - count: of points.
  ///   - wanted: landmarks; at most `count`, more than `dimensions`.
  ///   - distances: from a point to all, finite.
  /// - Throws: `DimensionReductionError.tooManyDimensions` where the distances have fewer; `CancellationError`.
  init(
    count: Int, landmarks wanted: Int, dimensions: Int, work: Work, distances distancesFrom: (Int) throws -> [Float]
  ) throws {
    var (chosen, rows): ([Int], [[Float]]) = ([], [])
    var nearest = [Float](repeating: .infinity, count: count)
    var next = 0
    while chosen.count < wanted {
      try work.checkCancellation()
      work.report("measuring from landmarks", completed: chosen.count, of: wanted)
      chosen.append(next)
      rows.append(try distancesFrom(next))
      for point in 0..<count { nearest[point] = min(nearest[point], rows[rows.count - 1][point]) }
      // The first of the farthest; where all points are landmarks or equal to one there are no more.
      let farthest = nearest.max() ?? 0
      guard farthest > 0, let point = nearest.firstIndex(of: farthest) else { break }
      next = point
    }
    let squares = Matrix(
      rows: chosen.count, columns: chosen.count,
      elements: rows.flatMap { row in chosen.map { Double(row[$0]) * Double(row[$0]) } })
    let means = (0..<squares.rows).map { squares.row($0).reduce(0, +) / Double(squares.columns) }
    let grand = means.reduce(0, +) / Double(means.count)
    var centred = squares
    for a in 0..<squares.rows {
      // Paths there and back may differ in the last bit.
      for b in 0..<squares.columns {
        centred[a, b] = -0.5 * ((squares[a, b] + squares[b, a]) / 2 - means[a] - means[b] + grand)
      }
    }
    let eigen = try symmetricEigen(centred)
    // Distances of single precision say nothing of axes below this share of the first.
    let carried = eigen.values.count { $0 > 1e-6 * max(eigen.values[0], .leastNormalMagnitude) }
    guard dimensions <= carried else {
      throw DimensionReductionError.tooManyDimensions(requested: dimensions, most: carried)
    }
    var projection = Matrix<Double>(rows: dimensions, columns: chosen.count, repeating: 0)
    for axis in 0..<dimensions {
      for landmark in chosen.indices {
        projection[axis, landmark] = -0.5 * eigen.vectors[landmark, axis] / eigen.values[axis].squareRoot()
      }
    }
    (landmarks, self.means, self.projection, self.distances) = (chosen, means, projection, rows)
    eigenvalues = eigen.values.prefix(dimensions).map { $0 / Double(chosen.count) }
    var positions = Matrix<Float>(rows: count, columns: dimensions, repeating: 0)
    let (measured, factors) = (rows, projection)
    try concurrentRows(of: &positions, block: 1024, work: work) { points, values in
      for (row, point) in points.enumerated() {
        let place = Self.place(factors, means) { Double(measured[$0][point]) }
        for axis in 0..<dimensions { values[row * dimensions + axis] = Float(place[axis]) }
      }
    }
    self.positions = positions
  }

  /// Where a point is that has these distances from the landmarks.
  func place(_ distance: (Int) -> Double) -> [Double] { Self.place(projection, means, distance) }

  private static func place(_ projection: Matrix<Double>, _ means: [Double], _ distance: (Int) -> Double) -> [Double] {
    var place = [Double](repeating: 0, count: projection.rows)
    for landmark in means.indices {
      let length = distance(landmark)
      let excess = length * length - means[landmark]
      for axis in place.indices { place[axis] += projection[axis, landmark] * excess }
    }
    return place
  }
}
