import ArrayNumerics
import Foundation

/// The curve that the population runs along an angle, made in each half of the time for use in the other.
struct StateCurve: Sendable {
  /// For each half the mean scores at each angle, `[bin, cell]`.
  var means: [Matrix<Double>]
  var bins: Int

  /// - Parameters:
  ///   - angles: of each block, rad in [0, 2π).
  ///   - width: standard deviation of the smoothing along the circle, rad.
  init(_ scores: Matrix<Float>, along angles: [Double], half: [Int], bins: Int, width: Double) {
    let states = AngularBins(angles, bins: bins)
    means = [0, 1].map { side in
      AngularTuning(scores, states: states, rows: half.indices.lazy.filter { half[$0] == side }, width: width).mean
    }
    self.bins = bins
  }

  /// The bin of the curve of the other half that is nearest to each block, at most `reach` from its angle.
  /// O(time · cell · bins).
  func nearest(to scores: Matrix<Float>, angles: [Double], half: [Int], reach: Double, work: Work) throws -> [Int] {
    let cells = scores.columns
    let steps = Int(reach / (2 * .pi) * Double(bins))
    let curves = means.map { $0.map(Float.init) }
    let squares = curves.map { curve in (0..<bins).map { bin in curve.row(bin).reduce(Float(0)) { $0 + $1 * $1 } } }
    var found = Matrix<Int>(rows: scores.rows, columns: 1, repeating: 0)
    try concurrentRows(of: &found, block: 512, work: work) { rows, found in
      scores.withUnsafeBufferPointer { scores in
        for (place, row) in rows.enumerated() {
          let other = 1 - half[row]
          let own = min(bins - 1, Int(angles[row] / (2 * .pi) * Double(bins)))
          var best = (distance: Float.infinity, bin: own)
          curves[other].withUnsafeBufferPointer { curve in
            for step in -steps...steps {
              let bin = (own + step + bins) % bins
              var product: Float = 0
              for cell in 0..<cells { product += scores[row * cells + cell] * curve[bin * cells + cell] }
              let distance = squares[other][bin] - 2 * product
              if distance < best.distance { best = (distance, bin) }
            }
          }
          found[place] = best.bin
        }
      }
    }
    return found.elements
  }

  /// What is left of scores when the mean of the other half at a bin of the curve is subtracted.
  func residual(_ scores: Matrix<Float>, at nearest: [Int], half: [Int]) -> Matrix<Float> {
    let cells = scores.columns
    var left = scores
    left.withUnsafeMutableBufferPointer { left in
      for (row, bin) in nearest.enumerated() {
        means[1 - half[row]].withUnsafeBufferPointer { mean in
          for cell in 0..<cells { left[row * cells + cell] -= Float(mean[bin * cells + cell]) }
        }
      }
    }
    return left
  }

  /// The middle of a bin, rad.
  func angle(_ bin: Int) -> Double { (Double(bin) + 0.5) * 2 * .pi / Double(bins) }
}

/// How much the distance of the states from the middle of their curve varies, noise taken out: squared variation of the
/// radius, 0 on a ring, 1/8 on a disc, more on a plane of two signals.
///
/// With m(θ) the curve of the other half, w = m − its mean over θ, and aₙ = wₙ (zₙ − that mean), the radius of a block along
/// its own direction is Σa over Σw²; its square comes from pairs of different cells, which share no noise:
///
///     V = Σₜ[(Σₙa)² − Σₙa²] / Σₜ[(Σₙw²)² − Σₙw⁴] / (ΣₜΣₙa / ΣₜΣₙw²)² − 1
package func variationOfRadius(_ scores: Matrix<Float>, along angles: [Double], half: [Int]) -> Double {
  let (cells, bins) = (scores.columns, 36)
  let curve = StateCurve(scores, along: angles, half: half, bins: bins, width: 0.25)
  let centres = curve.means.map { mean in
    (0..<cells).map { cell in (0..<bins).reduce(0.0) { $0 + mean[$1, cell] } / Double(bins) }
  }
  var (pairs, weights, radius, weight) = (0.0, 0.0, 0.0, 0.0)
  for row in 0..<scores.rows {
    let (other, bin) = (1 - half[row], min(bins - 1, Int(angles[row] / (2 * .pi) * Double(bins))))
    var (a, a2, w2, w4) = (0.0, 0.0, 0.0, 0.0)
    for cell in 0..<cells {
      let w = curve.means[other][bin, cell] - centres[other][cell]
      let along = w * (Double(scores[row, cell]) - centres[other][cell])
      a += along
      a2 += along * along
      w2 += w * w
      w4 += w * w * w * w
    }
    pairs += a * a - a2
    weights += w2 * w2 - w4
    radius += a
    weight += w2
  }
  guard weights > 0, weight > 0, radius != 0 else { return 0 }
  let mean = radius / weight
  return pairs / weights / (mean * mean) - 1
}
