import ArrayNumerics
import TuningMaps

/// Rates over an arena: amounts over time, both smoothed by the same Gaussian, for many cells and shuffles of one path.
package struct ArenaRates: Sendable {
  /// The bins of the arena.
  package let grid: SpatialGrid
  /// Bin of the grid of each bin of time, -1 for none.
  package let places: [Int32]
  /// Time spent `[y, x]`, s, not smoothed.
  package let occupancy: Matrix<Double>
  /// Bins that were visited for longer than the least time, `[y, x]`.
  package let visited: Matrix<Bool>
  private let smoothOccupancy: Matrix<Double>
  private let sigma: Double

  /// - Parameters:
  ///   - indices: bin of the grid of each bin of time, -1 for none.
  ///   - binWidth: width of a bin of time, s.
  ///   - sigma: standard deviation of the Gaussian, bins of the grid; 0 for none.
  ///   - minimumOccupancy: bins visited for this long or less have no rate, s.
  /// - Throws: `NumericsError` for a negative width.
  package init(
    at indices: [Int], grid: SpatialGrid, binWidth: Double, sigma: Double, minimumOccupancy: Double = 0
  ) throws {
    self.grid = grid
    self.sigma = sigma
    places = indices.map(Int32.init)
    let occupancy = occupancyTime(at: indices, grid: grid, binWidth: binWidth)
    self.occupancy = occupancy
    visited = occupancy.map { $0 > minimumOccupancy }
    smoothOccupancy = try Self.smoothed(occupancy, sigma: sigma)
  }

  /// What a cell did in each bin `[y, x]`.
  ///
  /// - Parameter shift: bins of time by which it is moved against the path, around the end.
  package func amounts(of events: CellEvents, shift: Int = 0) -> Matrix<Double> {
    Matrix(
      rows: grid.rows, columns: grid.columns, elements: events.sums(at: places, count: visited.count, shift: shift))
  }

  /// The rates `[y, x]`, amount per second; NaN where the animal was not long enough.
  ///
  /// - Throws: never, once the arena was made.
  package func rates(of amounts: Matrix<Double>) throws -> Matrix<Double> {
    try rates(of: amounts, overSmooth: smoothOccupancy)
  }

  /// The same over another time `[y, x]` than was spent, s: weighted, for one.
  package func rates(of amounts: Matrix<Double>, over seconds: Matrix<Double>) throws -> Matrix<Double> {
    try rates(of: amounts, overSmooth: Self.smoothed(seconds, sigma: sigma))
  }

  private func rates(of amounts: Matrix<Double>, overSmooth seconds: Matrix<Double>) throws -> Matrix<Double> {
    let smooth = try Self.smoothed(amounts, sigma: sigma)
    var rates = smooth.elements
    for place in rates.indices {
      rates[place] = visited.elements[place] ? rates[place] / seconds.elements[place] : .nan
    }
    return Matrix(rows: grid.rows, columns: grid.columns, elements: rates)
  }

  /// Zeros outside for amounts and time alike: their ratio has no border effect.
  private static func smoothed(_ map: Matrix<Double>, sigma: Double) throws -> Matrix<Double> {
    try gaussianFilter(map, sigma: (sigma, sigma), border: (.constant(0), .constant(0)))
  }
}
