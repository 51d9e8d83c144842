import ArrayNumerics
import DimensionReduction
import PopulationActivity
import Schema
import Stages

/// A picture whose distances are those along the data: Isomap with landmarks.
public enum IsomapReduction: Stage, PictureStage {
  public typealias Input = ModelInput<PictureResults, IsomapReduction>
  /// That of every picture.
  public typealias Result = ManifoldPicture
  /// Its own.
  public typealias Parameters = IsomapParameters

  public static let description = StageDescription(
    key: "reduce-isomap", stem: "reduce", variant: .reduction("isomap"), group: .recordings,
    title: "Picture of the manifold", summary: "places by the distances along the data, with trust numbers",
    purpose: """
      Measures distances along the neighbour graph from landmarks, scales the landmarks to so many dimensions, and places all \
      bins by their distances from these. Distances in the picture mean distances along the data.
      """,
    example: "canns-analyze reduce results --method isomap", version: 2,
    references: [.tenenbaum2000, .deSilva2003, .dong2011, .pearson1901, .venna2001])

  /// The picture of these bins.
  ///
  /// - Throws: `DimensionReductionError`, `StageError`, `CancellationError`.
  public static func fitted(
    _ space: PictureSpace, parameters: IsomapParameters, context: RunContext
  ) throws -> ManifoldPicture {
    let points = space.points
    try context.reserve(
      points.rows * (40 * parameters.neighbours + 4 * parameters.landmarks)
        + parameters.picture.searchBytes(points: points, neighbours: parameters.neighbours),
      for: "The distances from the landmarks",
      remedy: "Take fewer --points or --landmarks.")
    let picture = try ScaledPicture(
      points, neighbours: parameters.neighbours, landmarks: parameters.landmarks, dimensions: parameters.picture.dimensions,
      method: parameters.picture.search.method, work: context.work)
    return try ManifoldPicture(scaled: picture, asked: parameters.landmarks, space, work: context.work)
  }
}

extension IsomapReduction {
  /// By the distances from the landmarks, along the paths of the nearest (the Nyström extension of Isomap).
  ///
  /// - Throws: `DimensionReductionError`, `StageError.damagedResult`, `CancellationError`.
  public static func placement(
    _ model: FittedModel<IsomapReduction>, points: Matrix<Double>, work: Work
  ) throws -> (Matrix<Double>) throws -> Matrix<Float> {
    let fit = model.parameters
    let picture = try ScaledPicture(
      points, neighbours: fit.neighbours, landmarks: fit.landmarks, dimensions: fit.picture.dimensions,
      method: fit.picture.search.method, work: work)
    try model.requireSame(picture.positions)
    return { try picture.placing($0, work: work) }
  }
}

extension ManifoldPicture {
  /// The picture of a scaling, with the other bins placed in it.
  init(scaled picture: ScaledPicture, asked landmarks: Int, _ space: PictureSpace, work: Work) throws {
    work.report("placing the other bins", completed: 0, of: 1)
    let placed = try picture.placing(space.space.selectingRows(space.others), work: work)
    try self.init(
      space, positions: picture.positions, others: placed, eigenvalues: picture.eigenvalues,
      searchRecall: picture.searchRecall,
      warnings: picture.landmarks < landmarks
        ? ["There are \(picture.landmarks) different bins, so distances were measured from these, not from \(landmarks)."] : [],
      work: work)
  }
}

/// Parameters of Isomap.
public struct IsomapParameters: ParameterTable, PictureParameters {
  /// Of what the picture is made.
  public var picture = PictureOptions()
  /// Neighbours of a bin, itself counted.
  public var neighbours = 15
  /// Bins from which distances are measured.
  public var landmarks = 200

  public init() {}

  public static let parameters: [Parameter<IsomapParameters>] =
    (PictureOptions.parameters + PictureOptions.neighbourSearch).map { $0.within(\.picture) } + [
      fitting(Parameter("neighbors", \.neighbours, help: "neighbours of a bin in the graph, itself counted")),
      fitting(
        Parameter(
          "reference-bins", \.landmarks,
          help: "bins from which all distances are measured, each the farthest from those before it")),
    ]

  public func validate() throws {
    try picture.validate()
    try picture.require(neighbours: neighbours)
    try picture.require(landmarks: landmarks)
  }
}

extension IsomapReduction {
  /// As headlines say it.
  public static let method = "Isomap"
  /// Stands in the caption.
  public static let meaning = "Distances stand for lengths of paths along the data, as well as they fit."

  /// How the picture was made.
  public static func fittedMethods(_ parameters: IsomapParameters, result: ManifoldPicture) -> String {
    sentence {
      PictureWording.space(parameters.picture, result)
      PictureWording.placed(parameters.picture, result)
      " by Isomap [@tenenbaum2000; @desilva2003], with paths along the \(parameters.neighbours) nearest "
      "(\(parameters.picture.metric.rawValue) distance) from up to \(parameters.landmarks) landmarks. "
      PictureWording.trust(result)
    }
  }
}
