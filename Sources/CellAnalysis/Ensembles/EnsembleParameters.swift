import Schema

/// Parameters of the search for ensembles.
public struct EnsembleParameters: ParameterTable {
  /// Width of the bins in which cells are compared, s.
  public var binWidth = 0.2
  /// How the factor that all cells have in common is found.
  public var factor = EnsembleFactor.between
  /// Groups are one when more than this part of the pairs between them are linked.
  public var density = 0.1
  /// An ensemble has so many cells or more.
  public var smallest = 5
  /// P-value of an ensemble at most.
  public var level = 0.01
  /// Shuffled recordings.
  public var shuffles = 100
  /// The least shift, s.
  public var minimumShift = 20.0

  public init() {}

  public static let parameters: [Parameter<EnsembleParameters>] = [
    Parameter(
      "wide-bin-ms", \.binWidth, scale: 1e-3, unit: "ms",
      help: "width of the bins in which cells are compared: wide beside theta, narrow beside the crossing of a field"),
    Parameter(
      "common-factor", \.factor,
      help: "what all cells share is found from pairs of cells in different groups, from the sums of all pairs, or by medians"),
    Parameter(
      "density", \.density, help: "groups are one when more than this part of the pairs between them are linked",
      source: "Traag et al. 2011 (the model)"),
    Parameter("min-cells", \.smallest, help: "groups with fewer cells are no ensemble"),
    Parameter("level", \.level, help: "an ensemble has this p or less"),
    Parameter(
      "shuffles", \.shuffles,
      help: "recordings with every cell shifted by its own time, for the spread of each correlation and again for p"),
    Parameter("min-shift-s", \.minimumShift, unit: "s", help: "the least shift, either way"),
  ]

  public func validate() throws {
    try require(binWidth > 0 && binWidth <= 10, "wide-bin-ms", "a width is above 0 and at most 10000 ms.")
    try require(density > 0 && density < 1, "density", "a part between 0 and 1 is expected.")
    try require(smallest >= 2, "min-cells", "an ensemble has two cells or more.")
    try require(level > 0 && level < 1, "level", "a p-value is between 0 and 1.")
    try require(shuffles >= 2 && shuffles <= 100_000, "shuffles", "a number from 2 to 100000 is expected.")
    try require(minimumShift > 0, "min-shift-s", "a shift is longer than 0.")
  }
}

/// How the factor that all cells have in common is found.
public enum EnsembleFactor: String, Choice {
  /// From the sums of the correlations, in shuffled recordings too.
  case sums
  /// By least absolute residuals where the median pair is correlated, and in no shuffled recording.
  case medians
  /// From the pairs of cells in different groups, groups and factor in turn, and in no shuffled recording.
  case between
}
