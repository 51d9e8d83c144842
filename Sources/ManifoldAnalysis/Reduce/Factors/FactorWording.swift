import DimensionReduction
import Schema
import Stages

extension FactorReduction {
  public static func headline(_ result: FactorResult, parameters: FactorParameters) -> String {
    sentence {
      "\(counted(result.model.variances.count, "factor")) of \(counted(result.cellIDs.count, "cell"))"
      if !parameters.from.isEmpty { ", those of \(parameters.from)" }
      if let share = result.sharedShare { ", which share \(percent(share)) of their variance" }
      if let curve = result.heldOut, parameters.from.isEmpty { "; held-out bins are predicted best by \(curve.best)" }
      "."
    }
  }

  public static func checks(_ result: FactorResult, parameters: FactorParameters) -> [QualityCheck] {
    guard let curve = result.heldOut, parameters.from.isEmpty else { return [] }
    let used = result.model.variances.count
    guard let place = curve.factors.firstIndex(of: used) else { return [] }
    let gain = curve.means[place] - curve.means[0]
    return [
      QualityCheck(
        "Factors predict held-out bins", .init(pass: gain > 0 && used <= curve.best, warn: gain > 0),
        found: "\(measured(gain)) nats per bin more with \(counted(used, "factor")) than with none; best: \(curve.best)",
        threshold: "pass for a gain with no more factors than predict best, fail without a gain")
    ]
  }

  public static func methods(_ parameters: FactorParameters, result: FactorResult) -> String {
    let used = result.model.variances.count
    guard parameters.from.isEmpty else {
      return "Of \(counted(used, "factor")) fitted to the recording in \(parameters.from), the means given what the cells did "
        + "here were taken [@rubin1982; @macke2011]."
    }
    return sentence {
      switch parameters.noise {
      case .gaussian:
        "Factor analysis with Gaussian noise of each cell's own [@rubin1982] was fitted to the z-scored rates of all bins"
      case .poisson:
        "Factor analysis of Poisson counts [@macke2011], in \(formatted(parameters.window * 1e3)) ms around "
        "\(parameters.points) bins at most, was fitted by expectation maximisation with Laplace's approximation"
      }
      if parameters.factors > 0 {
        ", with \(amount(used, asked: parameters.factors)) factors"
      } else {
        ", with as many factors as predict held-out bins best (\(used))"
      }
      if let curve = result.heldOut, parameters.most > 0 {
        "; 0 to \(amount(curve.factors.last ?? 0, asked: parameters.most)) were tried on \(parameters.folds) parts of the "
        "recording, each held out once [@yu2009]"
      }
      "."
    }
  }
}
