import ArrayNumerics
import Foundation

/// What all cells share, as loadings of one factor on their correlations: found from sums, medians, pairs of different
/// groups, or rates.
extension CorrelatedEnsembles {
  /// How much each cell takes part in what all have in common: the loadings of one factor by the method of the centroid, with
  /// the shares of variance on the diagonal found by iteration. Of C_ij = l_i l_j off the diagonal it gives l, whatever l is
  /// (with a sum above 0), where a regression on the mean of the others leaves correlations below 0 behind.
  ///
  /// Source: Thurstone 1947, Multiple-Factor Analysis, chapter 8.
  /// - Parameter correlations: `[N, N]`, the diagonal does not count.
  /// - Returns: 0 where the cells have nothing in common.
  package static func centroidLoadings(_ correlations: Matrix<Double>) -> [Double] {
    let cells = correlations.rows
    let sums = (0..<cells).map { cell in (0..<cells).reduce(0) { $1 == cell ? $0 : $0 + correlations[cell, $1] } }
    var loadings = [Double](repeating: 0, count: cells)
    for _ in 0..<50 {
      let whole = zip(sums, loadings).map { $0 + $1 * $1 }
      let total = whole.reduce(0, +)
      guard total > 1e-9 else { return [Double](repeating: 0, count: cells) }
      loadings = whole.map { max(-0.99, min(0.99, $0 / total.squareRoot())) }
    }
    return loadings
  }

  /// Pairs of cells that vary and are in different groups, the cells that vary, and whether the pairs are too few for a factor.
  static func pairsBetween(
    _ correlations: Matrix<Double>, _ labels: [Int]
  ) -> (pairs: [(Int, Int)], known: [Int], isTooFew: Bool) {
    let known = (0..<correlations.rows).filter { correlations[$0, $0] > 0 }
    let pairs = known.flatMap { first in known.filter { $0 < first && labels[$0] != labels[first] }.map { (first, $0) } }
    return (pairs, known, pairs.count < known.count)
  }

  /// Loadings of one factor with the least sum of squares Σ (C_ij − l_i l_j)² over the pairs of cells in different groups, by
  /// regressions in turn.
  ///
  /// - Parameters:
  ///   - correlations: `[N, N]`, the diagonal says which cells vary.
  ///   - spreads: standard deviations of the null, `[N, N]`.
  ///   - labels: group of each cell.
  /// - Returns: 0 where the mean of these pairs is not three of its standard errors above 0, and for a cell that does not vary.
  package static func betweenLoadings(
    _ correlations: Matrix<Double>, spreads: Matrix<Double>, labels: [Int]
  ) -> [Double] {
    let (pairs, known, isTooFew) = pairsBetween(correlations, labels)
    let others = (0..<correlations.rows).map { cell in known.filter { labels[$0] != labels[cell] } }
    var loadings = [Double](repeating: 0, count: correlations.rows)
    guard !isTooFew else { return loadings }
    let middle = mean(pairs.map { correlations[$0, $1] })
    let error = mean(pairs.map { spreads[$0, $1] }) / Double(pairs.count).squareRoot()
    guard middle > 3 * error else { return loadings }
    for cell in known { loadings[cell] = middle.squareRoot() }
    for _ in 0..<50 {
      let former = loadings
      for cell in known {
        let squares = others[cell].reduce(0) { $0 + former[$1] * former[$1] }
        let products = others[cell].reduce(0) { $0 + correlations[cell, $1] * former[$1] }
        let next = squares > 1e-9 ? max(-0.95, min(0.95, products / squares)) : 0
        // Half way, since two groups else exchange their loadings for ever.
        loadings[cell] = (former[cell] + next) / 2
      }
      if zip(former, loadings).allSatisfy({ abs($0 - $1) < 1e-9 }) { break }
    }
    return loadings
  }

  /// The loadings of the factor that all cells have in common, where it would move the median pair by a standard deviation of
  /// the null or more, else 0.
  ///
  /// A common gain raises all correlations. Modules raise some and lower others, and where the phases of a module lie unevenly
  /// its sum is not 0; a factor that is fitted to sums takes that for something in common, and what is left then links modules
  /// with each other.
  static func factor(_ plain: Matrix<Double>, spreads: Matrix<Double>) -> [Double] {
    let known = (0..<plain.rows).filter { plain[$0, $0] > 0 }
    let pairs = known.flatMap { first in known.filter { $0 < first }.map { (first, $0) } }
    let nothing = [Double](repeating: 0, count: plain.rows)
    guard !pairs.isEmpty, median(pairs.map { plain[$0, $1] }) > median(pairs.map { spreads[$0, $1] }) else { return nothing }
    return commonLoadings(plain)
  }

