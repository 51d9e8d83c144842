import ArrayNumerics
import Schema
import Stages

extension GridModules {
  /// Why a cell is in no module.
  static func reason(
    module: Int, isCandidate: Bool, score: Double, p: Double, waveP: Double, why: String
  ) -> String {
    if module >= 0 { return "" }
    if isCandidate { return "its spacing and orientation are shared by too few" }
    return sentence {
      if score.isNaN {
        "no grid score, because \(why)"
      } else {
        "grid score \(formatted(score, digits: 2)), p \(formatted(p, digits: 2))"
      }
      if waveP.isFinite { "; waves of the modules: p \(formatted(waveP, digits: 2))" }
    }
  }

  public static func headline(_ result: ModuleResult, parameters: ModuleParameters) -> String {
    let modules = result.moduleSpacing.indices.map { module in
      sentence {
        "\(formatted(100 * result.moduleSpacing[module], digits: 3)) cm at "
        "\(formatted(result.moduleOrientation[module], digits: 3))° (\(result.module.count { $0 == module }))"
      }
    }
    return sentence {
      if modules.isEmpty {
        "No module: \(counted(result.candidates, "cell")) of \(result.cellIDs.count) have a grid at "
        "p ≤ \(formatted(parameters.level)), and no \(parameters.smallest) of them share one"
      } else {
        "\(counted(modules.count, "module")) of \(counted(result.inModules, "cell")): \(modules.joined(separator: ", "))"
        if result.byWaves > 0 { "; \(result.byWaves) of them by the waves of the module" }
      }
      "."
    }
  }

  public static func methods(_ parameters: ModuleParameters, result: ModuleResult) -> String {
    sentence {
      "Modules [@stensola2012] are groups of cells with a grid score above \(formatted(parameters.minimumScore)) and "
      "p ≤ \(formatted(parameters.level)): "
      switch parameters.method {
      case .mixture:
        "Gaussians over the logarithm of the spacing and the orientation modulo 60°, on a uniform background, started by "
        "k-means++ [@arthur2007], their number up to \(parameters.most) by Schwarz's criterion [@schwarz1978]"
      case .leiden:
        "Leiden partitions [@traag2019] of all pairs of cells by the correlation of their autocorrelograms, where above 0, "
        "under the constant Potts model with a resolution of \(formatted(parameters.resolution)) [@traag2011]; cells are "
        "together that more than half of 20 partitions hold together"
      }
      "; groups of fewer than \(parameters.smallest) cells are none"
      if parameters.looksAgain {
        ". The other cells joined a module when the weakest of its three waves in their spikes exceeded the strongest of "
        "the same "
        "turned by 30°, tested by \(parameters.shuffles) shifts in time of \(formatted(parameters.minimumShift)) s or more, "
        "the best module taken in each [@phipson2010]"
      }
      "."
    }
  }
}
