import PopulationActivity
import Schema

/// Parameters of the cells on the ring or torus.
public struct CohoSpaceParameters: ParameterTable {
  /// Bins of each circle.
  public var bins = 30
  /// Standard deviation of the Gaussian over spikes and time, rad.
  public var smoothing = 15 * Double.pi / 180
  /// Part of the active rows whose coordinates make the CohoScore.
  public var topShare = 0.02
  /// Bins of the decoder in which cells are left out.
  public var leaveOutBins = 24_000
  /// Simulated cells of a fixed map for each cell.
  public var draws = 100
  /// canns, for that program's bins, centres and score.
  public var compatibility = Compatibility.none

  public init() {}

  public static let parameters: [Parameter<CohoSpaceParameters>] = [
    Parameter("bins", \.bins, unit: "bins", help: "bins of each circle").only("without --compat canns") {
      $0.compatibility == .none
    },
    Parameter(
      "smooth-deg", \.smoothing, scale: .pi / 180, unit: "deg",
      help: "standard deviation of the Gaussian over spikes and time, around the circles; 0 for none"
    ).only("without --compat canns") { $0.compatibility == .none },
    Parameter(
      "top-percent", \.topShare, scale: 0.01, unit: "%",
      help: "part of the rows with activity, the most active ones, whose coordinates make the CohoScore"),
    Parameter(
      "leave-out-bins", \.leaveOutBins, unit: "bins",
      help: "bins of the decoder in which each cell is left out; of more, stretches spread over the session"),
    Parameter(
      "draws", \.draws, help: "simulated cells of a map that is fixed to the world, for each cell"),
    Parameter(
      "compat", \.compatibility,
      help: "canns repeats that program's 50 x 50 bins of mean activity, its centres and its score"),
  ]

  public func validate() throws {
    try require((4...200).contains(bins), "bins", "\(bins) is not between 4 and 200.")
    try require(smoothing >= 0 && smoothing <= .pi, "smooth-deg", "a width is between 0 and 180 degrees.")
    try require(topShare > 0 && topShare <= 1, "top-percent", "a part is above 0 and at most 100 %.")
    try require(leaveOutBins >= 400, "leave-out-bins", "fewer than 400 bins say little about a cell.")
    try require((1...10_000).contains(draws), "draws", "\(draws) is not between 1 and 10000.")
  }
}
