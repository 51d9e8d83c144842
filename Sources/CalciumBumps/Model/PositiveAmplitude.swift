import Foundation

/// What integrating over a positive amplitude needs: G(x) = x²/2 + log Φ(x), and G′(x) = x + φ(x)/Φ(x).
///
/// For a ~ N(m, v) above 0 with x = m/√v: the integral of exp(−(a − m)²/2v) over a > 0, times exp(m²/2v), is √(2πv) exp G(x);
/// E[a] = √v G′(x) and E[a²] = v (1 + x G′(x)).
package struct PositiveAmplitude: Sendable {
  private static let lowest = -10.0
  private static let highest = 8.0
  private static let steps = 32.0
  /// G and G′ at lowest, lowest + 1/steps, …, alternating.
  private let table: [Double]

  /// The one table.
  package static let shared = PositiveAmplitude()

  private init() {
    let count = Int((Self.highest - Self.lowest) * Self.steps) + 2
    table = (0..<count).flatMap { index in
      let x = Self.lowest + Double(index) / Self.steps
      let cumulative = 0.5 * erfc(-x / 2.0.squareRoot())
      let density = exp(-x * x / 2) / (2 * .pi).squareRoot()
      return [x * x / 2 + log(cumulative), x + density / cumulative]
    }
  }

  /// Calls `body` with a function for hot loops, which looks at the table without checks.
  package func withTable<R>(_ body: (Lookup) throws -> R) rethrows -> R {
    try table.withUnsafeBufferPointer { try body(Lookup(table: $0)) }
  }

  /// Reads the table.
  package struct Lookup {
    fileprivate let table: UnsafeBufferPointer<Double>

    /// G(x), with an error below 1e-7.
    @inline(__always)
    package func logMass(_ x: Double) -> Double {
      if x >= PositiveAmplitude.highest { return x * x / 2 }
      if !(x > PositiveAmplitude.lowest) { return Self.logMassFarBelow(x) }
      let place = (x - PositiveAmplitude.lowest) * PositiveAmplitude.steps
      let index = Int(place)
      let t = place - Double(index)
      let (f0, g0) = (table[2 * index], table[2 * index + 1] / PositiveAmplitude.steps)
      let (f1, g1) = (table[2 * index + 2], table[2 * index + 3] / PositiveAmplitude.steps)
      // Hermite's cubic through both values with both slopes.
      let (c2, c3) = (3 * (f1 - f0) - 2 * g0 - g1, 2 * (f0 - f1) + g0 + g1)
      return f0 + t * (g0 + t * (c2 + t * c3))
    }

    /// G′(x), with an error below 1e-5.
    @inline(__always)
    package func slope(_ x: Double) -> Double {
      if x >= PositiveAmplitude.highest { return x }
      if !(x > PositiveAmplitude.lowest) { return Self.slopeFarBelow(x) }
      let place = (x - PositiveAmplitude.lowest) * PositiveAmplitude.steps
      let index = Int(place)
      let t = place - Double(index)
      return table[2 * index + 1] * (1 - t) + table[2 * index + 3] * t
    }

    /// Abramowitz & Stegun 26.2.12.
    private static func logMassFarBelow(_ x: Double) -> Double {
      let q = 1 / (x * x)
      return log(1 - q + 3 * q * q - 15 * q * q * q) - log(-x * (2 * Double.pi).squareRoot())
    }

    private static func slopeFarBelow(_ x: Double) -> Double {
      let z = -x
      let q = 1 / (z * z)
      return (1 - 2 * q + 10 * q * q - 74 * q * q * q) / z
    }
  }

  /// log Φ(x)
  static func logCumulative(_ x: Double) -> Double {
    shared.withTable { $0.logMass(x) } - x * x / 2
  }
}
