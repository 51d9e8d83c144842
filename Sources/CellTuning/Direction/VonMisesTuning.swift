import ArrayNumerics
import Foundation

/// A tuning curve of one peak, λ(θ) = b + A e^{κ (cos(θ − μ) − 1)}, fitted to counts by Poisson's likelihood.
package struct VonMisesTuning: Sendable, Equatable {
  /// μ, rad in [0, 2π).
  package let direction: Double
  /// κ.
  package let concentration: Double
  /// b, Hz.
  package let baseline: Double
  /// A, Hz.
  package let amplitude: Double
  /// 1 − deviance over that of a constant rate: 1 for a curve that goes through every bin. Below 0.8 one peak is not enough.
  package let explained: Double

  /// `nil` without spikes or with fewer than eight bins that were faced.
  ///
  /// - Parameters:
  ///   - counts: in each bin, not negative.
  ///   - seconds: time in each; bins without time are left out.
  ///   - centres: of the bins, rad.
  package init?(counts: [Double], seconds: [Double], centres: [Double]) {
    let known = counts.indices.filter { seconds[$0] > 0 }
    let total = known.reduce(0) { $0 + counts[$1] }
    let time = known.reduce(0) { $0 + seconds[$1] }
    guard known.count >= 8, total > 0 else { return nil }
    let rates = known.map { counts[$0] / seconds[$0] }
    let cosines = known.map { cos(centres[$0]) }, sines = known.map { sin(centres[$0]) }
    let start = atan2(
      zip(rates, sines).reduce(0) { $0 + $1.0 * $1.1 }, zip(rates, cosines).reduce(0) { $0 + $1.0 * $1.1 })
    let (low, high) = (rates.min() ?? 0, rates.max() ?? 0)
    /// Minus the logarithm of the likelihood, less what does not depend on the curve.
    func loss(_ place: [Double]) -> Double {
      let (b, a, kappa) = (exp(place[0]), exp(place[1]), exp(place[2]))
      guard kappa < 500, b.isFinite, a.isFinite else { return .infinity }
      let (c, s) = (cos(place[3]), sin(place[3]))
      var sum = 0.0
      for (index, bin) in known.enumerated() {
        let rate = b + a * exp(kappa * (cosines[index] * c + sines[index] * s - 1))
        sum += rate * seconds[bin] - (counts[bin] > 0 ? counts[bin] * log(rate) : 0)
      }
      return sum.isFinite ? sum : .infinity
    }
    // From broad and narrow curves, and once more from the best: a simplex can stop early.
    var best: (place: [Double], value: Double)?
    for kappa in [1.0, 4, 12] {
      let from = [log(max(low, 0.01 * high)), log(max(high - low, 0.1 * high)), log(kappa), start]
      let found = nelderMead(from: from, steps: [0.5, 0.3, 0.5, 0.3], tolerance: 1e-6, loss)
      if found.value < best?.value ?? .infinity { best = found }
    }
    guard let first = best else { return nil }
    let found = nelderMead(from: first.place, steps: [0.1, 0.1, 0.1, 0.1], tolerance: 1e-6, loss)
    guard found.value.isFinite else { return nil }
    let constant = total - total * log(total / time)
    let saturated = known.reduce(0) { sum, bin in
      sum + counts[bin] - (counts[bin] > 0 ? counts[bin] * log(counts[bin] / seconds[bin]) : 0)
    }
    direction = wrapAngle(found.place[3])
    concentration = exp(found.place[2])
    baseline = exp(found.place[0])
    amplitude = exp(found.place[1])
    explained = constant > saturated ? (constant - found.value) / (constant - saturated) : 0
  }
}
