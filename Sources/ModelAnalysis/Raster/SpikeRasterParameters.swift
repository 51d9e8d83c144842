import Schema

/// Which spikes are shown.
public struct SpikeRasterParameters: ParameterTable {
  /// s.
  public var start = 0.0
  /// s.
  public var stop = 60.0

  public init() {}

  public static let parameters: [Parameter<SpikeRasterParameters>] = [
    Parameter("start-s", \.start, unit: "s", help: "where the stretch begins"),
    Parameter("stop-s", \.stop, unit: "s", help: "where it ends"),
  ]

  public func validate() throws {
    try require(start < stop, "stop-s", "\(formatted(stop)) s is not behind the start, \(formatted(start)) s.")
  }

  func contains(_ time: Double) -> Bool { time >= start && time < stop }
}
