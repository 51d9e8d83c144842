import ArrayNumerics
import Foundation

/// A Butterworth band pass as a chain of second-order sections, run both ways (SciPy's `butter` and `sosfiltfilt`).
package struct ButterworthBand: Sendable {
  /// y = b₀ (x − x₋₂) − a₁ y₋₁ − a₂ y₋₂ of each section.
  private var sections: [(gain: Double, a1: Double, a2: Double)] = []

  /// - Parameters:
  ///   - order: of the low pass that it is made from; the band pass has twice as many poles.
  ///   - band: Hz.
  /// - Throws: `OscillationError.bandAboveNyquist`
  package init(order: Int, band: ClosedRange<Double>, rate: Double) throws(OscillationError) {
    guard order >= 1, band.lowerBound > 0, band.upperBound < rate / 2 else {
      throw .bandAboveNyquist(band: [band.lowerBound, band.upperBound], rate: rate)
    }
    let (low, high) = (4 * tan(.pi * band.lowerBound / rate), 4 * tan(.pi * band.upperBound / rate))
    let (width, square) = (high - low, low * high)
    // The gain (4·width)ᴺ / ∏(4 − p) is gathered section by section.
    for k in 0..<(order + 1) / 2 {
      let angle = .pi * (0.5 + (Double(k) + 0.5) / Double(order))
      let half = Complex(cos(angle), sin(angle)) * (width / 2)
      let root = squareRoot(half * half - Complex(square))
      let poles = [half + root, half - root]
      if 2 * k + 1 == order {
        let digital = poles.map(Self.bilinear)
        let a1 = -(digital[0] + digital[1]).real
        let scale = ((Complex(4) - poles[0]) * (Complex(4) - poles[1])).real
        sections.append((4 * width / scale, a1, (digital[0] * digital[1]).real))
      } else {
        for pole in poles {
          let digital = Self.bilinear(pole)
          let scale = (Complex(4) - pole).squaredMagnitude
          sections.append((4 * width / scale, -2 * digital.real, digital.squaredMagnitude))
        }
      }
    }
  }

  private static func bilinear(_ pole: Complex) -> Complex {
    let (above, below) = (Complex(4) + pole, Complex(4) - pole)
    return above * below.conjugate * (1 / below.squaredMagnitude)
  }

  /// The series without delay, continued at both ends by its point reflection as SciPy does.
  ///
  /// - Throws: `OscillationError.tooShort` for a series that is no longer than the continuation.
  package func callAsFunction(_ samples: [Double], rate: Double) throws(OscillationError) -> [Double] {
    let padding = 3 * (2 * sections.count + 1)
    guard samples.count > padding, let first = samples.first, let last = samples.last else {
      throw .tooShort(seconds: Double(samples.count) / rate, needed: Double(padding + 1) / rate)
    }
    let before = (1...padding).reversed().map { 2 * first - samples[$0] }
    let after = (1...padding).map { 2 * last - samples[samples.count - 1 - $0] }
    let forward = run(before + samples + after)
    let backward = run(forward.reversed())
    return Array(backward.reversed()[padding..<padding + samples.count])
  }

  /// One pass, as if the first sample had been there for ever.
  private func run(_ samples: [Double]) -> [Double] {
    var values = samples
    for (number, section) in sections.enumerated() {
      // A constant does not pass: only the first section has a past that is not 0.
      let past = number == 0 ? samples[0] : 0
      var (z1, z2) = (-section.gain * past, -section.gain * past)
      for index in values.indices {
        let x = section.gain * values[index]
        let y = x + z1
        z1 = z2 - section.a1 * y
        z2 = -x - section.a2 * y
        values[index] = y
      }
    }
    return values
  }
}

/// The analytic signal by one Fourier transform of the whole series, without padding (SciPy's `hilbert`).
///
/// - Throws: `NumericsError` for no samples.
package func analyticSignal(_ samples: [Double]) throws(NumericsError) -> [Complex] {
  let transform = try FourierTransform(size: samples.count)
  var coefficients = try transform.forward(samples.map { Complex($0) })
  let count = samples.count
  for index in 1..<max(1, count) {
    if 2 * index < count { coefficients[index] = coefficients[index] * 2 }
    if 2 * index > count { coefficients[index] = .zero }
  }
  return try transform.inverse(coefficients)
}

/// The principal square root.
private func squareRoot(_ z: Complex) -> Complex {
  let magnitude = z.magnitude
  let real = max(0, (magnitude + z.real) / 2).squareRoot()
  let imaginary = max(0, (magnitude - z.real) / 2).squareRoot()
  return Complex(real, z.imaginary < 0 ? -imaginary : imaginary)
}
