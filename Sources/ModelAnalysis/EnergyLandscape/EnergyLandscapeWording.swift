import Schema
import Stages

extension EnergyLandscape {
  public static func headline(_ result: EnergyLandscapeResult, parameters: EnergyLandscapeParameters) -> String {
    sentence {
      "\(counted(result.times.count, "frame")) of \(result.model), activity \(result.activityName)"
      if result.input != nil { " and input" }
      if let energy = result.energy?.last(where: \.isFinite) { "; the Lyapunov function ends at \(formatted(Double(energy)))" }
      "."
    }
  }

  public static func checks(_ result: EnergyLandscapeResult, parameters: EnergyLandscapeParameters) -> [QualityCheck] {
    guard let growth = result.energyGrowth else { return [] }
    return [
      QualityCheck(
        "The Lyapunov function never grows", .init(pass: growth < 1e-5, warn: growth < 1e-2),
        found: "largest growth between frames \(formatted(growth, digits: 3))",
        threshold: "pass below 1e-5, the precision in which it is kept")
    ]
  }

  public static func methods(_ parameters: EnergyLandscapeParameters, result: EnergyLandscapeResult) -> String {
    sentence {
      "The activity of the network (\(result.activityName)) is shown over its axes in at most \(parameters.frames) frames"
      if result.energy != nil {
        ", with a Lyapunov function of its shape, (3/2) ln Q - ln g with Q half of u W^-1 u and g a third of the sum of u^3, "
        "for the dynamics of [@fung2010] at times without input"
      }
      "."
    }
  }
}
