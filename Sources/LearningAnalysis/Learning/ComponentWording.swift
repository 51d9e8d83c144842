import LearningModels
import Schema
import Stages

/// The sentences that all rules that find components share.
enum ComponentWording {
  static func headline(_ result: ComponentResult, rule: ComponentRule) -> String {
    sentence {
      "\(counted(result.weights.rows, "neuron")) learned from \(counted(result.patternCount, "pattern")) of "
      "\(counted(result.weights.columns, "value")) in \(counted(result.history.epochs, "epoch"))"
      if let largest = result.largestAngle, let gap = result.smallestGap {
        "; weights are within \(formatted(largest, digits: 3))° of the \(target(rule)), whose eigenvalue stands apart by "
        "\(percent(gap)) of itself"
        if rule == .sanger, result.weights.rows > 1 { " or more" }
      }
      "."
    }
  }

  private static func target(_ rule: ComponentRule) -> String {
    switch rule {
    case .oja, .hebbian: "first component"
    case .sanger: "components in order"
    case .antiHebbian: "last component"
    }
  }

  static func checks(_ result: ComponentResult, normalizes: Bool) -> [QualityCheck] {
    guard let largest = result.largestAngle, let gap = result.smallestGap else { return [] }
    return [
      QualityCheck(
        "Components are found", .init(pass: largest <= 1, warn: largest <= 10),
        found: "largest angle \(formatted(largest, digits: 3))°", threshold: "pass up to 1°, fail above 10°"),
      QualityCheck(
        "Components can be told apart", .init(pass: gap >= 0.1, warn: gap >= 0.01),
        found: "smallest gap \(percent(gap)) of an eigenvalue", threshold: "pass from 10 %, fail below 1 %"),
    ]
  }

  static func methods(_ parameters: ComponentParameters, _ result: ComponentResult, rule: ComponentRule) -> String {
    let source =
      switch parameters.patterns {
      case ["gaussian"]:
        "\(parameters.samples) normal patterns of \(parameters.dimension) values, with eigenvalues that fall by "
          + "\(formatted(parameters.eigenvalueRatio)) from one to the next,"
      case ["digits"]: "\(parameters.samples) noisy digits of 8 x 8 pixels"
      default: "\(result.patternCount) patterns from \(parameters.patterns.joined(separator: ", "))"
      }
    return sentence {
      "From \(source) "
      if parameters.centers, parameters.compat == .none { "less their mean " }
      if parameters.compat == .canns { "as they are, the way of canns, " }
      parameters.learning.words(result.history)
      switch rule {
      case .oja: ", by Oja's rule [@oja1982]"
      case .sanger: ", by Sanger's rule [@sanger1989]"
      case .hebbian: ", by the Hebbian rule [@oja1982]"
      case .antiHebbian: ", by the reverse of the Hebbian rule [@oja1992]"
      }
      if parameters.normalizes { ", with weights of length 1" }
      ". Angles are those to the eigenvectors of the second moments of the same patterns."
    }
  }
}
