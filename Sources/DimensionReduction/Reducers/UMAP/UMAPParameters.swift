/// What UMAP is asked for (McInnes et al. 2018, arXiv:1802.03426).
public struct UMAPParameters: Sendable, Codable, Equatable {
  /// Axes of the picture.
  public var dimensions = 2
  /// Neighbours of a point, itself counted.
  public var neighbours = 15
  /// How close points may come in the picture, in units of `spread`.
  public var minimumDistance = 0.1
  /// The scale of the picture.
  public var spread = 1.0
  /// How often the strongest edges are looked at; `nil`: 500 times up to 10,000 points, 200 times above.
  public var epochs: Int?
  /// Points that a point is pushed from for each edge that is due.
  public var negatives = 5
  /// The first step.
  public var rate = 1.0

  public init() {}

  /// The most axes there can be.
  public static let mostDimensions = 16

  /// Epochs for so many points.
  package func epochs(points: Int) -> Int { epochs ?? (points <= 10_000 ? 500 : 200) }

  /// - Throws: `DimensionReductionError`
  func validate(points: Int) throws {
    func require(_ name: String, _ value: Double, atLeast smallest: Double) throws {
      if !(value >= smallest) {
        throw DimensionReductionError.parameterTooSmall(name: name, value: value, smallest: smallest)
      }
    }
    try require("dimensions", Double(dimensions), atLeast: 1)
    try require("neighbours", Double(neighbours), atLeast: 2)
    try require("minimum distance", minimumDistance, atLeast: 0)
    try require("spread", spread, atLeast: 1e-6)
    try require("epochs", Double(epochs(points: points)), atLeast: 1)
    try require("negatives", Double(negatives), atLeast: 0)
    guard neighbours <= points - 1 else {
      throw DimensionReductionError.tooManyNeighbours(requested: neighbours, points: points)
    }
    guard dimensions <= min(Self.mostDimensions, points - 2) else {
      throw DimensionReductionError.tooManyDimensions(requested: dimensions, most: min(Self.mostDimensions, points - 2))
    }
    guard minimumDistance < 3 * spread else {
      throw DimensionReductionError.minimumDistanceBeyondSpread(minimumDistance: minimumDistance, spread: spread)
    }
  }
}
