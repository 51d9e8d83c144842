import ArrayNumerics
import DimensionReduction
import PopulationActivity
import Schema
import Stages

/// Principal components of the rates.
public enum Reduction: Stage {
  public typealias Input = ModelInput<Results<Embedding>, Reduction>

  public static let description = StageDescription(
    key: "reduce-pca", stem: "reduce", variant: .reduction("pca"), group: .recordings, title: "Dimensionality reduction",
    summary: "states in few dimensions, by PCA, UMAP and others, and how far to trust them",
    purpose: """
      Finds the directions in which the activity of the population varies most. The rates of every cell are z-scored \
      first, so that a fast cell counts no more than a slow one. Says how many dimensions the rates have by several counts: \
      the elbow, parallel analysis and the participation ratio of the variances, and the intrinsic dimension of the states; \
      and how far distances on the components may be trusted. --from projects on the components of another folder.
      """,
    example: "canns-analyze reduce results --method pca --components 6", version: 3,
    references: [
      .pearson1901, .venna2001, .horn1965, .satopaa2011, .gao2017, .facco2017, .levina2004, .mackay2005, .grassberger1983,
      .theiler1986,
    ], usesSeed: true)

  /// With the model of the folder of `--from`.
  public static func input(from source: InputSource, parameters: ReductionParameters) throws -> Input {
    Input(
      try Results<Embedding>(from: source, for: description.command),
      model: parameters.from.isEmpty ? nil : try FittedModel(folder: parameters.from))
  }

  public static func otherResults(_ parameters: ReductionParameters) -> [OtherResult] {
    parameters.from.isEmpty ? [] : [OtherResult(folder: parameters.from, stage: description, option: "--from")]
  }

  public static func run(
    _ input: consuming Input, parameters: ReductionParameters, context: RunContext
  ) throws -> ReductionResult {
    let embedding = input.base.values
    if let model = input.model { return try projected(embedding, by: model, context: context) }
    let cells = embedding.cellIDs.count
    let count = min(parameters.components, cells, embedding.rates.rows)
    try context.reserve(
      4 * embedding.rates.count + 8 * (3 * cells * cells + 2 * count * embedding.rates.rows)
        + 8 * min(20_000, embedding.rates.rows) * cells * (1 + context.work.threads),
      for: "The principal components", remedy: "Take fewer cells or wider bins in embed.")
    let rates = try embedding.rates.packed()
    let analysis = try PrincipalComponents.fit(
      rates, components: count, standardize: parameters.standardize, work: context.work)
    let scores = try analysis.scores(of: rates, work: context.work)
    let dimensions = try DimensionFacts(
      rates, analysis, scores: scores, bins: embedding.bins,
      apart: Int((parameters.apart / embedding.binWidth).rounded(.up)), shuffles: parameters.shuffles, seed: context.seed,
      work: context.work)
    return ReductionResult(
      scores: scores, loadings: analysis.loadings, explainedVarianceRatio: analysis.explainedVarianceRatio,
      mean: analysis.mean, scale: analysis.scale, cellIDs: embedding.cellIDs, dimensions: dimensions,
      trust: try trust(rates, scores, mean: analysis.mean, scale: analysis.scale, work: context.work),
      notes: StageNotes(
        warnings: componentWarnings(analysis, asked: parameters.components, cellIDs: embedding.cellIDs)))
  }

  /// Bins on which trust is measured, evenly spaced in time, and those of them that are asked for their neighbours.
  static let (trustBins, trustQueries) = (4000, 500)

  /// How far the components may be trusted against the rates of all cells; `nil` of too few bins.
  private static func trust(
    _ rates: PackedRows, _ scores: Matrix<Double>, mean: [Double], scale: [Double], work: Work
  ) throws -> PictureTrust? {
    guard rates.rows >= 4 else { return nil }
    let rows = evenlySpaced(min(trustBins, rates.rows), of: rates.rows)
    var data = Matrix<Double>(rows: rows.count, columns: rates.columns, repeating: 0)
    for (place, row) in rows.enumerated() {
      let bin = rates.matrix(of: row..<row + 1)
      for cell in 0..<rates.columns { data[place, cell] = (Double(bin[0, cell]) - mean[cell]) / scale[cell] }
    }
    return try PictureTrust(data: data, picture: scores.selectingRows(rows), queries: trustQueries, work: work)
  }

