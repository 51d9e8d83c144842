import ArrayNumerics
import DimensionReduction
import PopulationActivity
import Schema
import Stages

/// A picture by the eigenvectors of a random walk on the data: a diffusion map.
public enum DiffusionReduction: Stage, PictureStage {
  public typealias Input = ModelInput<PictureResults, DiffusionReduction>
  /// That of every picture.
  public typealias Result = ManifoldPicture
  /// Its own.
  public typealias Parameters = DiffusionParameters

  public static let description = StageDescription(
    key: "reduce-diffusion", stem: "reduce", variant: .reduction("diffusion"), group: .recordings,
    title: "Picture of the manifold", summary: "places by a random walk on the data, with trust numbers",
    purpose: """
      Places bins by the eigenvectors of a random walk on the neighbour graph: bins that many short ways join are near each \
      other. Places that the animal visited often take more room than they do in the data.
      """,
    example: "canns-analyze reduce results --method diffusion", version: 3,
    references: [.coifman2006, .dong2011, .pearson1901, .venna2001], usesSeed: true)

  /// The picture of these bins.
  ///
  /// - Throws: `DimensionReductionError`, `StageError`, `CancellationError`.
  public static func fitted(
    _ space: PictureSpace, parameters: DiffusionParameters, context: RunContext
  ) throws -> ManifoldPicture {
    let points = space.points
    try context.reserve(
      points.rows * (80 * parameters.neighbours + 2000)
        + parameters.picture.searchBytes(points: points, neighbours: parameters.neighbours),
      for: "The random walk", remedy: "Take fewer --points or --neighbors.")
    let map = try DiffusionMap(
      points, neighbours: parameters.neighbours, dimensions: parameters.picture.dimensions, time: parameters.steps,
      method: parameters.picture.search.method, seed: context.seed, work: context.work)
    context.work.report("placing the other bins", completed: 0, of: 1)
    let placed = try map.placing(space.space.selectingRows(space.others), work: context.work)
    return try ManifoldPicture(
      space, positions: map.positions, others: placed, eigenvalues: map.eigenvalues,
      searchRecall: map.searchRecall,
      warnings: map.residual > 1e-3
        ? ["The eigenvectors were found to \(formatted(map.residual, digits: 2)) only: equal eigenvalues lie close by."] : [],
      work: context.work)
  }
}

extension DiffusionReduction {
  /// By one step of the walk from the bin (the extension of Nyström).
  ///
  /// - Throws: `DimensionReductionError`, `StageError.damagedResult`, `CancellationError`.
  public static func placement(
    _ model: FittedModel<DiffusionReduction>, points: Matrix<Double>, work: Work
  ) throws -> (Matrix<Double>) throws -> Matrix<Float> {
    let fit = model.parameters
    let map = try DiffusionMap(
      points, neighbours: fit.neighbours, dimensions: fit.picture.dimensions, time: fit.steps,
      method: fit.picture.search.method, seed: model.seed, work: work)
    try model.requireSame(map.positions)
    return { try map.placing($0, work: work) }
  }
}

/// Parameters of a diffusion map.
public struct DiffusionParameters: ParameterTable, PictureParameters {
  /// Of what the picture is made.
  public var picture = PictureOptions()
  /// Neighbours of a bin, itself counted.
  public var neighbours = 30
  /// How long the walk is.
  public var steps = 1.0

  public init() {}

  public static let parameters: [Parameter<DiffusionParameters>] =
    (PictureOptions.parameters + PictureOptions.neighbourSearch).map { $0.within(\.picture) } + [
      fitting(Parameter("neighbors", \.neighbours, help: "neighbours of a bin in the graph, itself counted")),
      fitting(Parameter("steps", \.steps, help: "steps of the walk; more make the fine structure smaller")),
    ]

  public func validate() throws {
    try picture.validate()
    try picture.require(neighbours: neighbours, atLeast: 4)
    try require(steps >= 0 && steps <= 1e6, "steps", "\(steps) is not in 0...1000000.")
  }
}

extension DiffusionReduction {
  /// As headlines say it.
  public static let method = "Diffusion map"
  /// As figures say it.
  public static let axis = "the diffusion map"
  /// Stands in the caption.
  public static let meaning = "States are near each other that many short ways join."

  /// How the picture was made.
  public static func fittedMethods(_ parameters: DiffusionParameters, result: ManifoldPicture) -> String {
    sentence {
      PictureWording.space(parameters.picture, result)
      PictureWording.placed(parameters.picture, result)
      " by a diffusion map (\(parameters.picture.metric.rawValue) distance, k = \(parameters.neighbours), widths "
      "from the middle neighbour, alpha = 1, \(counted(parameters.steps, "step"))) [@coifman2006]. "
      PictureWording.trust(result)
    }
  }
}
