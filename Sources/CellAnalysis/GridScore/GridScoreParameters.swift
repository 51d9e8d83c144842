import CellTuning
import PopulationActivity
import Schema

/// Parameters of the grid scores.
public struct GridScoreParameters: ParameterTable {
  /// How the score is defined.
  public var definition = GridScoreDefinition.expanding
  /// Side of a square bin, m.
  public var binSize = 0.025
  /// Standard deviation of the Gaussian over spikes and time, m.
  public var smoothing = 0.03
  /// Bins visited for this long or less have no rate, s.
  public var minimumOccupancy = 0.0
  /// Shifts in time of each cell's null; 0 for none.
  public var shuffles = 500
  /// The least shift, s.
  public var minimumShift = 20.0
  /// Spacings that plane waves are looked for at, m: from and to.
  public var spacings = [20.0, 90.0]
  /// Bins along each axis, as that program has them.
  public var bins = 35
  /// Standard deviation of the Gaussian over maps with 0 where not visited, as that program smooths, bins.
  public var smoothingBins = 0.0
  /// Whether the numbers of canns are repeated.
  public var compatibility = Compatibility.none

  public init() {}

  public static let parameters: [Parameter<GridScoreParameters>] = [
    Parameter(
      "definition", \.definition,
      help: "expanding: the best annulus around the central peak; opexebo and canns: as these programs; sargolini: one annulus "
        + "around the six nearest peaks"
    ).only("without --compat canns") { $0.compatibility == .none },
    Parameter("bin-cm", \.binSize, scale: 0.01, unit: "cm", help: "side of a square bin")
      .only("without --compat canns") { $0.compatibility == .none },
    Parameter(
      "smooth-cm", \.smoothing, scale: 0.01, unit: "cm",
      help: "standard deviation of the Gaussian over spikes and time; 0 for none"
    ).only("without --compat canns") { $0.compatibility == .none },
    Parameter("min-occupancy-s", \.minimumOccupancy, unit: "s", help: "bins visited for this long or less have no rate")
      .only("without --compat canns") { $0.compatibility == .none },
    Parameter("shuffles", \.shuffles, help: "shifts in time of each cell's spikes that make its null; 0 for none"),
    Parameter("min-shift-s", \.minimumShift, unit: "s", help: "the least shift, either way")
      .only("with --shuffles above 0") { $0.shuffles > 0 },
    Parameter("spacing-cm", \.spacings, unit: "cm", help: "spacings that plane waves are looked for at, from and to"),
    Parameter("canns-bins", \.bins, help: "bins along each axis, whatever the shape of the arena")
      .only("with --compat canns") { $0.compatibility == .canns },
    Parameter(
      "canns-sigma", \.smoothingBins, unit: "bins",
      help: "standard deviation of the Gaussian over the ratio of spikes and time, 0 where not visited"
    ).only("with --compat canns") { $0.compatibility == .canns },
    Parameter(
      "compat", \.compatibility,
      help: "canns repeats that program's numbers: its bins, maps with 0 where not visited, its score"),
  ]

  public func validate() throws {
    try require(binSize > 0, "bin-cm", "a bin has a positive side.")
    try require(smoothing >= 0 && smoothing <= 1, "smooth-cm", "a width is from 0 to 100 cm.")
    try require(minimumOccupancy >= 0, "min-occupancy-s", "a time is not negative.")
    try require(shuffles >= 0 && shuffles <= 100_000, "shuffles", "a number from 0 to 100000 is expected.")
    try require(minimumShift > 0, "min-shift-s", "a shift is longer than 0.")
    try require(
      spacings.count == 2 && spacings[0] > 0 && spacings[0] < spacings[1] && spacings[1] <= 1000, "spacing-cm",
      "two spacings up to 1000 cm are expected, the smaller first: --spacing-cm 20,90.")
    try require(smoothingBins >= 0 && smoothingBins <= 100, "canns-sigma", "a width is from 0 to 100 bins.")
    try require(bins >= 5 && bins <= 500, "canns-bins", "a number from 5 to 500 is expected.")
  }

  /// The definition that counts.
  var usedDefinition: GridScoreDefinition { compatibility == .canns ? .canns : definition }
  /// m
  var spacingRange: ClosedRange<Double> { spacings[0] / 100...spacings[1] / 100 }
}
