import PopulationActivity
import Schema

/// What is said of a simulation besides its file.
public struct SimulationParameters: ParameterTable {
  /// The model, where there is no file.
  public var model: String?
  /// `name=value` of parameters of the model.
  public var set: [String] = []
  /// How long it lasts, as it is written.
  public var duration: String?
  /// A step, as it is written.
  public var dt: String?
  /// Draw spikes although the file does not say so.
  public var spikes = false
  /// `name=from:to:count` or `name=a,b,c`: a parameter of which other values are run too.
  public var sweep: String?
  /// Runs of each of these values, with the seed of the run and those after it.
  public var sweepSeeds = 1
  /// Repeats another program.
  public var compatibility = Compatibility.none

  public init() {}

  /// - Throws: `ParameterError.invalid` for a sweep in another form; `ParameterError.idle` for seeds without one.
  public func validate() throws {
    try require(
      sweep.map { SweptParameter($0) != nil } ?? true, "sweep",
      "'\(sweep ?? "")' is not of the form NAME=FROM:TO:COUNT, as in k=0.1:8:20, or NAME=VALUE,VALUE,….")
    try require((1...1000).contains(sweepSeeds), "sweep-seeds", "must be from 1 to 1000, and \(sweepSeeds) was given.")
    if sweep == nil, sweepSeeds != 1 { throw ParameterError.idle(name: "sweep-seeds", condition: "with --sweep") }
  }

  public static let parameters: [Parameter<SimulationParameters>] = [
    Parameter("model", \.model, help: "the model, where no file is given: what 'models' lists"),
    Parameter("set", \.set, help: "a parameter of the model, NAME=VALUE; repeatable, stronger than the file"),
    Parameter(
      "duration", \.duration,
      help: "how long it lasts, in the model's unit of time or with a unit (30 s); the parts of a task are stretched"),
    Parameter("dt", \.dt, help: "a step, in the model's unit of time or with a unit (0.1 ms); the model's own by default"),
    Parameter(
      "spikes", \.spikes,
      help: "draw Poisson spikes from the rates, so that the result is a recording: 64 neurons, 20 Hz at the peak"),
    Parameter(
      "sweep", \.sweep,
      help: "run the task with other values of a parameter too, on all cores: k=0.1:8:20 (from, to, how many) or k=0.1,0.5,2"),
    Parameter(
      "sweep-seeds", \.sweepSeeds,
      help: "how many runs each value of --sweep gets, with the seed of the run and those after it: their spread is drawn"),
    Parameter(
      "compat", \.compatibility,
      help: "canns repeats that program's numbers: both ends of an axis are neurons, its order of steps and its roundings"),
  ]
}
