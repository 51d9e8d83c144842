import ArrayNumerics
import Foundation
import LatentStates
import TestSupport
import Testing

/// The recursion against a dense hidden Markov model written down as it stands in the textbook.
@Suite struct ForwardBackwardTests {
  /// Posterior `[bin, state]` and log-likelihood up to the terms that the tables leave out.
  static func dense(
    _ model: LatentModel, _ counts: Matrix<Float>, restarts: Set<Int>, transition: [[Double]]
  ) -> (posterior: [[Double]], logLikelihood: Double) {
    let states = model.space.states
    let emission = (0..<counts.rows).map { bin in
      (0..<states).map { state in
        exp(
          (0..<counts.columns).reduce(0.0) { sum, cell in
            let rate = max(LatentEmission.smallestRate, model.tuning[cell, state])
            return sum + Double(counts[bin, cell]) * log(rate) - rate * model.binWidth
          })
      }
    }
    let uniform = [Double](repeating: 1 / Double(states), count: states)
    var forward: [[Double]] = []
    var logLikelihood = 0.0
    for bin in 0..<counts.rows {
      let prior =
        bin == 0 || restarts.contains(bin)
        ? uniform
        : (0..<states).map { s in (0..<states).reduce(0) { $0 + forward[bin - 1][$1] * transition[$1][s] } }
      let joint = zip(prior, emission[bin]).map(*)
      let total = joint.reduce(0, +)
      logLikelihood += log(total)
      forward.append(joint.map { $0 / total })
    }
    var backward = [Double](repeating: 1, count: states)
    var posterior = forward
    for bin in stride(from: counts.rows - 1, through: 0, by: -1) {
      if bin + 1 < counts.rows {
        if restarts.contains(bin + 1) {
          backward = [Double](repeating: 1, count: states)
        } else {
          let next = zip(backward, emission[bin + 1]).map(*)
          backward = (0..<states).map { s in (0..<states).reduce(0) { $0 + transition[s][$1] * next[$1] } }
          let scale = backward.reduce(0, +)
          backward = backward.map { $0 / scale }
        }
      }
      let joint = zip(forward[bin], backward).map(*)
      let total = joint.reduce(0, +)
      posterior[bin] = joint.map { $0 / total }
    }
    return (posterior, logLikelihood)
  }

  static func counts(_ observations: LatentObservations) -> Matrix<Float> {
    var counts = Matrix<Float>(rows: observations.count, columns: observations.cells, repeating: 0)
    for bin in 0..<observations.count {
      for event in Int(observations.starts[bin])..<Int(observations.starts[bin + 1]) {
        counts[bin, Int(observations.eventCells[event])] = observations.eventValues[event]
      }
    }
    return counts
  }

  @Test(arguments: [12, 13, 16]) func theRingIsThatOfADenseModel(states: Int) throws {
    let session = LatentSimulation.make(
      circles: 1, cells: 6, bins: 90, seed: 1, states: states, restarts: [30, 31, 70])
    let taps = [0.4, 0.2, 0.1]
    let model = session.model(states: states, motion: LatentMotion(kernel: .steps(taps), teleport: 0.01))
    var transition = [[Double]](repeating: [Double](repeating: 0.01 / Double(states), count: states), count: states)
    for from in 0..<states {
      for step in -2...2 { transition[from][(from + step + states) % states] += 0.99 * taps[abs(step)] }
    }
    let expected = Self.dense(
      model, Self.counts(session.observations), restarts: [30, 31, 70], transition: transition)
    let (found, logLikelihood) = try model.posterior(session.observations, marginals: true, work: Work())
    for bin in 0..<90 {
      for state in 0..<states {
        #expect(close(Double(found.marginals[bin * states + state]), expected.posterior[bin][state], 2e-5))
      }
    }
    #expect(close(logLikelihood, expected.logLikelihood / 90, 1e-5))
  }