  /// The same for results that are in memory.
  ///
  /// - Throws: as above.
  public static func run(
    _ input: Results<Embedding>, parameters: ReductionParameters, context: RunContext
  ) throws -> ReductionResult {
    try run(Input(input), parameters: parameters, context: context)
  }

  /// On the components of another recording.
  private static func projected(
    _ embedding: EmbeddingResult, by model: FittedModel<Reduction>, context: RunContext
  ) throws -> ReductionResult {
    let fit = model.result
    let projection = PictureProjection(
      cellIDs: fit.cellIDs, mean: fit.mean, scale: fit.scale, loadings: fit.loadings,
      explainedVarianceRatio: fit.explainedVarianceRatio, folder: model.folder)
    try context.reserve(
      4 * embedding.rates.count + 16 * fit.loadings.columns * embedding.rates.rows, for: "The scores",
      remedy: "Take wider bins in embed.")
    let scores = try projection.scores(of: embedding, stage: description.command, work: context.work)
    return ReductionResult(
      scores: scores, loadings: fit.loadings, explainedVarianceRatio: fit.explainedVarianceRatio, mean: fit.mean,
      scale: fit.scale, cellIDs: fit.cellIDs)
  }
}

/// Parameters of the dimensionality reduction.
public struct ReductionParameters: ParameterTable {
  /// Number of components.
  public var components = 6
  /// Z-score every cell first.
  public var standardize = true
  /// Draws of parallel analysis.
  public var shuffles = 50
  /// States that are no further apart in time are not compared, s.
  public var apart = 1.0
  /// A results folder on whose components the rates are projected; empty to find them here.
  public var from = ""

  public init() {}

  public static let parameters: [Parameter<ReductionParameters>] = [
    fitting(
      Parameter("components", \.components, help: "number of components", source: "Gardner et al. 2022 (six for a torus)")),
    fitting(Parameter("standardize", \.standardize, help: "z-score every cell first")),
    fitting(
      Parameter(
        "parallel-shuffles", \.shuffles,
        help: "draws of parallel analysis, in which every cell is turned in time by itself; 0 for none")),
    fitting(
      Parameter(
        "apart-s", \.apart, unit: "s",
        help: "for the intrinsic dimension states that are no further apart in time are not compared")),
    Parameter(
      "from", \.from,
      help: "results folder of another session or epoch, in whose picture these bins are placed; cells are matched by their "
        + "identifiers"),
  ]

  private static func fitting(_ parameter: Parameter<ReductionParameters>) -> Parameter<ReductionParameters> {
    parameter.only("without --from") { $0.from.isEmpty }
  }

  public func validate() throws {
    try require(components >= 1, "components", "at least one component is needed.")
    try require(
      shuffles == 0 || (19...10_000).contains(shuffles), "parallel-shuffles",
      "\(shuffles) is neither 0 nor from 19, which a quantile of 95 % needs, to 10000.")
    try require(apart >= 0 && apart <= 3600, "apart-s", "\(apart) is not from 0 to an hour.")
  }
}

/// Scores, loadings and explained variance.
public struct ReductionResult: StageResult {
  /// Scores `[T, d]` of the rows of the embedding, in standard deviations of a cell (Hz when cells are only centred).
  public var scores: Matrix<Double>
  /// Unit vectors `[N, d]`.
  public var loadings: Matrix<Double>
  /// `[d]`, share of the variance of all components.
  public var explainedVarianceRatio: [Double]
  /// `[N]`, mean rate that was subtracted, Hz.
  public var mean: [Double]
  /// `[N]`, what the rate was divided by, Hz; 1 for a cell that does not vary.
  public var scale: [Double]
  /// Names of the cells, `[N]`.
  public var cellIDs: [String]
  /// How many dimensions there are; `nil` of rates that were projected on the components of another recording.
  public var dimensions: DimensionFacts?
  /// Of the components against the rates of all cells; `nil` as above, and of fewer than four bins.
  public var trust: PictureTrust?
  public var notes: StageNotes

