import ArrayNumerics
import DimensionReduction
import PopulationActivity
import Schema
import Stages

/// The space that a picture is made of: all bins on the principal components, and which of them the method works on.
public struct PictureSpace: Sendable {
  /// Of all bins.
  let analysis: PrincipalComponents
  /// `[time, component]`.
  let scores: Matrix<Double>
  /// The bins that have a place in the picture: all, or with the cosine those that have a direction.
  let rows: [Int]
  /// `[row, component]`: the scores of these rows, of unit length with the cosine, so that the straight line counts.
  let space: Matrix<Double>
  /// Places in `rows` that the method works on.
  let fitted: [Int]
  /// What these are coloured by.
  let colors: PictureColors
  let warnings: [String]
  /// Of the cells that the components are made of.
  let cellIDs: [String]

  /// - Parameters:
  ///   - model: components of another recording, instead of those of this one.
  ///   - stage: the command that messages speak for.
  /// - Throws: `DimensionReductionError`, `ParameterError`, `StageError.overMemoryBudget`, `.unusableData` when the result of
  ///   decode belongs to other bins, `CancellationError`.
  init(
    _ embedding: EmbeddingResult, _ decoding: DecodingResult?, options: PictureOptions, model: PictureProjection? = nil,
    stage: String, context: RunContext
  ) throws {
    let cells = embedding.cellIDs.count
    let count = min(options.components, cells, embedding.rates.rows)
    try context.reserve(
      4 * embedding.rates.count + 8 * (3 * cells * cells + 5 * count * embedding.rates.rows),
      for: "The principal components", remedy: "Take fewer cells or wider bins in embed.")
    guard model != nil || options.dimensions <= count else {
      throw ParameterError.invalid(
        name: "dimensions",
        reason: "\(counted(cells, "cell")) and \(counted(embedding.rates.rows, "bin")) have at most \(count) components, "
          + "and a picture has no more axes than that.")
    }
    let analysis: PrincipalComponents
    if let model {
      analysis = model.components
      cellIDs = model.cellIDs
      scores = try model.scores(of: embedding, stage: stage, work: context.work)
    } else {
      let rates = try embedding.rates.packed()
      analysis = try PrincipalComponents.fit(
        rates, components: count, standardize: options.standardize, work: context.work)
      guard analysis.explainedVariance[0] > 0 else {
        throw DimensionReductionError.noVariance(rows: rates.rows, cells: cells)
      }
      cellIDs = embedding.cellIDs
      scores = try analysis.scores(of: rates, work: context.work)
    }
    rows = options.metric == .cosine ? SearchPoints.rowsWithDirection(scores) : Array(0..<scores.rows)
    let kept = rows.count == scores.rows ? scores : scores.selectingRows(rows)
    space = options.metric == .cosine ? unitRows(kept) : kept
    fitted = evenlySpaced(min(options.points, rows.count), of: rows.count)
    self.analysis = analysis
    let rows = rows
    colors = try PictureColors(rows: fitted.map { rows[$0] }, embedding: embedding, decoding: decoding, stage: stage)
    var warnings = model == nil ? componentWarnings(analysis, asked: options.components, cellIDs: embedding.cellIDs) : []
    let duplicates = duplicateRows(space.selectingRows(fitted))
    if duplicates > 0 {
      warnings.append(
        "\(duplicates) of the \(fitted.count) bins are equal to an earlier one: nothing but the noise of the start "
          + "sets them apart in the picture. Wider smoothing in embed (--sigma-ms) makes them differ.")
    }
    self.warnings = warnings
  }

  /// What the method works on, `[point, component]`.
  var points: Matrix<Double> { space.selectingRows(fitted) }
  /// The rows of embed that these are.
  var fittedRows: [Int] { fitted.map { rows[$0] } }
  /// The places in `rows` that are not fitted.
  var others: [Int] {
    var isFitted = [Bool](repeating: false, count: rows.count)
    for place in fitted { isFitted[place] = true }
    return rows.indices.filter { !isFitted[$0] }
  }

  /// One position for each row of embed, from those of the fitted and of the other bins; NaN for a bin without a direction.
  func embedding(fitted positions: Matrix<Float>, others placed: Matrix<Float>) -> Matrix<Float> {
    var all = Matrix<Float>(rows: scores.rows, columns: positions.columns, repeating: .nan)
    for (places, values) in [(fitted, positions), (others, placed)] {
      for (row, place) in places.enumerated() {
        for axis in 0..<positions.columns { all[rows[place], axis] = values[row, axis] }
      }
    }
    return all
  }
}

/// Principal components that were found before, on which other rates are projected.
struct PictureProjection: Sendable {
  var cellIDs: [String]
  var mean: [Double]
  var scale: [Double]
  var loadings: Matrix<Double>
  var explainedVarianceRatio: [Double]
  /// Where they come from.
  var folder: String

  var components: PrincipalComponents {
    PrincipalComponents(
      mean: mean, scale: scale, loadings: loadings, explainedVariance: [],
      explainedVarianceRatio: explainedVarianceRatio)
  }

  /// The scores of all bins of a recording, `[time, component]`.
  ///
  /// - Throws: `StageError.unusableData` where cells are missing, `CancellationError`.
  func scores(of embedding: EmbeddingResult, stage: String, work: Work) throws -> Matrix<Double> {
    let columns = try places(of: cellIDs, in: embedding.cellIDs, folder: folder, stage: stage)
    let rates = try embedding.rates.packed()
    var elements: [Double] = []
    elements.reserveCapacity(rates.rows * loadings.columns)
    for start in stride(from: 0, to: rates.rows, by: 4096) {
      let rows = rates.matrix(of: start..<min(rates.rows, start + 4096))
      let chosen = columns == Array(0..<rows.columns) ? rows : rows.selectingColumns(columns)
      elements += try components.scores(of: chosen, work: work).elements
    }
    return Matrix(rows: rates.rows, columns: loadings.columns, elements: elements)
  }
}

/// What to say of principal components: fewer than were asked for, and cells that carry nothing.
func componentWarnings(_ analysis: PrincipalComponents, asked: Int, cellIDs: [String]) -> [String] {
  var warnings: [String] = []
  let count = analysis.loadings.columns
  if count < asked {
    warnings.append("\(cellIDs.count) cells give at most \(count) components, so \(count) were computed.")
  }
  if !analysis.constantCells.isEmpty {
    let names = firstNames(analysis.constantCells.map { cellIDs[$0] })
    warnings.append("\(analysis.constantCells.count) cells do not vary and carry no weight (\(names)).")
  }
  return warnings
}

/// How many rows are equal to an earlier one.
private func duplicateRows(_ points: Matrix<Double>) -> Int {
  points.rows - Set((0..<points.rows).map { Array(points.row($0)) }).count
}
