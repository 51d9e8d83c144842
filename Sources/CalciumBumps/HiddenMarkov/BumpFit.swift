import ArrayNumerics
import Foundation

/// A hidden Markov bump that was fitted by expectation maximisation.
struct BumpFit: Sendable {
  /// What the iterations ended with.
  var model: BumpModel
  /// Log-likelihood of all frames under it, nats (tempered where the fit was).
  var logLikelihood: Double
  /// Autocorrelation time of the residual after `whitenessIteration` iterations, frames; `nil` where it was not asked for.
  var correlationTime: Double?

  /// Iterations of a whole fit.
  static let iterations = 15
  /// After so many the residual is looked at.
  static let whitenessIteration = 8

  /// - Parameters:
  ///   - tempering: β, to which likelihoods are raised.
  ///   - measuresCorrelation: whether the residual's correlation time is worked out on the way.
  /// - Throws: `CancellationError`.
  static func fit(
    _ signals: RingSignals, from start: BumpModel, tempering: Double, learnsGain: Bool, iterations: Int = iterations,
    measuresCorrelation: Bool = false, work: Work
  ) throws -> BumpFit {
    var model = start
    var time: Double?
    for iteration in 0..<iterations {
      let emission = BumpEmission(model)
      let likelihoods = try emission.likelihoods(signals, tempering: tempering, work: work)
      let chain = BumpChain(model: model).posterior(likelihoods, restarts: signals.restarts)
      if measuresCorrelation, iteration == whitenessIteration {
        time = correlationTime(
          of: emission.residual(signals, likelihoods, posterior: chain.posterior), signals: signals)
      }
      let sums = try emission.sums(signals, likelihoods, posterior: chain.posterior, work: work)
      model = model.maximized(sums, chain.transitions, emission: emission, learnsGain: learnsGain)
    }
    let likelihoods = try BumpEmission(model).likelihoods(signals, tempering: tempering, work: work)
    let logLikelihood = BumpChain(model: model).logLikelihood(likelihoods, restarts: signals.restarts)
    return BumpFit(model: model, logLikelihood: logLikelihood, correlationTime: time)
  }

  /// 1 + 2 Σ ρ_k of the residuals of all regions together, up to the first ρ below 0.05, frames.
  static func correlationTime(of residual: Matrix<Double>, signals: RingSignals) -> Double {
    let regions = signals.regions
    var square = 0.0
    for frame in 0..<signals.frames where signals.isObserved[frame] {
      for value in residual.row(frame) { square += value * value }
    }
    let observed = Double(signals.isObserved.count { $0 })
    guard square > 0 else { return 1 }
    var time = 1.0
    for lag in 1..<max(2, signals.frames / 4) {
      var (product, pairs, reach) = (0.0, 0.0, 0)
      for frame in 0..<signals.frames {
        reach = signals.restarts[frame] ? 0 : reach + 1
        guard reach >= lag, signals.isObserved[frame], signals.isObserved[frame - lag] else { continue }
        for j in 0..<regions { product += residual[frame, j] * residual[frame - lag, j] }
        pairs += 1
      }
      guard pairs > 0 else { break }
      let correlation = product / pairs / (square / observed)
      if correlation < 0.05 { break }
      time += 2 * correlation
    }
    return time
  }

  /// β = τ^(−1/2), within 0.1 and 1: as many likelihoods as there are independent frames.
  static func tempering(correlationTime: Double) -> Double { min(max(1 / correlationTime.squareRoot(), 0.1), 1) }
}

extension BumpEmission {
  /// y − b − E[c] − E[a f], `[frame, region]`; 0 in frames that were not observed.
  func residual(
    _ signals: RingSignals, _ likelihoods: FrameLikelihoods, posterior: Matrix<Float>
  ) -> Matrix<Double> {
    let regions = signals.regions
    var result = Matrix(rows: signals.frames, columns: regions, repeating: 0.0)
    PositiveAmplitude.shared.withTable { table in
      for frame in 0..<signals.frames where signals.isObserved[frame] {
        var load = 0.0
        for m in 0..<BumpModel.positions {
          let weight = posterior[frame, m]
          if weight < Self.leastWeight { continue }
          let first = Double(weight) * moments(Double(likelihoods.amplitudes[frame, m]), at: m, table: table).first
          load += first * commonLoad[m]
          for j in 0..<regions { result[frame, j] -= first * templates[m, j] }
        }
        let common = commonSpread * (likelihoods.common[frame] - load)
        for j in 0..<regions { result[frame, j] += signals.values[frame, j] - model.baseline[j] - common }
      }
    }
    return result
  }
}
