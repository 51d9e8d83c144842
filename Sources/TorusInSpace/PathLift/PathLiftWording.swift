import Foundation
import Schema
import Stages

extension Reference {
  /// Paths of animals by lifting decoded angles from a torus to the plane that covers it.
  public static let yao2025 = Reference(
    key: "yao2025", authors: "Yao, Y. J. and Yoon, I. H. R.", year: 2025,
    title: "Topological decoding of grid cell activity via path lifting to covering spaces", source: "arXiv 2510.16216",
    doi: "10.48550/arXiv.2510.16216")
}

extension PathLift {
  public static func headline(_ result: PathLiftResult, parameters: PathLiftParameters) -> String {
    sentence {
      "\(formatted(result.seconds, digits: 3)) s lifted in \(counted((result.segments.max() ?? -1) + 1, "segment"))"
      if let found = result.comparison {
        ": \(centimetres(found.medianError)) from the real path in held-out time (median"
        if let interval = found.interval { ", 95 % \(centimetres(interval[0])) to \(centimetres(interval[1]))" }
        "), \(counted(found.slipTimes.count, "slip")); chance \(centimetres(found.chance)), p \(formatted(found.p, digits: 2))."
      } else {
        ", up to an affine map: there is no position to compare with."
      }
    }
  }

  static func centimetres(_ value: Double) -> String { "\(formatted(value * 100, digits: 3)) cm" }

  public static func checks(_ result: PathLiftResult, parameters: PathLiftParameters) -> [QualityCheck] {
    let used = result.segments.count { $0 >= 0 }
    let doubtful = used > 0 ? Double(result.doubtfulSteps) / Double(used) : 0
    let steps = QualityCheck(
      "Steps of the angles", .init(pass: doubtful <= 1e-4, warn: doubtful <= 1e-2),
      found: "\(counted(result.doubtfulSteps, "step")) of more than a third of a turn among \(used)",
      threshold: "pass to 1 in 10000, fail above 1 in 100: such a step may have gone the other way round")
    guard let found = result.comparison else { return [steps] }
    let share = found.medianError / found.chance
    return [
      steps,
      QualityCheck(
        "The path can be followed", .init(pass: found.p <= 0.05 && share < 0.5, warn: found.p <= 0.05),
        found: sentence {
          "median error \(centimetres(found.medianError)), \(percent(share)) of chance, p \(formatted(found.p, digits: 2)); "
          "mismatch \(formatted(found.mismatch, digits: 2))"
        }, threshold: "pass to p 0.05 below half of chance, fail above p 0.05"),
      QualityCheck(
        "Slips", .init(pass: found.rightCell >= 0.95, warn: found.rightCell >= 0.5),
        found: sentence {
          "\(counted(found.slipTimes.count, "slip")) (\(formatted(found.slipsPerMinute, digits: 2)) a minute), "
          "\(percent(found.rightCell)) of the held-out rows in the right cell of the lattice"
          if !found.slipTimes.isEmpty {
            "; the longest stretch without a slip is \(formatted(found.longestWithoutSlip, digits: 3)) s: read the path in "
            "pieces between slips"
          }
        }, threshold: "pass from 95 % in the right cell, fail below half"),
    ]
  }

  public static func methods(_ parameters: PathLiftParameters, result: PathLiftResult) -> String {
    sentence {
      "The decoded angles"
      if parameters.leastConfidence > 0 { " with a confidence of \(formatted(parameters.leastConfidence)) or more" }
      ", weighted by their confidence"
      if parameters.smoothing > 0 { " and smoothed by a Gaussian of \(formatted(parameters.smoothing)) s" }
      ", were lifted from the torus to the plane by following them through time [@yao2025], in segments without a gap of more "
      "than \(formatted(parameters.longestGap)) s."
      if result.comparison != nil {
        " Plane waves of both angles over the arena [@gardner2022], fitted to "
        switch parameters.heldOut {
        case .blocks: "every other block of \(formatted(parameters.block)) s"
        case .half: "the first half of the session"
        }
        " (\(formatted(PathCompare.guardTime)) s guard), gave the affine map to places. The path started anew in every block "
        "of \(formatted(parameters.block)) s, at the vector of the lattice nearest to the real places of its first second, and "
        "was compared in the rest of the held-out time. The level of chance is the median error of "
        "\(counted(parameters.rolls, "roll")) of the real path by at least \(formatted(PathCompare.shortestRoll)) s "
        "[@phipson2010], the interval comes from drawing blocks; a slip is a change of the nearest image that lasts "
        "\(formatted(lasting)) s."
      } else {
        " Blocks of \(formatted(parameters.block)) s, held out by --held-out \(parameters.heldOut.rawValue), and "
        "\(counted(parameters.rolls, "roll")) were not needed: there is no position."
      }
    }
  }
}
