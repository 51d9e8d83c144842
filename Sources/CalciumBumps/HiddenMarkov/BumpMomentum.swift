import ArrayNumerics
import Foundation

/// How a bump keeps its velocity from frame to frame: v′ = ρv + noise, with steps beside it.
package struct BumpMomentum: Sendable, Equatable {
  /// Standard deviation of the velocity, rad per frame.
  package var spread: Double
  /// ρ
  package var persistence: Double
  /// Scale of the Laplace distributed steps, rad.
  package var step: Double
  /// What it gains in log-likelihood over a bump without velocity, nats per observed frame (tempered, where that is).
  package var gain: Double

  package init(spread: Double, persistence: Double, step: Double, gain: Double) {
    (self.spread, self.persistence, self.step, self.gain) = (spread, persistence, step, gain)
  }
}

extension BumpMomentum {
  /// Shares of the variance of steps that are velocity's, and persistences, that are tried.
  private static let tried = (shares: [0.25, 0.5, 0.75, 0.9], persistences: [0.6, 0.8, 0.9, 0.95])
  /// Then all movements are tried so many times as large.
  private static let factors = [0.8, 1.25]

  /// The most likely on a grid, of a model that was fitted without.
  ///
  /// - Throws: `CancellationError`.
  static func fit(
    _ model: BumpModel, _ likelihoods: FrameLikelihoods, _ signals: RingSignals, work: Work
  ) throws -> BumpMomentum {
    let plain = MemoryChain(model: model).logLikelihood(likelihoods, restarts: signals.restarts)
    let observed = Double(max(1, signals.isObserved.count { $0 }))
    func best(_ candidates: [BumpMomentum]) throws -> BumpMomentum {
      let scored = try concurrentMap(candidates.count, work: work) { index -> BumpMomentum in
        var candidate = candidates[index]
        let chain = MemoryChain(model: model, momentum: candidate)
        candidate.gain = (chain.logLikelihood(likelihoods, restarts: signals.restarts) - plain) / observed
        return candidate
      }
      return scored.dropFirst().reduce(scored[0]) { $1.gain > $0.gain ? $1 : $0 }
    }
    // A Laplace distribution has a variance of twice its squared scale.
    let first = try best(
      tried.shares.flatMap { share in
        tried.persistences.map { persistence in
          BumpMomentum(
            spread: model.step * (2 * share).squareRoot(), persistence: persistence,
            step: model.step * (1 - share).squareRoot(), gain: -.infinity)
        }
      })
    let scaled = factors.map { factor in
      BumpMomentum(
        spread: factor * first.spread, persistence: first.persistence, step: factor * first.step, gain: -.infinity)
    }
    let second = try best(scaled)
    return second.gain > first.gain ? second : first
  }
}
