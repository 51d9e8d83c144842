import ArrayNumerics
import Foundation

/// Signs that a ring is folded: two places far apart at which the cells fire alike.
///
/// A double cover, or a coordinate that runs out and back again, gives the same head direction two places; the population is
/// then nearly the same at both. On a ring that is right, places a quarter of a turn apart or more differ.
package struct RingFolding: Sendable, Equatable {
  /// Largest correlation of the population between two states at least a quarter turn apart.
  package var similarity: Double
  /// Distance of these two, rad.
  package var distance: Double

  package var isFolded: Bool { similarity > 0.8 }

  /// - Parameter tuning: `[cell, state]`, Hz. Cells that do not vary count for nothing.
  package init(tuning: Matrix<Double>) {
    let k = tuning.columns
    var vectors = [[Double]](repeating: [], count: k)
    for cell in 0..<tuning.rows {
      let roots = tuning.row(cell).map { max(0, $0).squareRoot() }
      let mean = roots.reduce(0, +) / Double(k)
      let deviation = (roots.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(k)).squareRoot()
      if deviation < 1e-6 { continue }
      for state in 0..<k { vectors[state].append((roots[state] - mean) / deviation) }
    }
    let norms = vectors.map { ($0.reduce(0) { $0 + $1 * $1 }).squareRoot() }
    (similarity, distance) = (-1, 0)
    for first in 0..<k {
      for second in first..<k {
        let apart = min(second - first, k - second + first)
        guard 4 * apart >= k, norms[first] > 0, norms[second] > 0 else { continue }
        let product = zip(vectors[first], vectors[second]).reduce(0) { $0 + $1.0 * $1.1 }
        let value = product / (norms[first] * norms[second])
        if value > similarity {
          similarity = value
          distance = Double(apart) * 2 * .pi / Double(k)
        }
      }
    }
  }
}
