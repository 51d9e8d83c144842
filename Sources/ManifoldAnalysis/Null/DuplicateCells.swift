import ArrayNumerics
import DimensionReduction
import PopulationActivity

/// Cells of an embedding that repeat an earlier one, by their counts or their signal.
func duplicateCells(_ embedding: EmbeddingResult, threshold: Double, work: Work) throws -> [DuplicateCell] {
  if let signal = embedding.signal {
    return try duplicateCells(signal: signal, binWidth: embedding.binWidth, threshold: threshold, work: work)
  }
  return try duplicateCells(counts: embedding.sparseCounts(), binWidth: embedding.binWidth, threshold: threshold, work: work)
}
