import ArrayNumerics
import Foundation

/// How much the cells of a latent ring or torus rise and fall together in a way that their tuning does not say: speed, theta,
/// arousal.
///
/// With r the count of a cell less what its tuning says at the decoded angle, μ, the variance of a gain of mean 1 that all
/// share is Σ rᵢ rⱼ / Σ μᵢ μⱼ over pairs of different cells: what is a cell's own, bursts or silence after a spike, does not
/// enter.
package struct CommonGain: Sendable, Equatable {
  /// Variance of the gain; about 0 where the cells share none.
  package var variance: Double
  /// Its standard error, from twenty parts of the session.
  package var error: Double

  /// A smaller variance is left to the Poisson model.
  package static let least = 0.02
  /// Bins that are looked at, at most.
  package static let budget = 20_000
  private static let parts = 20

  /// The shape of the gamma distribution; `nil` where the variance is not above `least` and four standard errors.
  package var shape: Double? { variance > max(Self.least, 4 * error) ? max(0.5, 1 / variance) : nil }

  /// - Parameter posterior: of these observations under the model.
  package init(_ model: LatentModel, _ observations: LatentObservations, posterior: LatentPosterior) {
    let space = model.space
    let totals = (0..<space.states).map { state in (0..<model.tuning.rows).reduce(0.0) { $0 + model.tuning[$1, state] } }
    let squares = (0..<space.states).map { state in
      (0..<model.tuning.rows).reduce(0.0) { $0 + model.tuning[$1, state] * model.tuning[$1, state] }
    }
    var sums = [(found: Double, expected: Double)](repeating: (0, 0), count: Self.parts)
    for bin in 0..<observations.count where observations.exposure[bin] > 0 {
      let state = space.state(nearest: (0..<space.circles).map { posterior.angles[bin * space.circles + $0] })
      let time = Double(observations.exposure[bin])
      var (total, square, cross) = (0.0, 0.0, 0.0)
      observations.withEvents(of: bin) { events, cells, values in
        for event in 0..<events {
          let value = Double(values[event])
          total += value
          square += value * value
          cross += value * model.tuning[Int(cells[event]), state]
        }
      }
      let part = bin * Self.parts / observations.count
      let own = square - 2 * time * cross + time * time * squares[state]
      sums[part].found += pow(total - time * totals[state], 2) - own
      sums[part].expected += time * time * (totals[state] * totals[state] - squares[state])
    }
    let expected = sums.reduce(0) { $0 + $1.expected }
    guard expected > 0 else {
      (variance, error) = (0, .infinity)
      return
    }
    let whole = sums.reduce(0) { $0 + $1.found } / expected
    let scatter = sums.reduce(0) { $0 + pow($1.found - whole * $1.expected, 2) }
    variance = whole
    error = (scatter * Double(Self.parts) / Double(Self.parts - 1)).squareRoot() / expected
  }

  /// The gain of a coarse model: looked for twice, since angles that are decoded without it explain a part of it.
  package static func of(
    _ model: LatentModel, _ observations: LatentObservations, work: Work
  ) throws -> CommonGain? {
    guard model.emission == .poisson else { return nil }
    let part = observations.spreadBlocks(budget)
    var model = model
    var gain = CommonGain(model, part, posterior: try model.posterior(part, work: work).posterior)
    guard let shape = gain.shape else { return gain }
    model.emission = .sharedGain(shape: shape)
    gain = CommonGain(model, part, posterior: try model.posterior(part, work: work).posterior)
    return gain
  }
}

extension LatentStateSpace {
  /// The state whose angles are the nearest, rad.
  func state(nearest angles: [Float]) -> Int {
    angles.reduce(0) { state, angle in
      let place = Int((wrapAngle(Double(angle)) / step).rounded()) % statesPerCircle
      return state * statesPerCircle + place
    }
  }
}
