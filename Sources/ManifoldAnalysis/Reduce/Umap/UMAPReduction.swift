import ArrayNumerics
import DimensionReduction
import PopulationActivity
import Schema
import Stages

/// A picture of the states of the population by UMAP.
public enum UMAPReduction: Stage, PictureStage {
  public typealias Input = ModelInput<PictureResults, UMAPReduction>
  /// That of every picture.
  public typealias Result = ManifoldPicture
  /// Its own.
  public typealias Parameters = UMAPReductionParameters

  public static let description = StageDescription(
    key: "reduce-umap", stem: "reduce", variant: .reduction("umap"), group: .recordings,
    title: "Picture of the manifold", summary: "the states of the population in two or three dimensions, with trust numbers",
    purpose: """
      Lays bins out so that neighbours in the space of the principal components are neighbours in the picture (UMAP), and \
      measures how far that succeeded. Coloured by what decode found, where it is there, and by the behaviour. The same bytes \
      for any number of threads. --from places the bins in the picture of another folder, --align-to lays them out beside it, \
      --target shapes the picture by what was measured.
      """,
    example: "canns-analyze reduce results --method umap", version: 3,
    references: [.mcInnes2018, .dong2011, .pearson1901, .venna2001], usesSeed: true)

  /// With the model of the folder of `--from` or `--align-to`.
  public static func input(from source: InputSource, parameters: UMAPReductionParameters) throws -> Input {
    let results = try PictureResults(from: source, for: description.command)
    if !parameters.alignedTo.isEmpty {
      return Input(results, model: try FittedModel(folder: parameters.alignedTo, option: "--align-to"))
    }
    let folder = parameters.picture.from
    return Input(results, model: folder.isEmpty ? nil : try FittedModel(folder: folder))
  }

  public static func otherResults(_ parameters: UMAPReductionParameters) -> [OtherResult] {
    [("--from", parameters.picture.from), ("--align-to", parameters.alignedTo)].filter { !$0.1.isEmpty }.map {
      OtherResult(folder: $0.1, stage: description, option: $0.0)
    }
  }

  public static func run(
    _ input: consuming Input, parameters: UMAPReductionParameters, context: RunContext
  ) throws -> ManifoldPicture {
    let (embedding, decoding) = input.base.values
    guard let model = input.model else {
      let space = try PictureSpace(
        embedding, decoding, options: parameters.picture, stage: description.command, context: context)
      return try fitted(space, parameters: parameters, context: context)
    }
    guard parameters.alignedTo.isEmpty else {
      return try aligned(embedding, decoding, to: model, parameters: parameters, context: context)
    }
    return try transformed(embedding, decoding, by: model, points: parameters.picture.points, context: context)
  }

  /// The picture of these bins.
  ///
  /// - Throws: `DimensionReductionError`, `StageError`, `CancellationError`.
  public static func fitted(
    _ space: PictureSpace, parameters: UMAPReductionParameters, context: RunContext
  ) throws -> ManifoldPicture {
    try laidOut(space, anchors: nil, parameters: parameters, context: context)
  }

  /// At the weighted mean of the nearest, then moved by descent, as umap-learn's `transform` does.
  ///
  /// - Throws: `CancellationError`.
  public static func placement(
    _ model: FittedModel<UMAPReduction>, points: Matrix<Double>, work: Work
  ) throws -> (Matrix<Double>) throws -> Matrix<Float> {
    var settings = model.parameters.layout
    settings.dimensions = model.parameters.picture.dimensions
    let layout = UMAPLayout(positions: model.result.embedding.selectingRows(model.result.rows), parameters: settings)
    let (metric, seed) = (model.parameters.picture.metric.metric, model.seed)
    let parameters = settings
    return { others in
      try layout.placing(others, among: points, metric: metric, parameters: parameters, seed: seed, work: work)
    }
  }

  /// A picture of this session on the components of another, started at and held to the places that its bins have in that one's
  /// picture: what AlignedUMAP does for a series, session by session.
  private static func aligned(
    _ embedding: EmbeddingResult, _ decoding: DecodingResult?, to model: FittedModel<UMAPReduction>,
    parameters: UMAPReductionParameters, context: RunContext
  ) throws -> ManifoldPicture {
    var parameters = parameters
    let asked = parameters.picture
    parameters.picture = model.options(points: asked.points)
    let space = try PictureSpace(
      embedding, decoding, options: parameters.picture, model: model.projection, stage: description.command, context: context)
    let place = try placement(model, points: model.points, work: context.work)
    return try laidOut(space, anchors: place(space.points), parameters: parameters, context: context)
  }

  private static func laidOut(
    _ space: PictureSpace, anchors: Matrix<Float>?, parameters: UMAPReductionParameters, context: RunContext
  ) throws -> ManifoldPicture {
    let points = space.points
    var settings = parameters.layout
    settings.dimensions = parameters.picture.dimensions
    let metric = parameters.picture.metric.metric
    let work = context.work
    try context.reserve(
      points.rows * (40 * settings.neighbours + 64 * settings.dimensions)
        + parameters.picture.searchBytes(points: points, neighbours: settings.neighbours),
      for: "The neighbour graph of the picture",
      remedy: "Take fewer --points or --neighbors.")
    let start = parameters.start == .coordinates ? try torusStart(space.colors, dimensions: settings.dimensions) : nil
    let neighbours = try UMAPLayout.neighbours(
      of: points, metric: metric, parameters: settings, method: parameters.picture.search.method, seed: context.seed,
      work: work)
    var graph = try UMAPLayout.graph(neighbours, work: work)
    if let target = try space.colors.target(parameters.target, stage: description.command) {
      graph = try UMAPLayout.graph(
        graph, supervisedBy: target, weight: parameters.targetWeight, neighbours: settings.neighbours, work: work)
    }
    let isSequential = parameters.compatibility == .umapLearn
    let layouts = try (0..<UInt64(parameters.layouts)).map {
      try UMAPLayout(
        graph, parameters: settings, start: start, anchors: anchors, hold: Float(parameters.alignment),
        isSequential: isSequential, seed: context.seed &+ $0, work: work)
    }
    let layout = layouts[0]
    let alike = try layouts.dropFirst().map { try procrustesSimilarity(layout.positions, $0.positions) }
    work.report("placing the other bins", completed: 0, of: 1)
    let placed = try layout.placing(
      space.space.selectingRows(space.others), among: points, metric: metric, parameters: settings, seed: context.seed,
      work: work)
    var picture = try ManifoldPicture(
      space, positions: layout.positions, others: placed, stability: alike.isEmpty ? nil : mean(alike), parts: layout.parts,
      searchRecall: neighbours.recall, warnings: partWarnings(layout.parts), work: work)
    if isSequential { picture.graph = PictureGraph(graph) }
    return picture
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
      option: "method", name: name, default: "pca", folderParameter: "from",
      help: "pca: principal components; factor-analysis: what cells share, without what each does alone; pictures in few "
        + "dimensions: umap and tsne keep neighbours, isomap distances along the data, mds straight distances, diffusion those "
        + "of a random walk")
  }
}
