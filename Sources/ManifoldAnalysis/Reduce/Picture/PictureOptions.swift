import ArrayNumerics
import DimensionReduction
import Schema

/// What all methods that draw a picture of the manifold ask for: of which bins, from which space, in how many dimensions.
public struct PictureOptions: ParameterTable {
  /// Axes of the picture.
  public var dimensions = 2
  /// Principal components of the rates on which the picture is made.
  public var components = 6
  /// Z-score every cell first.
  public var standardize = true
  /// Bins that the method works on, evenly spaced in time.
  public var points = 15_000
  /// Distance between two bins.
  public var metric = PictureMetric.euclidean
  /// How the nearest bins are looked for, by the methods that have a neighbour graph.
  public var search = PictureSearch.automatic
  /// A results folder whose picture the bins are placed in; empty to make one.
  public var from = ""
  /// Also draw a cloud in space turning.
  public var drawsAnimation = false

  public init() {}

  public static let parameters: [Parameter<PictureOptions>] =
    [fitting(Parameter("dimensions", \.dimensions, help: "axes of the picture"))] + space

  /// All but the number of axes, for a method that has two.
  public static let space: [Parameter<PictureOptions>] = [
    fitting(
      Parameter(
        "components", \.components, help: "principal components of the rates that the picture is made of",
        source: "Gardner et al. 2022 (six for a torus)")),
    fitting(Parameter("standardize", \.standardize, help: "z-score every cell first")),
    Parameter(
      "points", \.points, unit: "bins",
      help: "the picture is made of so many bins, evenly spaced in time; the others are placed in it"),
    fitting(Parameter("metric", \.metric, help: "distance between two bins on these components")),
    Parameter(
      "from", \.from,
      help: "results folder of another session or epoch, in whose picture these bins are placed; cells are matched by their "
        + "identifiers"),
    Parameter(
      "animation", \.drawsAnimation, help: "also draw a picture of three axes or more turning (GIF and MP4)"),
  ]

  /// Of the methods that have a neighbour graph.
  public static let neighbourSearch: [Parameter<PictureOptions>] = [
    fitting(
      Parameter(
        "neighbor-search", \.search,
        help: "exact finds all of the nearest bins; descent nearly all (how many is measured), faster for many "
          + "bins of many components; auto takes it where exact would take long",
        source: "Dong et al. 2011"))
  ]

  private static func fitting(_ parameter: Parameter<PictureOptions>) -> Parameter<PictureOptions> {
    parameter.only("without --from") { $0.from.isEmpty }
  }

  public func validate() throws {
    try require((1...UMAPParameters.mostDimensions).contains(dimensions), "dimensions", "\(dimensions) is not in 1...16.")
    try require(components >= 1, "components", "at least one component is needed.")
    try require(
      dimensions <= components, "dimensions",
      "the picture is made of \(components) principal components (--components) and can have no more axes than that.")
    try require(points >= 10, "points", "\(points) bins make no picture; take at least 10.")
  }
}

/// How far apart two bins are.
public enum PictureMetric: String, Choice {
  /// The straight line.
  case euclidean
  /// 1 less the cosine of the angle between them.
  case cosine

  var metric: NeighbourMetric { self == .cosine ? .cosine : .euclidean }
}

/// How the nearest bins are looked for.
public enum PictureSearch: String, Choice {
  /// By their number.
  case automatic = "auto"
  /// All of them.
  case exact
  /// By a forest and descent.
  case descent

  var method: NeighbourMethod {
    switch self {
    case .automatic: .automatic
    case .exact: .exact
    case .descent: .descent
    }
  }
}

extension PictureOptions {
  /// Bytes that the search for neighbours takes beyond the neighbours themselves.
  func searchBytes(points: Matrix<Double>, neighbours: Int) -> Int {
    search.method.isExact(points: points.rows, axes: points.columns, metric: metric.metric)
      ? 0 : points.rows * (32 * (neighbours + 10) + 8 * points.columns)
  }

  /// - Throws: `ParameterError.invalid` for neighbours that cannot be found among the points of a picture.
  func require(neighbours: Int, atLeast least: Int = 2) throws {
    try require(neighbours >= least, "neighbors", "\(neighbours) is not at least \(least), the bin itself counted.")
    try require(
      neighbours < points, "neighbors", "\(neighbours) neighbours cannot be found among \(points) bins (--points).")
  }

  /// - Throws: `ParameterError.invalid` for landmarks that cannot carry the axes.
  func require(landmarks: Int) throws {
    try require(
      landmarks > dimensions && landmarks <= 5000, "reference-bins",
      "\(landmarks) is not above the dimensions (\(dimensions)) and up to 5000.")
  }
}
