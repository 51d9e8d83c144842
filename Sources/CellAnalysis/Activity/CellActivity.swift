import ArrayNumerics
import CellTuning
import PopulationActivity
import Schema
import Stages
import TuningMaps

extension EmbeddingResult {
  /// What each cell did over the kept bins: its spikes, or its signal.
  ///
  /// - Throws: what reading the counts throws.
  func cellEvents() throws -> [CellEvents] {
    if let amounts = signalAmounts { return (0..<amounts.columns).map { CellEvents(amounts, cell: $0) } }
    let counts = try sparseCounts()
    return (0..<counts.columns).map { CellEvents(counts, cell: $0) }
  }

  /// Bytes that they take beside the embedding.
  var cellEventsForecast: Int {
    sparseCountsForecast + 12 * (spikes ?? (signal?.count ?? 0))
  }

  /// Shifts in time for the null of a tuning; `nil` when none were asked for.
  ///
  /// - Throws: `StageError.unusableData` for a session that is too short.
  func timeShifts(_ shuffles: Int, atLeast seconds: Double, stage: String) throws -> TimeShifts? {
    if shuffles == 0 { return nil }
    guard let shifts = TimeShifts(bins: bins.count, atLeast: seconds, binWidth: binWidth) else {
      throw StageError.unusableData(
        stage: stage,
        reason: sentence {
          "\(measured(self.seconds)) s were kept, and shifts of \(formatted(seconds)) s or more need "
          "\(formatted(4 * seconds)) s."
        },
        remedy: "Record longer, keep more time in embed (--no-speed-filter), or go without a null (--shuffles 0).")
    }
    return shifts
  }
}

/// Spikes or events of cells in bins of time without a position.
func withoutPosition(_ events: [CellEvents], _ places: [Int]) -> Int {
  events.reduce(0) { $0 + $1.rows.count { places[Int($0)] < 0 } }
}
