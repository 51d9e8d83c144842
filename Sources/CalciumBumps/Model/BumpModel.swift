import ArrayNumerics
import Foundation

/// One bump on a ring, as it shows in the signals of regions.
///
/// y_tj = b_j + c_t + a_t g_j k(x_j − θ_t) + e_tj with k(d) = exp(κ(cos d − 1)), whose peak is 1; e ~ N(0, D_j),
/// c_t ~ N(0, s_c²) a brightness that all regions share, a_t ~ N(μ, s²) above 0. While the bump is away a_t = 0. Its position
/// moves by Laplace steps, and goes on moving while it is away.
package struct BumpModel: Sendable, Equatable {
  /// Where each region stands, rad.
  package var angles: [Double]
  /// b, in the unit of the signal.
  package var baseline: [Double]
  /// g, with a geometric mean of 1.
  package var gain: [Double]
  /// D, the variance of each region's noise.
  package var noise: [Double]
  /// κ of the profile.
  package var concentration: Double
  /// μ
  package var amplitude: Double
  /// s²
  package var amplitudeVariance: Double
  /// s_c²
  package var commonVariance: Double
  /// The scale of the Laplace distribution of steps from frame to frame, rad.
  package var step: Double
  /// Probability that the bump goes away from one frame to the next.
  package var offRate: Double
  /// Probability that it comes back.
  package var onRate: Double

  /// Places on the ring that are told apart.
  package static let positions = 128
  /// The angle between neighbouring places, rad.
  package static let spacing = 2 * Double.pi / Double(positions)
  /// Share of steps to anywhere, while the bump is there and while it is away.
  package static let jumps = (on: 1e-3, off: 0.02)

  package init(
    angles: [Double], baseline: [Double], gain: [Double], noise: [Double], concentration: Double, amplitude: Double,
    amplitudeVariance: Double, commonVariance: Double, step: Double, offRate: Double, onRate: Double
  ) {
    (self.angles, self.baseline, self.gain, self.noise) = (angles, baseline, gain, noise)
    (self.concentration, self.amplitude, self.amplitudeVariance) = (concentration, amplitude, amplitudeVariance)
    (self.commonVariance, self.step, self.offRate, self.onRate) = (commonVariance, step, offRate, onRate)
  }

  /// The value of the profile at a distance from its peak: 1 at 0.
  package static func profile(_ distance: Double, concentration: Double) -> Double {
    exp(concentration * (cos(distance) - 1))
  }

  /// The full width at half maximum of a profile, rad; 2π where it never falls to one half.
  package static func fullWidth(concentration: Double) -> Double {
    let cosine = 1 - log(2) / concentration
    return cosine <= -1 ? 2 * .pi : 2 * acos(cosine)
  }

  /// The full width at half maximum, rad.
  package var fullWidth: Double { Self.fullWidth(concentration: concentration) }
  /// The amplitude over the root mean square noise of a region.
  package var signalToNoise: Double { amplitude / mean(noise).squareRoot() }

  /// g_j k(x_j − θ_m), `[position, region]`.
  func templates() -> Matrix<Double> {
    var result = Matrix(rows: Self.positions, columns: angles.count, repeating: 0.0)
    for m in 0..<Self.positions {
      let theta = Double(m) * Self.spacing
      for j in angles.indices { result[m, j] = gain[j] * Self.profile(angles[j] - theta, concentration: concentration) }
    }
    return result
  }
}

extension BumpModel {
  /// Where the fit begins: what percentiles and frame-to-frame differences say.
  package init(startingFor signals: RingSignals) {
    angles = signals.angles
    let regions = 0..<signals.regions
    let base = regions.map { quantile(signals.observedValues(of: $0), 0.15) }
    baseline = base
    gain = [Double](repeating: 1, count: signals.regions)
    noise = regions.map { Self.noiseVariance(signals, region: $0) }
    let floor = max(1e-4 * mean(noise), .leastNormalMagnitude)
    for j in regions { noise[j] = max(noise[j], floor) }
    let heights = signals.observedFrames.map { frame in
      quantile(regions.map { signals.values[frame, $0] - base[$0] }, 0.9)
    }
    amplitude = max(median(heights), 0.5 * mean(noise).squareRoot())
    amplitudeVariance = pow(0.35 * amplitude, 2)
    commonVariance = pow(0.2 * amplitude, 2)
    (concentration, step, offRate, onRate) = (2.5, 0.15, 0.005, 0.03)
  }

  /// 1.5 times the variance of the noise that the median absolute frame-to-frame difference gives.
  private static func noiseVariance(_ signals: RingSignals, region: Int) -> Double {
    var differences: [Double] = []
    for frame in 1..<max(1, signals.frames)
    where signals.isObserved[frame] && signals.isObserved[frame - 1] && !signals.restarts[frame] {
      differences.append(signals.values[frame, region] - signals.values[frame - 1, region])
    }
    guard !differences.isEmpty else { return variance(signals.observedValues(of: region)) }
    let middle = median(differences)
    let deviation = median(differences.map { abs($0 - middle) }) / 0.6745 / 2.0.squareRoot()
    // A signal of few levels has a median of 0.
    return 1.5 * (deviation > 0 ? deviation * deviation : variance(differences) / 2)
  }
}
