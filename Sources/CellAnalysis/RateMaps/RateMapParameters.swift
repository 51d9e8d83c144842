import Schema

/// Parameters of the rate maps.
public struct RateMapParameters: ParameterTable {
  /// Side of a square bin, m.
  public var binSize = 0.025
  /// Standard deviation of the Gaussian, bins.
  public var smoothing = 1.5
  /// Bins visited for this long or less stay empty, s.
  public var minimumOccupancy = 0.0

  public init() {}

  public static let parameters: [Parameter<RateMapParameters>] = [
    Parameter("bin-cm", \.binSize, scale: 0.01, unit: "cm", help: "side of a square bin"),
    Parameter(
      "smooth-bins", \.smoothing, unit: "bins",
      help: "standard deviation of the Gaussian over spikes and time; 0 for none"),
    Parameter(
      "min-occupancy-s", \.minimumOccupancy, unit: "s", help: "bins visited for this long or less stay empty"),
  ]

  public func validate() throws {
    try require(binSize > 0, "bin-cm", "a bin has a positive side.")
    try require(smoothing >= 0, "smooth-bins", "a width is not negative.")
    try require(minimumOccupancy >= 0, "min-occupancy-s", "a time is not negative.")
  }
}
