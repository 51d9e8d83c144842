import Oscillations
import PopulationActivity
import Schema
import Stages

/// Parameters of the theta analysis.
public struct ThetaParameters: ParameterTable {
  /// The file with the field potential, when it is not in the recording itself.
  public var fieldPotential: String?
  /// Channels that are compared, as `--map lfp=NAME` names them; empty for the one that the reader takes.
  public var channels: [String] = []
  /// Where theta is looked for, Hz: from and to.
  public var band = [4.0, 12.0]
  /// How the phase is found.
  public var method = PhaseChoice.track
  /// Half-power half width of the demodulation, Hz.
  public var halfWidth = 1.0
  /// Power over the background from which the phase counts for spikes.
  public var leastStrength = 10.0
  /// How often bursts are moved, and cycles exchanged, to test the rhythm of each cell.
  public var jitters = 200
  /// What position phase precession is measured against.
  public var space = PositionSpace.auto
  /// Edges of a track, as x1:y1:x2:y2 in metres; empty for none.
  public var track: [String] = []
  /// Spikes of precession, and cycles of sweeps of position, are those at this speed or faster, cm/s.
  public var minimumRunSpeed = 10.0
  /// Whether the coupling of amplitudes to the phase is looked for.
  public var couples = false
  /// How often amplitudes are shifted to test it.
  public var couplingShifts = 200
  /// How often the phases of cycles are permuted to test a slope, and sweeps to test whether they alternate.
  public var permutations = 1000
  /// How far the place of the state-space decoder walks, m per √s.
  public var motion = 0.5
  /// Places are decoded within this distance of the animal, m; `nil` for half of the spacing of grid cells, else 0.5 m.
  public var reach: Double?
  /// Where phase 0 is.
  public var phaseZero = PhaseZero.peak
  /// Whether the polarity of the field potential is turned.
  public var isInverted = false
  /// Which cells, by identifier; empty for all.
  public var cells: [String] = []
  /// Epochs to use, by name or as start:stop in seconds of the recording; empty for all.
  public var epochs: [String] = []
  /// Intervals to leave out, as start:stop.
  public var excluded: [String] = []
  /// Whether stretches that the file itself calls invalid are used.
  public var keepsInvalid = false

  public init() {}

  public static let parameters: [Parameter<ThetaParameters>] = [
    Parameter(
      "lfp", \.fieldPotential, help: "file with the field potential, when it is not in the recording itself"),
    Parameter(
      "channels", \.channels,
      help: "channels that are compared, as --map lfp=NAME names them (eeg,eeg2 or 0:32 or /path[0:32]); the one with the most "
        + "theta over its background is taken"),
    Parameter("band", \.band, unit: "Hz", help: "where theta is looked for, from and to"),
    Parameter(
      "method", \.method,
      help: "how the phase is found: by the tracked frequency, by Butterworth and Hilbert as SciPy, or by extrema of cycles"),
    Parameter(
      "half-width", \.halfWidth, unit: "Hz",
      help: "of the low pass around the tracked frequency; 0.75 for slow, 1.5 for fast changes of frequency"),
    Parameter(
      "min-strength", \.leastStrength,
      help: "power over the background from which the phase counts for spikes; 0 for all time that is not left out"),
    Parameter(
      "jitters", \.jitters,
      help: "how often the bursts of a cell are moved, and its cycles exchanged, to test its rhythm; 0 for no test"),
    Parameter(
      "space", \.space,
      help: "where phase precession is looked for: along a line, in the plane, auto by the shape of the path, or none"),
    Parameter(
      "track-graph", \.track, unit: "m",
      help: "edges of a T, W or other track as x1:y1:x2:y2, separated by commas; precession is then along its routes, from end "
        + "to end"
    ).only("with --space line or auto") { $0.space == .line || $0.space == .auto },
    Parameter(
      "min-run-speed", \.minimumRunSpeed, unit: "cm/s",
      help: "spikes of precession, and cycles of sweeps of position, are those at this speed or faster"),
    Parameter("permutations", \.permutations, help: "permutations of cycles that test a slope, and of sweeps; 0 for no test"),
    Parameter(
      "decode-motion", \.motion, unit: "m per √s", help: "how far the place of the state-space decoder walks"),
    Parameter(
      "decode-reach", \.reach, unit: "m",
      help: "places are decoded within this distance of the animal; none for half of the spacing of grid cells, else 0.5 m"),
    Parameter(
      "coupling", \.couples,
      help: "look for coupling of the amplitudes from 30 to 200 Hz to the phase, and of all to the phases from 2 to 12 Hz"),
    Parameter("coupling-shifts", \.couplingShifts, help: "shifts of the amplitudes that test the coupling; 0 for no test")
      .only("with --coupling") { $0.couples },
    Parameter("phase-zero", \.phaseZero, help: "where phase 0 is: the peak or the trough of the fundamental"),
    Parameter("invert", \.isInverted, help: "turn the polarity of the field potential"),
    Parameter("cells", \.cells, help: "identifiers of the cells to use, separated by commas, or @FILE with one a line"),
    Parameter(
      "epoch", \.epochs, unit: "s", help: "epochs to use: names of the file's epochs or start:stop, repeatable"),
    Parameter("exclude", \.excluded, unit: "s", help: "intervals to leave out, start:stop, repeatable"),
    Parameter("keep-invalid", \.keepsInvalid, help: "use the stretches that the file calls invalid (invalid_times of NWB)"),
  ]

