import ArrayNumerics
import DimensionReduction
import PopulationActivity
import Schema
import Stages

/// Factors of the smoothed rates.
struct GaussianFit {
  let embedding: EmbeddingResult
  let context: RunContext

  init(_ embedding: EmbeddingResult, context: RunContext) {
    self.embedding = embedding
    self.context = context
  }

  /// - Throws: `DimensionReductionError`, `NumericsError`, `StageError.overMemoryBudget`, `CancellationError`.
  func fitted(_ parameters: FactorParameters, _ shown: ShownBins) throws -> FactorResult {
    let work = context.work
    let count = embedding.cellIDs.count
    try context.reserve(
      4 * embedding.rates.count + 8 * count * count * (2 * parameters.folds + 6 * work.threads)
        + 16 * embedding.rates.rows * max(parameters.factors, parameters.most),
      for: "Factor analysis", remedy: "Take fewer cells or wider bins in embed.")
    let rates = try embedding.rates.packed()
    // Mean, scale and the check that all is finite are those of the components.
    let analysis = try PrincipalComponents.fit(rates, components: 1, standardize: true, work: work)
    let constant = Set(analysis.constantCells)
    let cells = embedding.cellIDs.indices.filter { !constant.contains($0) }
    guard cells.count >= 3 else { throw DimensionReductionError.noVariance(rows: rates.rows, cells: count) }
    try parameters.requireFewer(than: cells.count)
    let folds = min(parameters.folds, rates.rows / 2)
    let all = try BlockMoments(rates, mean: analysis.mean, scale: analysis.scale, blocks: max(1, folds), work: work)
    let moments = all.selecting(cells)
    work.report("holding out", completed: 0, of: 1)
    // Of a cell that is silent but for one part, the rest says nothing on that part.
    let told = parameters.most > 0 && folds > 1 ? moments.varyingOutsideEachBlock : []
    let heldOut =
      told.count >= 3
      ? try GaussianFactors.heldOut(moments.selecting(told), most: min(parameters.most, told.count - 1), work: work) : nil
    let factors = parameters.factors > 0 ? parameters.factors : heldOut?.best ?? 0
    guard factors > 0 else { throw FactorFinding.nothingShared }
    let fit = try GaussianFactors(moments.total.covariance(), factors: factors, work: work)
    var loadings = Matrix<Double>(rows: count, columns: factors, repeating: 0)
    var noise = [Double](repeating: 1, count: count)
    for (place, cell) in cells.enumerated() {
      noise[cell] = fit.noise[place]
      for factor in 0..<factors { loadings[cell, factor] = fit.model.loadings[place, factor] }
    }
    let model = FactorModel(loadings: loadings, variances: fit.model.variances)
    let names = fit.withoutNoise.map { embedding.cellIDs[cells[$0]] }
    var warnings = componentWarnings(analysis, asked: 1, cellIDs: embedding.cellIDs)
    if !names.isEmpty {
      warnings.append(
        "\(counted(names.count, "cell")) \(names.count == 1 ? "has" : "have") no noise beside the factors "
          + "(\(firstNames(names))): a factor follows a single cell, or two cells are one. Take fewer --factors.")
    }
    if heldOut != nil, told.count < cells.count {
      let silent = Set(told)
      let names = cells.indices.filter { !silent.contains($0) }.map { embedding.cellIDs[cells[$0]] }
      warnings.append(
        "\(counted(names.count, "cell")) \(names.count == 1 ? "varies" : "vary") in one of \(folds) parts only "
          + "(\(firstNames(names))): the number of factors was chosen without \(names.count == 1 ? "it" : "them").")
    }
    if let curve = heldOut, parameters.factors == 0, curve.best == curve.factors.last {
      warnings.append(
        "The most factors that were tried (\(curve.best)) predict held-out bins best: more may do better (--most-factors).")
    }
    return FactorResult(
      scores: try scores(rates, columns: Array(0..<count), model, noise, analysis.mean, analysis.scale), model: model,
      noise: .gaussian, noiseVariance: noise, mean: analysis.mean, scale: analysis.scale, heldOut: heldOut,
      cellIDs: embedding.cellIDs, rows: shown.rows, colors: shown.colors, notes: StageNotes(warnings: warnings))
  }

  /// With the factors of another recording.
  ///
  /// - Throws: `StageError.unusableData` where cells are missing; as above.
  func transformed(by model: FittedModel<FactorReduction>, _ shown: ShownBins) throws -> FactorResult {
    let fit = model.result
    guard let noise = fit.noiseVariance, let mean = fit.mean, let scale = fit.scale else {
      throw StageError.damagedResult(file: model.folder, reason: "it has no noise of the cells")
    }
    let columns = try places(
      of: fit.cellIDs, in: embedding.cellIDs, folder: model.folder, stage: FactorReduction.description.command)
    return FactorResult(
      scores: try scores(embedding.rates.packed(), columns: columns, fit.model, noise, mean, scale), model: fit.model,
      noise: .gaussian, noiseVariance: noise, mean: mean, scale: scale, heldOut: fit.heldOut, cellIDs: fit.cellIDs,
      rows: shown.rows, colors: shown.colors)
  }

  /// The means of the factors in every row, `[row, factor]`.
  private func scores(
    _ rates: PackedRows, columns: [Int], _ model: FactorModel, _ noise: [Double], _ mean: [Double], _ scale: [Double]
  ) throws -> Matrix<Double> {
    let projection = try GaussianFactors(model: model, noise: noise, logLikelihood: .nan).projection()
    let isWhole = columns == Array(0..<rates.columns)
    let parts = try concurrentMap((rates.rows + 2047) / 2048, work: context.work) { part in
      let rows = rates.matrix(of: part * 2048..<min(rates.rows, (part + 1) * 2048))
      let chosen = isWhole ? rows : rows.selectingColumns(columns)
      return try matrixProduct(
        standardized(chosen, 0..<chosen.rows, mean: mean, scale: scale), projection, transposeSecond: true)
    }
    return Matrix(rows: rates.rows, columns: model.variances.count, elements: parts.flatMap(\.elements))
  }
}

/// What may come of factor analysis besides factors.
enum FactorFinding {
  /// No number of factors predicts held-out bins better than none.
  static var nothingShared: StageError {
    .unusableData(
      stage: FactorReduction.description.command,
      reason: "no factor predicts held-out bins better than none: the cells share nothing that lasts from one part of the "
        + "recording to another.",
      remedy: "Give --factors to fit some all the same.")
  }
}
