import ArrayNumerics
import DimensionReduction
import PopulationActivity
import Schema
import Stages

/// What cells share, without what each does alone: factor analysis.
public enum FactorReduction: Stage {
  public typealias Input = ModelInput<PictureResults, FactorReduction>

  public static let description = StageDescription(
    key: "reduce-factor-analysis", stem: "reduce", variant: .reduction("factor-analysis"), group: .recordings,
    title: "Factor analysis", summary: "factors that cells share, their number by cross-validation",
    purpose: """
      Fits a few factors that all cells share beside noise of each cell's own, of Gaussian rates or of Poisson counts, and \
      takes as many as predict best what was held out. Unlike principal components the factors do not follow a cell that \
      varies by itself. --from takes the factors of another folder.
      """,
    example: "canns-analyze reduce results --method factor-analysis --noise gaussian",
    references: [.rubin1982, .macke2011, .yu2009])

  /// With the model of the folder of `--from`.
  public static func input(from source: InputSource, parameters: FactorParameters) throws -> Input {
    Input(
      try PictureResults(from: source, for: description.command),
      model: parameters.from.isEmpty ? nil : try FittedModel(folder: parameters.from))
  }

  public static func otherResults(_ parameters: FactorParameters) -> [OtherResult] {
    parameters.from.isEmpty ? [] : [OtherResult(folder: parameters.from, stage: description, option: "--from")]
  }

  public static func run(
    _ input: consuming Input, parameters: FactorParameters, context: RunContext
  ) throws -> FactorResult {
    let (embedding, decoding) = input.base.values
    let rows = evenlySpaced(min(15_000, embedding.bins.count), of: embedding.bins.count)
    let colors = try PictureColors(
      rows: rows, embedding: embedding, decoding: decoding, stage: description.command)
    let shown = ShownBins(rows: rows, colors: colors)
    let noise = input.model?.result.noise ?? parameters.noise
    switch noise {
    case .gaussian:
      let fit = GaussianFit(embedding, context: context)
      return try input.model.map { try fit.transformed(by: $0, shown) } ?? fit.fitted(parameters, shown)
    case .poisson:
      let fit = try PoissonFit(embedding, context: context)
      return try input.model.map { try fit.transformed(by: $0, shown) } ?? fit.fitted(parameters, shown)
    }
  }

  /// The same for results that are in memory.
  ///
  /// - Throws: as above.
  public static func run(
    _ input: PictureResults, parameters: FactorParameters, context: RunContext
  ) throws -> FactorResult {
    try run(Input(input), parameters: parameters, context: context)
  }
}

/// The bins that are drawn.
struct ShownBins {
  var rows: [Int]
  var colors: PictureColors
}

extension FactorParameters {
  /// - Throws: `DimensionReductionError.tooManyDimensions` for more factors than cells can share.
  func requireFewer(than cells: Int) throws {
    guard factors < cells else { throw DimensionReductionError.tooManyDimensions(requested: factors, most: cells - 1) }
  }
}
