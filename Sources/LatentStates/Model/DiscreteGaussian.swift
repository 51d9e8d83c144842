import Foundation

/// The discrete Gaussian e⁻ᵗ Iₙ(t) of variance t, one-sided: `[centre, first neighbour, …]`.
///
/// Unlike a sampled Gaussian it has exactly the variance asked for, also when that is far below one sample, and two
/// after each other make the one with the sum of the variances (Lindeberg 1990, doi:10.1109/34.49051). It is cut where its
/// values fall below `smallest`, or at `largestRadius`, and sums to one with its other side.
package func discreteGaussian(variance: Double, largestRadius: Int, smallest: Double = 1e-7) -> [Double] {
  guard variance > 1e-7, largestRadius > 0 else { return [1] }
  // Miller's backward recurrence I₍ₙ₋₁₎ = 2n/t Iₙ + I₍ₙ₊₁₎ from far out, made to sum to one.
  let start = Int(10 * variance.squareRoot()) + largestRadius + 20
  var values = [Double](repeating: 0, count: start + 2)
  values[start] = 1e-200
  for n in Swift.stride(from: start, to: 0, by: -1) {
    values[n - 1] = 2 * Double(n) / variance * values[n] + values[n + 1]
    if values[n - 1] > 1e200 {
      for index in (n - 1)...start { values[index] *= 1e-300 }
    }
  }
  let total = values[0] + 2 * values.dropFirst().reduce(0, +)
  var kept = values.prefix(largestRadius + 1).map { $0 / total }
  while kept.count > 1, let last = kept.last, last < smallest { kept.removeLast() }
  let sum = kept[0] + 2 * kept.dropFirst().reduce(0, +)
  return kept.map { $0 / sum }
}

/// A symmetric positive definite covariance as a sum of diffusions along the circles and along the diagonals of pairs.
///
/// Along circle a with variance S(a, a) − Σ |S(a, b)|, along the diagonal (1, sign S(a, b)) of circles a < b with |S(a, b)|.
/// In a reduced basis all of these are positive; where they are not, the terms off the diagonal are shrunk until they are.
package struct DiffusionFactors: Sendable, Equatable {
  package struct Factor: Sendable, Equatable {
    /// Steps on each circle: one circle, or two.
    package var direction: [Int]
    /// Variance along it on each of its circles, rad².
    package var variance: Double
  }

  package var factors: [Factor]

  package init(covariance: [[Double]]) {
    let count = covariance.count
    var shrinkage = 1.0
    for a in 0..<count {
      let off = (0..<count).filter { $0 != a }.reduce(0) { $0 + abs(covariance[a][$1]) }
      if off > 0.95 * covariance[a][a] { shrinkage = min(shrinkage, 0.95 * covariance[a][a] / off) }
    }
    factors = []
    for a in 0..<count {
      let off = (0..<count).filter { $0 != a }.reduce(0) { $0 + abs(covariance[a][$1]) }
      factors.append(
        Factor(direction: (0..<count).map { $0 == a ? 1 : 0 }, variance: covariance[a][a] - shrinkage * off))
    }
    for a in 0..<count {
      for b in (a + 1)..<max(count, a + 1) where covariance[a][b] != 0 {
        var direction = [Int](repeating: 0, count: count)
        direction[a] = 1
        direction[b] = covariance[a][b] > 0 ? 1 : -1
        factors.append(Factor(direction: direction, variance: shrinkage * abs(covariance[a][b])))
      }
    }
  }
}
