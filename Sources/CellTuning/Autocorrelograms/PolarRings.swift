import ArrayNumerics
import Foundation

/// An autocorrelogram seen in rings around its centre, half a bin apart, of 36 angles over half a turn.
///
/// r(−l) = r(l), so half a turn is everything, and turning the autocorrelogram by 30° moves a ring by six places: a ring goes
/// into itself, its mean and variance stay, and the correlation of an annulus with itself turned is a ratio of sums over rings.
/// No image is turned, and every annulus costs the same few operations.
package struct PolarSampling: Sendable {
  /// Angles of a ring, 5° apart.
  static let angles = 36
  /// Distance of two rings, bins.
  package static let step = 0.5
  /// Rings, the first half a bin from the centre.
  package let rings: Int
  private let corners: [SIMD4<Int32>]
  private let weights: [SIMD4<Double>]

  /// - Parameters:
  ///   - rows: lags of the autocorrelogram along y, odd.
  ///   - columns: lags along x, odd.
  ///   - radius: of the last ring at most, bins; not more than the lags reach.
  package init(rows: Int, columns: Int, radius: Double) {
    let (centreY, centreX) = (rows / 2, columns / 2)
    rings = Int(min(radius, Double(min(centreY, centreX))) / Self.step)
    var (corners, weights): ([SIMD4<Int32>], [SIMD4<Double>]) = ([], [])
    for ring in 0..<rings {
      let radius = Self.step * Double(ring + 1)
      for angle in 0..<Self.angles {
        let turn = Double(angle) * .pi / Double(Self.angles)
        let (x, y) = (Double(centreX) + radius * cos(turn), Double(centreY) + radius * sin(turn))
        let (left, low) = (x.rounded(.down), y.rounded(.down))
        let (dx, dy) = (x - left, y - low)
        // A corner without weight must not be missing.
        let (right, high) = (dx > 1e-12 ? Int(left) + 1 : Int(left), dy > 1e-12 ? Int(low) + 1 : Int(low))
        corners.append(
          SIMD4(
            Int32(Int(low) * columns + Int(left)), Int32(Int(low) * columns + right), Int32(high * columns + Int(left)),
            Int32(high * columns + right)))
        weights.append(SIMD4((1 - dx) * (1 - dy), dx * (1 - dy), (1 - dx) * dy, dx * dy))
      }
    }
    (self.corners, self.weights) = (corners, weights)
  }

  /// The rings of an autocorrelogram of the planned shape.
  package func callAsFunction(_ autocorrelogram: Matrix<Double>) -> PolarRings {
    let samples = autocorrelogram.withUnsafeBufferPointer { values in
      zip(corners, weights).map { corner, weight in
        weight[0] * values[Int(corner[0])] + weight[1] * values[Int(corner[1])] + weight[2] * values[Int(corner[2])]
          + weight[3] * values[Int(corner[3])]
      }
    }
    return PolarRings(samples: samples, rings: rings)
  }
}

/// Sums over the rings of one autocorrelogram, from the innermost outward.
package struct PolarRings: Sendable {
  /// Mean of each ring; NaN where a part of it is missing.
  package let means: [Double]
  /// Sums over the rings before each, weighted by the radius: of the samples, of their squares and of their products with those
  /// 30°, 60° and 90° away. One more than there are rings.
  private let sums: [(weight: Double, values: Double, squares: Double, turned: SIMD4<Double>)]
  /// Rings from the innermost that are whole.
  package let wholeRings: Int

  fileprivate init(samples: [Double], rings: Int) {
    let angles = PolarSampling.angles
    var sums: [(weight: Double, values: Double, squares: Double, turned: SIMD4<Double>)] = [(0, 0, 0, .zero)]
    sums.reserveCapacity(rings + 1)
    var means: [Double] = []
    var whole = 0
    samples.withUnsafeBufferPointer { samples in
      for ring in 0..<rings {
        let first = ring * angles
        var (values, squares, turned) = (0.0, 0.0, SIMD4<Double>.zero)
        for angle in 0..<angles {
          let here = samples[first + angle]
          values += here
          squares += here * here
          func product(_ shift: Int) -> Double {
            let other = angle + shift
            return here * samples[first + (other < angles ? other : other - angles)]
          }
          turned += SIMD4(product(6), product(12), product(18), 0)
        }
        means.append(values / Double(angles))
        if values.isFinite, whole == ring { whole = ring + 1 }
        let weight = Double(ring + 1)
        let last = sums[ring]
        sums.append(
          (
            last.weight + weight * Double(angles), last.values + weight * values, last.squares + weight * squares,
            last.turned + weight * turned
          ))
      }
    }
    (self.sums, self.means, wholeRings) = (sums, means, whole)
  }

  /// Correlation of an annulus with itself turned by 60° less the larger of those by 30° and by 90°; those by 120° and 150° are
  /// the same as by 60° and 30°. NaN when the annulus does not vary.
  ///
  /// - Parameter rings: numbers of whole rings.
  package func score(_ rings: Range<Int>) -> Double {
    let (from, to) = (sums[rings.lowerBound], sums[rings.upperBound])
    let weight = to.weight - from.weight
    let mean = (to.values - from.values) / weight
    let variance = (to.squares - from.squares) / weight - mean * mean
    guard variance > 1e-12 else { return .nan }
    let r = ((to.turned - from.turned) / weight - mean * mean) / variance
    return r[1] - max(r[0], r[2])
  }

  /// The ring at which the central field ends: the first whose mean is below a level, or lower than its neighbours.
  package func edgeOfCentre(level: Double = 0.2) -> Int? {
    for ring in 0..<wholeRings {
      if means[ring] < level { return ring }
      if ring > 0, ring + 1 < wholeRings, means[ring] < means[ring - 1], means[ring] <= means[ring + 1] { return ring }
    }
    return nil
  }
}
