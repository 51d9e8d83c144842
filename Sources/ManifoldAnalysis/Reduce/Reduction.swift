import ArrayNumerics
import DimensionReduction
import Plotting
import Schema
import Stages

/// Principal components of the rates.
public enum Reduction: Stage {
  public struct Input: StageInput {
    public static let requirements: [Requirement] = [.result("embed")]
    public var embedding: EmbeddingResult

    public init(embedding: EmbeddingResult) { self.embedding = embedding }
    public init(from source: InputSource) throws {
      self.init(embedding: try source.result(of: Embedding.self, neededBy: "reduce"))
    }
  }

  public static let description = StageDescription(
    name: "reduce", title: "Dimensionality reduction", summary: "principal components of the rates",
    purpose: """
      Finds the directions in which the activity of the population varies most. The rates of every cell are z-scored \
      first, so that a fast cell counts no more than a slow one.
      """,
    example: "canns-analyze reduce results --method pca --components 6", version: 1, references: [.pearson1901])

  public static func run(
    _ input: Input, parameters: ReductionParameters, context: RunContext
  ) throws -> ReductionResult {
    let embedding = input.embedding
    let cells = embedding.cellIDs.count
    let count = min(parameters.components, cells, embedding.rates.rows)
    let analysis = try PrincipalComponents.fit(
      embedding.rates, components: count, standardize: parameters.standardize, work: context.work)
    var warnings: [String] = []
    if count < parameters.components {
      warnings.append("\(cells) cells give at most \(count) components, so \(count) were computed.")
    }
    if !analysis.constantCells.isEmpty {
      let names = analysis.constantCells.prefix(6).map { embedding.cellIDs[$0] }.joined(separator: ", ")
      warnings.append("\(analysis.constantCells.count) cells do not vary and carry no weight (\(names)).")
    }
    return ReductionResult(
      scores: try analysis.scores(of: embedding.rates, work: context.work), loadings: analysis.loadings,
      explainedVarianceRatio: analysis.explainedVarianceRatio, mean: analysis.mean, scale: analysis.scale,
      warnings: warnings)
  }

  public static func figures(
    _ result: ReductionResult, parameters: ReductionParameters, config: PlotConfig
  ) -> [NamedFigure] {
    [
      NamedFigure(
        "variance", varianceExplainedFigure(fractions: result.explainedVarianceRatio, config: config),
        caption: "Share of the variance of the z-scored rates in each principal component, and their sum.")
    ]
  }

  public static func methods(_ parameters: ReductionParameters, result: ReductionResult) -> String {
    let share = 100 * result.explainedVarianceRatio.reduce(0, +)
    return
      "The \(parameters.standardize ? "z-scored" : "centred") rates were projected on their first \(result.explainedVarianceRatio.count) principal components (\(formatted(share, digits: 3)) % of the variance) [@pearson1901]."
  }
}

/// Parameters of the dimensionality reduction.
public struct ReductionParameters: ParameterTable {
  public var method = ReductionMethod.pca
  /// Number of components.
  public var components = 6
  /// Z-score every cell first.
  public var standardize = true

  public init() {}

  public static let parameters: [Parameter<ReductionParameters>] = [
    Parameter("method", \.method, help: "the method of reduction"),
    Parameter(
      "components", \.components, help: "number of components", source: "Gardner et al. 2022 (six for a torus)"),
    Parameter("standardize", \.standardize, help: "z-score every cell first"),
  ]

  public func validate() throws {
    if components < 1 {
      throw ParameterError.invalid(name: "components", reason: "at least one component is needed.")
    }
  }
}

/// The methods of reduction.
public enum ReductionMethod: String, Choice {
  case pca
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
  public var warnings: [String]

  public var arrays: [ResultArray] {
    [
      ResultArray(
        "components", DataArray(scores), meaning: "scores [time, component], of z-scored rates unless --no-standardize"),
      ResultArray("loadings", DataArray(loadings), meaning: "unit vectors [cell, component]"),
      ResultArray(
        "explained_variance_ratio", DataArray(explainedVarianceRatio), meaning: "share of the total variance"),
      ResultArray("mean", DataArray(mean), unit: "Hz", meaning: "mean rate of each cell"),
      ResultArray("scale", DataArray(scale), unit: "Hz", meaning: "what the rate of each cell was divided by"),
    ]
  }

  public var summary: StageSummary {
    let share = explainedVarianceRatio.reduce(0, +)
    return StageSummary(
      headline:
        "\(explainedVarianceRatio.count) components hold \(formatted(100 * share, digits: 3)) % of the variance of \(loadings.rows) cells.",
      numbers: [.init("explained_variance_ratio", JSONValue(explainedVarianceRatio))], warnings: warnings)
  }

  public init(
    scores: Matrix<Double>, loadings: Matrix<Double>, explainedVarianceRatio: [Double], mean: [Double],
    scale: [Double], warnings: [String]
  ) {
    self.scores = scores
    self.loadings = loadings
    self.explainedVarianceRatio = explainedVarianceRatio
    self.mean = mean
    self.scale = scale
    self.warnings = warnings
  }

  public init(from stored: StoredResult) throws {
    self.init(
      scores: try stored.doubleMatrix("components"), loadings: try stored.doubleMatrix("loadings"),
      explainedVarianceRatio: try stored.doubles("explained_variance_ratio"), mean: try stored.doubles("mean"),
      scale: try stored.doubles("scale"), warnings: stored.record.warnings)
  }
}
