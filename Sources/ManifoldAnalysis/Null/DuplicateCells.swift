import ArrayNumerics
import DimensionReduction
import PopulationActivity

/// Cells of an embedding that repeat an earlier one, by their counts or their signal.
///
/// - Parameter chosen: columns of the cells that are looked at, ascending; all when nil.
func duplicateCells(
  _ embedding: EmbeddingResult, among chosen: [Int]? = nil, threshold: Double, work: Work
) throws -> [DuplicateCell] {
  let found: [DuplicateCell]
  if let signal = embedding.signal {
    found = try duplicateCells(
      signal: chosen.map { signal.selectingColumns($0) } ?? signal, binWidth: embedding.binWidth, threshold: threshold,
      work: work)
  } else {
    let counts = try embedding.sparseCounts()
    found = try duplicateCells(
      counts: chosen.map { counts.selectingColumns($0) } ?? counts, binWidth: embedding.binWidth, threshold: threshold,
      work: work)
  }
  guard let chosen else { return found }
  return found.map { $0.renumbered(chosen) }
}
