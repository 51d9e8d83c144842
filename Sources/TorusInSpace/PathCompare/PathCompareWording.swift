import Foundation
import Schema
import Stages

extension PathCompare {
  public static func headline(_ result: PathCompareResult, parameters: PathCompareParameters) -> String {
    sentence {
      "The decoded \(what(result)) is \(text(result.medianError, result)) from the real one in held-out time (median"
      if let interval = result.interval { ", 95 % \(text(interval[0], result)) to \(text(interval[1], result))" }
      "); chance \(text(result.chance, result)), p \(formatted(result.p, digits: 2))."
    }
  }

  private static func what(_ result: PathCompareResult) -> String { result.kind == .heading ? "heading" : "place" }

  /// A length in cm or an angle in degrees.
  static func text(_ value: Double, _ result: PathCompareResult) -> String {
    result.kind == .heading ? "\(formatted(value * 180 / .pi, digits: 3))°" : "\(formatted(value * 100, digits: 3)) cm"
  }

  public static func checks(_ result: PathCompareResult, parameters: PathCompareParameters) -> [QualityCheck] {
    let share = result.medianError / result.chance
    var checks = [
      QualityCheck(
        "The \(what(result)) can be read", .init(pass: result.p <= 0.05 && share < 0.5, warn: result.p <= 0.05),
        found:
          "median error \(text(result.medianError, result)), \(percent(share)) of chance, p \(formatted(result.p, digits: 2))",
        threshold: "pass to p 0.05 below half of chance, fail above p 0.05")
    ]
    if result.driftDeviation.isFinite {
      checks.append(
        QualityCheck(
          "Drift of the map",
          .init(pass: result.driftDeviation < 0.5 * result.medianError, warn: result.driftDeviation < result.medianError),
          found: "\(text(result.driftDeviation, result)) root mean square over windows of \(formatted(parameters.window)) s",
          threshold: "pass below half of the median error, fail from the median error"))
    }
    return checks
  }

  public static func methods(_ parameters: PathCompareParameters, result: PathCompareResult) -> String {
    sentence {
      switch result.kind {
      case .arena: "Plane waves of both decoded angles over the arena were fitted to "
      case .track: "Waves of the decoded angles along the track were fitted to "
      case .heading: "The decoded angle was turned, and mirrored where that fits better, onto the heading in "
      }
      switch parameters.heldOut {
      case .blocks: "every other block of \(formatted(block)) s (\(formatted(guardTime)) s guard)"
      case .half: "the first half of the session"
      }
      " and read in the rest"
      if result.kind == .arena { "; of all places with the decoded angles the one nearest to the real place was taken" }
      if result.kind == .track { "; angles were taken as the nearest to those of the real place" }
      " [@gardner2022]. The level of chance is the median error of \(counted(parameters.rolls, "roll")) of the decoded path "
      "against the real one by at least \(formatted(shortestRoll)) s [@phipson2010], the interval comes from drawing blocks of "
      "\(formatted(block)) s, the drift from means over \(formatted(parameters.window)) s."
    }
  }
}
