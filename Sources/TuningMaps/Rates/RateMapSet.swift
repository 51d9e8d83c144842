import ArrayNumerics

/// The rate of every cell over an arena: what it did in each bin over the time spent there, both smoothed by the same Gaussian.
package struct RateMapSet: Sendable {
  /// Time spent `[y, x]`, not smoothed, s.
  package var occupancy: Matrix<Double>
  /// `[y, x]` for each cell, row 0 at the smallest y; amount per second, NaN where the animal was not long enough.
  package var maps: [Matrix<Double>]
  /// Information of each cell's spikes about the place (`spatialInformation`), bits per spike, `[cell]`; NaN for a silent cell.
  package var information: [Double]
  /// What each cell did over the time in the arena, amount per second, `[cell]`.
  package var meanRates: [Double]

  /// Maps of spike counts.
  ///
  /// - Parameters:
  ///   - counts: spikes in each bin of time, `[row, cell]`.
  ///   - indices: bin of the grid of each row, -1 for none.
  ///   - binWidth: width of a bin of time, s.
  ///   - smoothing: standard deviation of the Gaussian, bins of the grid; 0 for none.
  ///   - minimumOccupancy: bins visited for this long or less stay empty, s.
  /// - Throws: `NumericsError` for a negative width, `CancellationError`. O(cells · (rows + bins · kernel)).
  package init(
    counts: SparseCounts, at indices: [Int], grid: SpatialGrid, binWidth: Double, smoothing: Double,
    minimumOccupancy: Double, work: Work
  ) throws {
    try self.init(cells: counts.columns, at: indices, grid, binWidth, smoothing, minimumOccupancy, work) { cell, add in
      counts.forEachEvent(of: cell) { add($0, Double($1)) }
    }
  }

  /// Maps of a signal whose bins of time add up; the rest as for counts.
  package init(
    amounts: Matrix<Float>, at indices: [Int], grid: SpatialGrid, binWidth: Double, smoothing: Double,
    minimumOccupancy: Double, work: Work
  ) throws {
    try self.init(cells: amounts.columns, at: indices, grid, binWidth, smoothing, minimumOccupancy, work) { cell, add in
      for row in indices.indices { add(row, Double(amounts[row, cell])) }
    }
  }

  /// - Parameter forEachAmount: hands out what a cell did in each row, in order; rows without anything may be left out.
  private init(
    cells count: Int, at indices: [Int], _ grid: SpatialGrid, _ binWidth: Double, _ smoothing: Double,
    _ minimumOccupancy: Double, _ work: Work,
    forEachAmount: @Sendable (_ cell: Int, _ add: (_ row: Int, _ amount: Double) -> Void) -> Void
  ) throws {
    let occupancy = occupancyTime(at: indices, grid: grid, binWidth: binWidth)
    let smoothOccupancy = try smoothed(occupancy, sigma: smoothing)
    let total = occupancy.elements.reduce(0, +)
    let share = occupancy.elements.map { $0 / total }
    let cells = try concurrentMap(count, work: work) {
      cell -> (map: Matrix<Double>, information: Double, mean: Double) in
      var sums = Matrix<Double>(rows: grid.rows, columns: grid.columns, repeating: 0)
      sums.withUnsafeMutableBufferPointer { sums in
        forEachAmount(cell) { row, amount in if indices[row] >= 0 { sums[indices[row]] += amount } }
      }
      let count = sums.elements.reduce(0, +)
      let smooth = try smoothed(sums, sigma: smoothing)
      let rates = zip(occupancy.elements, zip(smooth.elements, smoothOccupancy.elements)).map {
        $0 > minimumOccupancy ? $1.0 / $1.1 : .nan
      }
      return (
        Matrix(rows: grid.rows, columns: grid.columns, elements: rates),
        spatialInformation(rates: rates, occupancy: share), count / total
      )
    }
    self.occupancy = occupancy
    (maps, information, meanRates) = (cells.map(\.map), cells.map(\.information), cells.map(\.mean))
  }
}

/// Time spent in each bin of a grid, `[y, x]`, s.
///
/// - Parameters:
///   - indices: bin of the grid of each bin of time, -1 for none.
///   - binWidth: width of a bin of time, s.
package func occupancyTime(at indices: [Int], grid: SpatialGrid, binWidth: Double) -> Matrix<Double> {
  var counts = [Int](repeating: 0, count: grid.rows * grid.columns)
  for index in indices where index >= 0 { counts[index] += 1 }
  return Matrix(rows: grid.rows, columns: grid.columns, elements: counts.map { Double($0) * binWidth })
}

private func smoothed(_ map: Matrix<Double>, sigma: Double) throws -> Matrix<Double> {
  // Zeros outside for numerator and denominator alike: their ratio has no border effect.
  try gaussianFilter(map, sigma: (sigma, sigma), border: (.constant(0), .constant(0)))
}
