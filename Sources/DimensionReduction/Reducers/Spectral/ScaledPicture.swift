import ArrayNumerics

/// A picture whose distances are those along the data: Isomap (Tenenbaum et al. 2000, doi:10.1126/science.290.5500.2319) with
/// landmarks (de Silva & Tenenbaum 2003), and multidimensional scaling, which takes the straight lines instead.
public struct ScaledPicture: Sendable {
  /// `[point, axis]`, by falling variance.
  public let positions: Matrix<Float>
  /// Variance of each axis among the landmarks.
  public let eigenvalues: [Double]
  /// How many landmarks there are; fewer than were asked for where points are equal.
  public let landmarks: Int
  /// The share of the true neighbours that were found, where not all of them were looked for.
  package let searchRecall: Double?
  private let scaling: LandmarkScaling
  private let search: ReferenceSearch
  private let points: Matrix<Double>
  /// Neighbours of a point of the graph of paths, itself counted; `nil` for straight lines.
  private let neighbours: Int?

  /// - Parameters:
  ///   - points: `[point, axis]`, finite; the distance is Euclidean.
  ///   - neighbours: of a point in the graph of paths, itself counted; `nil` for straight lines.
  ///   - landmarks: all points where there are fewer.
  ///   - method: how neighbours are looked for.
  /// - Throws: `DimensionReductionError.disconnected` where the graph falls into parts, `.tooManyDimensions`,
  ///   `.tooManyNeighbours`, `.notFinite`; `CancellationError`.
  public init(
    _ points: Matrix<Double>, neighbours: Int?, landmarks: Int, dimensions: Int, method: NeighbourMethod = .automatic,
    work: Work = Work()
  ) throws {
    try requireFinite(points)
    let wanted = min(max(landmarks, dimensions + 1), points.rows)
    if let neighbours {
      let rows = try NeighbourRows(points, metric: .euclidean, neighbours: neighbours - 1, method: method, work: work)
      searchRecall = rows.recall
      let graph = SymmetricGraph(rows, weights: rows.distances.map { max($0, .leastNormalMagnitude) }) { max($0, $1) }
      let parts = graph.parts.map(\.count)
      guard parts.count == 1 else { throw DimensionReductionError.disconnected(parts: parts.sorted(by: >)) }
      var paths = ShortestPaths(graph)
      scaling = try LandmarkScaling(count: points.rows, landmarks: wanted, dimensions: dimensions, work: work) {
        paths.lengths(from: $0)
      }
    } else {
      searchRecall = nil
      scaling = try LandmarkScaling(count: points.rows, landmarks: wanted, dimensions: dimensions, work: work) {
        squaredDistances(points, from: $0).map { Float($0.squareRoot()) }
      }
    }
    (positions, eigenvalues, self.landmarks) = (scaling.positions, scaling.eigenvalues, scaling.landmarks.count)
    search = ReferenceSearch(points)
    (self.points, self.neighbours) = (points, neighbours)
  }

  /// Places further points: by their distances from the landmarks, along the paths of their nearest neighbours.
  ///
  /// - Parameter others: `[other, axis]`, finite.
  /// - Returns: `[other, dimension]`.
  /// - Throws: `CancellationError`.
  public func placing(_ others: Matrix<Double>, work: Work = Work()) throws -> Matrix<Float> {
    let dimensions = positions.columns
    var result = Matrix<Float>(rows: others.rows, columns: dimensions, repeating: 0)
    let nearest = try neighbours.map { try search.nearest(to: others, count: min($0, points.rows), work: work) }
    try concurrentRows(of: &result, block: 256, work: work) { rows, values in
      for (row, other) in rows.enumerated() {
        let place = scaling.place { landmark in
          guard let nearest else { return straight(others, other, scaling.landmarks[landmark]) }
          return Double(
            (0..<nearest.neighbours).reduce(Float.infinity) {
              min($0, nearest.distances[other, $1] + scaling.distances[landmark][Int(nearest.indices[other, $1])])
            })
        }
        for axis in 0..<dimensions { values[row * dimensions + axis] = Float(place[axis]) }
      }
    }
    return result
  }

  private func straight(_ others: Matrix<Double>, _ other: Int, _ point: Int) -> Double {
    var sum = 0.0
    for axis in 0..<points.columns {
      let difference = others[other, axis] - points[point, axis]
      sum += difference * difference
    }
    return sum.squareRoot()
  }
}