  public func validate() throws {
    try require(
      band.count == 2 && band[0] > 0 && band[0] < band[1], "band",
      "a band is two frequencies above 0, the lower first: --band 4,12.")
    let widths = ThetaRidge.widths
    try require(
      widths.contains(band[1] - band[0]), "band",
      "a frequency can be followed in a band of \(formatted(widths.lowerBound)) to \(formatted(widths.upperBound)) Hz width.")
    try require(halfWidth >= 0.1 && halfWidth <= 5, "half-width", "a half width is between 0.1 and 5 Hz.")
    try require(leastStrength >= 0, "min-strength", "a power is not negative.")
    for (count, name) in [(jitters, "jitters"), (permutations, "permutations"), (couplingShifts, "coupling-shifts")] {
      try require(
        count == 0 || (19...100_000).contains(count), name,
        "0, or 19 to 100000 are expected: with fewer p cannot reach 0.05.")
    }
    try require(minimumRunSpeed > 0, "min-run-speed", "a speed of running is above 0.")
    try require(motion > 0 && motion <= 100, "decode-motion", "a walk is above 0 and up to 100 m per √s.")
    try require(
      reach.map { $0 >= 0.05 && $0 <= 5 } ?? true, "decode-reach", "a distance between 0.05 and 5 m, or none, is expected.")
    _ = try trackGraph()
    _ = try ThetaInput.names(channels)
    try require(fieldPotential.map { !$0.isEmpty } ?? true, "lfp", "the name of the file is empty.")
    _ = try timeIntervals(excluded, option: "exclude")
  }

  /// Hz.
  var range: ClosedRange<Double> { band[0]...band[1] }

  /// The track that was given; `nil` without one.
  func trackGraph() throws -> TrackGraph? {
    if track.isEmpty { return nil }
    let segments = try track.map { edge -> (SIMD2<Double>, SIMD2<Double>) in
      let numbers = edge.split(separator: ":").compactMap { Double(parameterText: String($0)) }
      try require(
        numbers.count == 4, "track-graph", "'\(edge)' is no edge: x1:y1:x2:y2 in metres are expected, separated by commas.")
      return (SIMD2(numbers[0], numbers[1]), SIMD2(numbers[2], numbers[3]))
    }
    try require(segments.count <= TrackGraph.mostEdges, "track-graph", "a track has at most \(TrackGraph.mostEdges) edges.")
    guard let graph = TrackGraph(segments) else {
      throw ParameterError.invalid(
        name: "track-graph",
        reason: sentence {
          "each edge has to have a length, and all have to meet: ends within \(formatted(100 * TrackGraph.joined)) cm are one."
        })
    }
    try require(graph.ends.count >= 2, "track-graph", "a track has two ends or more; this one is closed.")
    return graph
  }
}

/// Where the phase of a rhythm is 0.
public enum PhaseZero: String, Choice {
  /// At the peak of the fundamental.
  case peak
  /// At its trough.
  case trough
}

/// How the phase of theta is found.
public enum PhaseChoice: String, Choice {
  /// Demodulation at the tracked frequency.
  case track
  /// Butterworth's band pass run both ways and Hilbert's transform, as SciPy's.
  case hilbert
  /// The extrema and half heights of each cycle.
  case cycles
}
