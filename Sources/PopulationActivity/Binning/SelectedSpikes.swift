import ArrayNumerics
import Recordings
import Schema
import Stages

/// The spikes of the cells that were asked for.
struct SelectedSpikes {
  var source: SpikeData
  var cellIDs: [String]
  var dropped: [DroppedItems] = []
  var warnings: [String] = []

  init(_ recording: Recording, parameters: EmbeddingParameters) throws {
    guard let spikes = recording.spikes else {
      // What reading found and could not take for spikes by itself.
      let unused = recording.findings.first { $0.what == "spikes" && $0.option != nil }
      throw StageError.unusableData(
        stage: "embed",
        reason: sentence {
          "no spikes were found in \(recording.source.url.lastPathComponent)"
          if let unused { "; \(unused.message.dropLast(unused.message.hasSuffix(".") ? 1 : 0)) (\(unused.option ?? ""))" }
          "."
        },
        remedy: sentence {
          "See what is there with 'canns-analyze inspect', and name the array with --map spikes=NAME, "
          "or one array a cell: --map spikes=A+B."
        })
    }
    let identifiers = recording.cellIDs
    let chosen = try chosenCells(parameters.cells, of: identifiers)
    if !parameters.cells.isEmpty {
      dropped.append(
        DroppedItems("cells", count: identifiers.count - chosen.count, reason: "not among --cells"))
    }
    guard !chosen.isEmpty else {
      throw StageError.unusableData(
        stage: "embed", reason: "the recording has no cells.", remedy: "Give a file with spikes.")
    }
    cellIDs = chosen.map { identifiers[$0] }
    let all = chosen.count == identifiers.count && chosen == Array(identifiers.indices)
    switch spikes {
    case .trains(let trains):
      source = .trains(all ? trains : chosen.map { trains[$0] })
      guard trains.contains(where: { $0.count > 0 }) else {
        throw StageError.unusableData(
          stage: "embed", reason: "all \(trains.count) cells are silent: the file holds no spike.",
          remedy: "Check that the right array was read with 'canns-analyze inspect'.")
      }
    case .counts(let counts, let width, let start):
      source = .counts(
        all ? counts : counts.selectingColumns(chosen), binWidth: width, start: start)
      let factor = parameters.binWidth / width
      if abs(factor - max(1, factor.rounded())) > 1e-6 {
        warnings.append(
          sentence {
            "The counts come in bins of \(formatted(width * 1e3)) ms; "
            "bins of \(formatted(parameters.binWidth * 1e3)) ms cannot be made from them, "
            "so bins of \(formatted(width * max(1, factor.rounded()) * 1e3)) ms are used."
          })
      }
    }
  }

  /// First to last spike.
  func span(binWidth: Double) throws -> RecordedSpan? {
    guard case .trains(let trains) = source, let all = try trains.span else { return nil }
    // Most often nothing has to be looked at but the ends.
    if (all.upperBound - all.lowerBound) / binWidth <= RecordedSpan.mostBins {
      return RecordedSpan(ofOrdered: [all.lowerBound, all.upperBound], binWidth: binWidth)
    }
    return RecordedSpan(ofOrdered: try trains.flatMap { try $0.times }.sorted(), binWidth: binWidth)
  }

  func binned(on grid: TimeGrid) throws -> BinnedSpikes {
    switch source {
    case .trains(let trains): return try countSpikes(trains, on: grid)
    case .counts(let counts, let width, _):
      let factor = max(1, Int((grid.width / width).rounded()))
      let summed = summingBins(counts, by: factor)
      let lost = factor == 1 ? 0 : columnTotals(counts).reduce(0, +) - columnTotals(summed).reduce(0, +)
      return BinnedSpikes(counts: SparseCounts(summed), outside: lost)
    }
  }
}
