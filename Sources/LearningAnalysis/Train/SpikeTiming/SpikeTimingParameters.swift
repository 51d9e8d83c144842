import ArrayNumerics
import Foundation
import LearningModels
import Schema
import Stages

/// Parameters of learning by spike timing.
public struct SpikeTimingParameters: ParameterTable {
  /// Spikes of the program, or files.
  public var patterns = ["poisson"]
  /// Inputs.
  public var synapses = 100
  /// Seconds of one epoch.
  public var duration = 50.0
  /// Of each input, Hz.
  public var inputRate = 20.0
  /// Inputs that share a source.
  public var correlated = 0
  /// Of any two of them.
  public var correlation = 0.2
  /// A step, s.
  public var dt = 0.001
  /// Neurons.
  public var outputs = 1
  /// Of the neurons.
  public var neuron = SpikingLayer.Parameters()
  /// A₊.
  public var potentiation = 0.005
  /// A₋.
  public var depression = 0.006
  /// Smallest weight.
  public var lowest = 0.0
  /// Largest weight.
  public var highest = 1.0
  /// η.
  public var rate = 1.0
  /// Passes over the spikes.
  public var epochs = 6
  /// Whose numbers are given.
  public var compat = TrainingLikeness.none

  public init() { neuron.threshold = 10 }

  /// Spikes that the program makes.
  static let builtIn = ["poisson"]

  public static let parameters: [Parameter<SpikeTimingParameters>] = [
    Parameter(
      "patterns", \.patterns, help: "poisson: random spikes; or files: .npy, .npz with spikes or currents [step, input]"),
    Parameter("synapses", \.synapses, help: "inputs of each neuron").only("with patterns: poisson", when: isPoisson),
    Parameter("duration", \.duration, unit: "s", help: "of an epoch").only("with patterns: poisson", when: isPoisson),
    Parameter("input-hz", \.inputRate, unit: "Hz", help: "rate of each input").only("with patterns: poisson", when: isPoisson),
    Parameter("correlated", \.correlated, help: "inputs that share a source, the first ones")
      .only("with patterns: poisson", when: isPoisson),
    Parameter("correlation", \.correlation, help: "of any two of them").only("with correlated above 0") { $0.correlated > 0 },
    Parameter("dt-ms", \.dt, scale: 1e-3, unit: "ms", help: "a step"),
    Parameter("outputs", \.outputs, help: "neurons"),
    Parameter("spike-threshold", \.neuron.threshold, help: "potential from which on a neuron fires"),
    Parameter("reset", \.neuron.reset, help: "potential after a spike"),
    Parameter("leak", \.neuron.leak, help: "part of the potential that is left after a step", source: "canns"),
    Parameter("trace-decay", \.neuron.traceDecay, help: "part of a trace that is left after a step", source: "canns"),
    Parameter("potentiation", \.potentiation, help: "A+: gain of a spike after an input", source: "Song et al. 2000"),
    Parameter("depression", \.depression, help: "A-: loss of an input after a spike; canns: 0.00525"),
    Parameter("lowest-weight", \.lowest, help: "no weight falls below"),
    Parameter("highest-weight", \.highest, help: "no weight rises above"),
    Parameter("learning-rate", \.rate, help: "factor of both"),
    Parameter("epochs", \.epochs, help: "passes over the spikes"),
    Parameter(
      "compat", \.compat,
      help: "as canns: first weights around 0, of which half are cut, and inputs that lose by spikes of their step"),
  ]

  private static let isPoisson: @Sendable (SpikeTimingParameters) -> Bool = { $0.patterns == ["poisson"] }

  public func validate() throws {
    try require(!patterns.isEmpty, "patterns", "at least one is needed.")
    try requirePatterns(patterns, builtIn: Self.builtIn)
    try require((1...100_000).contains(synapses), "synapses", "\(synapses) is not in 1...100000.")
    try require(duration > 0 && duration < 1e7, "duration", "it is above 0.")
    try require(dt > 0 && dt <= 1, "dt-ms", "a step is above 0 and at most 1000 ms.")
    try require(duration >= dt, "duration", "it is shorter than a step.")
    try require(inputRate >= 0, "input-hz", "a rate is not negative.")
    try require(
      inputRate * dt <= 1, "dt-ms",
      "\(formatted(inputRate)) Hz in steps of \(formatted(dt * 1000)) ms are \(formatted(inputRate * dt)) spikes a step; "
        + "one is the most. Take steps of at most \(formatted(1000 / inputRate)) ms.")
    try require((0...synapses).contains(correlated), "correlated", "\(correlated) is not in 0...\(synapses).")
    try require(correlation >= 0 && correlation <= 1, "correlation", "it is from 0 to 1.")
    try require((1...10_000).contains(outputs), "outputs", "\(outputs) is not in 1...10000.")
    try require(neuron.reset < neuron.threshold, "reset", "it is below the spike threshold.")
    try require(neuron.leak >= 0 && neuron.leak <= 1, "leak", "it is from 0 to 1.")
    try require(neuron.traceDecay >= 0 && neuron.traceDecay <= 1, "trace-decay", "it is from 0 to 1.")
    try require(potentiation >= 0 && depression >= 0, "potentiation", "gain and loss are not negative.")
    try require(lowest < highest, "lowest-weight", "it is below the highest weight.")
    try require(rate > 0 && rate < 1e6, "learning-rate", "it is above 0.")
    try require((1...1_000_000).contains(epochs), "epochs", "\(epochs) is not in 1...1000000.")
  }

  /// As the engine knows it.
  var plasticity: STDPTrainer.Parameters {
    var result = STDPTrainer.Parameters()
    (result.potentiation, result.depression, result.range) = (potentiation, depression, lowest...highest)
    result.countsOwnStep = compat == .canns
    return result
  }

  /// What drives the neurons, `[step, input]`.
  func spikes(seed: UInt64, stage: String, context: RunContext) throws -> Matrix<Double> {
    guard patterns == ["poisson"] else { return try PatternSet.read(patterns, stage: stage).values }
    let steps = Int((duration / dt).rounded())
    let (cells, overflow) = steps.multipliedReportingOverflow(by: synapses)
    try context.reserve(
      overflow ? .max / 2 : 8 * cells, for: "\(steps) steps of \(counted(synapses, "input"))",
      remedy: "Take a shorter duration and more epochs.")
    return try TrainingSets.spikes(
      steps: steps, inputs: synapses, probability: inputRate * dt, correlated: correlated, correlation: correlation, seed: seed)
  }

  /// Even over the range of the weights; or as canns, normal around 0.
  func firstWeights(inputs: Int, seed: UInt64) -> Matrix<Double> {
    var stream = RandomStream(seed: seed, name: "first weights")
    let values = (0..<outputs * inputs).map { _ in
      compat == .canns ? 0.05 * stream.normal() : lowest + (highest - lowest) * stream.uniform()
    }
    return Matrix(rows: outputs, columns: inputs, elements: values)
  }
}
