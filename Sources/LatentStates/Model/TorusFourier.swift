import Foundation

/// The discrete Fourier transform of real functions on a product of circles, circle by circle; K is small.
struct TorusFourier: Sendable {
  let space: LatentStateSpace
  /// cos and sin of 2π n/K.
  private let cosines: [Double]
  private let sines: [Double]

  init(space: LatentStateSpace) {
    self.space = space
    let k = space.statesPerCircle
    cosines = (0..<k).map { cos(2 * .pi * Double($0) / Double(k)) }
    sines = (0..<k).map { sin(2 * .pi * Double($0) / Double(k)) }
  }

  struct Spectrum: Sendable {
    var real: [Double]
    var imaginary: [Double]
  }

  func forward(_ values: [Double]) -> Spectrum {
    transformed(Spectrum(real: values, imaginary: [Double](repeating: 0, count: values.count)), sign: -1)
  }

  /// The real part of the inverse transform.
  func inverse(_ spectrum: Spectrum) -> [Double] {
    let scale = 1 / Double(space.states)
    return transformed(spectrum, sign: 1).real.map { $0 * scale }
  }

  /// The spectrum of the function shifted by `shift` rad on each circle: f(θ − shift).
  func shifted(_ spectrum: Spectrum, by shift: [Double]) -> Spectrum {
    let k = space.statesPerCircle
    let factors = (0..<space.circles).map { circle in
      (0..<k).map { m -> (c: Double, s: Double) in
        let frequency = Double(m <= k / 2 ? m : m - k)
        // The highest frequency has no sign; only the real part of its shift is a function on the states.
        if 2 * m == k { return (cos(frequency * shift[circle]), 0) }
        return (cos(frequency * shift[circle]), -sin(frequency * shift[circle]))
      }
    }
    var result = spectrum
    for state in 0..<space.states {
      var (c, s) = (1.0, 0.0)
      var rest = state
      for circle in stride(from: space.circles - 1, through: 0, by: -1) {
        let f = factors[circle][rest % k]
        (c, s) = (c * f.c - s * f.s, c * f.s + s * f.c)
        rest /= k
      }
      result.real[state] = spectrum.real[state] * c - spectrum.imaginary[state] * s
      result.imaginary[state] = spectrum.real[state] * s + spectrum.imaginary[state] * c
    }
    return result
  }

  /// One circle after the other: the outermost axis is transformed and becomes the innermost, so that after all circles the
  /// axes stand as before, and the loop inside runs over neighbours in memory.
  private func transformed(_ input: Spectrum, sign: Double) -> Spectrum {
    let k = space.statesPerCircle
    let inner = space.states / k
    var values = input
    var result = input
    for _ in 0..<space.circles {
      values.real.withUnsafeBufferPointer { real in
        values.imaginary.withUnsafeBufferPointer { imaginary in
          result.real.withUnsafeMutableBufferPointer { outReal in
            result.imaginary.withUnsafeMutableBufferPointer { outImaginary in
              withUnsafeTemporaryAllocation(of: Double.self, capacity: 2 * inner) { sums in
                for m in 0..<k {
                  sums.initialize(repeating: 0)
                  for i in 0..<k {
                    let turn = i &* m % k
                    let (c, s) = (cosines[turn], sign * sines[turn])
                    for j in 0..<inner {
                      let place = i &* inner &+ j
                      sums[j] += real[place] * c - imaginary[place] * s
                      sums[inner &+ j] += real[place] * s + imaginary[place] * c
                    }
                  }
                  for j in 0..<inner {
                    outReal[j &* k &+ m] = sums[j]
                    outImaginary[j &* k &+ m] = sums[inner &+ j]
                  }
                }
              }
            }
          }
        }
      }
      swap(&values, &result)
    }
    return values
  }
}
