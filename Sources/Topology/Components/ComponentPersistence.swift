import ArrayNumerics

/// Persistent homology of dimension 0 of a cloud, exact, without its distance matrix: components merge along the minimum
/// spanning tree. Memory O(n); see `minimumSpanningTree(of:metric:periods:work:)` for the time.
///
/// - Parameter threshold: components that are farther apart stay apart, and are essential; none without it.
/// - Returns: the diagram that `persistentCohomology` has in dimension 0, lengths rounded to single precision like a
///   distance matrix. `threshold` is the given one or else the longest length; `edges` counts those of the tree.
/// - Throws: `TopologyError` as for `distanceMatrix` and for a threshold that is negative or NaN; `CancellationError`.
public func componentPersistence(
  of points: Matrix<Double>, metric: Metric = .euclidean, periods: [Double] = [], threshold: Double? = nil,
  work: Work = Work()
) throws -> PersistenceResult {
  try result(
    of: try minimumSpanningTree(of: points, metric: metric, periods: periods, work: work), points: points.rows,
    threshold: threshold)
}

/// The same for a matrix of distances, where +infinity is a missing edge; memory O(n) beside the matrix.
public func componentPersistence(
  ofDistances distances: Matrix<Float>, threshold: Double? = nil, work: Work = Work()
) throws -> PersistenceResult {
  try result(
    of: try minimumSpanningTree(ofDistances: distances, work: work), points: distances.rows, threshold: threshold)
}

/// The same for a graph.
public func componentPersistence(of graph: SparseGraph, threshold: Double? = nil) throws -> PersistenceResult {
  try result(of: minimumSpanningForest(of: graph), points: graph.points, threshold: threshold)
}

private func result(of tree: [SpanningEdge], points: Int, threshold: Double?) throws -> PersistenceResult {
  if let threshold, !(threshold >= 0) { throw TopologyError.invalidThreshold(Float(threshold)) }
  let limit = threshold.map { Float($0) } ?? .infinity
  let lengths = tree.map { Float($0.length) }.filter { $0 <= limit && $0 < .infinity }
  let essential = [PersistencePair](
    repeating: PersistencePair(birth: 0, death: .infinity), count: points - lengths.count)
  let merged = lengths.reversed().filter { $0 > 0 }.map { PersistencePair(birth: 0, death: Double($0)) }
  return PersistenceResult(
    diagrams: [essential + merged], cocycles: [[]], coefficient: 2,
    threshold: threshold ?? Double(lengths.last ?? 0), points: points, edges: lengths.count)
}
