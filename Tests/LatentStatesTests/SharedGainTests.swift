import ArrayNumerics
import Foundation
import LatentStates
import TestSupport
import Testing

/// A gain that all cells share, and widths of the posterior where counts are no Poisson counts.
@Suite struct SharedGainTests {
  /// The likelihood of a bin against the integral over the gain, by the trapezium rule.
  @Test func theGainIsIntegratedOut() throws {
    let (shape, width) = (3.0, 0.05)
    let session = LatentSimulation.make(circles: 1, cells: 6, bins: 40, seed: 3, states: 16)
    let counts = ForwardBackwardTests.counts(session.observations)
    // Every bin by itself, so that its posterior is its likelihood.
    let observations = LatentObservations(counts: counts, binWidth: width, restarts: [Bool](repeating: true, count: 40))
    var model = session.model(states: 16, motion: LatentMotion(kernel: .steps([0.5, 0.25])))
    model.emission = .sharedGain(shape: shape)
    let found = try model.posterior(observations, marginals: true, work: Work()).posterior
    for bin in 0..<40 {
      let likelihood = (0..<16).map { state -> Double in
        (1..<4000).reduce(0.0) { sum, step in
          let gain = Double(step) * 0.005
          let density = pow(gain, shape - 1) * exp(-shape * gain)
          return sum
            + (0..<6).reduce(density) { product, cell in
              let mean = gain * model.tuning[cell, state] * width
              return product * pow(mean, Double(counts[bin, cell])) * exp(-mean)
            }
        }
      }
      let total = likelihood.reduce(0, +)
      for state in 0..<16 { #expect(close(Double(found.marginals[bin * 16 + state]), likelihood[state] / total, 1e-4)) }
    }
  }

  private static func gain(_ session: LatentSimulation) throws -> CommonGain {
    let model = session.model(states: 72, motion: .gaussianSteps(sigma: 0.1, space: space))
    var truth = try model.posterior(session.observations, work: Work()).posterior
    truth.angles = session.angles.elements.map { Float($0) }
    return CommonGain(model, session.observations, posterior: truth)
  }

  private static let space = LatentStateSpace(circles: 1, statesPerCircle: 72)

  /// Of a gain exp(s z − s²/2) the variance is exp(s²) − 1.
  @Test func theVarianceOfTheGainIsFound() throws {
    let shared = try Self.gain(LatentSimulation.make(circles: 1, cells: 24, bins: 6000, seed: 21, states: 72, sharedGain: 0.5))
    #expect(close(shared.variance, exp(0.25) - 1, 0.04), "\(shared)")
    #expect(shared.error < 0.03 && shared.shape != nil)
  }

  /// What is a cell's own is no shared gain: nor are pairs of spikes.
  @Test func whatIsACellsOwnIsNoSharedGain() throws {
    let own = try Self.gain(LatentSimulation.make(circles: 1, cells: 24, bins: 6000, seed: 22, states: 72, ownGain: 0.7))
    #expect(abs(own.variance) < 0.02 && own.shape == nil, "\(own)")
    var pairs = LatentSimulation.make(circles: 1, cells: 24, bins: 6000, seed: 23, states: 72)
    #expect(try Self.gain(pairs).shape == nil)
    for event in pairs.observations.eventValues.indices { pairs.observations.eventValues[event] *= 2 }
    pairs.tuning = pairs.tuning.map { 2 * $0 }
    #expect(try Self.gain(pairs).shape == nil)
  }

  private static func fitted(_ session: LatentSimulation, _ emission: LatentEmission) throws -> (fit: LatentFit, held: Double) {
    let options = LatentFitOptions(space: space)
    let fitter = LatentFitter(session.observations, options: options, emission: emission)
    let start = LatentFitTests.bent(session.angles, by: 0.3, seed: 9)
    let fit = try fitter.fit(from: fitter.initialModel(angles: start, work: Work()), work: Work())
    let calibration = try PosteriorCalibration(fit.model, session.observations, crossFit: nil, seed: 1, work: Work(threads: 2))
    let decoded = fit.posterior.angles.map { wrapAngle(Double($0)) }
    let alignment = try alignAngles(decoded: decoded, reference: session.angles.column(0))
    let inside = decoded.indices.count { bin in
      abs(angleDifference(alignment.apply(decoded[bin]), session.angles[bin, 0]))
        <= calibration.halfWidth(fit.posterior.halfWidths[bin], circle: 0)
    }
    return (fit, Double(inside) / Double(decoded.count))
  }

  /// Cells that vary by themselves more than Poisson: the posterior itself holds far less than it says.
  @Test func regionsAreWidenedForCellsThatVary() throws {
    let session = LatentSimulation.make(circles: 1, cells: 24, bins: 6000, seed: 31, states: 72, ownGain: 0.7)
    let (fit, held) = try Self.fitted(session, .poisson)
    #expect((0.84...0.97).contains(held), "\(held)")
    let calibration = try PosteriorCalibration(fit.model, session.observations, crossFit: nil, seed: 1, work: Work())
    let law = calibration.laws[0]
    #expect(law.excess > 1.2 && law.level > 0 && law.slope < 1, "\(law)")
    #expect(close(law.coverage, 0.9, 0.03), "\(law)")
  }

  /// With the gain in the likelihood the angle is nearer, and its regions hold what they say.
  @Test func aSharedGainInTheLikelihoodBringsTheAngleNearer() throws {
    let session = LatentSimulation.make(circles: 1, cells: 24, bins: 6000, seed: 32, states: 72, sharedGain: 0.7)
    let shape = try #require(try Self.gain(session).shape)
    let (without, with) = (try Self.fitted(session, .poisson), try Self.fitted(session, .sharedGain(shape: shape)))
    let errors = try [without, with].map { try medianErrorDegrees($0.fit.posterior, session.angles) }
    #expect(errors[1] < errors[0], "\(errors)")
    #expect((0.84...0.97).contains(with.held), "\(with.held)")
    // The time in a state is time still, not time times the gain.
    #expect(close(with.fit.posterior.occupancy.reduce(0, +), session.observations.totalExposure, 0.1))
  }

  @Test func threadsChangeNoWidth() throws {
    let session = LatentSimulation.make(circles: 1, cells: 12, bins: 2000, seed: 33, states: 72, ownGain: 0.5)
    let model = session.model(states: 72, motion: .gaussianSteps(sigma: 0.15, space: Self.space))
    let found = try [1, 3].map {
      try PosteriorCalibration(model, session.observations, crossFit: nil, seed: 5, work: Work(threads: $0))
    }
    #expect(found[0] == found[1] && found[0].laws[0].scale > 0)
  }
}