  public static let fields = Field<ReductionResult>.table {
    Field.array(
      "components", \.scores, axes: ["time", "component"], "scores of z-scored rates unless --no-standardize")
    Field.array("loadings", \.loadings, axes: ["cell", "component"], "unit vectors")
    Field.array("explained_variance_ratio", \.explainedVarianceRatio, axes: ["component"], "share of the total variance")
    Field.array("mean", \.mean, unit: "Hz", axes: ["cell"], "mean rate of each cell")
    Field.array("scale", \.scale, unit: "Hz", axes: ["cell"], "what the rate of each cell was divided by")
    Field.array("cell_ids", \.cellIDs, axes: ["cell"], "identifier of each cell")
    Field.array(
      "trustworthiness", \.trust?.trustworthiness, axes: [], "1: what is near on the components is near in the rates")
    Field.array("continuity", \.trust?.continuity, axes: [], "1: what is near in the rates is near on the components")
    Field.array(
      "neighbor_recall", \.trust?.neighbourRecall, axes: [], "share of the nearest in the rates that are so on the components")
    Field.array(
      "shepard_correlation", \.trust?.shepardCorrelation, axes: [], "rank correlation of the distances in both")
    Field.part(\.dimensions)
    Field.number("trust_neighbors", \.trust?.neighbours, "nearest bins that were looked at for the following")
    Field.number(
      "trustworthiness", \.trust?.trustworthiness, "1: what is near on the components is near in the rates")
    Field.number("continuity", \.trust?.continuity, "1: what is near in the rates is near on the components")
    Field.number(
      "neighbor_recall", \.trust?.neighbourRecall, "share of the nearest in the rates that are so on the components")
    Field.number("shepard_correlation", \.trust?.shepardCorrelation, "rank correlation of the distances in both")
    Field.number("explained_variance_ratio", \.explainedVarianceRatio, "share of the total variance in each component")
  }

  public init(
    scores: Matrix<Double>, loadings: Matrix<Double>, explainedVarianceRatio: [Double], mean: [Double],
    scale: [Double], cellIDs: [String], dimensions: DimensionFacts? = nil, trust: PictureTrust? = nil,
    notes: StageNotes = StageNotes()
  ) {
    self.scores = scores
    self.loadings = loadings
    self.explainedVarianceRatio = explainedVarianceRatio
    self.mean = mean
    self.scale = scale
    self.cellIDs = cellIDs
    self.dimensions = dimensions
    self.trust = trust
    self.notes = notes
  }

  public init(from stored: StoredResult<ReductionResult>) throws {
    let dimensions = stored.fields.part(DimensionFacts.self)
    let trust: PictureTrust? =
      try stored[\.trust?.trustworthiness].map { trustworthiness in
        PictureTrust(
          neighbours: try stored.number(\.trust?.neighbours) ?? 0, trustworthiness: trustworthiness,
          continuity: try stored[\.trust?.continuity] ?? .nan, neighbourRecall: try stored[\.trust?.neighbourRecall] ?? .nan,
          shepardCorrelation: try stored[\.trust?.shepardCorrelation] ?? .nan)
      }
    self.init(
      scores: try stored[\.scores], loadings: try stored[\.loadings],
      explainedVarianceRatio: try stored[\.explainedVarianceRatio], mean: try stored[\.mean],
      scale: try stored[\.scale], cellIDs: try stored[\.cellIDs],
      dimensions: dimensions.holds(\.spectrum.eigenvalues) ? try DimensionFacts(from: dimensions) : nil, trust: trust,
      notes: stored.notes)
  }
}
