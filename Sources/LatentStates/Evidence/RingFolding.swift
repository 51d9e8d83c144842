import ArrayNumerics
import Foundation

/// Signs that a ring is folded: two places far apart at which the cells fire alike, while they fire otherwise on both ways from
/// one to the other.
///
/// A double cover, or a coordinate that runs out and back again, gives the same head direction two places; the population is
/// then nearly the same at both. On a ring that is right, places a quarter of a turn apart or more differ; where the animal
/// stays for long in one direction the angle is stretched, and a whole arc is alike, which is no fold.
package struct RingFolding: Sendable, Equatable {
  /// Largest correlation of the population between two states at least a quarter turn apart; where some pair is folded, of
  /// those that are.
  package var similarity: Double
  /// Distance of these two, rad.
  package var distance: Double
  /// Whether the two are alike without the places between them.
  package var isFolded: Bool
  /// Length of the longest arc on which the population is nearly the same, rad.
  package var plateau: Double

  /// Correlation from which two populations are alike.
  private static let alike = 0.8
  /// Correlation below which a place between two others differs from them.
  private static let different = 0.5

  /// Whether a quarter of the ring or more holds one population.
  package var isStretched: Bool { plateau >= .pi / 2 }

  /// - Parameter tuning: `[cell, state]`, Hz. Cells that do not vary count for nothing.
  package init(tuning: Matrix<Double>) {
    let k = tuning.columns
    let correlations = populationCorrelations(tuning)
    /// The smallest correlation with both ends on the way up from the first to the second.
    func dip(_ first: Int, _ second: Int) -> Double {
      var (least, state) = (1.0, (first + 1) % k)
      while state != second {
        least = min(least, max(correlations[first, state], correlations[second, state]))
        state = (state + 1) % k
      }
      return least
    }
    var (best, folded, longest) = ((-1.0, 0), (-1.0, 0), 0)
    for first in 0..<k {
      var end = 1
      while end < k, correlations[first, (first + end) % k] > Self.alike { end += 1 }
      longest = max(longest, end - 1)
      for second in 0..<k {
        let apart = min(abs(second - first), k - abs(second - first))
        let value = correlations[first, second]
        guard 4 * apart >= k, value > best.0 || value > Self.alike && value > folded.0 else { continue }
        if value > best.0 { best = (value, apart) }
        if value > Self.alike, value > folded.0, max(dip(first, second), dip(second, first)) < Self.different {
          folded = (value, apart)
        }
      }
    }
    isFolded = folded.1 > 0
    let pair = isFolded ? folded : best
    similarity = pair.0
    distance = Double(pair.1) * 2 * .pi / Double(k)
    plateau = Double(longest) * 2 * .pi / Double(k)
  }
}

/// Correlation of the population between every two states, of square roots that are z-scored cell by cell; 0 where no cell
/// varies.
private func populationCorrelations(_ tuning: Matrix<Double>) -> Matrix<Double> {
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
  var result = Matrix<Double>(rows: k, columns: k, repeating: 0)
  for first in 0..<k {
    for second in 0..<k where norms[first] > 0 && norms[second] > 0 {
      let product = zip(vectors[first], vectors[second]).reduce(0) { $0 + $1.0 * $1.1 }
      result[first, second] = product / (norms[first] * norms[second])
    }
  }
  return result
}
