import ArrayNumerics
import Foundation
import LearningModels
import Schema
import Stages

/// Spiking neurons whose synapses learn from the timing of spikes.
public enum SpikeTimingTraining: Stage {
  public typealias Input = FileInput

  public static let description = StageDescription(
    key: "train-stdp", stem: "train", variant: .training("stdp"), group: .models, title: "Learning by spike timing",
    summary: "spiking neurons by spike-timing-dependent plasticity",
    purpose: """
      Trains a layer of leaky integrate-and-fire neurons by spike-timing-dependent plasticity on random or given spikes, with \
      the window of the rule measured by pairs of spikes and the distribution of the weights, which competition drives \
      to both ends.
      """,
    example: "canns-analyze train datasets/learning/stdp.yaml -o stdp --model stdp",
    references: [.song2000, .morrison2008, .biPoo1998], usesSeed: true, inputName: "FILE.yaml", readsSettings: true)

  /// Files with patterns.
  public static func otherFiles(_ parameters: SpikeTimingParameters) -> [String] {
    patternFiles(parameters.patterns, builtIn: SpikeTimingParameters.builtIn)
  }

  /// Patterns as they are seen from here.
  public static func located(_ settings: [ParameterSetting], in file: URL) -> [ParameterSetting] {
    locatedPatterns(settings, in: file, options: ["patterns"], builtIn: TrainingPatterns.builtIn)
  }

  public static func run(
    _ input: consuming FileInput, parameters: SpikeTimingParameters, context: RunContext
  ) throws -> SpikeTimingResult {
    let stage = description.command
    return try LearningAnalysis.located(stage) {
      let spikes = try parameters.spikes(seed: context.seed, stage: stage, context: context)
      let layer = try SpikingLayer(
        weights: parameters.firstWeights(inputs: spikes.columns, seed: context.seed), parameters: parameters.neuron)
      let first = layer.weights.elements
      var trainer = STDPTrainer(layer: layer, parameters: parameters.plasticity)
      var means: [Double] = []
      var rates: [Double] = []
      let seconds = Double(spikes.rows * layer.outputs) * parameters.dt
      var plan = TrainingPlan(epochs: parameters.epochs, rate: parameters.rate)
      plan.tolerance = 0
      let history = try trainer.train(on: spikes, plan: plan, seed: context.seed, work: context.work) { _, trainer in
        means.append(trainer.layer.meanWeight)
        rates.append(Double(trainer.spikeSteps.count) / seconds)
        return true
      }
      return SpikeTimingResult(
        trainer, first: first, history: history, means: means, rates: rates, parameters: parameters, spikes: spikes)
    }
  }
}

extension SpikingLayer {
  fileprivate var meanWeight: Double { weights.elements.reduce(0, +) / Double(inputs * outputs) }
}
