import Schema

/// Parameters of the models of single cells.
public struct TuningModelParameters: ParameterTable {
  /// Width of a bin of time, s.
  public var window = 0.02
  /// Side of a square bin of the arena, or length of one of the track, m.
  public var binSize = 0.07
  /// Bins of each circle of the torus, or of the ring.
  public var circleBins = 15
  /// Bins of the heading and of the phase of theta.
  public var angleBins = 18
  /// Bins of the speed.
  public var speedBins = 10
  /// Bins of the decoder in which each cell is left out of the torus.
  public var leaveOutBins = 12_000

  public init() {}

  public static let parameters: [Parameter<TuningModelParameters>] = [
    Parameter(
      "time-bin-ms", \.window, scale: 1e-3, unit: "ms", help: "width of a bin of time",
      source: "Hardcastle et al. 2017 (20 ms)"),
    Parameter("bin-cm", \.binSize, scale: 0.01, unit: "cm", help: "side of a square bin of the arena, or of the track"),
    Parameter("circle-bins", \.circleBins, help: "bins of each circle of the torus, or of the ring"),
    Parameter(
      "angle-bins", \.angleBins, help: "bins of the heading and of the phase of theta", source: "Hardcastle et al. 2017"),
    Parameter("speed-bins", \.speedBins, help: "bins of the speed up to its 97.5th percentile; the last holds what is above"),
    Parameter(
      "leave-out-bins", \.leaveOutBins, help: "where a torus or ring was decoded: bins of its decoder that are looked at"),
  ]

  public func validate() throws {
    try require(window >= 0.001 && window <= 1, "time-bin-ms", "a bin of time is between 1 ms and 1 s wide.")
    try require(binSize >= 0.005 && binSize <= 10, "bin-cm", "a bin is between 0.5 cm and 10 m wide.")
    for (name, value) in [("circle-bins", circleBins), ("angle-bins", angleBins), ("speed-bins", speedBins)] {
      try require((3...60).contains(value), name, "\(value) is not between 3 and 60.")
    }
    try require(leaveOutBins >= 400, "leave-out-bins", "\(leaveOutBins) is not at least 400.")
  }
}
