import AttractorModels
import PopulationActivity
import Schema

/// The networks of a theta sweep, and what is kept of them.
public struct ThetaSweepParameters: ParameterTable {
  /// A step of the model, ms.
  public var step = 1.0
  /// 2π over the spacing of the grid cells, rad/m; those after the first are compared with it.
  public var mappingRatios = [5.0]
  /// How many there are.
  public var directionCells = 100
  /// Grid cells along each axis of their sheet.
  public var gridSide = 100
  /// m τᵥ/τ of the direction cells.
  public var directionAdaptation = 15.0
  /// m τᵥ/τ of the grid cells.
  public var gridAdaptation = 8.0
  /// How much theta modulates the drive of the direction cells.
  public var directionTheta = 1.0
  /// How much theta modulates the drive of the grid cells.
  public var gridTheta = 0.5
  /// Of a theta cycle, ms.
  public var cycle = 100.0
  /// How far ahead of the animal the input of a direction cell lies, m.
  public var offset = 0.05
  /// Deviation of the noise in each step's drive of the direction cells.
  public var directionNoise = 0.0
  /// The same of the grid cells.
  public var gridNoise = 0.0
  /// Of the squares of place cells, m; `nil` for no place cells.
  public var placeSide: Double?
  /// Corners of the arena of the place cells, x and y of each in turn, m; empty for the rectangle around the path.
  public var placeArena: [Double] = []
  /// a of the place cells, m.
  public var placeWidth = 0.1
  /// m τᵥ/τ of the place cells.
  public var placeAdaptation = 10.0
  /// How much theta modulates the drive of the place cells.
  public var placeTheta = 0.5
  /// From when on, s on the recording's clock; `nil` for the beginning.
  public var start: Double?
  /// How long, s; `nil` for all that is there.
  public var duration: Double?
  /// Steps between two rows of the result.
  public var every = 1
  /// Of the sides, to test whether they alternate.
  public var permutations = 1000
  /// Of the animation, 10 ms each; 0 for none.
  public var frames = 80
  /// Repeats another program.
  public var compatibility = Compatibility.none

  public init() {}

  public static let parameters: [Parameter<ThetaSweepParameters>] = [
    Parameter("dt-ms", \.step, unit: "ms", help: "a step of the model; the path is brought to these times"),
    Parameter(
      "mapping-ratio", \.mappingRatios, unit: "rad/m",
      help: "2 pi over the spacing of the grid cells; several for modules to be compared, the first that of all else"),
    Parameter("direction-cells", \.directionCells, help: "how many direction cells there are"),
    Parameter("grid-side", \.gridSide, help: "grid cells along each axis of their sheet"),
    Parameter("direction-adaptation", \.directionAdaptation, help: "adaptation of the direction cells, m tau_v / tau"),
    Parameter("grid-adaptation", \.gridAdaptation, help: "adaptation of the grid cells, m tau_v / tau"),
    Parameter("direction-theta", \.directionTheta, help: "how much theta modulates the drive of the direction cells"),
    Parameter("grid-theta", \.gridTheta, help: "how much theta modulates the drive of the grid cells"),
    Parameter("cycle-ms", \.cycle, unit: "ms", help: "length of a theta cycle"),
    Parameter("offset", \.offset, unit: "m", help: "how far ahead of the animal the input of a direction cell lies"),
    Parameter("direction-noise", \.directionNoise, help: "standard deviation of noise in each step's drive of direction cells"),
    Parameter("grid-noise", \.gridNoise, help: "standard deviation of noise in each step's drive of grid cells"),
    Parameter(
      "place-side", \.placeSide, unit: "m",
      help: "also simulate place cells, one in each square of this side, connected by the shortest ways; 0.05 is usual"),
    Parameter(
      "place-arena", \.placeArena, unit: "m",
      help: "corners of the place cells' arena, x and y of each in turn, for mazes; by default a rectangle around the path"
    ).only("with --place-side") { $0.placeSide != nil },
    Parameter("place-width", \.placeWidth, unit: "m", help: "half-width of input and connections of the place cells")
      .only("with --place-side") { $0.placeSide != nil },
    Parameter("place-adaptation", \.placeAdaptation, help: "adaptation of the place cells, m tau_v / tau")
      .only("with --place-side") { $0.placeSide != nil },
    Parameter("place-theta", \.placeTheta, help: "how much theta modulates the drive of the place cells")
      .only("with --place-side") { $0.placeSide != nil },
    Parameter("start", \.start, unit: "s", help: "from when on, on the clock of the recording; the beginning by default"),
    Parameter("duration", \.duration, unit: "s", help: "how long; all that is there by default"),
    Parameter("every", \.every, help: "steps between two rows of the arrays over time"),
    Parameter("permutations", \.permutations, help: "permutations that test whether sides alternate; 0 for no test"),
    Parameter("frames", \.frames, help: "frames of the animation, 10 ms apart, where the animal goes furthest; 0 for none"),
    Parameter(
      "compat", \.compatibility,
      help: "canns repeats that program's networks: its metric, its direction bins, signed turns, rates of the step before"),
  ]

