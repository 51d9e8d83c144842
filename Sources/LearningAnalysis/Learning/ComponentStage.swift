import ArrayNumerics
import Foundation
import LearningModels
import Plotting
import Schema
import Stages

/// Which rule linear neurons learn by.
public enum ComponentRule: Sendable {
  /// Oja's.
  case oja
  /// Sanger's.
  case sanger
  /// The plain Hebbian one.
  case hebbian
  /// Its reverse.
  case antiHebbian

  /// The component that a neuron finds, from 0.
  func component(of neuron: Int, inputs: Int) -> Int {
    switch self {
    case .sanger: neuron
    case .oja, .hebbian: 0
    case .antiHebbian: inputs - 1
    }
  }
}

/// A stage in which linear neurons learn to find components: what it runs, draws and says is that of every such rule.
public protocol ComponentStage: Stage where Input == FileInput, Parameters == ComponentParameters, Result == ComponentResult {
  /// Of the neurons.
  static var rule: ComponentRule { get }
}

extension ComponentStage {
  /// Files with patterns.
  public static func otherFiles(_ parameters: ComponentParameters) -> [String] {
    patternFiles(parameters.patterns, builtIn: ComponentParameters.builtIn)
  }
  /// Patterns as seen from here.
  public static func located(_ settings: [ParameterSetting], in file: URL) -> [ParameterSetting] {
    locatedPatterns(settings, in: file, options: ["patterns"], builtIn: TrainingPatterns.builtIn)
  }

  /// Learns, and compares with the true components.
  ///
  /// - Throws: `StageError`, `FileError`, `CancellationError`.
  public static func run(
    _ input: consuming FileInput, parameters: ComponentParameters, context: RunContext
  ) throws -> ComponentResult {
    let stage = description.command
    return try LearningAnalysis.located(stage) {
      let set = try parameters.patternSet(seed: context.seed, stage: stage)
      let (patterns, layer) = try (
        set.values,
        LinearLayer(
          inputs: set.values.columns, outputs: parameters.learning.outputs, deviation: parameters.learning.firstWeights,
          seed: context.seed)
      )
      if rule == .sanger, layer.outputs > layer.inputs {
        throw StageError.unusableData(
          stage: stage,
          reason: "\(layer.inputs) inputs have \(layer.inputs) components, and \(layer.outputs) neurons seek them.",
          remedy: "Take at most as many outputs as inputs.")
      }
      try context.reserve(
        8 * (patterns.count + 3 * layer.inputs * layer.inputs + 4 * layer.inputs * layer.outputs),
        for: "Learning of \(patterns.rows) patterns", remedy: "Take fewer patterns.")
      let learner = Learner(patterns: patterns, shape: set.shape, rule: rule, parameters: parameters, context: context)
      switch rule {
      case .oja: return try learner.result(OjaTrainer(layer: layer, normalizes: parameters.normalizes))
      case .sanger: return try learner.result(SangerTrainer(layer: layer, normalizes: parameters.normalizes))
      case .hebbian: return try learner.result(HebbianTrainer(layer: layer, normalizes: parameters.normalizes))
      case .antiHebbian:
        return try learner.result(HebbianTrainer(layer: layer, normalizes: parameters.normalizes, isReversed: true))
      }
    }
  }

  /// Those of all rules.
  public static var figureKinds: [AnyFigureKind] { ComponentFigures.kinds }

  /// Those of all rules.
  ///
  /// - Throws: `ParameterError` for options that no figure has.
  public static func figures(
    _ result: ComponentResult, parameters: ComponentParameters, pen: FigurePen
  ) throws -> [NamedFigure] { try ComponentFigures.all(result, pen: pen) }

  /// How near the neurons have come.
  public static func headline(_ result: ComponentResult, parameters: ComponentParameters) -> String {
    ComponentWording.headline(result, rule: rule)
  }

  /// Whether the components were found, and whether they can be told apart.
  public static func checks(_ result: ComponentResult, parameters: ComponentParameters) -> [QualityCheck] {
    ComponentWording.checks(result, normalizes: parameters.normalizes)
  }

  /// Patterns, rule and plan.
  public static func methods(_ parameters: ComponentParameters, result: ComponentResult) -> String {
    ComponentWording.methods(parameters, result, rule: rule)
  }
}

/// One training of linear neurons with the truth beside it.
private struct Learner {
  let patterns: Matrix<Double>
  let shape: (rows: Int, columns: Int)?
  let rule: ComponentRule
  let parameters: ComponentParameters
  let context: RunContext
  /// More inputs than this have too many second moments.
  static let mostInputs = 1500

  func result<T: Trainer>(_ trainer: T) throws -> ComponentResult {
    var (trainer, angles, warnings) = (trainer, [[Double]](), [String]())
    let components = (0..<parameters.learning.outputs).map { rule.component(of: $0, inputs: patterns.columns) }
    let truth = patterns.columns <= Self.mostInputs ? try PrincipalDirections(patterns) : nil
    if truth == nil {
      warnings.append("With more than \(Self.mostInputs) inputs the true components were not computed; there are no angles.")
    }
    let history = try trainer.train(
      on: patterns, plan: parameters.learning.trainingPlan, seed: context.seed, work: context.work
    ) { _, trainer in
      if let truth {
        let weights = trainer.weights
        angles.append(components.enumerated().map { truth.angle(of: weights.row($0.offset), to: $0.element) })
      }
      return true
    }
    // The epoch that settled was not observed.
    if let truth, angles.count < history.epochs.count {
      let weights = trainer.weights
      angles.append(components.enumerated().map { truth.angle(of: weights.row($0.offset), to: $0.element) })
    }
    return ComponentResult(
      weights: trainer.weights, outputs: try trainer.predict(batch: patterns), history: history, truth: truth, angles: angles,
      components: components, shape: shape, notes: StageNotes(warnings: warnings))
  }
}

extension ComponentParameters {
  /// The patterns as the neurons see them.
  func patternSet(seed: UInt64, stage: String) throws -> PatternSet {
    var set: PatternSet
    switch patterns {
    case ["gaussian"]:
      let values = try TrainingSets.gaussian(count: samples, inputs: dimension, ratio: eigenvalueRatio, seed: seed)
      set = PatternSet(values: values, names: [], shape: nil)
    case ["digits"]:
      set = PatternSet(
        values: Digits.samples(samples, noise: 0.1, seed: seed), names: [], shape: (Digits.side, Digits.side))
    default: set = try PatternSet.read(patterns, stage: stage)
    }
    guard centers, compat == .none else { return set }
    let count = Double(set.values.rows)
    var means = [Double](repeating: 0, count: set.values.columns)
    for row in 0..<set.values.rows { for (input, value) in set.values.row(row).enumerated() { means[input] += value / count } }
    set.values = Matrix(
      rows: set.values.rows, columns: set.values.columns,
      elements: set.values.elements.enumerated().map { $0.element - means[$0.offset % means.count] })
    guard set.values.elements.contains(where: { $0 != 0 }) else {
      throw StageError.unusableData(
        stage: stage, reason: "no input varies, so nothing is left of the patterns once their mean is taken away.",
        remedy: "Give more than one pattern, or leave them as they are (center: false).")
    }
    return set
  }
}
