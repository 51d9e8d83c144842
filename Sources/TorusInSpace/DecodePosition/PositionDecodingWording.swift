import Foundation
import Schema
import Stages

extension PositionDecoding {
  private static func cm(_ metres: Double) -> String { "\(formatted(metres * 100, digits: 3)) cm" }

  public static func headline(_ result: PositionDecodingResult, parameters: PositionDecodingParameters) -> String {
    sentence {
      "The place decoded from \(counted(result.cells, "cell")) is \(cm(result.medianError)) from the real one in held-out time "
      "(median"
      if let interval = result.interval { ", 95 % \(cm(interval[0])) to \(cm(interval[1]))" }
      "), within 20 cm in \(percent(result.within20)) of it; without a motion \(cm(result.flatMedianError))"
      if result.chance.isFinite { "; chance \(cm(result.chance)), p \(formatted(result.p, digits: 2))" }
      if let torus = result.torus {
        "; the torus gives \(cm(torus.torus)) where this gives \(cm(torus.own)), by the image nearest to the truth "
        "(chance \(cm(torus.chance)))"
      }
      "."
    }
  }

  public static func checks(_ result: PositionDecodingResult, parameters: PositionDecodingParameters) -> [QualityCheck] {
    var checks: [QualityCheck] = []
    if result.p.isFinite, !DrawsOfNull(result.nullError.count).reach(0.05) {
      checks.append(
        QualityCheck(
          "The place can be read", .init(pass: false, warn: true),
          found: "median error \(cm(result.medianError)), untested with \(counted(result.nullError.count, "shuffle"))",
          threshold: "19 shuffles or more, without which p cannot reach 0.05"))
    } else if result.p.isFinite {
      let share = result.medianError / result.chance
      checks.append(
        QualityCheck(
          "The place can be read", .init(pass: result.p <= 0.05 && share < 0.5, warn: result.p <= 0.05),
          found: "median error \(cm(result.medianError)), \(percent(share)) of chance, p \(formatted(result.p, digits: 2))",
          threshold: "pass to p 0.05 below half of chance, fail above p 0.05"))
    }
    checks.append(
      QualityCheck(
        "The posterior is as sure as it may be",
        .init(pass: result.coverage95 >= 0.9, warn: result.coverage95 >= 0.75),
        found: sentence {
          "the most probable 95 % hold the real place in \(percent(result.coverage95)) of the time"
          if result.calibration.elsewhere > 0.01 {
            "; in \(percent(result.calibration.elsewhere)) it is where the animal never was in the time of the maps"
          }
        },
        threshold: "pass from 90 %, fail below 75 %"))
    return checks
  }

  public static func methods(_ parameters: PositionDecodingParameters, result: PositionDecodingResult) -> String {
    sentence {
      "The place was decoded from the spikes of "
      if let choice = parameters.cellsFrom { "the cells of the group \(choice.group) of \(choice.stage)" } else { "all cells" }
      " in bins of \(formatted(parameters.window * 1e3)) ms by a state-space "
      "model [@brown1998] on the bins of \(formatted(parameters.binSize * 100)) cm that the animal visited and the holes among "
      "them: Poisson counts with the rate maps of each cell"
      if parameters.smoothing > 0 {
        " (spikes and time smoothed with a Gaussian of \(formatted(parameters.smoothing * 100)) cm)"
      } else {
        " (not smoothed)"
      }
      ", a random walk among the visited bins with the mean square displacement over \(formatted(parameters.motion)) s spread "
      "evenly, forward and backward recursion [@rabiner1989]; the mean of the posterior around its highest bin was taken. "
      "Without a motion and with all places as likely [@zhang1998], windows of \(formatted(parameters.flatWindow * 1e3)) ms "
      "were taken. Widths and coverage are those of the likelihood to a power up to 1, mixed with all places alike, with the "
      "largest mean log-probability of the real place in the other folds [@gneiting2007]. "
      "Maps and motion come from other time: blocks of \(formatted(block)) s in five folds, 1 s guard. The "
      "interval comes from drawing blocks"
      if parameters.shuffles > 0 {
        "; the level of chance from \(counted(parameters.shuffles, "shift")) of the positions against the spikes by "
        "\(formatted(shortestShift)) s or more, with everything made anew [@phipson2010]"
      }
      "."
    }
  }
}
