import LearningModels
import Schema
import Stages

extension HopfieldTraining {
  public static func headline(_ result: HopfieldResult, parameters: HopfieldParameters) -> String {
    sentence {
      "\(result.recalledCount) of \(counted(result.input.rows, "recall")) ended at the stored pattern (overlap above "
      "\(formatted(BasinCurve.recalledOverlap)); mean \(formatted(result.meanOverlap, digits: 3))), with "
      "\(counted(result.patternCount, "pattern")) in \(result.neurons) neurons"
      if result.twoCycles > 0 { "; \(counted(result.twoCycles, "recall")) ended in a cycle of two" }
      if let infinite = result.capacity?.result.extrapolated, infinite.isFinite {
        "; critical load \(formatted(infinite, digits: 3)) for infinitely many neurons"
      }
      "."
    }
  }

  public static func checks(_ result: HopfieldResult, parameters: HopfieldParameters) -> [QualityCheck] {
    let share = Double(result.recalledCount) / Double(max(1, result.input.rows))
    let unsettled = result.input.rows - result.fixedPoints - result.twoCycles
    var checks = [
      QualityCheck(
        "Patterns are recalled", .init(pass: share >= 0.95, warn: share >= 0.5),
        found: "\(result.recalledCount) of \(result.input.rows) with an overlap above 0.97",
        threshold: "pass from 95 %, fail below 50 %"),
      QualityCheck(
        "Load is below capacity", .init(pass: result.load <= 0.05, warn: result.load <= 0.138),
        found: "\(formatted(result.load, digits: 3)) patterns for each neuron",
        threshold: "pass up to 0.05, fail above 0.138 (random patterns)"),
    ]
    if parameters.activation != .stochastic, parameters.compat == .none, parameters.stops {
      checks.append(
        QualityCheck(
          "Recalls settle", .init(pass: result.twoCycles == 0 && unsettled == 0, warn: unsettled == 0),
          found: "\(result.fixedPoints) fixed points, \(result.twoCycles) cycles of two, \(unsettled) not settled",
          threshold: "pass for fixed points only, fail where a recall did not settle"))
    }
    return checks
  }

  public static func methods(_ parameters: HopfieldParameters, result: HopfieldResult) -> String {
    sentence {
      stored(parameters, result)
      recalled(parameters)
      surveyed(parameters)
    }
  }

  private static func stored(_ parameters: HopfieldParameters, _ result: HopfieldResult) -> String {
    let source =
      switch parameters.patterns {
      case ["pictures"]: "pictures of \(parameters.size) x \(parameters.size) pixels"
      case ["digits"]: "digits of 8 x 8 pixels"
      case ["random"]: "random patterns (\(parameters.count) of \(parameters.neurons) values)"
      default: "patterns from \(parameters.patterns.joined(separator: ", "))"
      }
    let rule = parameters.hebbian
    return sentence {
      "\(counted(result.patternCount, "pattern")) (\(source)"
      switch parameters.binarize {
      case .auto: ""
      case .mean: ", cut at their means"
      case .none: ", as they are"
      }
      ") were stored in an associative memory of \(result.neurons) neurons [@hopfield1982] by the Hebbian rule, "
      if rule.subtractsMean { "after the mean of all patterns was subtracted, " }
      if rule.clearsDiagonal { "without self-connections" } else { "with self-connections" }
      if rule.normalizes { ", divided by the number of patterns" }
      if parameters.denseWeights { "; the weights were written as a matrix" }
      ". "
    }
  }

  private static func recalled(_ parameters: HopfieldParameters) -> String {
    sentence {
      "States were recalled from "
      if parameters.inputs.isEmpty {
        "patterns of which \(percent(parameters.noise)) was reversed"
      } else {
        parameters.inputs.joined(separator: ", ")
      }
      " for up to \(counted(parameters.iterations, "step"))"
      if parameters.update == .synchronous { ", all neurons at a time" } else { ", one neuron after another in a random order" }
      ", by neurons with "
      switch parameters.activation {
      case .sign: "the sign of their field"
      case .stochastic: "stochastic states at a temperature of \(formatted(parameters.temperature))"
      case .tanh: "the answer tanh(h/T) at T = \(formatted(parameters.temperature)) [@hopfield1984]"
      case .sigmoid: "the answer 1/(1 + exp(-h/T)) at T = \(formatted(parameters.temperature)) [@hopfield1984]"
      }
      if parameters.threshold != 0 { " and a threshold of \(formatted(parameters.threshold))" }
      if parameters.compat == .canns {
        ", as canns does (ties became 0, all steps were made)"
      } else if !parameters.stops {
        "; all steps were made"
      }
      ". "
    }
  }

  private static func surveyed(_ parameters: HopfieldParameters) -> String {
    sentence {
      "A pattern counts as recalled from an overlap of \(formatted(BasinCurve.recalledOverlap)) on"
      if parameters.basinTrials > 0 {
        "; its basin was measured with \(parameters.basinTrials) recalls of each pattern at each of eleven levels of noise"
      }
      if parameters.attractorStarts > 0 {
        "; attractors were sought from \(parameters.attractorStarts) random states, one neuron changing at a time"
      }
      if parameters.unlearning > 0 {
        "; \(parameters.unlearning) attractors that random states fell into were taken away, each with "
        "\(formatted(parameters.unlearningStrength)) of a pattern's weight [@hopfield1983]"
      }
      if parameters.capacityNetworks > 0 {
        "; the capacity was measured with \(parameters.capacityNetworks) networks of each load and of "
        "\(parameters.capacitySizes.map(String.init).joined(separator: ", ")) neurons, one neuron changing at a time, and "
        "continued to infinitely many by a straight line over 1/n [@amit1985; @mceliece1987]"
      }
      "."
    }
  }
}
