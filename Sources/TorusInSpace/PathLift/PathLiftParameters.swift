import Schema

/// Parameters of the lifted path.
public struct PathLiftParameters: ParameterTable {
  /// Rows where a circle has less confidence are not used.
  public var leastConfidence = 0.0
  /// Standard deviation of the Gaussian that smooths the angles over time, s.
  public var smoothing = 0.1
  /// A longer time without a decoded row begins a segment, s.
  public var longestGap = 1.0
  /// After this time the path is set to the real place again, s.
  public var block = 30.0
  /// Which time is held out from the fit of the map.
  public var heldOut = HeldOutTime.blocks
  /// Rolls of the real path against the lifted one.
  public var rolls = 199

  public init() {}

  public static let parameters: [Parameter<PathLiftParameters>] = [
    Parameter(
      "least-confidence", \.leastConfidence,
      help: "rows where a circle is decoded with less confidence are left out; all others count by theirs"),
    Parameter("smooth-s", \.smoothing, unit: "s", help: "Gaussian over time by which angles are smoothed; 0 for none"),
    Parameter(
      "longest-gap-s", \.longestGap, unit: "s", help: "a longer time without a decoded row begins a new segment"),
    Parameter(
      "block-s", \.block, unit: "s", help: "blocks of time; in each the path starts from the real place anew"),
    Parameter("held-out", \.heldOut, help: "what the map is not fitted to: every other block, or the second half"),
    Parameter("rolls", \.rolls, help: "rolls of the real path against the lifted one, for the level of chance and p"),
  ]

  public func validate() throws {
    try require((0...1).contains(leastConfidence), "least-confidence", "a confidence is from 0 to 1.")
    try require(smoothing >= 0 && smoothing <= 5, "smooth-s", "a width is between 0 s and 5 s.")
    try require(longestGap > 0 && longestGap <= 3600, "longest-gap-s", "a gap is above 0 s, at most an hour.")
    try require(block >= 5 && block <= 3600, "block-s", "a block is between 5 s and an hour long.")
    try require((19...100_000).contains(rolls), "rolls", "\(rolls) is not between 19 and 100000.")
  }
}
