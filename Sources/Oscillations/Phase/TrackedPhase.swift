import ArrayNumerics
import Foundation

/// The phase of theta by demodulation at the frequency that was tracked: the field times the carrier, low-passed, and the
/// carrier corrected by what its phase still drifts.
package struct TrackedPhase: Sendable {
  /// Radians in [0, 2π), 0 at the peak of the fundamental in the recorded polarity.
  package let phase: [Double]
  /// Of the fundamental, in the unit of the field.
  package let amplitude: [Double]
  /// Hz.
  package let frequency: [Double]
  /// Power over the background, as the ridge has it.
  package let strength: [Double]

  /// Half-power half width of the low pass, Hz.
  package static let halfWidth = 1.0

  /// Works at 100 Hz or more and interpolates to the samples given: what is slow needs no more, and it is four times as fast.
  ///
  /// - Parameter samples: evenly sampled at `rate` (100 to 500 Hz suits), bridged where damaged.
  /// - Throws: as `ThetaRidge`.
  package init(
    _ samples: [Double], rate: Double, background: AperiodicFit, band: ClosedRange<Double>,
    halfWidth: Double = TrackedPhase.halfWidth, work: Work = Work()
  ) throws {
    if rate >= 200 {
      let half = try TrackedPhase(
        Decimator(rate: rate, factors: [2])(samples), rate: rate / 2, background: background, band: band,
        halfWidth: halfWidth, work: work)
      phase = interpolateAngles(half.phase, factor: 2, count: samples.count)
      amplitude = interpolate(half.amplitude, factor: 2, count: samples.count)
      frequency = interpolate(half.frequency, factor: 2, count: samples.count)
      strength = interpolate(half.strength, factor: 2, count: samples.count)
      return
    }
    let ridge = try ThetaRidge(samples, rate: rate, background: background, band: band, work: work)
    var carrier = try gaussianFilter(
      interpolate(ridge.frequency, factor: ridge.hop, count: samples.count), sigma: 0.25 * rate, border: .nearest)
    strength = interpolate(ridge.strength, factor: ridge.hop, count: samples.count)
    let centre = mean(samples)
    let centred = samples.map { $0 - centre }
    var demodulated: (phase: [Double], z: [Complex]) = ([], [])
    for round in 0...2 {
      try work.checkCancellation()
      demodulated = try Self.demodulate(centred, carrier, rate: rate, sigma: 0.1325 / halfWidth * rate)
      if round < 2 { try Self.correct(&carrier, by: demodulated.z, rate: rate, band: band) }
    }
    let angles = demodulated.z.map { atan2($0.imaginary, $0.real) }
    phase = zip(demodulated.phase, angles).map { wrapAngle($0 + $1) }
    amplitude = demodulated.z.map { 2 * $0.magnitude }
    // The derivative first: it has no trend for the ends to bend.
    let residual = unwrapAngles(angles)
    let steps = samples.indices.map { index -> Double in
      let (low, high) = (max(0, index - 1), min(samples.count - 1, index + 1))
      let turned = (demodulated.phase[high] - demodulated.phase[low]) + (residual[high] - residual[low])
      return turned / Double(max(1, high - low)) * rate / (2 * .pi)
    }
    frequency = try gaussianFilter(steps, sigma: 0.25 * rate, border: .nearest)
  }

  private static func demodulate(
    _ samples: [Double], _ frequency: [Double], rate: Double, sigma: Double
  ) throws -> (phase: [Double], z: [Complex]) {
    var phase = [Double](repeating: 0, count: samples.count)
    for index in 1..<max(1, samples.count) {
      phase[index] = phase[index - 1] + .pi * (frequency[index - 1] + frequency[index]) / rate
    }
    let real = try gaussianFilter(zip(samples, phase).map { $0 * cos($1) }, sigma: sigma)
    let imaginary = try gaussianFilter(zip(samples, phase).map { -$0 * sin($1) }, sigma: sigma)
    return (phase, zip(real, imaginary).map { Complex($0, $1) })
  }

  /// Adds what the phase of z still turns by, weighted by its power over 0.35 s.
  private static func correct(
    _ carrier: inout [Double], by z: [Complex], rate: Double, band: ClosedRange<Double>
  ) throws {
    let turns = z.indices.map { index -> Double in
      let (low, high) = (max(0, index - 1), min(z.count - 1, index + 1))
      return (z[low].conjugate * z[high]).imaginary / Double(max(1, high - low))
    }
    let numerator = try gaussianFilter(turns, sigma: 0.35 * rate)
    let denominator = try gaussianFilter(z.map(\.squaredMagnitude), sigma: 0.35 * rate)
    for index in carrier.indices where denominator[index] > 0 {
      let change = numerator[index] / denominator[index] * rate / (2 * .pi)
      carrier[index] = min(band.upperBound, max(band.lowerBound, carrier[index] + change))
    }
  }
}
