import ArrayNumerics

/// Reduces a recording to a cloud of landmarks: every `stride`-th time bin, of those the most active, standardised,
/// projected on the principal components, thinned by the greedy choice on the fuzzy graph of nearest neighbours, and
/// the distances among the landmarks (Gardner et al. 2022, doi:10.1038/s41586-021-04268-7; McInnes et al. 2018,
/// arXiv:1802.03426).
///
/// Time O(active² · components), memory 8 bytes · active · neighbours and a copy of the active rows; no matrix of all
/// distances is made. The result is the same for any number of threads.
/// - Parameter rates: `[time, cell]`, in any unit.
/// - Throws: `DimensionReductionError`, `NumericsError` if the eigenvalues cannot be found, `CancellationError`.
public func landmarkCloud(
  rates: Matrix<Float>, parameters: LandmarkParameters = LandmarkParameters(), work: Work = Work()
) throws -> LandmarkResult {
  try parameters.validate(bins: rates.rows, cells: rates.columns)
  try requireFinite(rates)
  let strided =
    parameters.stride == 1
    ? rates : rates.selectingRows(Array(stride(from: 0, to: rates.rows, by: parameters.stride)))
  return try landmarkCloud(strided: strided, parameters, work)
}

/// The same for a recording of which cell `n` was rolled forward by `shifts[n]` time bins, as `numpy.roll` does: one draw
/// of the null distribution. Shifts of 0 give exactly the result of the recording itself.
///
/// - Parameter prepared: made with the stride of `parameters`.
/// - Throws: as above, and `DimensionReductionError.wrongShiftCount`.
public func landmarkCloud(
  _ prepared: PreparedRates, shifts: [Int], parameters: LandmarkParameters, work: Work = Work()
) throws -> LandmarkResult {
  var parameters = parameters
  parameters.stride = prepared.stride
  try parameters.validate(bins: prepared.bins, cells: prepared.cells)
  return try landmarkCloud(strided: try prepared.shifted(by: shifts), parameters, work)
}

/// The same for rates of which every `stride`-th bin was taken already. They are let go as soon as they are not needed.
package func landmarkCloud(
  strided: consuming Matrix<Float>, _ parameters: LandmarkParameters, _ work: Work
) throws -> LandmarkResult {
  let rows = candidateRows(sums: rowSums(strided), parameters)
  return try landmarkCloud(candidates: strided.selectingRows(rows), rows: rows, parameters, work)
}

/// The rows of which landmarks are chosen, ascending.
///
/// - Parameter sums: of every `stride`-th bin over the cells, added in their order.
package func candidateRows(sums: [Double], _ parameters: LandmarkParameters) -> [Int] {
  switch parameters.selection {
  case .mostActive: activeRows(sums: sums, count: parameters.active)
  case .uniform(let seed, let draw): uniformRows(sums: sums, count: parameters.active, seed: seed, draw: draw)
  }
}

/// The same where the rows of which landmarks are chosen are at hand alone.
///
/// - Parameters:
///   - candidates: their rates, `[row, cell]`; let go as soon as they are not needed.
///   - rows: what `candidateRows` says.
package func landmarkCloud(
  candidates: consuming Matrix<Float>, rows: [Int], _ parameters: LandmarkParameters, _ work: Work
) throws -> LandmarkResult {
  var rows = rows
  let cells = candidates.columns
  try parameters.validate(points: rows.count, cells: cells)
  var (components, scores) = try projection(consume candidates, parameters, work)
  var dropped = 0
  if parameters.metric == .cosine {
    let kept = SearchPoints.rowsWithDirection(scores)
    dropped = rows.count - kept.count
    if dropped > 0 {
      rows = kept.map { rows[$0] }
      scores = scores.selectingRows(kept)
      try parameters.validate(points: rows.count, cells: cells)
    }
  }
  let points = try SearchPoints(scores, metric: parameters.metric)
  work.report("finding neighbours", completed: 0, of: 1)
  let graph = FuzzyGraph(
    try NeighbourGraph(points, neighbours: parameters.neighbours - 1, scales: true, spare: work.spare, work: work),
    isDouble: parameters.compat)
  let landmarks = try greedyLandmarks(
    points, graph: graph, count: parameters.landmarks, omega: parameters.omega, work: work)
  let distances = try landmarkDistances(
    points.selecting(landmarks), neighbours: parameters.landmarkNeighbours, compat: parameters.compat,
    work: work)
  work.spare?.keep(graph.graph.distances)
  return LandmarkResult(
    rows: rows.map { $0 * parameters.stride }, landmarks: landmarks, distances: distances,
    components: components, scores: scores, scales: graph.scales, droppedZeroRows: dropped)
}

private func projection(
  _ active: Matrix<Float>, _ parameters: LandmarkParameters, _ work: Work
) throws -> (PrincipalComponents, Matrix<Double>) {
  let useSinglePrecision = parameters.compat && parameters.standardize
  let input = useSinglePrecision ? singlePrecisionScores(active) : active
  let components = try PrincipalComponents.fit(
    input, components: parameters.components,
    standardize: parameters.standardize && !useSinglePrecision, work: work)
  guard components.explainedVariance[0] > 0 else {
    throw DimensionReductionError.noVariance(rows: active.rows, cells: active.columns)
  }
  return (components, try components.scores(of: input, work: work))
}
