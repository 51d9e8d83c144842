import ArrayNumerics
import Schema
import Stages

extension Embedding {
  /// Some cells and some time of an embedding: rows and columns of it, nothing is smoothed again. Cells keep their identifiers
  /// and rows their times and their indices on the full grid of bins.
  ///
  /// - Parameter records: the parameters that the whole was made with; all but those that choose a part have to be the same.
  /// - Throws: `ParameterError` for a cell that is not there, for an interval that is none and for another parameter that was
  ///   changed; `StageError.unusableData` when fewer than two bins or no cell are left; `StageError.overMemoryBudget`.
  static func part(
    of whole: EmbeddingResult, madeWith records: [ParameterRecord], parameters: EmbeddingParameters, context: RunContext
  ) throws -> EmbeddingResult {
    try requireSameEmbedding(parameters, records)
    let chosen = try chosenCells(parameters.cells, of: whole.cellIDs)
    try requireEachOnce(chosen, whole.cellIDs)
    var selection = try BinSelection(
      whole.times, keeping: try rowIntervals(parameters.epochs), named: parameters.epochs, leavingOut: parameters.excluded)
    try selection.requireBins(of: whole.bins.count)
    let rows = selection.kept
    let elements = rows.count * chosen.count
    try context.reserve(
      8 * elements + (whole.signal?.count ?? 0) * 4, for: "A part of \(rows.count) bins and \(chosen.count) cells",
      remedy: "Take fewer cells (--cells) or less time (--epoch).")
    var cells = chosen
    var dropped = [
      DroppedItems("cells", count: whole.cellIDs.count - chosen.count, reason: "not among --cells")
    ]
    let counts = try whole.counts.map { try taking($0, rows: rows, cells: cells) }
    if let counts, parameters.minimumRate > 0 {
      let (fast, slow) = try cellsAboveMinimumRate(
        columnTotals(counts), duration: Double(rows.count) * whole.binWidth, parameters: parameters)
      cells = fast.map { chosen[$0] }
      dropped += slow
    }
    let kept = try counts.map {
      cells.count == chosen.count ? $0 : try taking(whole.counts ?? Deferred($0), rows: rows, cells: cells)
    }
    func some<T>(_ values: [T]) -> [T] { rows.map { values[$0] } }
    selection.dropped.insert(contentsOf: whole.notes.dropped + dropped, at: 0)
    let rates = try taking(whole.rates, rows: rows, cells: cells)
    var result = EmbeddingResult(
      rates: Deferred(rates), counts: kept.map { Deferred($0) },
      spikes: kept.map { columnTotals($0).reduce(0, +) },
      signal: whole.signal.map { $0.selectingRows(rows).selectingColumns(cells) }, kind: whole.kind,
      rateUnit: whole.rateUnit, sigma: whole.sigma, times: some(whole.times), cellIDs: cells.map { whole.cellIDs[$0] },
      behaviour: RowBehaviour(
        x: whole.x.map(some), y: whole.y.map(some), speed: whole.speed.map(some),
        headDirection: whole.headDirection.map(some)),
      bins: some(whole.bins), binWidth: whole.binWidth, fullBinCount: whole.fullBinCount,
      part: words(for: parameters, cells: cells.count, rows: rows.count, whole: whole, records: records),
      notes: StageNotes(
        dropped: selection.dropped,
        warnings: whole.notes.warnings
          + (kept.map { silentCellWarning(columnTotals($0), cells.map { whole.cellIDs[$0] }) } ?? [])))
    result.detrending = whole.detrending
    if kept != nil { result.drift = RateDrift(rates: rates, binWidth: whole.binWidth) }
    return result
  }

  /// Intervals of time; the names of epochs are in the recording and not in what was kept of it.
  private static func rowIntervals(_ epochs: [String]) throws -> [(start: Double, stop: Double)] {
    try epochs.flatMap { text in
      guard text.contains(":") else {
        throw ParameterError.invalid(
          name: "epoch",
          reason: "a results folder keeps no names of epochs, so '\(text)' is not known; write start:stop in seconds.")
      }
      return try timeIntervals([text], option: "epoch")
    }
  }

  private static func requireEachOnce(_ cells: [Int], _ identifiers: [String]) throws {
    var seen = Set<Int>()
    guard let twice = cells.first(where: { !seen.insert($0).inserted }) else { return }
    throw ParameterError.invalid(name: "cells", reason: "cell '\(identifiers[twice])' is named twice.")
  }

  /// Rows are taken as they were smoothed and selected; how that is done cannot be changed any more.
  private static func requireSameEmbedding(_ parameters: EmbeddingParameters, _ records: [ParameterRecord]) throws {
    for (key, value) in parameters.record.map({ ($0.key, $0.value) }) where !description.partParameters.contains(key) {
      guard let former = records.first(where: { $0.name == key }), former.value != value else { continue }
      throw ParameterError.invalid(
        name: key,
        reason: sentence {
          "the results folder was made with \(former.value.parameterText); a part of it is cut out and not made anew. "
          "Run embed on the recording for another value."
        })
    }
  }

  /// Some rows and columns; of a large matrix no more is held than what is taken.
  private static func taking<Scalar>(
    _ matrix: Deferred<Matrix<Scalar>>, rows: [Int], cells: [Int]
  ) throws -> Matrix<Scalar> {
    var elements: [Scalar] = []
    elements.reserveCapacity(rows.count * cells.count)
    var next = 0
    try matrix.forEachPiece { range, piece in
      while next < rows.count, rows[next] < range.upperBound {
        let row = rows[next] - range.lowerBound
        for cell in cells { elements.append(piece[row, cell]) }
        next += 1
      }
      return next < rows.count
    }
    return Matrix(rows: rows.count, columns: cells.count, elements: elements)
  }

  private static func words(
    for parameters: EmbeddingParameters, cells: Int, rows: Int, whole: EmbeddingResult, records: [ParameterRecord]
  ) -> String {
    let former = records.filter { $0.given && description.partParameters.contains($0.name) }
    return sentence {
      "\(cells) of \(counted(whole.cellIDs.count, "cell")) and \(rows) of \(counted(whole.bins.count, "bin"))"
      if !parameters.epochs.isEmpty { ", within \(parameters.epochs.joined(separator: ", ")) s" }
      if !parameters.excluded.isEmpty { ", without \(parameters.excluded.joined(separator: ", ")) s" }
      if !former.isEmpty {
        " (of an embedding with \(former.map { "--\($0.name) \($0.value.parameterText)" }.joined(separator: " ")))"
      }
      if let earlier = whole.part { ", of a part: \(earlier)" }
    }
  }
}
