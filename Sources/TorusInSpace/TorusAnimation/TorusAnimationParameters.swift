import Schema

/// Parameters of the bump on the torus.
public struct TorusAnimationParameters: ParameterTable {
  /// Where the animation begins, s from the first decoded row.
  public var start = 0.0
  /// Decoded time that it shows, s.
  public var duration = 10.0
  /// How many frames it has.
  public var frames = 200
  /// Bins of each circle.
  public var bins = 30
  /// Standard deviation of the Gaussian by which cells are spread around their centres, rad.
  public var spread = 25 * Double.pi / 180

  public init() {}

  public static let parameters: [Parameter<TorusAnimationParameters>] = [
    Parameter("start-s", \.start, unit: "s", help: "where it begins, in decoded time from the first row"),
    Parameter("duration-s", \.duration, unit: "s", help: "decoded time that it shows"),
    Parameter("frames", \.frames, help: "frames over that time"),
    Parameter("bins", \.bins, unit: "bins", help: "bins of each circle"),
    Parameter(
      "spread-deg", \.spread, scale: .pi / 180, unit: "deg",
      help: "standard deviation of the Gaussian by which the activity of a cell is spread around its centre"),
  ]

  public func validate() throws {
    try require(start >= 0, "start-s", "a time from the first row is not negative.")
    try require(duration > 0 && duration <= 36_000, "duration-s", "it shows between 0 s and 10 hours.")
    try require((1...20_000).contains(frames), "frames", "\(frames) is not between 1 and 20000.")
    try require((8...120).contains(bins), "bins", "\(bins) is not between 8 and 120.")
    try require(spread > 0 && spread <= .pi, "spread-deg", "a width is above 0, at most 180 degrees.")
  }
}
