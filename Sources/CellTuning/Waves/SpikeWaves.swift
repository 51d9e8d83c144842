import ArrayNumerics
import Foundation

/// What plane waves find in the spikes of a cell: F(k) = Σ (n − N o) e^{−i k·x} over the bins, for spikes n and the share o of
/// the time spent in each. Unlike the peaks of an autocorrelogram these are not moved by smoothing.
package struct SpikeWaves: Sendable {
  private let excess: Matrix<Double>
  private let x: [Double]
  private let y: [Double]
  /// Σ n², which of single spikes is N: the variance of F without any tuning.
  private let variance: Double

  /// - Parameters:
  ///   - amounts: spikes in each bin `[y, x]`.
  ///   - squares: the sum of their squares: of spikes their number.
  ///   - occupancy: share of the time, `[y, x]`, sum 1.
  ///   - centres: middles of the bins along x and y, m.
  package init(
    amounts: Matrix<Double>, squares: Double, occupancy: Matrix<Double>, centres: (x: [Double], y: [Double])
  ) {
    let total = amounts.elements.reduce(0, +)
    excess = Matrix(
      rows: amounts.rows, columns: amounts.columns,
      elements: zip(amounts.elements, occupancy.elements).map { $0 - total * $1 })
    // Seen from the middle, so that rounding does not grow with the distance from the origin.
    x = centres.x.map { $0 - (centres.x.first ?? 0) / 2 - (centres.x.last ?? 0) / 2 }
    y = centres.y.map { $0 - (centres.y.first ?? 0) / 2 - (centres.y.last ?? 0) / 2 }
    variance = squares
  }

  /// |F(k)|² over its variance without tuning: mean 1 there.
  package func power(_ k: SIMD2<Double>) -> Double {
    guard variance > 0 else { return 0 }
    let (cosines, sines) = (x.map { cos(k.x * $0) }, x.map { sin(k.x * $0) })
    var (real, imaginary) = (0.0, 0.0)
    excess.withUnsafeBufferPointer { excess in
      for row in y.indices {
        var sums = SIMD2<Double>.zero
        for column in x.indices { sums += excess[row * x.count + column] * SIMD2(cosines[column], sines[column]) }
        let (c, s) = (cos(k.y * y[row]), sin(k.y * y[row]))
        real += c * sums.x - s * sums.y
        imaginary += s * sums.x + c * sums.y
      }
    }
    return (real * real + imaginary * imaginary) / variance
  }

  /// The power of three waves 60° apart.
  ///
  /// - Parameters:
  ///   - spacing: of the lattice, m: the waves are √3/2 of it long.
  ///   - direction: of the first wave, rad.
  package func hexagon(spacing: Double, direction: Double) -> [Double] {
    Self.waves(spacing: spacing, direction: direction).map(power)
  }

  static func waves(spacing: Double, direction: Double) -> [SIMD2<Double>] {
    let length = 4 * .pi / (3.0.squareRoot() * spacing)
    return (0..<3).map { wave in
      let angle = direction + Double(wave) * .pi / 3
      return length * SIMD2(cos(angle), sin(angle))
    }
  }
}
