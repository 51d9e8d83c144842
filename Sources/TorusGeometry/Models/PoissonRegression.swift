import ArrayNumerics
import Foundation

/// Rows of a regression on families of bins: each row lies in one bin of each family.
package struct RegressionRows: Sendable {
  /// Bin of each row in each family, `[family][row]`.
  package var bins: [[Int32]]
  /// Spikes of each row.
  package var counts: [Double]
  /// Time of each row, s; above 0.
  package var exposure: [Double]

  package init(bins: [[Int32]], counts: [Double], exposure: [Double]) {
    (self.bins, self.counts, self.exposure) = (bins, counts, exposure)
  }

  package var count: Int { counts.count }
}

/// A family of bins in a regression.
package struct RegressionFamily: Sendable {
  /// How many bins there are.
  package var bins: Int
  /// Pairs of neighbours, whose weights are to be alike.
  package var edges: [(Int, Int)]
  /// Weight of the squared difference of neighbours.
  package var smoothness: Double

  package init(_ bins: TuningBins, smoothness: Double) {
    (self.bins, self.edges, self.smoothness) = (bins.count, bins.edges, smoothness)
  }

  package init(bins: Int, edges: [(Int, Int)], smoothness: Double) {
    (self.bins, self.edges, self.smoothness) = (bins, edges, smoothness)
  }
}

