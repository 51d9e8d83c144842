import ArrayNumerics
import DimensionReduction
import PopulationActivity
import Schema
import Stages

/// Factors of spike counts.
struct PoissonFit {
  let embedding: EmbeddingResult
  let context: RunContext

  /// - Throws: `StageError.unusableData` for calcium signals.
  init(_ embedding: EmbeddingResult, context: RunContext) throws {
    guard embedding.kind == .spikes else {
      throw StageError.unusableData(
        stage: FactorReduction.description.command,
        reason: "--noise poisson counts spikes, and the embedding is of calcium signals (\(embedding.kind.rawValue)).",
        remedy: "Take --noise gaussian.")
    }
    self.embedding = embedding
    self.context = context
  }

  private func reserve(cells: Int) throws {
    try context.reserve(
      embedding.sparseCountsForecast + 4 * embedding.bins.count * (cells + 1) + 64_000_000, for: "The counts of all spikes",
      remedy: "Take fewer cells or wider bins in embed.")
  }

  /// - Throws: `DimensionReductionError`, `NumericsError`, `StageError.overMemoryBudget`, `CancellationError`.
  func fitted(_ parameters: FactorParameters, _ shown: ShownBins) throws -> FactorResult {
    let work = context.work
    try reserve(cells: embedding.cellIDs.count)
    let totals = try embedding.sparseCounts().columnTotals
    let cells = totals.indices.filter { totals[$0] > 0 }
    guard cells.count >= 3 else {
      throw DimensionReductionError.noVariance(rows: embedding.bins.count, cells: embedding.cellIDs.count)
    }
    try parameters.requireFewer(than: cells.count)
    let windowed = try WindowedCounts(embedding, cells: cells, window: parameters.window)
    let used = evenlySpaced(min(parameters.points, embedding.bins.count), of: embedding.bins.count)
    let counts = windowed.around(used)
    let heldOut =
      parameters.most > 0
      ? try PoissonFactors.heldOut(counts, most: min(parameters.most, cells.count - 1), folds: parameters.folds, work: work)
      : nil
    let factors = parameters.factors > 0 ? parameters.factors : heldOut?.best ?? 0
    guard factors > 0 else { throw FactorFinding.nothingShared }
    let fit = try PoissonFactors(counts, factors: factors, work: work)
    var warnings: [String] = []
    if let curve = heldOut, parameters.factors == 0, curve.best == curve.factors.last {
      warnings.append(
        "The most factors that were tried (\(curve.best)) predict held-out bins best: more may do better (--most-factors).")
    }
    let silent = embedding.cellIDs.count - cells.count
    return FactorResult(
      scores: try states(windowed, fit), model: fit.model, noise: .poisson, logRate: fit.offsets,
      windowMilliseconds: rounded(windowed.width * 1e3), heldOut: heldOut, cellIDs: cells.map { embedding.cellIDs[$0] },
      rows: shown.rows, colors: shown.colors,
      notes: StageNotes(
        dropped: [DroppedItems("cells", count: silent, reason: "without a spike")], warnings: warnings))
  }

  /// With the factors of another recording.
  ///
  /// - Throws: `StageError.unusableData` where cells are missing; as above.
  func transformed(by model: FittedModel<FactorReduction>, _ shown: ShownBins) throws -> FactorResult {
    let fit = model.result
    guard let logRate = fit.logRate, let window = fit.windowMilliseconds else {
      throw StageError.damagedResult(file: model.folder, reason: "it has no rates of the cells")
    }
    try reserve(cells: fit.cellIDs.count)
    let cells = try places(
      of: fit.cellIDs, in: embedding.cellIDs, folder: model.folder, stage: FactorReduction.description.command)
    let windowed = try WindowedCounts(embedding, cells: cells, window: window * 1e-3)
    let factors = PoissonFactors(model: fit.model, offsets: logRate)
    return FactorResult(
      scores: try states(windowed, factors), model: fit.model, noise: .poisson, logRate: logRate,
      windowMilliseconds: rounded(windowed.width * 1e3), heldOut: fit.heldOut, cellIDs: fit.cellIDs, rows: shown.rows,
      colors: shown.colors)
  }

  /// The most probable factors of every row, some thousand rows at a time.
  private func states(_ windowed: WindowedCounts, _ factors: PoissonFactors) throws -> Matrix<Double> {
    var elements: [Double] = []
    let rows = embedding.bins.count
    for start in stride(from: 0, to: rows, by: 8192) {
      context.work.report("factors of all bins", completed: start, of: rows)
      let counts = windowed.around(Array(start..<min(rows, start + 8192)))
      elements += try factors.states(of: counts, work: context.work).elements
    }
    return Matrix(rows: rows, columns: factors.model.variances.count, elements: elements)
  }
}
