import ArrayNumerics
import DimensionReduction
import PopulationActivity
import Schema
import Stages

/// A picture of the states of the population by UMAP.
public enum UMAPReduction: Stage {
  public typealias Input = Results<Embedding, IfPresent<LatentDecoding>>

  public static let description = StageDescription(
    key: "reduce-umap", stem: "reduce", variant: .reduction("umap"), group: .recordings,
    title: "Picture of the manifold", summary: "the states of the population in two or three dimensions, with trust numbers",
    purpose: """
      Lays bins out so that neighbours in the space of the principal components are neighbours in the picture (UMAP), and \
      measures how far that succeeded. Coloured by what decode found, where it is there, and by the behaviour. The same bytes \
      for any number of threads.
      """,
    example: "canns-analyze reduce results --method umap", version: 1,
    references: [.mcInnes2018, .pearson1901, .venna2001], usesSeed: true)

  public static func run(
    _ input: consuming Input, parameters: UMAPReductionParameters, context: RunContext
  ) throws -> ManifoldPicture {
    let (embedding, decoding) = input.values
    let space = try PictureSpace(
      embedding, decoding, options: parameters.picture, stage: description.command, context: context)
    let points = space.points
    var settings = parameters.layout
    settings.dimensions = parameters.picture.dimensions
    let metric = parameters.picture.metric.metric
    try context.reserve(
      points.rows * (40 * settings.neighbours + 64 * settings.dimensions), for: "The neighbour graph of the picture",
      remedy: "Take fewer --points or --neighbors.")
    let start = parameters.start == .coordinates ? try torusStart(space.colors, dimensions: settings.dimensions) : nil
    let graph = try UMAPLayout.graph(points, metric: metric, parameters: settings, work: context.work)
    let layouts = try (0..<UInt64(parameters.layouts)).map {
      try UMAPLayout(graph, parameters: settings, start: start, seed: context.seed &+ $0, work: context.work)
    }
    let layout = layouts[0]
    let alike = try layouts.dropFirst().map { try procrustesSimilarity(layout.positions, $0.positions) }
    context.work.report("placing the other bins", completed: 0, of: 1)
    let placed = try layout.placing(
      space.space.selectingRows(space.others), among: points, metric: metric, parameters: settings, seed: context.seed,
      work: context.work)
    return try ManifoldPicture(
      space, positions: layout.positions, others: placed, stability: alike.isEmpty ? nil : mean(alike), parts: layout.parts,
      warnings: partWarnings(layout.parts), work: context.work)
  }
}

/// What to say of a neighbour graph that does not hang together.
func partWarnings(_ parts: [Int]) -> [String] {
  guard parts.count > 1 else { return [] }
  return [
    "The neighbour graph falls into \(parts.count) parts (of \(parts.prefix(5).map(String.init).joined(separator: ", ")) "
      + "bins\(parts.count > 5 ? ", …" : "")). Each is laid out by itself: where they stand to each other means nothing. "
      + "More --neighbors may join them."
  ]
}

extension StageVariant {
  /// One of the methods of `reduce`.
  static func reduction(_ name: String) -> StageVariant {
    StageVariant(
      option: "method", name: name, default: "pca",
      help: "pca: principal components; pictures in few dimensions: umap and tsne keep neighbours, isomap distances along the "
        + "data, mds straight distances, diffusion those of a random walk")
  }
}