  @Test func theTorusIsThatOfADenseModel() throws {
    let (states, variance) = (8, 0.3)
    let session = LatentSimulation.make(circles: 2, cells: 8, bins: 40, seed: 2, states: states)
    let covariance = [[variance, variance / 2], [variance / 2, variance]]
    let model = session.model(
      states: states, motion: LatentMotion(kernel: .diffusion(covariance), teleport: 0.02))
    let step = 2 * Double.pi / Double(states)
    let factors = DiffusionFactors(covariance: covariance).factors
    // Diffusions after each other, as dense matrices.
    let all = states * states
    var transition = (0..<all).map { a in (0..<all).map { $0 == a ? 1.0 : 0.0 } }
    for factor in factors {
      let taps = discreteGaussian(
        variance: factor.variance / (step * step), largestRadius: (states - 1) / 2, smallest: 1e-4)
      var next = [[Double]](repeating: [Double](repeating: 0, count: all), count: all)
      for from in 0..<all {
        for state in 0..<all where transition[from][state] > 0 {
          for d in -(taps.count - 1)...(taps.count - 1) {
            let i = (state / states + d * factor.direction[0] + 4 * states) % states
            let j = (state % states + d * factor.direction[1] + 4 * states) % states
            next[from][i * states + j] += transition[from][state] * taps[abs(d)]
          }
        }
      }
      transition = next
    }
    transition = transition.map { $0.map { 0.98 * $0 + 0.02 / Double(all) } }
    let expected = Self.dense(model, Self.counts(session.observations), restarts: [], transition: transition)
    let (found, logLikelihood) = try model.posterior(session.observations, marginals: true, work: Work())
    for bin in 0..<40 {
      for state in 0..<states {
        let first = (0..<states).reduce(0) { $0 + expected.posterior[bin][state * states + $1] }
        let second = (0..<states).reduce(0) { $0 + expected.posterior[bin][$1 * states + state] }
        #expect(close(Double(found.marginals[bin * 2 * states + state]), first, 5e-5))
        #expect(close(Double(found.marginals[(bin * 2 + 1) * states + state]), second, 5e-5))
      }
    }
    #expect(close(logLikelihood, expected.logLikelihood / 40, 1e-4))
  }

  /// Blocks with their overlap against one block that holds everything.
  @Test func blocksDoNotChangeTheResult() throws {
    let session = LatentSimulation.make(circles: 1, cells: 12, bins: 1000, seed: 3, states: 24)
    let model = session.model(
      motion: .gaussianSteps(sigma: 0.2, space: LatentStateSpace(circles: 1, statesPerCircle: 24)))
    let whole = try model.posterior(session.observations, blocks: LatentBlocks(length: 1000), work: Work())
    let parts = try model.posterior(
      session.observations, blocks: LatentBlocks(length: 150, overlap: 40), work: Work())
    for (a, b) in zip(whole.posterior.angles, parts.posterior.angles) {
      #expect(abs(angleDifference(Double(a), Double(b))) < 0.01)
    }
    #expect(close(whole.logLikelihoodPerBin, parts.logLikelihoodPerBin, 1e-3))
  }

  /// Bins without data between two chains: the motion alone acts, and more time means a wider posterior.
  @Test func aGapWidensThePosterior() throws {
    let session = LatentSimulation.make(circles: 1, cells: 12, bins: 300, seed: 4, states: 36)
    var counts = Self.counts(session.observations)
    var exposure = [Float](repeating: 0.05, count: 300)
    for bin in 140..<160 {
      exposure[bin] = 0
      for cell in 0..<12 { counts[bin, cell] = 0 }
    }
    let model = session.model(
      states: 36, motion: .gaussianSteps(sigma: 0.2, space: LatentStateSpace(circles: 1, statesPerCircle: 36)))
    let found = try model.posterior(
      LatentObservations(counts: counts, binWidth: 0.05, exposure: exposure), work: Work()
    ).posterior
    #expect(found.halfWidths[150] > 2 * found.halfWidths[130])
    #expect(found.halfWidths[150] > found.halfWidths[141])
  }

  @Test(arguments: [0.02, 0.16, 0.7, 3, 20]) func theDiscreteGaussianHasItsVariance(variance: Double) {
    let taps = discreteGaussian(variance: variance, largestRadius: 60)
    let total = taps[0] + 2 * taps.dropFirst().reduce(0, +)
    let second = 2 * taps.enumerated().reduce(0) { $0 + Double($1.offset * $1.offset) * $1.element }
    #expect(close(total, 1, 1e-12))
    #expect(close(second, variance, 1e-4 * variance + 1e-6))
    #expect(taps.allSatisfy { $0 > 0 })
  }
}
