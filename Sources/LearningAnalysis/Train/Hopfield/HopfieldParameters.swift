import LearningModels
import Schema
import Stages

/// Parameters of the associative memory.
public struct HopfieldParameters: ParameterTable {
  /// Sets of the program, or files.
  public var patterns = ["pictures"]
  /// Pixels along each edge of the program's own pictures.
  public var size = 128
  /// Random patterns.
  public var count = 4
  /// Values of a random pattern.
  public var neurons = 1000
  /// How patterns become −1 and 1.
  public var binarize = PatternCut.auto
  /// States to recall from; none for the patterns with noise.
  public var inputs: [String] = []
  /// The share of neurons of a pattern that are reversed in the state to recall from.
  public var noise = 0.3
  /// How the weights are made.
  public var hebbian = HebbianOptions()
  /// Which neurons change at a time.
  public var update = UpdateChoice.synchronous
  /// How a neuron answers.
  public var activation = ActivationChoice.sign
  /// In the unit of the field.
  public var temperature = 1.0
  /// In the unit of the field.
  public var threshold = 0.0
  /// Steps of a recall at most.
  public var iterations = 20
  /// End at a fixed point or a cycle of two.
  public var stops = true
  /// Write W as a matrix, whatever its size.
  public var denseWeights = false
  /// Recalls of each pattern at each level of noise.
  public var basinTrials = 0
  /// Random states that are let fall.
  public var attractorStarts = 0
  /// Dreams.
  public var unlearning = 0
  /// What a dream takes away.
  public var unlearningStrength = 0.01
  /// Networks of each size and load.
  public var capacityNetworks = 0
  /// Their sizes.
  public var capacitySizes = [500, 1000, 2000, 4000]
  /// Whose numbers are given.
  public var compat = TrainingLikeness.none

  public init() {}

  /// Sets that the program makes.
  static let builtIn = ["pictures", "digits", "random"]

  public static let parameters: [Parameter<HopfieldParameters>] = [
    Parameter(
      "patterns", \.patterns,
      help: "pictures, digits or random, made by the program; or files: .png, .pgm, .npy, .npz, as seen from the YAML file"),
    Parameter("size", \.size, unit: "pixels", help: "edge of the program's own pictures").only("with patterns: pictures") {
      $0.patterns == ["pictures"]
    },
    Parameter("count", \.count, help: "random patterns").only("with patterns: random") { $0.patterns == ["random"] },
    Parameter("neurons", \.neurons, help: "values of a random pattern").only("with patterns: random") {
      $0.patterns == ["random"]
    },
    Parameter(
      "binarize", \.binarize,
      help: "auto: pictures at their means, 0 and 1 as -1 and 1; mean: every pattern at its mean; none: not at all"),
    Parameter("inputs", \.inputs, help: "files with states to recall from, in the order of the patterns; none: noisy patterns"),
    Parameter("noise", \.noise, help: "share of a pattern that is reversed, each neuron by chance", source: "seed 000: 0.3")
      .only("without inputs") { $0.inputs.isEmpty },
    Parameter(
      "subtract-mean", \.hebbian.subtractsMean, help: "take the mean of all values of all patterns from them before storing"),
    Parameter("clear-diagonal", \.hebbian.clearsDiagonal, help: "let no neuron excite itself"),
    Parameter("divide-by-patterns", \.hebbian.normalizes, help: "divide the weights by the number of patterns"),
    Parameter("update", \.update, help: "all neurons at a time, or one after another in a random order"),
    Parameter(
      "activation", \.activation, help: "sign: -1 or 1; stochastic: by chance at a temperature; tanh, sigmoid: graded neurons"),
    Parameter("temperature", \.temperature, help: "in the unit of the field, which is about neurons / patterns on a pattern")
      .only("with another activation than sign") {
        $0.activation != .sign
      },
    Parameter("threshold", \.threshold, help: "of every neuron, in the unit of the field"),
    Parameter("iterations", \.iterations, help: "steps of a recall at most; one asks every neuron"),
    Parameter("stop-when-settled", \.stops, help: "end at a fixed point or a cycle of two")
      .only("with an activation that settles, and without --compat canns") {
        $0.activation != .stochastic && $0.compat == .none
      },
    Parameter("dense-weights", \.denseWeights, help: "write the weights as a matrix also above 1024 neurons"),
    Parameter("basin-trials", \.basinTrials, help: "recalls of each pattern at each of eleven levels of noise; 0: none"),
    Parameter("attractor-starts", \.attractorStarts, help: "random states that are let fall into attractors; 0: none"),
    Parameter("unlearning", \.unlearning, help: "attractors reached from random states that are taken away again; 0: none"),
    Parameter(
      "unlearning-strength", \.unlearningStrength, help: "how much of one, as a part of a pattern's weight",
      source: "Hopfield, Feinstein and Palmer 1983"
    ).only("with unlearning") { $0.unlearning > 0 },
    Parameter(
      "capacity-networks", \.capacityNetworks, help: "random networks of each size and load for the capacity; 0: not measured"),
    Parameter("capacity-sizes", \.capacitySizes, help: "neurons of these networks").only("with capacity-networks") {
      $0.capacityNetworks > 0
    },
    Parameter("compat", \.compat, help: "the numbers of canns: ties become 0, no early end, an energy without entropy"),
  ]

  public func validate() throws {
    try require(!patterns.isEmpty, "patterns", "at least one is needed.")
    try requirePatterns(patterns, builtIn: Self.builtIn)
    try require((8...1024).contains(size), "size", "\(size) is not in 8...1024.")
    try require((1...1_000_000).contains(count), "count", "\(count) is not in 1...1000000.")
    try require((2...4_000_000).contains(neurons), "neurons", "\(neurons) is not in 2...4000000.")
    try require(noise >= 0 && noise <= 1, "noise", "a share is from 0 to 1.")
    try require(temperature > 0, "temperature", "a temperature is above 0.")
    try require((1...1_000_000).contains(iterations), "iterations", "\(iterations) is not in 1...1000000.")
    for (name, value) in [
      ("basin-trials", basinTrials), ("attractor-starts", attractorStarts), ("unlearning", unlearning),
      ("capacity-networks", capacityNetworks),
    ] { try require((0...1_000_000).contains(value), name, "\(value) is not in 0...1000000.") }
    try require(unlearningStrength > 0 && unlearningStrength <= 1, "unlearning-strength", "it is above 0 and at most 1.")
    try require(
      !capacitySizes.isEmpty && capacitySizes.allSatisfy { (50...20_000).contains($0) }, "capacity-sizes",
      "sizes are from 50 to 20000 neurons.")
    try require(
      activation == .sign || basinTrials + attractorStarts + unlearning == 0, "activation",
      "basins, attractors and unlearning are measured with the sign.")
    try require(
      compat == .none || basinTrials + attractorStarts + unlearning + capacityNetworks == 0, "compat",
      "basins, attractors, unlearning and capacity are none of canns.")
  }
}

/// Whose numbers are given.
public enum TrainingLikeness: String, Choice {
  /// The right ones.
  case none
  /// Those of canns 1.5.
  case canns
}

/// Which neurons change at a time.
public enum UpdateChoice: String, Choice {
  case synchronous, asynchronous
}

/// How a neuron answers.
public enum ActivationChoice: String, Choice {
  case sign, stochastic, tanh, sigmoid

  /// As the engine knows it.
  var engine: HopfieldActivation {
    switch self {
    case .sign: .sign
    case .stochastic: .stochastic
    case .tanh: .tanh
    case .sigmoid: .sigmoid
    }
  }
}
