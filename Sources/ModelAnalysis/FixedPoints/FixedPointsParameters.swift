import AttractorModels
import Schema

/// What is looked for, and how.
public struct FixedPointsParameters: ParameterTable {
  /// The model, where there is no file.
  public var model: String?
  /// `name=value` of parameters of the model.
  public var set: [String] = []
  /// rad; `nil` for 0.005 on a ring.
  public var spacing: Double?
  /// Random starts; `nil` for 32 on a ring or torus, 256 for weights.
  public var starts: Int?
  /// How many are kept of each point.
  public var eigenvalues = 10
  /// Eigenvalues that count as 0, per time constant.
  public var tolerance = 1e-9
  /// A parameter that is followed, as it is written: `k=0.01:200`.
  public var continued: String?
  /// Of the weights, as a part of the largest; `nil` for 0.01 on a ring.
  public var weightNoise: Double?
  /// Of the neurons: deviation of a constant input of each, as a part of the bump's height.
  public var heterogeneity = 0.0
  /// Of a remembered position, rad.
  public var driftTolerance = Double.pi / 180
  /// How long the simulations from every point last, in units of the model's time.
  public var simulated = 10.0
  /// What reaches recurrent weights.
  public var input: [Double] = []
  /// Whether time is continuous for recurrent weights; `nil` for steps.
  public var dynamics: RecurrentDynamics?
  /// Whether Jacobians of recurrent weights are kept.
  public var keepsJacobians = false
  /// How many left and right eigenvectors are kept of each family.
  public var vectors = 0
  /// Of a stimulus that swings, in the model's unit of time; `nil` for states at rest.
  public var period: Double?
  /// How far it swings to either side, rad.
  public var swing = Double.pi / 6
  /// How fast the head turns as a part of the fastest, which theta goes by.
  public var turning = 0.0
  /// Repeats another program.
  public var compatibility = FixedPointCompatibility.none
  /// Of the descent of BrainPy, at most.
  public var descentSteps = 10_000

  public init() {}

  public static let parameters: [Parameter<FixedPointsParameters>] = [
    Parameter(
      "model", \.model,
      help: "the model, where no file is given: a ring, torus, surface or sheet of what 'models' lists, or theta-sweep"),
    Parameter("set", \.set, help: "a parameter of the model, NAME=VALUE; repeatable, stronger than the file"),
    Parameter(
      "spacing", \.spacing, unit: "rad",
      help: "between the points that are listed of a circle of stable bumps; by default 0.005 on a ring"),
    Parameter(
      "starts", \.starts,
      help: "starts of the search, beside the usual ones; by default 32, 256 for weights, 3 to 24 for surfaces and sheets"),
    Parameter("eigenvalues", \.eigenvalues, help: "how many are kept of each point, largest real part first"),
    Parameter("tolerance", \.tolerance, help: "eigenvalues that count as 0, in units of one over the time constant"),
    Parameter(
      "continue", \.continued,
      help: "follow the stable bump of a ring or torus while a parameter (k, J0, a, m, tau or tau_v) changes, as in "
        + "k=0.01:200, or the points of recurrent weights while their gain or an input does (gain=0.5:2, input1=-1:1)"),
    Parameter(
      "weight-noise", \.weightNoise,
      help: "standard deviation of noise in the weights of a ring, as a part of the largest, for the drift map; 0.01 by default"
    ),
    Parameter(
      "heterogeneity", \.heterogeneity,
      help: "standard deviation of a constant input of each neuron of a ring, as a part of the bump's height, for the drift map"
    ),
    Parameter(
      "drift-tolerance", \.driftTolerance, scale: .pi / 180, unit: "deg",
      help: "how far a remembered position may drift, for the lifetime of the memory"),
    Parameter(
      "simulate", \.simulated, unit: "units of time",
      help: "how long the simulation from every point lasts that shows whether it rests; 0 for none"),
    Parameter("input", \.input, help: "the constant input of recurrent weights, one number for each column of W_in"),
    Parameter(
      "dynamics", \.dynamics,
      help: "of recurrent weights: steps h <- tanh(W h + W_in x + b), the default, or the flow tau dh/dt = -h + tanh(...)"),
    Parameter("jacobians", \.keepsJacobians, help: "also keep dF/dh and dF/dx of recurrent weights at every point"),
    Parameter(
      "vectors", \.vectors,
      help: "left and right eigenvectors that are kept of the first point of each family, largest real part first; 0 for none"),
    Parameter(
      "period", \.period, unit: "units of time",
      help: "closed orbits of a ring under a stimulus that swings with this period, in place of states at rest"),
    Parameter("swing", \.swing, scale: .pi / 180, unit: "deg", help: "how far the stimulus swings to either side")
      .only("with --period") { $0.period != nil },
    Parameter(
      "turning", \.turning,
      help: "of theta-sweep: how fast the head turns as a part of the fastest, 0 to 1, by which theta drives direction cells"),
    Parameter(
      "compat", \.compatibility,
      help: "canns makes neurons of both ends of an axis: bumps drift to that place; brainpy also descends on the speed as its "
        + "finder of slow points does, and keeps what passes its threshold"),
    Parameter("descent-steps", \.descentSteps, help: "steps of the descent of BrainPy at most")
      .only("with --compat brainpy") { $0.compatibility == .brainpy },
  ]

