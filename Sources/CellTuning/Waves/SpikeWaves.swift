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
  ///   - centres: middles of the bins along x and y, m, evenly spaced.
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

  /// |F(k)|² of three waves over its variance without tuning: mean 1 there.
  ///
  /// The bins are evenly spaced, so that from one to the next a wave turns by the same angle: no sine of every bin is needed.
  /// O(bins).
  package func powers(_ waves: (SIMD2<Double>, SIMD2<Double>, SIMD2<Double>)) -> SIMD3<Double> {
    guard variance > 0, let firstX = x.first, let firstY = y.first else { return .zero }
    let kx = SIMD4(waves.0.x, waves.1.x, waves.2.x, 0)
    let ky = SIMD4(waves.0.y, waves.1.y, waves.2.y, 0)
    var turn = Turns(kx * firstX)
    let step = Turns(kx * (x.count > 1 ? x[1] - firstX : 0))
    let columns = x.map { _ in
      defer { turn.add(step) }
      return turn
    }
    turn = Turns(ky * firstY)
    let up = Turns(ky * (y.count > 1 ? y[1] - firstY : 0))
    var (real, imaginary) = (SIMD4<Double>.zero, SIMD4<Double>.zero)
    let (bins, factors) = (excess.elements.span, columns.span)
    for row in y.indices {
      var (cosines, sines) = (SIMD4<Double>.zero, SIMD4<Double>.zero)
      let first = row &* factors.count
      for column in factors.indices {
        let (here, factor) = (bins[first &+ column], factors[column])
        cosines += here * factor.cosines
        sines += here * factor.sines
      }
      real += turn.cosines * cosines - turn.sines * sines
      imaginary += turn.sines * cosines + turn.cosines * sines
      turn.add(up)
    }
    let powers = (real * real + imaginary * imaginary) / variance
    return SIMD3(powers.x, powers.y, powers.z)
  }

  /// The power of three waves 60° apart.
  ///
  /// - Parameters:
  ///   - spacing: of the lattice, m: the waves are √3/2 of it long.
  ///   - direction: of the first wave, rad.
  package func hexagon(spacing: Double, direction: Double) -> SIMD3<Double> {
    let waves = Self.waves(spacing: spacing, direction: direction)
    return powers((waves[0], waves[1], waves[2]))
  }

  static func waves(spacing: Double, direction: Double) -> [SIMD2<Double>] {
    let length = 4 * .pi / (3.0.squareRoot() * spacing)
    return (0..<3).map { wave in
      let angle = direction + Double(wave) * .pi / 3
      return length * SIMD2(cos(angle), sin(angle))
    }
  }
}

/// Cosines and sines of the phases of three waves.
private struct Turns {
  var cosines: SIMD4<Double>
  var sines: SIMD4<Double>

  init(_ angles: SIMD4<Double>) {
    cosines = SIMD4(cos(angles.x), cos(angles.y), cos(angles.z), 0)
    sines = SIMD4(sin(angles.x), sin(angles.y), sin(angles.z), 0)
  }

  /// Turned further by the angles of another.
  mutating func add(_ other: Turns) {
    (cosines, sines) = (
      cosines * other.cosines - sines * other.sines, sines * other.cosines + cosines * other.sines
    )
  }
}
