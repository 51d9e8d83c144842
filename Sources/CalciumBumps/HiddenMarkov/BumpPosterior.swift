import ArrayNumerics
import Foundation

/// What is known of the bump in every frame; angles in rad, NaN in frames that were not observed unless said.
package struct BumpPosterior: Sendable, Equatable {
  /// Mean direction of the posterior, whether the bump is there or away, [0, 2π), `[frame]`; known in every frame.
  package var position: [Double]
  /// Standard deviation of the posterior around it, `[frame]`.
  package var deviation: [Double]
  /// Mean direction of what each frame says by itself, without the movement of the bump, [0, 2π), `[frame]`.
  package var alone: [Double]
  /// Ends of the central 90 % of the posterior, [0, 2π), `[frame]`.
  package var low: [Double], high: [Double]
  /// Probability that there is a bump, `[frame]`.
  package var presence: [Double]
  /// Expected amplitude of a bump where there is one, in the unit of the signal on the scale of the fit, `[frame]`.
  package var amplitude: [Double]
  /// κ of the profile of each frame (`concentration(ofFrame:)`), `[frame]`; NaN without a bump.
  package var concentration: [Double]
  /// Expected signal, `[frame, region]`, on the scale of the fit.
  package var reconstruction: Matrix<Float>
  /// Expected brightness that all regions share, `[frame]`.
  package var common: [Double]
  /// Log-likelihood of all frames, nats (tempered).
  package var logLikelihood: Double

  /// Makes it that of a recording without a bump: what the fit followed was noise.
  mutating func removeBump() {
    for frame in presence.indices where presence[frame].isFinite { presence[frame] = 0 }
    concentration = concentration.map { _ in .nan }
  }

  /// Whether there is a bump: more likely than not.
  package func isPresent(_ frame: Int) -> Bool { presence[frame] > BumpQuality.presentAbove }
}

extension BumpEmission {
  /// The posterior of every frame under a model, with memory of the position while the bump is away.
  func posterior(_ signals: RingSignals, _ likelihoods: FrameLikelihoods, momentum: BumpMomentum?) -> BumpPosterior {
    let (frames, positions, regions) = (signals.frames, BumpModel.positions, signals.regions)
    let unknown = [Double](repeating: .nan, count: frames)
    var result = BumpPosterior(
      position: unknown, deviation: unknown, alone: unknown, low: unknown, high: unknown, presence: unknown, amplitude: unknown,
      concentration: unknown, reconstruction: Matrix(rows: frames, columns: regions, repeating: .nan), common: unknown,
      logLikelihood: 0)
    let ring = RingMoments()
    var total = [Float](repeating: 0, count: positions)
    var signal = [Double](repeating: 0, count: regions)
    result.logLikelihood = MemoryChain(model: model, momentum: momentum).posterior(
      likelihoods, restarts: signals.restarts
    ) { frame, on, off in
      for m in 0..<positions { total[m] = on[m] + off[m] }
      let summary = ring.summary(of: total)
      result.position[frame] = summary.mean
      result.deviation[frame] = summary.deviation
      (result.low[frame], result.high[frame]) = (summary.low, summary.high)
      guard signals.isObserved[frame] else { return }
      result.alone[frame] = ring.mean(ofRow: frame, likelihoods.on)
      for j in 0..<regions { signal[j] = 0 }
      var (presence, amplitude, load) = (0.0, 0.0, 0.0)
      PositiveAmplitude.shared.withTable { table in
        for m in 0..<positions {
          presence += Double(on[m])
          if on[m] < Self.leastWeight { continue }
          let first = Double(on[m]) * moments(Double(likelihoods.amplitudes[frame, m]), at: m, table: table).first
          amplitude += first
          load += first * commonLoad[m]
          for j in 0..<regions { signal[j] += first * templates[m, j] }
        }
      }
      let common = commonSpread * (likelihoods.common[frame] - load)
      result.presence[frame] = min(presence, 1)
      result.amplitude[frame] = presence > 0 ? amplitude / presence : .nan
      result.common[frame] = common
      for j in 0..<regions { result.reconstruction[frame, j] = Float(model.baseline[j] + common + signal[j]) }
    }
    for frame in 0..<frames where signals.isObserved[frame] && result.isPresent(frame) {
      result.concentration[frame] = concentration(
        signals, frame: frame, position: result.position[frame], common: result.common[frame])
    }
    return result
  }

  /// Spread of the logarithm of κ around that of the model, before a frame is seen.
  static let concentrationSpread = 0.5

  /// The most likely κ of one frame, with the position known, the amplitude at its best for each κ, and log κ ~ N(log of the
  /// model's, 0.5²), without which a faint bump would be as wide as the ring.
  private func concentration(_ signals: RingSignals, frame: Int, position: Double, common: Double) -> Double {
    let regions = signals.regions
    let residual = (0..<regions).map { signals.values[frame, $0] - model.baseline[$0] - common }
    let cosines = (0..<regions).map { cos(model.angles[$0] - position) - 1 }
    return BumpModel.peak(from: 0.3, to: 20) { kappa in
      var (cross, square) = (0.0, 0.0)
      for j in 0..<regions {
        let f = model.gain[j] * exp(kappa * cosines[j])
        cross += f * residual[j] * precision[j]
        square += f * f * precision[j]
      }
      let surprise = log(kappa / model.concentration) / Self.concentrationSpread
      return 0.5 * max(cross, 0) * max(cross, 0) / square - 0.5 * surprise * surprise
    }
  }
}

/// Mean, spread and quantiles of masses at the places of the ring.
private struct RingMoments {
  private let cosines = (0..<BumpModel.positions).map { cos(Double($0) * BumpModel.spacing) }
  private let sines = (0..<BumpModel.positions).map { sin(Double($0) * BumpModel.spacing) }

  func mean(ofRow row: Int, _ masses: Matrix<Float>) -> Double {
    var (x, y) = (0.0, 0.0)
    for m in 0..<BumpModel.positions {
      x += Double(masses[row, m]) * cosines[m]
      y += Double(masses[row, m]) * sines[m]
    }
    return wrapAngle(atan2(y, x))
  }

  func summary(of masses: [Float]) -> (mean: Double, deviation: Double, low: Double, high: Double) {
    let count = BumpModel.positions
    var (x, y, total) = (0.0, 0.0, 0.0)
    for m in 0..<count {
      x += Double(masses[m]) * cosines[m]
      y += Double(masses[m]) * sines[m]
      total += Double(masses[m])
    }
    let mean = wrapAngle(atan2(y, x))
    // From the place opposite to the mean, once round.
    let first = Int(((mean - .pi) / BumpModel.spacing).rounded(.up))
    var (square, cumulative) = (0.0, 0.0)
    var (low, high) = (Double.nan, Double.nan)
    for index in first..<first + count {
      let distance = Double(index) * BumpModel.spacing - mean
      let mass = Double(masses[((index % count) + count) % count]) / total
      square += mass * distance * distance
      // Within a place the mass is spread evenly.
      if low.isNaN, cumulative + mass >= 0.05 { low = distance + BumpModel.spacing * ((0.05 - cumulative) / mass - 0.5) }
      if high.isNaN, cumulative + mass >= 0.95 { high = distance + BumpModel.spacing * ((0.95 - cumulative) / mass - 0.5) }
      cumulative += mass
    }
    // As in the quantiles, the mass within a place is spread evenly.
    let deviation = (square + BumpModel.spacing * BumpModel.spacing / 12).squareRoot()
    return (mean, deviation, wrapAngle(mean + low), wrapAngle(mean + high))
  }
}
