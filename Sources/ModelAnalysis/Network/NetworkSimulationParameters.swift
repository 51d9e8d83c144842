import Schema
import SpikingNetworks

/// What is said of a network simulation besides its file.
public struct NetworkSimulationParameters: ParameterTable {
  /// How long it lasts, as it is written; stronger than the file.
  public var duration: String?
  /// A step, as it is written; stronger than the file.
  public var dt: String?
  /// Write the spikes as a recording.
  public var spikes = false

  public init() {}

  public static let parameters: [Parameter<NetworkSimulationParameters>] = [
    Parameter(
      "duration", \.duration,
      help: "how long it lasts, in the model's unit of time or with a unit (30 s); the parts of a task are stretched"),
    Parameter("dt", \.dt, help: "a step, in the model's unit of time or with a unit (0.1 ms); the model's own by default"),
    Parameter(
      "spikes", \.spikes,
      help: "draw Poisson spikes from the rates, so that the result is a recording: 64 neurons, 20 Hz at the peak"),
  ]

  /// The network as it is run.
  func network(_ file: NetworkFile, seed: UInt64) throws -> NetworkDescription {
    var network = file.network
    network.seed = seed
    if let duration { network.duration = try time(duration, "duration") }
    if let dt { network.dt = try time(dt, "dt") }
    return network
  }

  private func time(_ text: String, _ option: String) throws -> Double {
    guard let time = SimulationClock.milliseconds.time(text), time > 0 else {
      throw ParameterError.invalid(name: option, reason: "'\(text)' is no time such as 5 ms or 0.3 s.")
    }
    return time
  }
}
