import Schema

/// Parameters of factor analysis.
public struct FactorParameters: ParameterTable {
  /// What a cell does besides following the factors.
  public var noise = FactorNoise.gaussian
  /// How many factors; 0 for as many as predict held-out bins best.
  public var factors = 0
  /// The most that are tried.
  public var most = 20
  /// Parts of the recording, each held out once.
  public var folds = 4
  /// Bins of which Poisson factors are fitted.
  public var points = 4000
  /// Time over which spikes are counted, s.
  public var window = 0.1
  /// A results folder whose factors are taken; empty to fit them here.
  public var from = ""

  public init() {}

  public static let parameters: [Parameter<FactorParameters>] = [
    fitting(
      Parameter(
        "noise", \.noise,
        help: "gaussian: of the smoothed rates, with a variance of its own for each cell; poisson: of the spikes")),
    fitting(Parameter("factors", \.factors, help: "how many; 0 takes as many as predict held-out bins best")),
    fitting(Parameter("most-factors", \.most, help: "the most that are tried on held-out bins; 0 holds none out")),
    Parameter("folds", \.folds, help: "parts of the recording, each held out once")
      .only("with --most-factors and without --from") { $0.most > 0 && $0.from.isEmpty },
    Parameter("poisson-bins", \.points, unit: "bins", help: "the factors are fitted to so many bins, evenly spaced in time")
      .only("with --noise poisson and without --from") { $0.noise == .poisson && $0.from.isEmpty },
    Parameter("window-ms", \.window, scale: 1e-3, unit: "ms", help: "time around a bin over which spikes are counted")
      .only("with --noise poisson and without --from") { $0.noise == .poisson && $0.from.isEmpty },
    Parameter(
      "from", \.from,
      help: "results folder of another session or epoch, in whose picture these bins are placed; cells are matched by their "
        + "identifiers"),
  ]

  private static func fitting(_ parameter: Parameter<FactorParameters>) -> Parameter<FactorParameters> {
    parameter.only("without --from") { $0.from.isEmpty }
  }

  public func validate() throws {
    try require((0...64).contains(factors), "factors", "\(factors) is not in 0...64.")
    try require((0...64).contains(most), "most-factors", "\(most) is not in 0...64.")
    try require(
      factors > 0 || most > 0, "most-factors", "with --factors 0 the number is found on held-out bins, so some must be tried.")
    try require((2...50).contains(folds), "folds", "\(folds) is not in 2...50.")
    try require(points >= 100, "poisson-bins", "\(points) bins are too few for factors; take at least 100.")
    try require(window > 0 && window <= 10, "window-ms", "a window is above 0, at most 10 s.")
  }
}

/// What a cell does besides following the factors.
public enum FactorNoise: String, Choice {
  /// A variance of its own for each cell.
  case gaussian
  /// That of counts.
  case poisson
}
