import ArrayNumerics

/// The spikes of a population in blocks of about 100 ms, in which the shape of its states is looked at: short enough for a fast
/// turn, long enough to hold spikes of many cells.
package struct ActivityBlocks: Sendable {
  /// Spikes, `[block, cell]`.
  package var counts: Matrix<Float>
  /// The place of each block on the even grid of blocks, ascending; what is missing was left out of the recording.
  package var places: [Int]
  /// Blocks of that grid.
  package var gridBlocks: Int
  /// Length of a block, s.
  package var width: Double
  /// The row of the embedding in the middle of each block.
  package var middles: [Int]
  /// The half of the time, 0 or 1, that each block belongs to.
  package var half: [Int]

  /// Length of a block that is aimed at, s.
  static let wantedWidth = 0.1
  /// Cells that are looked at: more make the numbers no better, and the time grows with their square.
  static let mostCells = 100
  /// A cell of fewer spikes is not looked at.
  static let fewestSpikes = 50

  /// Blocks all of whose bins were kept, of the cells with the most spikes.
  ///
  /// - Parameters:
  ///   - counts: spikes of each bin and cell.
  ///   - bins: the place of each row on the grid of bins, ascending.
  ///   - binWidth: s. Bins of more than 100 ms are blocks themselves.
  package init(counts: SparseCounts, bins: [Int], binWidth: Double) {
    let length = max(1, Int((Self.wantedWidth / binWidth).rounded()))
    var (first, places): ([Int], [Int]) = ([], [])
    /// The block that each bin belongs to; none where bins of it are missing.
    var block = [Int?](repeating: nil, count: bins.count)
    var row = 0
    while row + length <= bins.count {
      if bins[row] % length == 0, bins[row + length - 1] == bins[row] + length - 1 {
        for bin in row..<row + length { block[bin] = first.count }
        first.append(row)
        places.append(bins[row] / length)
        row += length
      } else {
        row += 1
      }
    }
    let totals = counts.columnTotals
    let cells = totals.indices.filter { totals[$0] >= Self.fewestSpikes }
      .sorted { (totals[$1], $0) < (totals[$0], $1) }.prefix(Self.mostCells).sorted()
    var sums = Matrix<Float>(rows: first.count, columns: cells.count, repeating: 0)
    sums.withUnsafeMutableBufferPointer { sums in
      for (place, cell) in cells.enumerated() {
        counts.forEachEvent(of: cell) { row, count in
          if let block = block[row] { sums[block * cells.count + place] += Float(count) }
        }
      }
    }
    self.init(
      counts: sums, places: places, gridBlocks: (bins.last ?? -1) / length + 1, width: Double(length) * binWidth,
      middles: first.map { $0 + length / 2 })
  }

  package init(counts: Matrix<Float>, places: [Int], gridBlocks: Int, width: Double, middles: [Int]) {
    self.counts = counts
    self.places = places
    self.gridBlocks = gridBlocks
    self.width = width
    self.middles = middles
    half = timeHalves(places.count)
  }

  /// Whether each block follows the one before it without a gap.
  var followsOn: [Bool] { places.indices.map { $0 > 0 && places[$0] == places[$0 - 1] + 1 } }

  /// Averages over time with a Gaussian, over blocks that are there.
  ///
  /// - Parameter seconds: standard deviation, s.
  func smoothed(_ values: Matrix<Float>, seconds: Double, work: Work) throws -> Matrix<Float> {
    try gaussianFilterOfKeptRows(values, at: places, of: gridBlocks, sigma: seconds / width, work: work)
  }

  /// Scores of every cell, `[block, cell]`: the square root of its smoothed rate, shifted to mean 0 and scaled to deviation 1.
  ///
  /// - Parameters:
  ///   - counts: those of the blocks, or of a surrogate of them.
  ///   - seconds: standard deviation of the smoothing, s.
  ///   - isGainFree: divides by the rate of the whole population first, so that a gain common to all cells is no direction.
  package func scores(_ counts: Matrix<Float>, seconds: Double, isGainFree: Bool, work: Work) throws -> Matrix<Float> {
    var rates = try smoothed(counts, seconds: seconds, work: work)
    if isGainFree {
      let population = try populationRate(counts, work: work)
      let floor = 0.2 * population.reduce(0, +) / Double(max(1, population.count))
      rates.multiplyRows { Float(1 / max(floor, population[$0], 1e-12)) }
    }
    return try standardizeColumns(rates.map { max(0, $0).squareRoot() }, work: work).matrix
  }

  /// Spikes of all cells per block, smoothed over 300 ms.
  func populationRate(_ counts: Matrix<Float>, work: Work) throws -> [Double] {
    let totals = (0..<counts.rows).map { row in counts.row(row).reduce(0, +) }
    let column = Matrix<Float>(rows: counts.rows, columns: 1, elements: totals)
    return try smoothed(column, seconds: 0.3, work: work).elements.map(Double.init)
  }
}
