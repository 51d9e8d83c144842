import ArrayNumerics

/// Groups of cells that are correlated beyond what shifts in time give, without any position: grid cells of one module keep
/// their correlations, of either sign, wherever the animal is and in sleep, and those of different modules have next to none.
///
/// Counts are standardised, and what one factor that all cells have in common explains is taken from the correlations, so that
/// a gain that all share does not link them. Two cells are *linked* when their correlation is
/// `linkScore` standard deviations from that of shifted trains and a fifth as large as their correlations with their own
/// closest partners. Leiden groups of the links under the constant Potts model are ensembles when they hold more links beyond
/// the density than the best group of most shuffled recordings, which go through the same chain.
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
  /// Loading of each cell on the common factor that was taken out; 0 where there was none, `[N]`.
  package let loadings: [Double]
  /// Ensembles that the search for the common factor ends at from another start, where these are others and may be: one group
  /// of all cells, or groups apart. The number of ensembles is not certain then. Labels as above.
  package let alternative: [Int]?

  /// Standard deviations of the null from which a correlation counts: two-sided, in 1 of 100 pairs by chance.
  static let linkScore = 2.58
  /// Part of the correlation with the closest partners that a link has at least.
  static let linkShare = 0.2

  /// How the factor that all cells have in common is found.
  package enum CommonFactor: String, Sendable {
    /// From the sums of the correlations, in shuffled recordings too.
    case sums
    /// By least absolute residuals where the median pair is correlated, and in no shuffled recording.
    case medians
    /// From the pairs of cells in different groups, group and factor in turn, and in no shuffled recording.
    case between
  }

  /// How cells are grouped.
  package struct Options: Sendable {
    /// What is taken out of the correlations.
    package var factor = CommonFactor.between
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

    package init(
      factor: CommonFactor = .between, density: Double, smallest: Int, level: Double, draws: Int, leastShift: Int
    ) {
      self.factor = factor
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
    let plain = try Self.plainCorrelations(columns, shifts: [Int](repeating: 0, count: cells), work: work)
    @Sendable func shuffled(_ draw: Int) throws -> Matrix<Double> {
      var stream = RandomStream(seed: seed, name: "shifts of ensembles", index: UInt64(draw))
      let free = max(1, counts.rows - 2 * options.leastShift + 1)
      let shifts = (0..<cells).map { _ in options.leastShift + stream.integer(below: free) }
      let matrix = try Self.plainCorrelations(columns, shifts: shifts, work: work.serial)
      step()
      return options.factor == .sums ? Self.residuals(matrix, Self.centroidLoadings(matrix)) : matrix
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
    let spread = Matrix(rows: cells, columns: cells, elements: spreads)
    /// Links of correlations without a factor, and what Leiden makes of them. By sums the factor is out of the null as well;
    /// else nothing is taken out of shuffled recordings, but the norm of partial correlations is the same.
    @Sendable func partition(
      _ matrix: Matrix<Double>, norms: [Double], draw: Int
    ) -> (links: Matrix<Bool>, labels: [Int]) {
      let links = Self.links(matrix, zip(means, norms).map { $0 / $1 }, zip(spreads, norms).map { $0 / $1 })
      let weights = links.map { $0 ? 1.0 : 0.0 }
      let partitions = (0..<Self.partitions).map { number in
        var random = RandomStream(
          seed: seed, name: "partitions of ensembles", index: UInt64(draw * Self.partitions + number))
        return LeidenPartition(weights, resolution: options.density, random: &random)
      }
      return (links, Self.withoutLooseCells(LeidenPartition.consensus(partitions), links: links))
    }
    /// Where the search for the factor between groups ends that begins with loadings.
    func between(_ start: [Double], _ number: Int) -> End {
      let first = 2 * options.draws + 1 + number * (Self.turns + 2)
      func groups(_ loadings: [Double], _ turn: Int) -> (links: Matrix<Bool>, labels: [Int]) {
        partition(Self.residuals(plain, loadings), norms: Self.norms(loadings), draw: first + turn)
      }
      let loadings = Self.factorBetweenGroups(plain, spreads: spread, start: start) { groups($0, $1).labels }
      let (links, labels) = groups(loadings, Self.turns + 1)
      return End(
        loadings: loadings, isOneGroup: Self.isOneGroup(labels, of: plain),
        isApart: Self.areApart(labels, links: links, options),
        quality: Self.quality(labels, links: links, density: options.density))
    }
    let loadings: [Double]
    var others: [[Double]] = []
    switch options.factor {
    case .sums: loadings = Self.centroidLoadings(plain)
    case .medians: loadings = Self.factor(plain, spreads: spread)
    case .between:
      let starts = [
        Self.centroidLoadings(plain), Self.factor(plain, spreads: spread), Self.gainLoadings(plain, spreads: spread, counts),
      ]
      let ends = starts.enumerated().map { between($1, $0) }
      let chosen = Self.chosen(ends)
      loadings = ends[chosen].loadings
      others = ends.indices.filter { $0 != chosen && (ends[$0].isOneGroup || ends[$0].isApart) }.map { ends[$0].loadings }
    }
    let own = Self.residuals(plain, loadings)
    let norms = options.factor == .sums ? [Double](repeating: 1, count: cells * cells) : Self.norms(loadings)
    @Sendable func scaled(_ matrix: Matrix<Double>) -> Matrix<Double> {
      Matrix(rows: cells, columns: cells, elements: zip(matrix.elements, norms).map { $0 / $1 })
    }
    @Sendable func grouped(
      _ matrix: Matrix<Double>, _ draw: Int
    ) -> (links: Matrix<Bool>, groups: [(cells: [Int], excess: Double)]) {
      let (links, labels) = partition(matrix, norms: norms, draw: draw)
      let groups = Set(labels).map { label -> (cells: [Int], excess: Double) in
        let cells = labels.indices.filter { labels[$0] == label }
        let held = cells.reduce(0) { sum, first in sum + cells.count { $0 < first && links[first, $0] } }
        return (cells, Double(held) - options.density * Double(cells.count * (cells.count - 1)) / 2)
      }
      return (links, groups.sorted { ($0.cells.count, -$0.cells[0]) > ($1.cells.count, -$1.cells[0]) })
    }
    let best = try concurrentMap(options.draws, work: work) { draw in
      try grouped(scaled(shuffled(options.draws + draw)), draw + 1).groups.reduce(0) { max($0, $1.excess) }
    }
    func tested(_ groups: [(cells: [Int], excess: Double)]) -> (labels: [Int], sizes: [Int], p: [Double]) {
      var labels = [Int](repeating: -1, count: cells)
      var (sizes, p): ([Int], [Double]) = ([], [])
      for group in groups where group.cells.count >= options.smallest {
        let chance = shufflePValue(of: group.excess, null: best)
        guard chance <= options.level else { continue }
        for cell in group.cells { labels[cell] = sizes.count }
        sizes.append(group.cells.count)
        p.append(chance)
      }
      return (labels, sizes, p)
    }
    let found = grouped(own, 0)
    (labels, sizes, p) = tested(found.groups)
    (correlations, isLinked, self.loadings) = (own, found.links, loadings)
    let mine = labels
    alternative = others.lazy.map { tested(grouped(Self.residuals(plain, $0), 0).groups).labels }
      .first { Self.isOther($0, than: mine) }
  }

  /// Where a search for what all cells share ends.
  private struct End {
    var loadings: [Double]
    /// Nearly all cells are one group, so that no factor can be told.
    var isOneGroup: Bool
    /// There are groups, with next to no links between them.
    var isApart: Bool
    /// Links within groups beyond the density, less those between groups.
    var quality: Double
  }

  /// The first of the ends at groups that are apart whose quality is next to the highest of them; without one, the first at one
  /// group of all cells, since groups with many links between them are one that was cut; else the first.
  private static func chosen(_ ends: [End]) -> Int {
    let apart = ends.indices.filter { !ends[$0].isOneGroup && ends[$0].isApart }
    let highest = apart.map { ends[$0].quality }.max() ?? 0
    return apart.first { ends[$0].quality >= nextToHighest * highest } ?? apart.first ?? ends.firstIndex { $0.isOneGroup } ?? 0
  }

  private static let nextToHighest = 0.95

  private static func quality(_ labels: [Int], links: Matrix<Bool>, density: Double) -> Double {
    labels.indices.reduce(0) { sum, first in
      (0..<first).reduce(sum) { sum, second in
        let linked = links[first, second] ? 1.0 : 0
        return sum + (labels[first] == labels[second] ? linked - density : -linked)
      }
    }
  }

  /// Nine of ten cells that vary are one group: what is left says little of what all share.
  private static func isOneGroup(_ labels: [Int], of correlations: Matrix<Double>) -> Bool {
    let known = labels.indices.filter { correlations[$0, $0] > 0 }
    let largest = Dictionary(grouping: known) { labels[$0] }.values.map(\.count).max() ?? 0
    return 10 * largest >= 9 * known.count
  }

  /// Part of the density from which on two groups may be one: of modules apart up to 5 % of the pairs between were linked, of
  /// single modules that were cut in two 7 to 9 %, where the density is 10 %.
  package static let nearlyOne = 0.6

  /// Whether next to no pairs are linked between two ensembles, and between an ensemble and the cells of none.
  private static func areApart(_ labels: [Int], links: Matrix<Bool>, _ options: Options) -> Bool {
    let groups = Dictionary(grouping: labels.indices) { labels[$0] }.values
    var parts = groups.filter { $0.count >= options.smallest }.sorted { $0[0] < $1[0] }
    parts.append(groups.filter { $0.count < options.smallest }.flatMap { $0 })
    return parts.indices.allSatisfy { second in
      (0..<second).allSatisfy { first in
        guard min(parts[first].count, parts[second].count) >= options.smallest else { return true }
        let linked = parts[first].reduce(0) { sum, cell in sum + parts[second].count { links[cell, $0] } }
        return Double(linked) <= nearlyOne * options.density * Double(parts[first].count * parts[second].count)
      }
    }
  }

  /// Whether two results have another number of ensembles, or cells of one that are in several of the other by more than some
  /// loose ones.
  private static func isOther(_ beside: [Int], than labels: [Int]) -> Bool {
    guard Set(beside).subtracting([-1]).count == Set(labels).subtracting([-1]).count else { return true }
    let both = labels.indices.filter { labels[$0] >= 0 && beside[$0] >= 0 }
    let index = adjustedRandIndex(both.map { labels[$0] }, both.map { beside[$0] })
    return index < 0.8
  }

  /// Times that groups and factor are found in turn at most.
  private static let turns = 5

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

  /// Correlations of columns, each moved around the end; 0 for a column that does not vary, also with itself.
  private static func plainCorrelations(_ columns: [[Double]], shifts: [Int], work: Work) throws -> Matrix<Double> {
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
    var plain = try gram(moved, work: work).map { $0 * scale }
    for cell in 0..<cells where plain[cell, cell] > 0 { plain[cell, cell] = 1 }
    return plain
  }

  /// Correlations without what a common factor explains, between the residuals; 0 for a cell that does not vary.
  private static func residuals(_ plain: Matrix<Double>, _ loadings: [Double]) -> Matrix<Double> {
    let cells = plain.rows
    var result = Matrix<Double>(rows: cells, columns: cells, repeating: 0)
    for first in 0..<cells where plain[first, first] > 0 {
      for second in 0..<cells where plain[second, second] > 0 {
        let norm = ((1 - loadings[first] * loadings[first]) * (1 - loadings[second] * loadings[second])).squareRoot()
        result[first, second] = first == second ? 1 : (plain[first, second] - loadings[first] * loadings[second]) / norm
      }
    }
    return result
  }

  /// Groups without the cells that are linked with one of their group only, each of which is a group of its own then: in a
  /// group of eight a single link is more than a density of 0.1, and one pair in a hundred is linked by chance.
  private static func withoutLooseCells(_ labels: [Int], links: Matrix<Bool>) -> [Int] {
    var result = labels
    var next = (labels.max() ?? 0) + 1
    var changed = true
    while changed {
      let loose = result.indices.filter { cell in
        let mates = result.indices.filter { $0 != cell && result[$0] == result[cell] }
        return !mates.isEmpty && mates.count { links[cell, $0] } < 2
      }
      for cell in loose {
        result[cell] = next
        next += 1
      }
      changed = !loose.isEmpty
    }
    return result
  }

  /// What partial correlations are divided by, `[N · N]`.
  private static func norms(_ loadings: [Double]) -> [Double] {
    loadings.indices.flatMap { first in
      loadings.indices.map { second in
        if first == second { return 1 }
        return ((1 - loadings[first] * loadings[first]) * (1 - loadings[second] * loadings[second])).squareRoot()
      }
    }
  }

  /// The loadings of what cells of different groups have in common. Groups are found without the factor of the start first,
  /// then factor and groups in turn until the groups stay.
  ///
  /// A gain of all cells raises the correlations between groups as well as within them, and that of a module with uneven phases
  /// only those within: pairs of different groups tell one from the other.
  /// - Parameters:
  ///   - start: loadings of the first factor.
  ///   - groups: label of each cell without a factor of these loadings; the number of the turn.
  private static func factorBetweenGroups(
    _ plain: Matrix<Double>, spreads: Matrix<Double>, start: [Double], groups: (_ loadings: [Double], _ turn: Int) -> [Int]
  ) -> [Double] {
    var loadings = start
    var labels = groups(loadings, 0)
    for turn in 1...turns {
      let next = betweenLoadings(plain, spreads: spreads, labels: labels)
      let found = groups(next, turn)
      loadings = next
      let index = adjustedRandIndex(found, labels)
      if found == labels || index == 1 { break }
      labels = found
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
