import ArrayNumerics
import Schema
import Stages

extension TorusAnimation {
  public static func headline(_ result: TorusAnimationResult, parameters: TorusAnimationParameters) -> String {
    sentence {
      "The activity of \(counted(result.cells, "cell")) on the torus in \(counted(result.times.count, "frame"))"
      if !result.distances.isEmpty {
        "; its mean is \(formatted(median(result.distances), digits: 3))° from the decoded position (median)"
      }
      "."
    }
  }

  public static func checks(_ result: TorusAnimationResult, parameters: TorusAnimationParameters) -> [QualityCheck] {
    guard !result.distances.isEmpty else { return [] }
    let middle = median(result.distances)
    return [
      QualityCheck(
        "The bump is where it is decoded", .init(pass: middle < 30, warn: middle < 60),
        found: "\(formatted(middle, digits: 3))° between the mean of the activity and the decoded position (median)",
        threshold: "pass below 30°, fail from 60° (90° is chance)")
    ]
  }

  public static func methods(_ parameters: TorusAnimationParameters, result: TorusAnimationResult) -> String {
    sentence {
      "The smoothed rate of each cell, over its mean, was spread around its centre on the torus by a periodic Gaussian of "
      "\(formatted(parameters.spread * 180 / .pi))° and divided by the density of the cells, in \(parameters.bins) bins of "
      "each circle, in \(counted(parameters.frames, "frame")) over \(formatted(parameters.duration)) s of decoded time from "
      "\(formatted(parameters.start)) s on [@gardner2022]."
    }
  }
}
