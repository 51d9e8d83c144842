import ArrayNumerics
import DimensionReduction
import PopulationActivity
import Schema
import Stages

/// A picture of the states of the population in the plane by t-SNE.
public enum TSNEReduction: Stage, PictureStage {
  public typealias Input = ModelInput<PictureResults, TSNEReduction>
  /// That of every picture.
  public typealias Result = ManifoldPicture
  /// Its own.
  public typealias Parameters = TSNEReductionParameters

  public static let description = StageDescription(
    key: "reduce-tsne", stem: "reduce", variant: .reduction("tsne"), group: .recordings, title: "Picture of the manifold",
    summary: "a plane that keeps the nearest, with trust numbers",
    purpose: """
      Lays bins out in the plane so that the nearest stay the nearest (t-SNE, the repulsion interpolated on a grid). Keeps \
      more of the nearest than UMAP does, and tears more. It starts from the first two components and draws no random numbers.
      """,
    example: "canns-analyze reduce results --method tsne", version: 3,
    references: [.vanDerMaaten2008, .linderman2019, .dong2011, .pearson1901, .venna2001])

  /// The picture of these bins.
  ///
  /// - Throws: `DimensionReductionError`, `StageError`, `CancellationError`.
  public static func fitted(
    _ space: PictureSpace, parameters: TSNEReductionParameters, context: RunContext
  ) throws -> ManifoldPicture {
    let points = space.points
    let work = context.work
    try context.reserve(
      points.rows * Int(100 * parameters.layout.perplexity) + 300_000_000
        + parameters.picture.searchBytes(points: points, neighbours: Int(3 * parameters.layout.perplexity)),
      for: "The affinities and the grid of the picture",
      remedy: "Take fewer --points or a smaller --perplexity.")
    let layout = try TSNELayout(points, parameters: parameters.layout, method: parameters.picture.search.method, work: work)
    work.report("placing the other bins", completed: 0, of: 1)
    let placed = try layout.placing(space.space.selectingRows(space.others), among: points, work: work)
    return try ManifoldPicture(
      space, positions: layout.positions, others: placed, searchRecall: layout.searchRecall, work: work)
  }
}

extension TSNEReduction {
  /// Refuses: only the bins that it was fitted to have a place.
  ///
  /// - Throws: `StageError.refused`
  public static func placement(
    _ model: FittedModel<TSNEReduction>, points: Matrix<Double>, work: Work
  ) throws -> (Matrix<Double>) throws -> Matrix<Float> {
    throw StageError.refused(
      stage: description.command,
      reason: "t-SNE moves the bins that it has and says nothing of others: there is no place for bins of another recording.",
      remedy: "Take --method umap, isomap or pca with --from, or lay both recordings out together.")
  }
}

/// Parameters of t-SNE.
public struct TSNEReductionParameters: ParameterTable, PictureParameters {
  /// Of what the picture is made; two dimensions.
  public var picture = PictureOptions()
  /// The affinities and the descent.
  public var layout = TSNEParameters()

  public init() {}

  public static let parameters: [Parameter<TSNEReductionParameters>] =
    (PictureOptions.space + PictureOptions.neighbourSearch).map { $0.within(\.picture) } + [
      fitting(
        Parameter(
          "perplexity", \.layout.perplexity, help: "about how many neighbours count for a bin",
          source: "van der Maaten and Hinton 2008")),
      fitting(
        Parameter("iterations", \.layout.iterations, help: "steps of the descent, of which the first 250 are exaggerated")),
      fitting(
        Parameter("exaggeration", \.layout.exaggeration, help: "how much stronger neighbours attract in the first 250 steps")),
    ]

  public func validate() throws {
    try picture.validate()
    try require(
      layout.perplexity >= 1 && 3 * layout.perplexity < Double(picture.points), "perplexity",
      "\(layout.perplexity) is not from 1 to a third of the bins (--points \(picture.points)).")
    try require((1...100_000).contains(layout.iterations), "iterations", "\(layout.iterations) is not in 1...100000.")
    try require(
      layout.exaggeration >= 1 && layout.exaggeration <= 1000, "exaggeration", "\(layout.exaggeration) is not in 1...1000.")
  }
}

extension TSNEReduction {
  /// As headlines say it.
  public static let method = "t-SNE"
  /// Stands in the caption.
  public static let meaning = "Distances between far parts, sizes and densities mean nothing here."

  /// How the picture was made.
  public static func fittedMethods(_ parameters: TSNEReductionParameters, result: ManifoldPicture) -> String {
    let layout = parameters.layout
    return sentence {
      PictureWording.space(parameters.picture, result)
      PictureWording.placed(parameters.picture, result)
      " by t-SNE (\(parameters.picture.metric.rawValue) distance, perplexity \(formatted(layout.perplexity)), "
      "\(layout.iterations) steps, exaggeration \(formatted(layout.exaggeration))) [@vandermaaten2008; @linderman2019], "
      "starting from the first two components. "
      PictureWording.trust(result)
    }
  }
}
