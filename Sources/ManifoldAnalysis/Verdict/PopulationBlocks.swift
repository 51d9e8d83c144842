import ArrayNumerics
import DimensionReduction
import LatentStates
import PopulationActivity

/// A recording in blocks of 100 ms: what the cells fired, and the rates by which each block gets an angle.
struct PopulationBlocks {
  var activity: ActivityBlocks
  /// Rates in the middle of each block, as they were z-scored for the components, `[block, cell]`.
  var rates: Matrix<Float>
  /// The behaviour in the rows of the embedding.
  var behaviour: RowBehaviour

  /// `nil` of calcium signals: light of one cell is seen in its neighbours, so what they share says nothing of the state.
  ///
  /// - Parameters:
  ///   - cells: those of the embedding that are used.
  ///   - transform: what was done to the rates before they were z-scored.
  init?(_ embedding: EmbeddingResult, cells: [Int], transform: RateTransform) throws {
    guard embedding.kind == .spikes else { return nil }
    let counts = try embedding.sparseCounts().selectingColumns(cells)
    activity = ActivityBlocks(counts: counts, bins: embedding.bins, binWidth: embedding.binWidth)
    rates = transform(try embedding.rates.rows(at: activity.middles).selectingColumns(cells))
    behaviour = embedding.behaviour
  }

  /// The angles of the blocks: circular means over the nearest landmarks, `[block, circle]`.
  func angles(
    _ cloud: LandmarkResult, landmarks angles: Matrix<Double>, metric: NeighbourMetric, work: Work
  ) throws -> Matrix<Double> {
    let sites = cloud.scores.selectingRows(cloud.landmarks)
    let scores = try cloud.components.scores(of: rates, work: work)
    let both = Matrix(rows: sites.rows + scores.rows, columns: sites.columns, elements: sites.elements + scores.elements)
    let all = try anglesOfBins(
      scores: both, landmarks: Array(0..<sites.rows), angles: angles, metric: metric, work: work)
    return all.selectingRows(sites.rows..<all.rows)
  }
}
