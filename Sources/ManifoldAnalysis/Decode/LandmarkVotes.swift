import ArrayNumerics
import LatentStates
import PopulationActivity
import Stages

/// Each cell's votes for the angles of the landmarks.
struct LandmarkVotes {
  var vector: PopulationVector
  /// One row for every cell of the embedding, `[N, C]`; NaN for those that were left out.
  var cosine: Matrix<Double>
  var sine: Matrix<Double>

  init(_ choice: CircleChoice, _ homology: HomologyResult, _ embedding: EmbeddingResult, work: Work) throws {
    vector = try PopulationVector(
      rates: homology.transformed(embedding.rates.rows(at: homology.landmarks.map { homology.rows[$0] })),
      angles: choice.landmarks.angles, work: work)
    cosine = ofAllCells(vector.cosineWeights, of: homology.cells, among: embedding.cellIDs.count)
    sine = ofAllCells(vector.sineWeights, of: homology.cells, among: embedding.cellIDs.count)
  }
}

/// One row for every cell; NaN for those that were left out.
package func ofAllCells(_ weights: Matrix<Double>, of cells: [Int], among count: Int) -> Matrix<Double> {
  var rows = Matrix<Double>(rows: count, columns: weights.columns, repeating: .nan)
  for (row, cell) in cells.enumerated() {
    for circle in 0..<weights.columns { rows[cell, circle] = weights[row, circle] }
  }
  return rows
}

extension HomologyResult {
  /// Cells of the embedding that were no part of the topology, and so of nothing that is decoded from it.
  func unusedCells(of embedding: EmbeddingResult) -> DroppedItems {
    DroppedItems("cells", count: embedding.cellIDs.count - cells.count, reason: "left out of the topology")
  }

  /// The rates of the cells that `tda` used, as it transformed them.
  func transformed(_ rates: Matrix<Float>) -> Matrix<Float> {
    transform(cells.count == rates.columns ? rates : rates.selectingColumns(cells))
  }
}

extension EmbeddingResult {
  /// Counts or signal on the grid of the embedding, as the engines take them.
  ///
  /// - Throws: what reading the counts throws.
  package func activity() throws -> BinnedActivity {
    BinnedActivity(
      try signal.map { .signal($0, isSummable: kind.isSummable) } ?? .counts(sparseCounts()), bins: bins,
      gridBins: fullBinCount, binWidth: binWidth)
  }
}