  /// How much each cell takes part in what most pairs have in common: loadings of one factor with the least sum of absolute
  /// residuals Σ |C_ij − l_i l_j|, from the medians of the rows by weighted medians in turn. Pairs that are correlated for
  /// another reason do not bend it while they are fewer than the others.
  ///
  /// - Parameter correlations: `[N, N]`, the diagonal says which cells vary and does not count else.
  /// - Returns: 0 where the median pair is not correlated, and for a cell that does not vary.
  package static func commonLoadings(_ correlations: Matrix<Double>) -> [Double] {
    let cells = correlations.rows
    let known = (0..<cells).filter { correlations[$0, $0] > 0 }
    var loadings = [Double](repeating: 0, count: cells)
    let pairs = known.flatMap { first in known.filter { $0 < first }.map { correlations[first, $0] } }
    let middle = pairs.isEmpty ? 0 : median(pairs)
    guard middle > 0 else { return loadings }
    func bounded(_ loading: Double) -> Double { max(-0.99, min(0.99, loading)) }
    for cell in known {
      loadings[cell] = bounded(median(known.filter { $0 != cell }.map { correlations[cell, $0] }) / middle.squareRoot())
    }
    for _ in 0..<20 {
      let former = loadings
      for cell in known {
        let others = known.filter { $0 != cell && abs(loadings[$0]) > 1e-6 }
        guard !others.isEmpty else { continue }
        loadings[cell] = bounded(
          weightedMedian(others.map { (correlations[cell, $0] / loadings[$0], abs(loadings[$0])) }))
      }
      if zip(former, loadings).allSatisfy({ abs($0 - $1) < 1e-9 }) { break }
    }
    return loadings
  }

  /// The least value up to which half of the weight lies.
  private static func weightedMedian(_ values: [(value: Double, weight: Double)]) -> Double {
    let sorted = values.sorted { $0.value < $1.value }
    let half = sorted.reduce(0) { $0 + $1.weight } / 2
    var held = 0.0
    for (value, weight) in sorted {
      held += weight
      if held >= half { return value }
    }
    return sorted.last?.value ?? 0
  }

  /// The loadings of a gain of all rates: with the mean m and the standard deviation s of a cell's counts, it gives two cells
  /// the correlation v mm' / ss', where v is the variance of the gain. Most pairs are taken to have no more in common: v is
  /// where Σ exp(−(C − v mm' / ss')² / 2e²) is largest, with e the spread of a pair in shifted recordings.
  ///
  /// - Parameter counts: `[bin, cell]`.
  /// - Returns: 0 for a cell that does not vary.
  package static func gainLoadings(
    _ correlations: Matrix<Double>, spreads: Matrix<Double>, _ counts: Matrix<Double>
  ) -> [Double] {
    let ratios = (0..<counts.columns).map { cell -> Double in
      let column = counts.column(cell)
      let middle = mean(column)
      let spread = (column.reduce(0) { $0 + ($1 - middle) * ($1 - middle) } / Double(max(1, column.count))).squareRoot()
      return spread > 1e-12 && middle > 0 ? middle / spread : 0
    }
    let known = ratios.indices.filter { ratios[$0] > 0 }
    let pairs = known.flatMap { first in
      known.filter { $0 < first && spreads[first, $0] > 0 }.map { second in
        (found: correlations[first, second], ratio: ratios[first] * ratios[second], spread: spreads[first, second])
      }
    }
    guard !pairs.isEmpty else { return ratios.map { _ in 0 } }
    let most = max(0, quantile(pairs.map { $0.found / $0.ratio }, 0.95))
    let alike = (0...gainSteps).map { step -> Double in
      let variance = most * Double(step) / Double(gainSteps)
      return pairs.reduce(0) { $0 + exp(-pow(($1.found - variance * $1.ratio) / $1.spread, 2) / 2) }
    }
    let best = alike.indices.max { alike[$0] < alike[$1] } ?? 0
    let deviation = (most * Double(best) / Double(gainSteps)).squareRoot()
    return ratios.map { min(0.95, deviation * $0) }
  }

  private static let gainSteps = 200
}
