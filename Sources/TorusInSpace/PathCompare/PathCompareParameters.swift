import Schema

/// Which time is held out.
public enum HeldOutTime: String, Choice {
  /// Every other block of 30 s.
  case blocks
  /// The second half of the session.
  case half
}

/// Parameters of the comparison of paths.
public struct PathCompareParameters: ParameterTable {
  /// Which time is held out from the fit of the map.
  public var heldOut = HeldOutTime.blocks
  /// Rolls of the decoded path against the real one.
  public var rolls = 199
  /// Width of the windows of the drift, s.
  public var window = 60.0
  /// Whether the paths are drawn moving.
  public var drawsAnimation = false

  public init() {}

  public static let parameters: [Parameter<PathCompareParameters>] = [
    Parameter(
      "held-out", \.heldOut, help: "what the map is not fitted to: every other block of 30 s, or the second half"),
    Parameter("rolls", \.rolls, help: "rolls of the decoded path against the real one, for the level of chance and p"),
    Parameter("window-s", \.window, unit: "s", help: "windows over which the decoded path is averaged for its drift"),
    Parameter(
      "animation", \.drawsAnimation, help: "also draw both paths moving, the first 30 s that were held out (GIF and MP4)"),
  ]

  public func validate() throws {
    try require((19...100_000).contains(rolls), "rolls", "\(rolls) is not between 19 and 100000.")
    try require(window >= 5 && window <= 36_000, "window-s", "a window is between 5 s and 10 hours long.")
  }
}
