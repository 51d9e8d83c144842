import ArrayNumerics
import Foundation
import LearningModels
import Schema
import Stages

extension StageVariant {
  /// The model that learns.
  static func training(_ name: String) -> StageVariant {
    StageVariant(
      option: "model", name: name, default: "hopfield",
      help: "what learns: an associative memory (hopfield), linear neurons by a rule, or spiking neurons (stdp)")
  }
}

/// An associative memory: stores patterns and recalls them from what noise has left of them.
public enum HopfieldTraining: Stage {
  public typealias Input = FileInput

  public static let description = StageDescription(
    key: "train-hopfield", stem: "train", variant: .training("hopfield"), group: .models, title: "Associative memory",
    summary: "models that learn: memories, linear neurons, spike timing",
    purpose: """
      Trains a model on patterns, as a YAML file says: its keys are the options below, with 'model' for what learns. The \
      associative memory (hopfield) stores patterns by the Hebbian rule and recalls them from noisy ones, with the energy and \
      the overlap of every step; on request it measures how far a pattern may be spoilt, where random states end, how \
      unlearning changes that, and the capacity. Linear neurons (oja, sanger, hebbian, anti-hebbian) find components of their \
      inputs and are compared with the true ones; bcm becomes selective; stdp learns from the timing of spikes. Patterns are \
      pictures (PNG, PGM), arrays (NPY, NPZ), or made by the program.
      """,
    example: "canns-analyze train datasets/learning/hopfield-pictures.yaml -o memory --model hopfield", version: 1,
    references: [.hopfield1982, .hopfield1984, .amit1985, .mcEliece1987, .hopfield1983], usesSeed: true,
    inputName: "FILE.yaml", readsSettings: true)

  /// Files with patterns.
  public static func otherFiles(_ parameters: HopfieldParameters) -> [String] {
    patternFiles(parameters.patterns, builtIn: HopfieldParameters.builtIn) + parameters.inputs
  }

  /// Patterns as they are seen from here.
  public static func located(_ settings: [ParameterSetting], in file: URL) -> [ParameterSetting] {
    locatedPatterns(settings, in: file, options: ["patterns", "inputs"], builtIn: TrainingPatterns.builtIn)
  }

  public static func run(
    _ input: consuming FileInput, parameters: HopfieldParameters, context: RunContext
  ) throws -> HopfieldResult {
    let stage = description.command
    return try LearningAnalysis.located(stage) {
      let set = try parameters.patternSet(seed: context.seed, stage: stage)
      let (count, neurons) = (set.values.rows, set.values.columns)
      try context.reserve(
        8 * neurons * (6 * count + 20) + (parameters.writesMatrix(neurons) ? 12 * neurons * neurons : 0),
        for: "A memory of \(neurons) neurons", remedy: "Take smaller pictures, or leave the matrix out (dense_weights: false).")
      var network = try HopfieldNetwork(
        neurons: neurons, activation: parameters.activation.engine, threshold: parameters.threshold,
        temperature: parameters.temperature)
      network.zeroesTies = parameters.compat == .canns
      try network.weights.store(set.values, options: parameters.hebbian)
      let recalls = try HopfieldRecalls(network, set: set, parameters: parameters, context: context, stage: stage)
      var result = HopfieldResult(network, set: set, recalls: recalls, parameters: parameters)
      try result.survey(network, set: set, parameters: parameters, context: context)
      if parameters.writesMatrix(neurons) { result.weights = try network.weights.dense() }
      return result
    }
  }
}
