import ArrayNumerics

/// Groups of cells that are correlated beyond what shifts in time give, without any position: grid cells of one module keep
/// their correlations, of either sign, wherever the animal is and in sleep, and those of different modules have next to none.
///
/// Counts are standardised, and what one factor that all cells have in common explains is taken from the correlations, so that
/// a gain that all share does not link them. Two cells are *linked* when their correlation is `linkScore` standard deviations
/// from that of shifted trains and a fifth as large as their correlations with their own closest partners. Leiden groups of the
/// links under the constant Potts model are ensembles when they hold more links beyond the density than the best group of most
/// shuffled recordings, which go through the same chain.
///
/// Sources: Yoon et al. 2013 (doi:10.1038/nn.3450), Gardner et al. 2019 (doi:10.1038/s41593-019-0360-0): correlations within a
/// module persist; Traag, Van Dooren and Nesterov 2011 (doi:10.1103/PhysRevE.84.016114).
package struct CorrelatedEnsembles: Sendable {
  /// Ensemble of each cell, by falling size, -1 for none.
  package let labels: [Int]
  /// Cells of each ensemble.
  package let sizes: [Int]
  /// (1 + shuffled recordings with as many links beyond the density in a group) / (1 + shuffled recordings), of each ensemble.
  package let p: [Double]
  /// Correlations, without what a common factor explains, `[N, N]`; 0 for a cell without spikes.
  package let correlations: Matrix<Double>
  /// Whether two cells are linked, `[N, N]`.
  package let isLinked: Matrix<Bool>

  /// Standard deviations of the null from which a correlation counts: two-sided, in 1 of 100 pairs by chance.
  static let linkScore = 2.58
  /// Part of the correlation with the closest partners that a link has at least.
  static let linkShare = 0.2

  /// How cells are grouped.
  package struct Options: Sendable {
    /// Groups are one when more than this part of the pairs between them are linked.
    package var density: Double
    /// An ensemble has so many cells or more.
    package var smallest: Int
    /// Largest p of an ensemble.
    package var level: Double
    /// Shuffled recordings for the spread of correlations, and as many again for the best group.
    package var draws: Int
    /// The least shift of a cell, bins of time.
    package var leastShift: Int

    package init(density: Double, smallest: Int, level: Double, draws: Int, leastShift: Int) {
      (self.density, self.smallest, self.level) = (density, smallest, level)
      (self.draws, self.leastShift) = (draws, leastShift)
    }
  }

  /// - Parameters:
  ///   - counts: what each cell did in bins of time that are wide beside theta, `[bin, cell]`.
  ///   - seed: of the shuffled recordings and of the partitions.
  ///   - step: called after each shuffled recording.
  /// - Throws: `CancellationError`.
  /// - Complexity: O(draws · bins · cells²).
  package init(
    _ counts: Matrix<Double>, options: Options, seed: UInt64, work: Work, step: @escaping @Sendable () -> Void = {}
  ) throws {
    let cells = counts.columns
    let columns = Self.standardised(counts)
    let own = try Self.residualCorrelations(columns, shifts: [Int](repeating: 0, count: cells), work: work)
    @Sendable func shuffled(_ draw: Int) throws -> Matrix<Double> {
      var stream = RandomStream(seed: seed, name: "shifts of ensembles", index: UInt64(draw))
      let free = max(1, counts.rows - 2 * options.leastShift + 1)
      let shifts = (0..<cells).map { _ in options.leastShift + stream.integer(below: free) }
      let matrix = try Self.residualCorrelations(columns, shifts: shifts, work: work.serial)
      step()
      return matrix
    }
    // Some draws at a time, so that memory does not grow with their number.
    let batch = max(1, min(options.draws, 4 * work.threads))
    var (sum, squares) = ([Double](repeating: 0, count: cells * cells), [Double](repeating: 0, count: cells * cells))
    for start in stride(from: 0, to: options.draws, by: batch) {
      for drawn in try concurrentMap(min(batch, options.draws - start), work: work, { try shuffled(start + $0) }) {
        for pair in sum.indices {
          sum[pair] += drawn.elements[pair]
          squares[pair] += drawn.elements[pair] * drawn.elements[pair]
        }
      }
    }
    let draws = Double(max(1, options.draws))
    let means = sum.map { $0 / draws }
    let spreads = zip(squares, means).map { max(0, $0 / draws - $1 * $1).squareRoot() }
    @Sendable func grouped(
      _ matrix: Matrix<Double>, _ draw: Int
    ) -> (links: Matrix<Bool>, groups: [(cells: [Int], excess: Double)]) {
      let links = Self.links(matrix, means, spreads)
      let weights = links.map { $0 ? 1.0 : 0.0 }
      let partitions = (0..<Self.partitions).map { number in
        var random = RandomStream(
          seed: seed, name: "partitions of ensembles", index: UInt64(draw * Self.partitions + number))
        return LeidenPartition(weights, resolution: options.density, random: &random)
      }
      let labels = LeidenPartition.consensus(partitions)
      let groups = Set(labels).map { label -> (cells: [Int], excess: Double) in
        let cells = labels.indices.filter { labels[$0] == label }
        let held = cells.reduce(0) { sum, first in sum + cells.count { $0 < first && links[first, $0] } }
        return (cells, Double(held) - options.density * Double(cells.count * (cells.count - 1)) / 2)
      }
      return (links, groups.sorted { ($0.cells.count, -$0.cells[0]) > ($1.cells.count, -$1.cells[0]) })
    }
    let best = try concurrentMap(options.draws, work: work) { draw in
      try grouped(shuffled(options.draws + draw), draw + 1).groups.reduce(0) { max($0, $1.excess) }
    }
    let found = grouped(own, 0)
    var labels = [Int](repeating: -1, count: cells)
    var (sizes, p): ([Int], [Double]) = ([], [])
    for group in found.groups where group.cells.count >= options.smallest {
      let chance = shufflePValue(of: group.excess, null: best)
      guard chance <= options.level else { continue }
      for cell in group.cells { labels[cell] = sizes.count }
      sizes.append(group.cells.count)
      p.append(chance)
    }
    (self.labels, self.sizes, self.p) = (labels, sizes, p)
    (correlations, isLinked) = (own, found.links)
  }

  /// Random starts of the Leiden algorithm, of which cells are together that more than half hold together.
  private static let partitions = 10

  /// Columns of mean 0 and mean square 1, one after another; of a cell that does not vary, 0.
  private static func standardised(_ counts: Matrix<Double>) -> [[Double]] {
    (0..<counts.columns).map { cell in
      let column = counts.column(cell)
      let middle = mean(column)
      let spread = (column.reduce(0) { $0 + ($1 - middle) * ($1 - middle) } / Double(max(1, column.count))).squareRoot()
      return column.map { spread > 1e-12 ? ($0 - middle) / spread : 0 }
    }
  }

  /// Correlations of columns, each moved around the end, without what one common factor explains, between the residuals.
  private static func residualCorrelations(_ columns: [[Double]], shifts: [Int], work: Work) throws -> Matrix<Double> {
    let (cells, bins) = (columns.count, columns.first?.count ?? 0)
    var moved = Matrix<Double>(rows: bins, columns: cells, repeating: 0)
    moved.withUnsafeMutableBufferPointer { moved in
      for (cell, column) in columns.enumerated() {
        var row = bins > 0 ? shifts[cell] % bins : 0
        for value in column {
          moved[row * cells + cell] = value
          row = row + 1 == bins ? 0 : row + 1
        }
      }
    }
    let scale = 1 / Double(max(1, bins))
    let plain = try gram(moved, work: work).map { $0 * scale }
    let loadings = centroidLoadings(plain)
    var result = Matrix<Double>(rows: cells, columns: cells, repeating: 0)
    for first in 0..<cells where plain[first, first] > 0 {
      for second in 0..<cells where plain[second, second] > 0 {
        let norm = ((1 - loadings[first] * loadings[first]) * (1 - loadings[second] * loadings[second])).squareRoot()
        result[first, second] = first == second ? 1 : (plain[first, second] - loadings[first] * loadings[second]) / norm
      }
    }
    return result
  }

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

  private static func links(_ matrix: Matrix<Double>, _ means: [Double], _ spreads: [Double]) -> Matrix<Bool> {
    let cells = matrix.rows
    func isFar(_ first: Int, _ second: Int) -> Bool {
      let pair = first * cells + second
      return first != second && spreads[pair] > 0 && abs(matrix.elements[pair] - means[pair]) > linkScore * spreads[pair]
    }
    let closest = (0..<cells).map { first in
      (0..<cells).reduce(0.0) { isFar(first, $1) ? max($0, abs(matrix[first, $1])) : $0 }
    }
    var links = Matrix<Bool>(rows: cells, columns: cells, repeating: false)
    for first in 0..<cells {
      for second in 0..<cells where isFar(first, second) {
        links[first, second] = abs(matrix[first, second]) >= linkShare * (closest[first] * closest[second]).squareRoot()
      }
    }
    return links
  }
}

/// How alike two ways to group the same cells are: 1 for the same groups, about 0 for groups at random.
///
/// Source: Hubert and Arabie 1985 (doi:10.1007/BF01908075).
/// - Returns: NaN when both put every cell in one group, or each in its own, or there are fewer than two cells.
package func adjustedRandIndex(_ a: [Int], _ b: [Int]) -> Double {
  func pairs(_ count: Int) -> Double { Double(count) * Double(count - 1) / 2 }
  func sum(_ groups: some Collection<Int>) -> Double { groups.reduce(0) { $0 + pairs($1) } }
  var (first, second, both): ([Int: Int], [Int: Int], [[Int]: Int]) = ([:], [:], [:])
  for (x, y) in zip(a, b) {
    first[x, default: 0] += 1
    second[y, default: 0] += 1
    both[[x, y], default: 0] += 1
  }
  let (inFirst, inSecond, together) = (sum(first.values), sum(second.values), sum(both.values))
  let all = pairs(a.count)
  guard all > 0 else { return .nan }
  let expected = inFirst * inSecond / all
  let most = (inFirst + inSecond) / 2
  return most > expected ? (together - expected) / (most - expected) : .nan
}
