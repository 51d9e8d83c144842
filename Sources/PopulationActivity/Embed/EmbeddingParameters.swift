import Recordings
import Schema
import Stages

/// Parameters of the spike embedding.
public struct EmbeddingParameters: ParameterTable {
  /// Width of a time bin, s.
  public var binWidth = 0.010
  /// Standard deviation of the Gaussian that smooths the counts, s; 0 leaves them as they are.
  public var sigma = 0.050
  /// Keep only bins in which the animal moves (needs a position).
  public var speedFilter = true
  /// Speed that a kept bin exceeds, cm/s.
  public var minimumSpeed = 2.5
  /// Standard deviation of the Gaussian that smooths the position before the speed is taken, s.
  public var speedSmoothing = 1.0
  /// Longest gap in the tracking that is filled by interpolation, s.
  public var maximumGap = 0.5
  /// Standard deviation of the Gaussian that gives the slow course of each cell's rate, by which its rates are divided, s; 0
  /// divides by nothing.
  public var detrending = 0.0
  /// Cells with a lower mean rate are left out, Hz.
  public var minimumRate = 0.0
  /// Which cells, by identifier; empty for all.
  public var cells: [String] = []
  /// Epochs to keep, by name or as start:stop in seconds of the recording; empty for all.
  public var epochs: [String] = []
  /// Intervals to leave out, as start:stop.
  public var excluded: [String] = []
  /// Whether stretches that the file itself calls invalid are kept.
  public var keepsInvalid = false
  /// The unit of the smoothed rates; has no effect with `compatibility`, which has its own.
  public var scale = RateScale.hz
  /// With `canns` that program's numbers: its bin edges, its scale, and its fixed 10 ms in the speed.
  public var compatibility = Compatibility.none

  public init() {}

  public static let parameters: [Parameter<EmbeddingParameters>] = [
    Parameter(
      "bin-ms", \.binWidth, scale: 1e-3, unit: "ms",
      help: "width of a time bin; a count matrix keeps its own bins or sums whole numbers of them",
      source: "Gardner et al. 2022"),
    Parameter(
      "sigma-ms", \.sigma, scale: 1e-3, unit: "ms",
      help: "standard deviation of the Gaussian that smooths spike counts; 0 for none",
      source: "Gardner et al. 2022 (50 ms awake, 25 ms in slow-wave sleep)"),
    Parameter(
      "speed-filter", \.speedFilter, help: "keep only bins in which the animal moves (needs a position)",
      source: "Gardner et al. 2022"),
    Parameter(
      "min-speed", \.minimumSpeed, unit: "cm/s", help: "a kept bin is faster than this",
      source: "Gardner et al. 2022"
    ).only("with --speed-filter") { $0.speedFilter },
    Parameter(
      "speed-smoothing-s", \.speedSmoothing, unit: "s",
      help: "standard deviation of the Gaussian that smooths the position before the speed is taken",
      source: "Gardner et al. 2022"
    ).only("without --compat canns") { $0.compatibility == .none },
    Parameter(
      "max-gap-s", \.maximumGap, unit: "s",
      help: "gaps in the tracking up to this length are filled by interpolation; longer ones have no position"
    ).only("without --compat canns") { $0.compatibility == .none },
    Parameter(
      "detrend-s", \.detrending, unit: "s",
      help: "standard deviation of the Gaussian that gives the slow course of each cell's rate, by which its rates are "
        + "divided (300 where rates drift over the session); 0 for none"
    ).only("without --compat canns") { $0.compatibility == .none },
    Parameter("min-rate", \.minimumRate, unit: "Hz", help: "cells with a lower mean rate are left out"),
    Parameter("cells", \.cells, help: "identifiers of the cells to use, separated by commas, or @FILE with one a line"),
    Parameter(
      "epoch", \.epochs, unit: "s", help: "epochs to keep: names of the file's epochs or start:stop, repeatable"),
    Parameter("exclude", \.excluded, unit: "s", help: "intervals to leave out, start:stop, repeatable"),
    Parameter("keep-invalid", \.keepsInvalid, help: "keep the stretches that the file calls invalid (invalid_times of NWB)"),
    Parameter("scale", \.scale, help: "hz for rates in Hz, canns for the units of that program").only(
      "without --compat canns"
    ) { $0.compatibility == .none },
    Parameter(
      "compat", \.compatibility,
      help: "canns repeats that program's numbers: its bin edges, its scale and its fixed 10 ms in the speed"),
  ]

  public func validate() throws {
    try require(binWidth >= 1e-4 && binWidth <= 60, "bin-ms", "a bin is between 0.1 ms and a minute wide.")
    try require(sigma >= 0 && sigma <= 600, "sigma-ms", "the smoothing is 0 or more, at most ten minutes.")
    try require(minimumSpeed >= 0, "min-speed", "a speed is not negative.")
    try require(
      speedSmoothing > 0 && speedSmoothing <= 600, "speed-smoothing-s", "the smoothing is positive and at most ten minutes.")
    try require(maximumGap >= 0, "max-gap-s", "a gap is not negative.")
    try require(
      detrending == 0 || detrending >= 30 && detrending <= 86_400, "detrend-s",
      "the course of a rate is slow: 0, or half a minute to a day; what is faster may be what the cells say.")
    try require(minimumRate >= 0, "min-rate", "a rate is not negative.")
    _ = try timeIntervals(excluded, option: "exclude")
  }

  /// The time that is analysed.
  var timeChoice: TimeChoice { TimeChoice(epochs: epochs, excluded: excluded, keepsInvalid: keepsInvalid) }
}

/// The unit in which rates are given.
public enum RateScale: String, Choice {
  /// Spikes per second.
  case hz
  /// Counts smoothed by a kernel that is divided once more by √(2π) σ, as that program does.
  case canns
}

/// Whether a stage does things right or repeats the numbers of another program.
public enum Compatibility: String, Choice {
  /// Right by default.
  case none
  /// The numbers of canns, defects included, to repeat a published analysis.
  case canns
}
