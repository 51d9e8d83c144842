import ArrayNumerics
import Foundation

/// A latent ring or torus: tuning of every cell on the hidden states, and how the state moves.
package struct LatentModel: Sendable, Equatable {
  package var space: LatentStateSpace
  /// `[cell, state]`, Hz.
  package var tuning: Matrix<Double>
  package var motion: LatentMotion
  package var emission: LatentEmission
  /// Mean rate of each cell over the session it was fitted on, Hz.
  package var meanRates: [Double]
  /// Width of the bins that the motion is for, s.
  package var binWidth: Double

  package init(
    space: LatentStateSpace, tuning: Matrix<Double>, motion: LatentMotion, emission: LatentEmission,
    meanRates: [Double], binWidth: Double
  ) {
    self.space = space
    self.tuning = tuning
    self.motion = motion
    self.emission = emission
    self.meanRates = meanRates
    self.binWidth = binWidth
  }

  /// The posterior of a session under this model, which stays as it is.
  package func posterior(
    _ observations: LatentObservations, marginals: Bool = false, blocks: LatentBlocks? = nil, work: Work
  ) throws -> (posterior: LatentPosterior, logLikelihoodPerBin: Double) {
    var sums = try expectation(
      observations, space: space, emission: emission.tables(tuning, space: space), motion: motion,
      collected: marginals ? [.moments, .halfWidths, .marginals, .occupancy] : [.moments, .halfWidths, .occupancy],
      blocks: blocks ?? space.usualBlocks, work: work)
    sums.posterior.occupancy = sums.occupancy
    return (sums.posterior, sums.logLikelihood / Double(max(1, observations.count)))
  }

  /// Log-likelihood per bin of a session, nats.
  package func logLikelihoodPerBin(_ observations: LatentObservations, work: Work) throws -> Double {
    try expectation(
      observations, space: space, emission: emission.tables(tuning, space: space), motion: motion, collected: [],
      blocks: space.usualBlocks, work: work
    ).logLikelihood / Double(max(1, observations.count))
  }

  /// The tuning of a ring on another number of states, by linear interpolation.
  package func resampled(to states: Int, binWidth width: Double) -> LatentModel {
    let target = LatentStateSpace(circles: 1, statesPerCircle: states)
    let k = space.statesPerCircle
    var result = self
    result.space = target
    result.binWidth = width
    result.tuning = Matrix(rows: tuning.rows, columns: states, repeating: 0)
    for state in 0..<states {
      let position = Double(state) * Double(k) / Double(states)
      let first = Int(position) % k
      let part = position - position.rounded(.down)
      for cell in 0..<tuning.rows {
        result.tuning[cell, state] = (1 - part) * tuning[cell, first] + part * tuning[cell, (first + 1) % k]
      }
    }
    let deviation = motion.stepDeviation(space: space)[0] * (width / binWidth).squareRoot()
    result.motion = .gaussianSteps(sigma: deviation, space: target)
    return result
  }
}

extension LatentStateSpace {
  /// Blocks that take about eight megabytes for each thread.
  package var usualBlocks: LatentBlocks {
    LatentBlocks(length: max(60, min(1500, 2_000_000 / max(1, stride))), overlap: 40)
  }
}
