import ArrayNumerics
import Foundation
import LearningModels
import Schema
import Stages

/// Linear neurons by the rule of Bienenstock, Cooper and Munro: they become selective.
public enum SelectivityTraining: Stage {
  public typealias Input = FileInput

  public static let description = StageDescription(
    key: "train-bcm", stem: "train", variant: .training("bcm"), group: .models, title: "Learning of selectivity",
    summary: "linear neurons by the rule of Bienenstock, Cooper and Munro",
    purpose: """
      Trains linear neurons by the rule of Bienenstock, Cooper and Munro, with a threshold that follows the square of the \
      answer, and measures how selective they have become: for bars of several orientations, or for patterns of your own.
      """,
    example: "canns-analyze train datasets/learning/bcm.yaml -o bcm --model bcm", references: [.bienenstock1982],
    usesSeed: true,
    inputName: "FILE.yaml", readsSettings: true)

  /// Files with patterns.
  public static func otherFiles(_ parameters: SelectivityParameters) -> [String] {
    patternFiles(parameters.patterns, builtIn: SelectivityParameters.builtIn)
  }

  /// Patterns as they are seen from here.
  public static func located(_ settings: [ParameterSetting], in file: URL) -> [ParameterSetting] {
    locatedPatterns(settings, in: file, options: ["patterns"], builtIn: TrainingPatterns.builtIn)
  }

  public static func run(
    _ input: consuming FileInput, parameters: SelectivityParameters, context: RunContext
  ) throws -> SelectivityResult {
    let stage = description.command
    return try LearningAnalysis.located(stage) {
      let set = try parameters.patternSet(stage: stage)
      try context.reserve(
        8 * (2 * set.values.count + 4 * set.values.columns * parameters.learning.outputs),
        for: "Learning of \(set.values.rows) patterns", remedy: "Take fewer patterns.")
      let layer = try LinearLayer(
        inputs: set.values.columns, outputs: parameters.learning.outputs, deviation: parameters.learning.firstWeights,
        seed: context.seed)
      var trainer = try BCMTrainer(
        layer: layer, timeConstant: parameters.thresholdPatterns, threshold: parameters.firstThreshold)
      let history = try trainer.train(
        on: set.values, plan: parameters.learning.trainingPlan, seed: context.seed, work: context.work)
      return SelectivityResult(trainer, set: set, history: history)
    }
  }
}
