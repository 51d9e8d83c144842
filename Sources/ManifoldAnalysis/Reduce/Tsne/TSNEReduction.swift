import ArrayNumerics
import DimensionReduction
import PopulationActivity
import Schema
import Stages

/// A picture of the states of the population in the plane by t-SNE.
public enum TSNEReduction: Stage {
  public typealias Input = Results<Embedding, IfPresent<LatentDecoding>>

  public static let description = StageDescription(
    key: "reduce-tsne", stem: "reduce", variant: .reduction("tsne"), group: .recordings, title: "Picture of the manifold",
    summary: "a plane that keeps the nearest, with trust numbers",
    purpose: """
      Lays bins out in the plane so that the nearest stay the nearest (t-SNE, the repulsion interpolated on a grid). Keeps \
      more of the nearest than UMAP does, and tears more. It starts from the first two components and draws no random numbers.
      """,
    example: "canns-analyze reduce results --method tsne",
    references: [.vanDerMaaten2008, .linderman2019, .pearson1901, .venna2001])

  public static func run(
    _ input: consuming Input, parameters: TSNEReductionParameters, context: RunContext
  ) throws -> ManifoldPicture {
    let (embedding, decoding) = input.values
    let space = try PictureSpace(
      embedding, decoding, options: parameters.picture, stage: description.command, context: context)
    let points = space.points
    let work = context.work
    try context.reserve(
      points.rows * Int(100 * parameters.layout.perplexity) + 300_000_000, for: "The affinities and the grid of the picture",
      remedy: "Take fewer --points or a smaller --perplexity.")
    let layout = try TSNELayout(points, parameters: parameters.layout, work: work)
    work.report("placing the other bins", completed: 0, of: 1)
    let placed = try layout.placing(space.space.selectingRows(space.others), among: points, work: work)
    return try ManifoldPicture(space, positions: layout.positions, others: placed, work: work)
  }
}

/// Parameters of t-SNE.
public struct TSNEReductionParameters: ParameterTable {
  /// Of what the picture is made; two dimensions.
  public var picture = PictureOptions()
  /// The affinities and the descent.
  public var layout = TSNEParameters()

  public init() {}

  public static let parameters: [Parameter<TSNEReductionParameters>] =
    PictureOptions.space.map { $0.within(\.picture) } + [
      Parameter(
        "perplexity", \.layout.perplexity, help: "about how many neighbours count for a bin",
        source: "van der Maaten and Hinton 2008"),
      Parameter("iterations", \.layout.iterations, help: "steps of the descent, of which the first 250 are exaggerated"),
      Parameter("exaggeration", \.layout.exaggeration, help: "how much stronger neighbours attract in the first 250 steps"),
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

extension TSNEReduction: PictureStage {
  /// As headlines say it.
  public static let method = "t-SNE"
  /// Stands in the caption.
  public static let meaning = "Distances between far parts, sizes and densities mean nothing here."

  public static func methods(_ parameters: TSNEReductionParameters, result: ManifoldPicture) -> String {
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
