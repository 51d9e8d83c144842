import Schema
import Stages

/// Where the head direction comes from.
public enum HeadDirectionSource: String, Choice {
  /// As the file has it (or from two markers, see `--head-markers`); unknown when it has none.
  case recorded
  /// The direction of movement stands in for it.
  case movement
}

/// Parameters of the import of a trajectory.
public struct TrajectoryParameters: ParameterTable {
  /// Samples per second of the even grid; `nil` for that of the recording (its median step), Hz.
  public var rate: Double?
  /// Longest gap in the tracking that is filled by interpolation, s.
  public var maximumGap = 0.25
  /// Faster steps are errors of the tracking, m/s; `nil` for no limit.
  public var maximumSpeed: Double? = 4
  /// Standard deviation of the Gaussian over position and head direction, s; 0 for none.
  public var smoothing = 0.0
  /// Up to this speed the animal stands still and has no direction of movement, m/s.
  public var stillSpeed = 0.0
  /// Where the head direction comes from.
  public var headDirection = HeadDirectionSource.recorded
  /// Reflects y within its range, for files whose y runs downward.
  public var flipsY = false
  /// With `canns` that program's numbers: no cleaning, backward differences, angular velocity by `taskStep`.
  public var compatibility = Compatibility.none
  /// The time step of the task that canns divides by, s; only with `compatibility`.
  public var taskStep = 0.1

  public init() {}

  public static let parameters: [Parameter<TrajectoryParameters>] = [
    Parameter("rate", \.rate, unit: "Hz", help: "samples per second of the result; that of the recording by default").only(
      "without --compat canns"
    ) { $0.compatibility == .none },
    Parameter(
      "max-gap", \.maximumGap, unit: "s",
      help: "gaps in the tracking up to this length are filled by interpolation; longer ones stay empty"
    ).only("without --compat canns") { $0.compatibility == .none },
    Parameter(
      "max-speed", \.maximumSpeed, unit: "m/s",
      help: "samples that could only be reached faster are errors of the tracking and are removed; none for no limit"
    ).only("without --compat canns") { $0.compatibility == .none },
    Parameter(
      "smooth-ms", \.smoothing, scale: 1e-3, unit: "ms",
      help: "standard deviation of the Gaussian over position and head direction; 0 for none"
    ).only("without --compat canns") { $0.compatibility == .none },
    Parameter(
      "still-speed", \.stillSpeed, unit: "m/s",
      help: "up to this speed the animal stands still and has no direction of movement"
    ).only("without --compat canns") { $0.compatibility == .none },
    Parameter(
      "head-direction", \.headDirection,
      help: "recorded: what the file or --head-markers gives; movement: let the direction of movement stand in for it"),
    Parameter(
      "flip-y", \.flipsY, help: "reflect y within its range: for video, whose y runs downward and turns left into right"),
    Parameter(
      "compat", \.compatibility,
      help: "canns repeats that program's numbers: no cleaning, backward differences, angular velocity by --compat-dt"),
    Parameter(
      "compat-dt", \.taskStep, unit: "s", help: "with --compat canns: the time step of the task, whatever the data's is"
    ).only("with --compat canns") { $0.compatibility == .canns },
  ]

  public func validate() throws {
    try require(rate.map { $0 >= 0.01 && $0 <= 1e5 } ?? true, "rate", "a rate is between 0.01 and 100000 Hz.")
    try require(maximumGap >= 0, "max-gap", "a gap is not negative.")
    try require(maximumSpeed.map { $0 > 0 } ?? true, "max-speed", "a limit is positive; write none for no limit.")
    try require(smoothing >= 0 && smoothing <= 60, "smooth-ms", "the smoothing is 0 or more, at most a minute.")
    try require(stillSpeed >= 0, "still-speed", "a speed is not negative.")
    try require(taskStep > 0, "compat-dt", "a time step is positive.")
  }
}
