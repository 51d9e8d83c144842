import ArrayNumerics

/// A sparse filtration whose persistence approximates that of the Vietoris–Rips filtration of a cloud, with a number of edges
/// that grows linearly with the number of points where the cloud has few dimensions.
///
/// Greedy order with radii λ; a point's ball grows as in the Rips filtration up to the freezing scale f = λ (1 + ε)/ε and not
/// beyond, and from (1 + ε) f on the point makes no new edges, since what it could add is covered by points that came before it
/// (Sheehy 2013, doi:10.1007/s00454-013-9513-1; Cavanna, Jahanseir and Sheehy 2015, arXiv:1506.03797). With points i before j
/// at distance d, the edge has length
///
/// - d, if d ≤ 2 f_j;
/// - 2 (d - f_j), if d ≤ f_i + f_j and d - f_j ≤ (1 + ε) f_j;
/// - and else there is none.
///
/// **The error.** Call the flag complexes of these edges S_r and those of the cloud R_r. Then S_r ⊆ R_r, and R_r maps
/// into S_(1+ε)r so that the modules are interleaved. So every birth and death x of the cloud with a partner in the
/// approximation has that partner in [x, (1 + ε) x], and bars without a partner, on either side, have
/// death ≤ (1 + ε) birth. For dimension 0 and every higher one alike. It holds for metrics; the cosine distance,
/// which is none, is treated by its chord √(2 d) with an error that gives 1 + ε for d.
///
/// GUDHI builds `RipsComplex(sparse=e)` with e = ε/(1 + ε) by the same rule, from a greedy order with a random first point.
public struct SparseFiltration: Sendable, Equatable {
  /// The edges with their lengths.
  public let graph: SparseGraph
  /// The order of the points from which the edges were thinned.
  public let greedy: FarthestPointOrder
  /// ε.
  public let error: Double

}

/// The sparse filtration of a cloud. O(n²) time, memory linear in points and edges.
///
/// - Parameters:
///   - error: ε > 0. Deaths and births are right up to the factor 1 + ε.
///   - threshold: edges above it are left out.
///   - memoryBudget: bytes that the edges may take; nil for no limit.
/// - Throws: `TopologyError` as for `distanceMatrix`, for an error that is not positive, and `.overMemoryBudget`;
///   `CancellationError`.
public func sparseFiltration(
  of points: Matrix<Double>, error: Double, metric: Metric = .euclidean, periods: [Double] = [],
  threshold: Double = .infinity, memoryBudget: Int? = nil, work: Work = Work()
) throws -> SparseFiltration {
  let cloud = try PreparedCloud(points, metric: metric, periods: periods)
  return try sparseFiltration(
    CloudRows(cloud), error: error, threshold: threshold, isCosine: metric == .cosine, memoryBudget: memoryBudget,
    work: work)
}

/// The sparse filtration of a matrix of distances, which must satisfy the triangle inequality for the error to hold; this is
/// not checked.
public func sparseFiltration(
  ofDistances distances: Matrix<Float>, error: Double, threshold: Double = .infinity, memoryBudget: Int? = nil,
  work: Work = Work()
) throws -> SparseFiltration {
  try checkDistances(distances)
  return try sparseFiltration(
    MatrixRows(matrix: distances), error: error, threshold: threshold, isCosine: false,
    memoryBudget: memoryBudget, work: work)
}

private func sparseFiltration(
  _ rows: some DistanceRows, error: Double, threshold: Double, isCosine: Bool, memoryBudget: Int?,
  work: Work
) throws -> SparseFiltration {
  guard error > 0, error < .infinity else { throw TopologyError.invalidError(error) }
  guard threshold >= 0 else { throw TopologyError.invalidThreshold(Float(threshold)) }
  guard rows.points < Int(Int32.max) else {
    throw TopologyError.tooManyPoints(found: rows.points, limit: Int(Int32.max) - 1)
  }
  // The greedy order is the same for a distance and its square root.
  let factor = isCosine ? (1 + error).squareRoot() : 1 + error
  let budget = MemoryCount(budget: memoryBudget, points: rows.points, maxDimension: 1)
  let rule = SparseEdgeRule(factor: factor)
  var freezing = [Double](repeating: .infinity, count: rows.points)
  var edges: [GraphEdge] = []
  let greedy = try farthestPointOrder(rows, work: work) { chosen, distances, earlier in
    let (point, radius) = chosen
    let freeze = rule.freezing(isCosine ? chord(radius) : radius)
    freezing[point] = freeze
    // Once more while they are sorted.
    try budget.check(2 * MemoryLayout<GraphEdge>.stride * edges.count)
    // Beyond this there is no edge to any earlier point.
    let reach = isCosine ? pow2(freeze * (1 + factor)) / 2 : freeze * (1 + factor)
    for other in earlier where distances[other] <= reach {
      let distance = isCosine ? chord(distances[other]) : distances[other]
      guard let length = rule.length(distance, freezing: freeze, earlier: freezing[other]) else { continue }
      let value = isCosine ? pow2(length) / 2 : length
      if value <= threshold, Float(value) < .infinity {
        edges.append(
          GraphEdge(first: Int32(max(point, other)), second: Int32(min(point, other)), length: Float(value)))
      }
    }
  }
  return SparseFiltration(
    graph: SparseGraph(points: rows.points, edges: edges), greedy: greedy, error: error)
}

private func chord(_ cosineDistance: Double) -> Double { (2 * cosineDistance).squareRoot() }
private func pow2(_ value: Double) -> Double { value * value }

/// When two points of a sparse filtration are joined.
struct SparseEdgeRule {
  /// 1 + ε.
  let factor: Double

  /// The scale at which the ball of a point of a radius stops growing.
  func freezing(_ radius: Double) -> Double { radius * factor / (factor - 1) }

  /// The length of the edge between a point and an earlier one; nil when there is none.
  @inline(__always) func length(_ distance: Double, freezing: Double, earlier: Double) -> Double? {
    if distance <= 2 * freezing { return distance }
    let scale = distance - freezing
    return scale <= earlier && scale <= factor * freezing ? 2 * scale : nil
  }
}
