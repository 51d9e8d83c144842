import ArrayNumerics
import Foundation

/// Noise with the power 1/f^exponent and a standard deviation of 1.
func coloredNoise(_ count: Int, exponent: Double, seed: UInt64) throws -> [Double] {
  var stream = RandomStream(seed: seed, name: "colored noise")
  let transform = try RealFourierTransform(size: count)
  var coefficients = try transform.forward((0..<count).map { _ in stream.normal() })
  coefficients[0] = .zero
  for index in 1..<coefficients.count { coefficients[index] = coefficients[index] * pow(Double(index), -exponent / 2) }
  let noise = try transform.inverse(coefficients)
  let deviation = standardDeviation(noise)
  return noise.map { $0 / deviation }
}

/// A rhythm whose frequency wanders about a mean (Ornstein–Uhlenbeck, 0.5 s), in noise.
func rhythmInNoise(
  seconds: Double, rate: Double, frequency: Double, jitter: Double, power: Double, exponent: Double, seed: UInt64
) throws -> [Double] {
  let count = Int(seconds * rate)
  var stream = RandomStream(seed: seed, name: "rhythm")
  let step = exp(-1 / (0.5 * rate))
  var (offset, phase) = (jitter * stream.normal(), 2 * Double.pi * stream.uniform())
  return try coloredNoise(count, exponent: exponent, seed: seed).map { noise in
    offset = offset * step + jitter * (1 - step * step).squareRoot() * stream.normal()
    phase += 2 * .pi * (frequency + offset) / rate
    return noise + (2 * power).squareRoot() * (cos(phase) + 0.2 * cos(2 * phase))
  }
}
