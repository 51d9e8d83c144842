import Schema
import Stages

/// Parameters of the decoding of position.
public struct PositionDecodingParameters: ParameterTable {
  /// Side of a square bin of the arena, or length of one of the track, m.
  public var binSize = 0.05
  /// Standard deviation of the Gaussian over spikes and time, m.
  public var smoothing = 0.05
  /// Width of a bin of time, s.
  public var window = 0.1
  /// Time over which the displacement is taken that the motion is made from, s.
  public var motion = 1.0
  /// Time that the decoder without a motion sums, s.
  public var flatWindow = 0.5
  /// Shifts of the positions against the spikes; 0 for none.
  public var shuffles = 99
  /// A group of cells that an earlier stage found; all cells when nil.
  public var cellsFrom: CellGroupChoice?

  public init() {}

  public static let parameters: [Parameter<PositionDecodingParameters>] = [
    Parameter("bin-cm", \.binSize, scale: 0.01, unit: "cm", help: "side of a square bin of the arena, or of the track"),
    Parameter(
      "smooth-cm", \.smoothing, scale: 0.01, unit: "cm",
      help: "standard deviation of the Gaussian over spikes and time of the rate maps; 0 for none"),
    Parameter("time-bin-ms", \.window, scale: 1e-3, unit: "ms", help: "width of a bin of time that is decoded"),
    Parameter(
      "motion-s", \.motion, unit: "s",
      help: "the motion has the mean square displacement over this time, spread evenly over its bins"),
    Parameter(
      "flat-window-ms", \.flatWindow, scale: 1e-3, unit: "ms",
      help: "time around a bin that the decoder without a motion takes together"),
    Parameter(
      "shuffles", \.shuffles,
      help: "shifts of the positions against the spikes with everything made anew, for the level of chance and p; 0 for none"),
    Parameter(
      "cells-from", \.cellsFrom,
      help: "decode only a part of the cells, which an earlier result in the folder names: cell-classes:grid, modules:1"),
  ]

  public func validate() throws {
    try require(binSize >= 0.001 && binSize <= 10, "bin-cm", "a bin is between 0.1 cm and 10 m wide.")
    try require(smoothing >= 0 && smoothing <= 10, "smooth-cm", "the smoothing is 0 or more, at most 10 m.")
    try require(window >= 0.001 && window <= 10, "time-bin-ms", "a bin of time is between 1 ms and 10 s wide.")
    try require(motion > 0 && motion <= 20, "motion-s", "a displacement is taken over at most 20 s.")
    try require(flatWindow >= 0.001 && flatWindow <= 20, "flat-window-ms", "the window is between 1 ms and 20 s wide.")
    try require((0...100_000).contains(shuffles), "shuffles", "\(shuffles) is not between 0 and 100000.")
  }
}