/// A Poisson regression whose logarithm of the rate is a constant and a weight of the bin of each family.
///
/// Minimises Σ [μ − y ln μ] + ½ Σ_families λ Σ_neighbours (wᵢ − wⱼ)² + ½ ρ Σ w² over constant and weights by Newton's method
/// with halved steps; the constant is free of penalties. A row touches one column of each family, so that the matrix of second
/// derivatives costs as many sums as there are pairs of families, not columns.
///
/// Source: Hardcastle, Maheswaranathan, Ganguli and Giocomo 2017 (doi:10.1016/j.neuron.2017.03.025).
package struct PoissonRegression: Sendable {
  package let families: [RegressionFamily]
  /// ρ: what keeps the constant from wandering into the families.
  package let ridge: Double
  /// First column of each family; column 0 is the constant.
  private let offsets: [Int]
  package let columns: Int
  /// No step changes a weight by more than this at the end.
  private let tolerance: Double

  package init(_ families: [RegressionFamily], ridge: Double = 1e-3, tolerance: Double = 1e-6) {
    (self.families, self.ridge, self.tolerance) = (families, ridge, tolerance)
    var (offsets, next) = ([Int](), 1)
    for family in families {
      offsets.append(next)
      next += family.bins
    }
    (self.offsets, columns) = (offsets, next)
  }

  /// The constant and the weights of all families, one after the other.
  ///
  /// - Parameter start: of an earlier fit; a constant rate when `nil`.
  /// - Throws: `NumericsError` where the penalties leave no unique solution. O(steps · (rows · families² + columns³)).
  package func fit(_ rows: RegressionRows, start: [Double]? = nil) throws -> [Double] {
    let (spikes, time) = (rows.counts.reduce(0, +), rows.exposure.reduce(0, +))
    var weights = start ?? [log(max(1e-9, spikes) / max(1e-9, time))] + [Double](repeating: 0, count: columns - 1)
    var value = objective(weights, rows)
    for _ in 0..<60 {
      let (gradient, curvature) = derivatives(weights, rows)
      let step = try solveLinearSystem(curvature, gradient)
      var length = 1.0
      var next = weights
      var found = Double.infinity
      while length > 1e-6 {
        for column in weights.indices { next[column] = weights[column] - length * step[column] }
        found = objective(next, rows)
        if found <= value + 1e-12 * abs(value) { break }
        length /= 2
      }
      guard found <= value + 1e-12 * abs(value) else { break }
      (weights, value) = (next, found)
      if step.allSatisfy({ abs($0) < tolerance }) { break }
    }
    return weights
  }

  /// Logarithm of the rate of each row.
  package func logRates(_ weights: [Double], _ rows: RegressionRows) -> [Double] {
    var result = [Double](repeating: weights[0], count: rows.count)
    var sums = result.mutableSpan
    let weights = weights.span
    for (family, offset) in offsets.enumerated() {
      let list = rows.bins[family]
      let bins = list.span
      for row in 0..<bins.count { sums[row] += weights[offset &+ Int(bins[row])] }
    }
    return result
  }

  private func objective(_ weights: [Double], _ rows: RegressionRows) -> Double {
    let rates = logRates(weights, rows)
    var sum = 0.0
    for row in 0..<rows.count { sum += rows.exposure[row] * exp(min(50, rates[row])) - rows.counts[row] * rates[row] }
    for (family, offset) in zip(families, offsets) {
      var squares = 0.0
      for (i, j) in family.edges {
        squares += (weights[offset + i] - weights[offset + j]) * (weights[offset + i] - weights[offset + j])
      }
      sum += 0.5 * family.smoothness * squares
    }
    return sum + 0.5 * ridge * weights.dropFirst().reduce(0) { $0 + $1 * $1 }
  }

  private func derivatives(_ weights: [Double], _ rows: RegressionRows) -> ([Double], Matrix<Double>) {
    let rates = logRates(weights, rows)
    var gradient = [Double](repeating: 0, count: columns)
    var matrix = Matrix<Double>(rows: columns, columns: columns, repeating: 0)
    let means = (0..<rows.count).map { rows.exposure[$0] * exp(min(50, rates[$0])) }
    for row in 0..<rows.count { gradient[0] += means[row] - rows.counts[row] }
    do {
      var values = matrix.mutableSpan
      let (means, size) = (means.span, columns)
      for row in 0..<means.count { values[0] += means[row] }
      for (first, offset) in offsets.enumerated() {
        let list = rows.bins[first]
        let bins = list.span
        for row in 0..<bins.count {
          let column = offset &+ Int(bins[row])
          values[column] += means[row]
          values[column &* size &+ column] += means[row]
        }
        for second in 0..<first {
          let (others, start) = (rows.bins[second], offsets[second])
          let other = others.span
          for row in 0..<bins.count {
            values[(offset &+ Int(bins[row])) &* size &+ start &+ Int(other[row])] += means[row]
          }
        }
      }
      for column in 1..<max(1, size) {
        values[column &* size] = values[column]
        for before in 1..<column { values[before &* size &+ column] = values[column &* size &+ before] }
      }
    }
    for (number, (family, offset)) in zip(families, offsets).enumerated() {
      for (row, bin) in rows.bins[number].enumerated() { gradient[offset + Int(bin)] += means[row] - rows.counts[row] }
      for (i, j) in family.edges {
        let (a, b) = (offset + i, offset + j)
        let difference = family.smoothness * (weights[a] - weights[b])
        gradient[a] += difference
        gradient[b] -= difference
        matrix[a, a] += family.smoothness
        matrix[b, b] += family.smoothness
        matrix[a, b] -= family.smoothness
        matrix[b, a] -= family.smoothness
      }
    }
    for column in 1..<max(1, columns) {
      gradient[column] += ridge * weights[column]
      matrix[column, column] += ridge
    }
    return (gradient, matrix)
  }
}

extension TuningBins {
  /// Pairs of bins that touch along a side.
  package var edges: [(Int, Int)] {
    func grid(_ rows: Int, _ columns: Int, wraps: Bool) -> [(Int, Int)] {
      (0..<rows * columns).flatMap { bin -> [(Int, Int)] in
        let (row, column) = (bin / columns, bin % columns)
        var pairs: [(Int, Int)] = []
        if column + 1 < columns || wraps && columns > 2 { pairs.append((bin, row * columns + (column + 1) % columns)) }
        if row + 1 < rows || wraps && rows > 2 { pairs.append((bin, (row + 1) % rows * columns + column)) }
        return pairs
      }
    }
    switch self {
    case .ring(let bins): return grid(1, bins, wraps: true)
    case .line(let bins): return grid(1, bins, wraps: false)
    case .torus(let bins): return grid(bins, bins, wraps: true)
    case .arena(let arena): return grid(arena.rows, arena.columns, wraps: false)
    }
  }
}
