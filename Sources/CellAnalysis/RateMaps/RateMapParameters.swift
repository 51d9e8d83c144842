import Schema

/// Parameters of the rate maps.
public struct RateMapParameters: ParameterTable {
  /// Side of a square bin, m.
  public var binSize = 0.025
  /// How maps are smoothed.
  public var smoother = MapSmoother.gaussian
  /// Standard deviation of the Gaussian, bins.
  public var smoothing = 1.5
  /// What a disc around a bin holds before it stops growing: √spikes × samples of 20 ms × radius in bins.
  public var alpha = 1000.0
  /// Bins visited for this long or less stay empty, s.
  public var minimumOccupancy = 0.0
  /// Shifts in time that test the information; 0 for none.
  public var shuffles = 200
  /// The least shift, s.
  public var minimumShift = 20.0
  /// Part of the peak rate that a field has.
  public var fieldThreshold = 0.2
  /// Bins of a field at least.
  public var fieldBins = 9

  public init() {}

  public static let parameters: [Parameter<RateMapParameters>] = [
    Parameter("bin-cm", \.binSize, scale: 0.01, unit: "cm", help: "side of a square bin"),
    Parameter(
      "smoother", \.smoother,
      help: "gaussian: spikes and time by the same Gaussian; adaptive: a disc around each bin that grows until it has enough"),
    Parameter(
      "smooth-bins", \.smoothing, unit: "bins",
      help: "standard deviation of the Gaussian over spikes and time; 0 for none"
    ).only("with --smoother gaussian") { $0.smoother == .gaussian },
    Parameter(
      "adaptive-alpha", \.alpha,
      help: "a disc grows until the root of its spikes times its samples of 20 ms times its radius in bins reaches this",
      source: "Skaggs et al. 1996"
    ).only("with --smoother adaptive") { $0.smoother == .adaptive },
    Parameter(
      "min-occupancy-s", \.minimumOccupancy, unit: "s", help: "bins visited for this long or less stay empty"),
    Parameter("information-shuffles", \.shuffles, help: "shifts in time that test the information; 0 for none"),
    Parameter("min-shift-s", \.minimumShift, unit: "s", help: "the least shift, either way")
      .only("with --information-shuffles above 0") { $0.shuffles > 0 },
    Parameter("field-threshold", \.fieldThreshold, help: "part of the peak rate that a firing field has"),
    Parameter("field-bins", \.fieldBins, help: "bins of a firing field at least"),
  ]

  public func validate() throws {
    try require(binSize > 0, "bin-cm", "a bin has a positive side.")
    try require(smoothing >= 0, "smooth-bins", "a width is not negative.")
    try require(alpha > 0, "adaptive-alpha", "a number above 0 is expected.")
    try require(minimumOccupancy >= 0, "min-occupancy-s", "a time is not negative.")
    try require(shuffles >= 0 && shuffles <= 100_000, "information-shuffles", "a number from 0 to 100000 is expected.")
    try require(minimumShift > 0, "min-shift-s", "a shift is longer than 0.")
    try require(fieldThreshold > 0 && fieldThreshold <= 1, "field-threshold", "a part is above 0 and at most 1.")
    try require(fieldBins >= 1, "field-bins", "one bin or more are expected.")
  }
}

/// How maps are smoothed.
public enum MapSmoother: String, Choice {
  /// Spikes and time by the same Gaussian.
  case gaussian
  /// A disc around each bin that grows until it holds enough.
  case adaptive
}
