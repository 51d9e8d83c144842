import PopulationActivity
import Schema

/// Parameters of the tuning to head direction.
public struct HeadDirectionParameters: ParameterTable {
  /// Bins of the circle.
  public var bins = 60
  /// Standard deviation of the Gaussian over spikes and time, degrees.
  public var smoothing = 9.0
  /// The least shift of the null, s.
  public var minimumShift = 20.0
  /// The longest lag of the scan, s.
  public var longestLag = 0.5
  /// P-value of a head-direction cell at most.
  public var level = 0.01
  /// Its mean vector is longer than this.
  public var minimumLength = 0.4
  /// It has at least so many spikes.
  public var minimumSpikes = 100
  /// Its halves of the session correlate more than this.
  public var minimumStability = 0.5

  public init() {}

  public static let parameters: [Parameter<HeadDirectionParameters>] = [
    Parameter("direction-bins", \.bins, help: "bins of the circle"),
    Parameter(
      "smooth-deg", \.smoothing, unit: "deg",
      help:
        "standard deviation of the Gaussian over spikes and time, around the circle; 0 for none. The mean vector is that of "
        + "the curve that is not smoothed"),
    Parameter(
      "min-shift-s", \.minimumShift, unit: "s", help: "the null is all shifts of the spikes by this or more, either way"),
    Parameter(
      "lag-ms", \.longestLag, scale: 1e-3, unit: "ms", help: "lags between spikes and direction that are scanned, either way"),
    Parameter("level", \.level, help: "a head-direction cell has this p or less"),
    Parameter("min-length", \.minimumLength, help: "and a mean vector that is longer than this", source: "canns 1.5"),
    Parameter("min-spikes", \.minimumSpikes, help: "and so many spikes or more"),
    Parameter(
      "min-stability", \.minimumStability, help: "and a correlation between both halves of the time that is larger than this"),
  ]

  public func validate() throws {
    try require(bins >= 8 && bins <= 720, "direction-bins", "a number from 8 to 720 is expected.")
    try require(smoothing >= 0 && smoothing <= 90, "smooth-deg", "a width is from 0 to 90 degrees.")
    try require(minimumShift > 0, "min-shift-s", "a shift is longer than 0.")
    try require(longestLag >= 0 && longestLag <= 10, "lag-ms", "a lag is from 0 to 10000 ms.")
    try require(level > 0 && level < 1, "level", "a p-value is between 0 and 1.")
    try require(minimumLength >= 0 && minimumLength < 1, "min-length", "a mean vector is from 0 to 1 long.")
    try require(minimumSpikes >= 1, "min-spikes", "one spike or more are expected.")
    try require(minimumStability >= -1 && minimumStability < 1, "min-stability", "a correlation is from -1 to 1.")
  }
}
