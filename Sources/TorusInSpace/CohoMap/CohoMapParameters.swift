import PopulationActivity
import Schema

/// Parameters of the phase maps.
public struct CohoMapParameters: ParameterTable {
  /// Bins along the longer side of the arena.
  public var bins = 50
  /// Standard deviation of the Gaussian over sine and cosine, bins.
  public var smoothing = 1.0
  /// Rolls of the angles against the places.
  public var rolls = 199
  /// canns, for that program's bins.
  public var compatibility = Compatibility.none

  public init() {}

  public static let parameters: [Parameter<CohoMapParameters>] = [
    Parameter("bins", \.bins, unit: "bins", help: "square bins along the longer side of the arena").only(
      "without --compat canns"
    ) { $0.compatibility == .none },
    Parameter(
      "smooth-bins", \.smoothing, unit: "bins", help: "standard deviation of the Gaussian over sine and cosine",
      source: "Gardner et al. 2022"),
    Parameter(
      "rolls", \.rolls,
      help: "rolls of the angles against the places, for the p of each wave; 0 for none, and a lattice that is untested"),
    Parameter(
      "compat", \.compatibility, help: "canns repeats that program's 100 x 100 bins, margins and filling of empty bins"),
  ]

  public func validate() throws {
    try require((2...1000).contains(bins), "bins", "\(bins) is not between 2 and 1000.")
    try require(smoothing >= 0, "smooth-bins", "a width is not negative.")
    try require(
      rolls == 0 || (99...100_000).contains(rolls), "rolls",
      "\(rolls) is neither 0 nor between 99 (with fewer no p is as small as the 0.01 that is asked for) and 100000.")
  }
}