  public func validate() throws {
    try require(spacing.map { $0 >= 1e-4 && $0 <= 6.3 } ?? true, "spacing", "a spacing is between 0.0001 rad and a turn.")
    try require(starts.map { $0 >= 0 && $0 <= 100_000 } ?? true, "starts", "a number from 0 to 100000 is expected.")
    try require(eigenvalues >= 1 && eigenvalues <= 100_000, "eigenvalues", "a number from 1 to 100000 is expected.")
    try require(tolerance > 0 && tolerance < 0.1, "tolerance", "a tolerance is above 0 and below 0.1.")
    try require(
      continued.map { FollowedParameter($0) != nil || FollowedWeight($0) != nil } ?? true, "continue",
      "'\(continued ?? "")' is not of the form PARAMETER=FROM:TO, as in k=0.01:200; the parameters are k, J0, a, m, tau and "
        + "tau_v, of recurrent weights gain, input1, input2 and so on.")
    try require(
      weightNoise.map { $0 >= 0 && $0 <= 10 } ?? true, "weight-noise", "it is a part of the largest weight, from 0 to 10.")
    try require(heterogeneity >= 0 && heterogeneity <= 10, "heterogeneity", "it is a part of the height, from 0 to 10.")
    try require(driftTolerance > 0 && driftTolerance <= .pi, "drift-tolerance", "a tolerance is above 0, up to 180 deg.")
    try require(simulated >= 0 && simulated <= 1e5, "simulate", "a time from 0 to 100000 is expected.")
    try require(input.allSatisfy(\.isFinite), "input", "the numbers are finite.")
    try require(vectors >= 0 && vectors <= 1000, "vectors", "a number from 0 to 1000 is expected.")
    try require(period.map { $0 > 0 && $0 <= 1e6 } ?? true, "period", "a period is above 0, up to 1000000 units of time.")
    try require(swing >= 0 && swing <= .pi, "swing", "an angle from 0 to 180 deg is expected.")
    try require(turning >= 0 && turning <= 1, "turning", "a part from 0 to 1 is expected.")
    try require(descentSteps >= 1 && descentSteps <= 1_000_000, "descent-steps", "a number from 1 to 1000000 is expected.")
  }
}

/// Another program whose points are repeated.
public enum FixedPointCompatibility: String, Choice {
  /// Right by default.
  case none
  /// The grid of canns, whose ends are both neurons.
  case canns
  /// The same grid, and the finder of slow points of BrainPy.
  case brainpy
}

/// Whether the time of recurrent weights is continuous.
public enum RecurrentDynamics: String, Choice {
  /// h ← tanh(W h + W_in x + b).
  case steps
  /// τ dh/dt = −h + tanh(W h + W_in x + b).
  case flow

  var engine: RecurrentFixedPoints.Dynamics { self == .steps ? .steps : .flow }
}
