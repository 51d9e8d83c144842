import ArrayNumerics
import DimensionReduction
import PopulationActivity
import Schema
import Stages

/// A picture whose distances are those of the data: multidimensional scaling with landmarks.
public enum ScalingReduction: Stage, PictureStage {
  public typealias Input = ModelInput<PictureResults, ScalingReduction>
  /// That of every picture.
  public typealias Result = ManifoldPicture
  /// Its own.
  public typealias Parameters = ScalingParameters

  public static let description = StageDescription(
    key: "reduce-mds", stem: "reduce", variant: .reduction("mds"), group: .recordings,
    title: "Picture of the manifold", summary: "places by the straight distances, with trust numbers",
    purpose: """
      Measures the straight distances from landmarks, scales the landmarks to so many dimensions, and places all bins by their \
      distances from these. With the Euclidean distance this is what principal components show; with the cosine it is not.
      """,
    example: "canns-analyze reduce results --method mds", version: 2,
    references: [.deSilva2003, .pearson1901, .venna2001])

  /// The picture of these bins.
  ///
  /// - Throws: `DimensionReductionError`, `StageError`, `CancellationError`.
  public static func fitted(
    _ space: PictureSpace, parameters: ScalingParameters, context: RunContext
  ) throws -> ManifoldPicture {
    let points = space.points
    try context.reserve(
      4 * points.rows * parameters.landmarks, for: "The distances from the landmarks",
      remedy: "Take fewer --points or --landmarks.")
    let picture = try ScaledPicture(
      points, neighbours: nil, landmarks: parameters.landmarks, dimensions: parameters.picture.dimensions,
      work: context.work)
    return try ManifoldPicture(scaled: picture, asked: parameters.landmarks, space, work: context.work)
  }
}

extension ScalingReduction {
  /// By the distances from the landmarks.
  ///
  /// - Throws: `DimensionReductionError`, `StageError.damagedResult`, `CancellationError`.
  public static func placement(
    _ model: FittedModel<ScalingReduction>, points: Matrix<Double>, work: Work
  ) throws -> (Matrix<Double>) throws -> Matrix<Float> {
    let fit = model.parameters
    let picture = try ScaledPicture(
      points, neighbours: nil, landmarks: fit.landmarks, dimensions: fit.picture.dimensions, work: work)
    try model.requireSame(picture.positions)
    return { try picture.placing($0, work: work) }
  }
}

/// Parameters of multidimensional scaling.
public struct ScalingParameters: ParameterTable, PictureParameters {
  /// Of what the picture is made.
  public var picture = PictureOptions()
  /// Bins from which distances are measured.
  public var landmarks = 200

  public init() {}

  public static let parameters: [Parameter<ScalingParameters>] =
    PictureOptions.parameters.map { $0.within(\.picture) } + [
      fitting(
        Parameter(
          "reference-bins", \.landmarks,
          help: "bins from which all distances are measured, each the farthest from those before it"))
    ]

  public func validate() throws {
    try picture.validate()
    try picture.require(landmarks: landmarks)
  }
}

extension ScalingReduction {
  /// As headlines say it.
  public static let method = "Multidimensional scaling"
  /// As figures say it.
  public static let axis = "MDS"
  /// Stands in the caption.
  public static let meaning = "Distances stand for those of the data, as well as they fit."

  /// How the picture was made.
  public static func fittedMethods(_ parameters: ScalingParameters, result: ManifoldPicture) -> String {
    sentence {
      PictureWording.space(parameters.picture, result)
      PictureWording.placed(parameters.picture, result)
      " by multidimensional scaling of the \(parameters.picture.metric.rawValue) distances from up to "
      "\(parameters.landmarks) landmarks [@desilva2003]. "
      PictureWording.trust(result)
    }
  }
}
