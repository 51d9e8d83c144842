import ArrayNumerics
import Foundation

/// What the sampler holds for known: how signals come of bumps, and what a bump is like before any is seen.
package struct SamplerModel: Sendable {
  /// Baselines, gains, noise and brightness that regions share; its concentration and amplitude are those of the prior of a
  /// bump.
  package var observation: BumpModel
  /// β, to which likelihoods are raised; 0 for the prior alone.
  package var tempering: Double
  /// How bumps come, move and go.
  package var succession: BumpSuccession
  /// Spread of log κ of a bump around that of the model.
  package var concentrationSpread: Double
  /// Bumps of a frame stand at least so far apart, rad; 0 where they may coincide.
  package var separation: Double
  /// Mean and standard deviation of the area of a bump before it was cut off at 0.
  let area: (mean: Double, deviation: Double)

  /// - Parameters:
  ///   - observation: amplitudes are heights, which become areas of a density of its concentration.
  package init(
    observation: BumpModel, tempering: Double, succession: BumpSuccession,
    separation: Double = 0, concentrationSpread: Double = 0.5
  ) {
    (self.observation, self.tempering, self.succession) = (observation, tempering, succession)
    (self.separation, self.concentrationSpread) = (separation, concentrationSpread)
    let peak = SampledBump.peak(concentration: observation.concentration)
    area = (observation.amplitude / peak, observation.amplitudeVariance.squareRoot() / peak)
  }

  /// Area and κ of a bump before it is seen.
  package func drawMark(_ stream: inout RandomStream) -> (area: Double, concentration: Double) {
    let concentration = observation.concentration * exp(concentrationSpread * stream.normal())
    return (stream.positiveNormal(mean: area.mean, deviation: area.deviation), concentration)
  }

  /// Sets of bumps of consecutive frames from the prior, as if sets could be of any size and bumps stand anywhere.
  package func draw(restarts: [Bool], using stream: inout RandomStream) -> [[SampledBump]] {
    succession.draw(restarts: restarts, using: &stream) { drawMark(&$0) }
  }

  /// Whether a set is one that the prior allows: neither too large, nor with bumps that stand too close.
  package func allows(_ set: [SampledBump]) -> Bool {
    set.count <= succession.most
      && set.indices.allSatisfy { one in
        set.indices.prefix(one).allSatisfy { abs(angleDifference(set[one].center, set[$0].center)) >= separation }
      }
  }
}

extension RandomStream {
  /// A draw from a normal distribution that is cut off at 0.
  ///
  /// By rejection; where the mean is far below 0, from an exponential (Robert 1995, doi:10.1007/BF00143942).
  mutating func positiveNormal(mean: Double, deviation: Double) -> Double {
    let edge = -mean / deviation
    if edge < 0.5 {
      while true {
        let z = normal()
        if z > edge { return mean + deviation * z }
      }
    }
    let rate = 0.5 * (edge + (edge * edge + 4).squareRoot())
    while true {
      let z = edge + exponential(mean: 1 / rate)
      if uniform() <= exp(-0.5 * (z - rate) * (z - rate)) { return max(mean + deviation * z, .leastNormalMagnitude) }
    }
  }
}
