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
      observations, space: space,
      emission: emission.tables(tuning, space: space, binWidth: observations.binWidth), motion: motion,
      collected: marginals ? [.moments, .halfWidths, .marginals, .occupancy] : [.moments, .halfWidths, .occupancy],
      blocks: blocks ?? space.usualBlocks, work: work)
    sums.posterior.occupancy = sums.occupancy
    return (sums.posterior, sums.logLikelihood / Double(max(1, observations.count)))
  }

  /// Log-likelihood per bin of a session, nats.
  package func logLikelihoodPerBin(_ observations: LatentObservations, work: Work) throws -> Double {
    try expectation(
      observations, space: space,
      emission: emission.tables(tuning, space: space, binWidth: observations.binWidth), motion: motion, collected: [],
      blocks: space.usualBlocks, work: work
    ).logLikelihood / Double(max(1, observations.count))
  }

  /// The model on another number of states of each circle and for bins of another width, by linear interpolation along each
  /// circle.
  package func resampled(to states: Int, binWidth width: Double) -> LatentModel {
    var result = self
    result.space = LatentStateSpace(circles: space.circles, statesPerCircle: states)
    result.binWidth = width
    result.tuning = Matrix(rows: tuning.rows, columns: result.space.states, repeating: 0)
    for cell in 0..<tuning.rows {
      var map = Array(tuning.row(cell))
      // The first circles have the new number of states already, the last ones still the old one.
      for circle in 0..<space.circles {
        let inner = (circle + 1..<space.circles).reduce(1) { product, _ in product * space.statesPerCircle }
        map = interpolated(map, from: space.statesPerCircle, to: states, inner: inner)
      }
      for state in map.indices { result.tuning[cell, state] = map[state] }
    }
    switch motion.kernel {
    case .steps:
      let deviation = motion.stepDeviation(space: space)[0] * (width / binWidth).squareRoot()
      result.motion = .gaussianSteps(sigma: deviation, space: result.space)
    case .diffusion:
      result.motion = motion.widened(by: width / binWidth, space: space)
    }
    return result
  }
}

/// Values on a circle of `old` states brought to `new` ones, `[outer, state, inner]`.
private func interpolated(_ values: [Double], from old: Int, to new: Int, inner: Int) -> [Double] {
  var result = [Double](repeating: 0, count: values.count / old * new)
  for outer in 0..<values.count / (old * inner) {
    for state in 0..<new {
      let position = Double(state) * Double(old) / Double(new)
      let first = Int(position) % old
      let part = position - position.rounded(.down)
      let (before, after) = ((outer * old + first) * inner, (outer * old + (first + 1) % old) * inner)
      for place in 0..<inner {
        result[(outer * new + state) * inner + place] = (1 - part) * values[before + place] + part * values[after + place]
      }
    }
  }
  return result
}

extension LatentStateSpace {
  /// Blocks that take about eight megabytes for each thread.
  package var usualBlocks: LatentBlocks {
    LatentBlocks(length: max(60, min(1500, 2_000_000 / max(1, stride))), overlap: 40)
  }
}
