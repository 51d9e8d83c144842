import Foundation
import Schema
import Stages
import TorusGeometry

extension TuningModels {
  /// Why a cell has no numbers.
  static let silent = "no spikes in the bins of time in which all families are known"

  public static func headline(_ result: TuningModelResult, parameters: TuningModelParameters) -> String {
    sentence {
      "Of \(counted(result.cellIDs.count, "cell")) \(result.tuned) tuned by the models: "
      zip(result.families, result.counts).map { "\($0) \($1)" }.joined(separator: ", ")
      "; all families explain \(percent(result.medianDeviance)) of the deviance in held-out time (median)."
    }
  }

  public static func checks(_ result: TuningModelResult, parameters: TuningModelParameters) -> [QualityCheck] {
    let known = result.fullBits.filter(\.isFinite)
    let share = known.isEmpty ? 0 : Double(known.count { $0 > 0 }) / Double(known.count)
    return [
      QualityCheck(
        "Models predict what they did not see", .init(pass: share >= 0.5, warn: share > 0),
        found: "\(percent(share)) of the cells with spikes are predicted better than by their mean rate",
        threshold: "pass from 50 %, fail where none is")
    ]
  }

  public static func methods(_ parameters: TuningModelParameters, result: TuningModelResult) -> String {
    sentence {
      "Spikes of each cell in bins of \(formatted(parameters.window * 1e3)) ms were predicted by Poisson regressions "
      "[@hardcastle2017] on \(result.families.joined(separator: ", ")), each in bins ("
      "places of \(formatted(parameters.binSize * 100)) cm, \(parameters.circleBins) for each decoded circle, "
      "\(parameters.angleBins) for heading and theta, \(parameters.speedBins) for speed) with a penalty on the differences of "
      "neighbours, whose weight (\(ComparedModels.smoothness.map { formatted($0) }.joined(separator: ", "))) was chosen for "
      "each family in the training. Models were fitted in four fifths of alternating blocks of "
      "\(formatted(FoldedTime.block)) s (\(formatted(FoldedTime.guardTime)) s guard) and judged in the rest. A family's own "
      "part is what all families predict better than all but it; a cell counts where 95 % of it, by drawing blocks, are "
      "above 0. Decoded coordinates leave the cell out [@gardner2022], in up to "
      "\(counted(parameters.leaveOutBins, "bin")) of the decoder."
    }
  }
}
