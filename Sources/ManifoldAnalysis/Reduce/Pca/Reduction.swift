import ArrayNumerics
import DimensionReduction
import PopulationActivity
import Schema
import Stages

/// Principal components of the rates.
public enum Reduction: Stage {
  public typealias Input = Results<Embedding>

  public static let description = StageDescription(
    key: "reduce-pca", stem: "reduce", variant: .reduction("pca"), group: .recordings, title: "Dimensionality reduction",
    summary: "principal components of the rates",
    purpose: """
      Finds the directions in which the activity of the population varies most. The rates of every cell are z-scored \
      first, so that a fast cell counts no more than a slow one.
      """,
    example: "canns-analyze reduce results --method pca --components 6", version: 1, references: [.pearson1901])

  public static func run(
    _ input: Input, parameters: ReductionParameters, context: RunContext
  ) throws -> ReductionResult {
    let embedding = input.values
    let cells = embedding.cellIDs.count
    let count = min(parameters.components, cells, embedding.rates.rows)
    try context.reserve(
      4 * embedding.rates.count + 8 * (3 * cells * cells + 2 * count * embedding.rates.rows),
      for: "The principal components", remedy: "Take fewer cells or wider bins in embed.")
    let rates = try embedding.rates.packed()
    let analysis = try PrincipalComponents.fit(
      rates, components: count, standardize: parameters.standardize, work: context.work)
    return ReductionResult(
      scores: try analysis.scores(of: rates, work: context.work), loadings: analysis.loadings,
      explainedVarianceRatio: analysis.explainedVarianceRatio, mean: analysis.mean, scale: analysis.scale,
      notes: StageNotes(
        warnings: componentWarnings(analysis, asked: parameters.components, cellIDs: embedding.cellIDs)))
  }
}

/// Parameters of the dimensionality reduction.
public struct ReductionParameters: ParameterTable {
  /// Number of components.
  public var components = 6
  /// Z-score every cell first.
  public var standardize = true

  public init() {}

  public static let parameters: [Parameter<ReductionParameters>] = [
    Parameter(
      "components", \.components, help: "number of components", source: "Gardner et al. 2022 (six for a torus)"),
    Parameter("standardize", \.standardize, help: "z-score every cell first"),
  ]

  public func validate() throws {
    try require(components >= 1, "components", "at least one component is needed.")
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
  public var notes: StageNotes

  public static let fields = Field<ReductionResult>.table {
    Field.array(
      "components", \.scores, axes: ["time", "component"], "scores of z-scored rates unless --no-standardize")
    Field.array("loadings", \.loadings, axes: ["cell", "component"], "unit vectors")
    Field.array("explained_variance_ratio", \.explainedVarianceRatio, axes: ["component"], "share of the total variance")
    Field.array("mean", \.mean, unit: "Hz", axes: ["cell"], "mean rate of each cell")
    Field.array("scale", \.scale, unit: "Hz", axes: ["cell"], "what the rate of each cell was divided by")
    Field.number("explained_variance_ratio", \.explainedVarianceRatio, "share of the total variance in each component")
  }

  public init(
    scores: Matrix<Double>, loadings: Matrix<Double>, explainedVarianceRatio: [Double], mean: [Double],
    scale: [Double], notes: StageNotes = StageNotes()
  ) {
    self.scores = scores
    self.loadings = loadings
    self.explainedVarianceRatio = explainedVarianceRatio
    self.mean = mean
    self.scale = scale
    self.notes = notes
  }

  public init(from stored: StoredResult<ReductionResult>) throws {
    self.init(
      scores: try stored[\.scores], loadings: try stored[\.loadings],
      explainedVarianceRatio: try stored[\.explainedVarianceRatio], mean: try stored[\.mean],
      scale: try stored[\.scale], notes: stored.notes)
  }
}
