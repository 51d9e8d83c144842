import Schema
import Topology

/// Distance between the population vectors of two places.
public enum PlaceDistance: String, Choice {
  /// 1 minus the cosine of the angle between them.
  case cosine
  case euclidean

  var metric: Metric { self == .cosine ? .cosine : .euclidean }
}

/// What a draw of the null does to the maps.
public enum MapSurrogate: String, Choice {
  /// The spikes of every cell are moved in time by an offset of its own, and its map is made anew.
  case timeShift = "time-shift"
  /// The bins of every map are put in a random order of its own.
  case permutation
}

/// Parameters of the topology of rate maps.
public struct SpatialTdaParameters: ParameterTable {
  /// Side of a square bin, m.
  public var binSize = 0.03
  /// Standard deviation of the Gaussian over spikes and time, m.
  public var smoothing = 0.03
  /// Bins visited for this long or less are no points, s.
  public var minimumOccupancy = 0.0
  /// The part of either side of the arena around its middle that is used.
  public var crop = 1.0
  /// Principal components.
  public var components = 6
  /// Whether maps are z-scored first.
  public var standardize = true
  /// Places that stand for all, each the farthest from those before it.
  public var points = 300
  /// Distance between population vectors.
  public var distance = PlaceDistance.cosine
  /// Prime p of the coefficient field Z/p.
  public var coefficient = 47
  /// Draws of the null.
  public var shuffles = 100
  /// What a draw does.
  public var surrogate = MapSurrogate.timeShift
  /// The least shift, s.
  public var minimumShift = 20.0

  public init() {}

  public static let parameters: [Parameter<SpatialTdaParameters>] = [
    Parameter("bin-cm", \.binSize, scale: 0.01, unit: "cm", help: "side of a square bin: a place is a point of the cloud"),
    Parameter(
      "smooth-cm", \.smoothing, scale: 0.01, unit: "cm",
      help: "standard deviation of the Gaussian over spikes and time; 0 for none"),
    Parameter("min-occupancy-s", \.minimumOccupancy, unit: "s", help: "bins visited for this long or less are left out"),
    Parameter("crop", \.crop, help: "part of either side of the arena, around its middle, that is used; 1 for all"),
    Parameter("components", \.components, help: "principal components kept", source: "Gardner et al. 2022"),
    Parameter("standardize", \.standardize, help: "z-score every map first"),
    Parameter("points", \.points, help: "places that stand for all, each the farthest from those before it"),
    Parameter("distance", \.distance, help: "distance between the population vectors of two places"),
    Parameter(
      "coefficient", \.coefficient, help: "prime p of the coefficient field Z/p", source: "Gardner et al. 2022"),
    Parameter("shuffles", \.shuffles, help: "draws of the null; 0 for none"),
    Parameter(
      "map-surrogate", \.surrogate,
      help: "time-shift moves the spikes of every cell and makes its map anew; permutation mixes the bins of every map, which "
        + "any smooth map beats"
    ).only("with --shuffles above 0") { $0.shuffles > 0 },
    Parameter("min-shift-s", \.minimumShift, unit: "s", help: "the least shift, either way")
      .only("with --shuffles above 0 and --map-surrogate time-shift") { $0.shuffles > 0 && $0.surrogate == .timeShift },
  ]

  public func validate() throws {
    try require(binSize > 0 && binSize <= 10, "bin-cm", "a bin has a side above 0 cm, at most 10 m.")
    try require(smoothing >= 0 && smoothing <= 10, "smooth-cm", "a width is between 0 cm and 10 m.")
    try require(minimumOccupancy >= 0, "min-occupancy-s", "a time is not negative.")
    try require(crop > 0 && crop <= 1, "crop", "a part is above 0, at most 1.")
    try require((1...1000).contains(components), "components", "\(components) is not between 1 and 1000.")
    try require((10...2000).contains(points), "points", "\(points) is not between 10 and 2000.")
    try require(
      coefficient < 65_536 && isPrime(coefficient), "coefficient",
      "\(coefficient) is not a prime below 65536; Z/p is a field only for a prime. Take 47, or 2 or 3.")
    try require((0...100_000).contains(shuffles), "shuffles", "\(shuffles) is not between 0 and 100000.")
    try require(minimumShift > 0 && minimumShift.isFinite, "min-shift-s", "a shift above 0 s is needed.")
  }
}