  public func validate() throws {
    try require(step >= 0.01 && step <= 100, "dt-ms", "a step is between 0.01 and 100 ms.")
    try require(
      !mappingRatios.isEmpty && mappingRatios.allSatisfy { $0 > 0 && $0 <= 1000 }, "mapping-ratio",
      "one or more numbers above 0, up to 1000 rad/m, are expected.")
    try require(directionCells >= 3 && directionCells <= 10_000, "direction-cells", "a number from 3 to 10000 is expected.")
    try require(gridSide >= 3 && gridSide <= 1000, "grid-side", "a number from 3 to 1000 is expected.")
    for (name, value) in [
      ("direction-adaptation", directionAdaptation), ("grid-adaptation", gridAdaptation), ("direction-theta", directionTheta),
      ("grid-theta", gridTheta), ("direction-noise", directionNoise), ("grid-noise", gridNoise),
    ] { try require(value >= 0 && value <= 1e6, name, "a number from 0 to 1000000 is expected.") }
    try require(
      cycle >= 10 * step && cycle <= 1e5, "cycle-ms",
      "a cycle has ten steps or more, or sweeps come out short, and lasts up to 100 s.")
    try require(offset >= 0 && offset <= 100, "offset", "a distance from 0 to 100 m is expected.")
    try require(placeSide.map { $0 >= 1e-3 && $0 <= 100 } ?? true, "place-side", "a side is between 0.001 and 100 m.")
    try require(
      placeArena.isEmpty || (placeArena.count >= 6 && placeArena.count.isMultiple(of: 2) && placeArena.allSatisfy(\.isFinite)),
      "place-arena",
      "three corners or more are expected, x and y of each: 0,0,1,0,1,1,0,1.")
    try require(placeWidth > 0 && placeWidth <= 100, "place-width", "a width is above 0, up to 100 m.")
    try require(placeAdaptation >= 0 && placeAdaptation <= 1e6, "place-adaptation", "a number from 0 to 1000000 is expected.")
    try require(placeTheta >= 0 && placeTheta <= 1e6, "place-theta", "a number from 0 to 1000000 is expected.")
    try require(
      placeSide == nil || compatibility == .none, "place-side",
      "place cells are those of this program: canns computes another function of the distance; leave out --compat.")
    try require(duration.map { $0 > 0 } ?? true, "duration", "a duration is above 0.")
    try require(every >= 1, "every", "a number of steps is 1 or more.")
    try require(
      permutations == 0 || (19...1_000_000).contains(permutations), "permutations",
      "0, or 19 to 1000000 are expected: with fewer p cannot reach 0.05.")
    try require(frames >= 0 && frames <= 2000, "frames", "a number from 0 to 2000 is expected.")
  }
}
