import Schema

/// Parameters of the search for modules.
public struct ModuleParameters: ParameterTable {
  /// P-value of a grid cell at most.
  public var level = 0.01
  /// Its score is larger than this.
  public var minimumScore = 0.3
  /// How cells are grouped.
  public var method = ModuleMethod.mixture
  /// Mean correlation of the autocorrelograms above which groups are drawn together.
  public var resolution = 0.4
  /// The largest number of modules that is tried.
  public var most = 6
  /// A module has so many cells or more.
  public var smallest = 5
  /// Whether the waves of the modules are looked for in the other cells.
  public var looksAgain = true
  /// Shifts in time that test them.
  public var shuffles = 500
  /// The least shift, s.
  public var minimumShift = 20.0

  public init() {}

  public static let parameters: [Parameter<ModuleParameters>] = [
    Parameter("level", \.level, help: "modules are found from cells with this p of the grid score or less"),
    Parameter("min-score", \.minimumScore, help: "and a score that is larger than this"),
    Parameter(
      "method", \.method,
      help: "mixture groups by spacing and orientation, leiden by the correlation of whole autocorrelograms"),
    Parameter(
      "resolution", \.resolution, help: "groups with a larger mean correlation between them are one",
      source: "Traag et al. 2011"
    ).only("with --method leiden") { $0.method == .leiden },
    Parameter("max-modules", \.most, help: "the largest number of modules that is tried").only("with --method mixture") {
      $0.method == .mixture
    },
    Parameter("min-cells", \.smallest, help: "groups with fewer cells are no module"),
    Parameter(
      "second-pass", \.looksAgain, help: "look for the waves of the modules in the cells that were not taken"),
    Parameter("shuffles", \.shuffles, help: "shifts in time that test these waves").only("with --second-pass") {
      $0.looksAgain
    },
    Parameter("min-shift-s", \.minimumShift, unit: "s", help: "the least shift, either way").only("with --second-pass") {
      $0.looksAgain
    },
  ]

  public func validate() throws {
    try require(level > 0 && level < 1, "level", "a p-value is between 0 and 1.")
    try require(minimumScore >= -2 && minimumScore < 2, "min-score", "a score is from -2 to 2.")
    try require(most >= 1 && most <= 20, "max-modules", "a number from 1 to 20 is expected.")
    try require(resolution > 0 && resolution < 1, "resolution", "a correlation between 0 and 1 is expected.")
    try require(smallest >= 2, "min-cells", "a module has two cells or more.")
    try require(shuffles >= 1 && shuffles <= 100_000, "shuffles", "a number from 1 to 100000 is expected.")
    try require(minimumShift > 0, "min-shift-s", "a shift is longer than 0.")
  }
}

/// How cells are grouped to modules.
public enum ModuleMethod: String, Choice {
  /// Gaussians over spacing and orientation on a uniform background.
  case mixture
  /// Leiden partitions of the correlations of the autocorrelograms under the constant Potts model.
  case leiden
}
