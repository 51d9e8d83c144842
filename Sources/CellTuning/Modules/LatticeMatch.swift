import ArrayNumerics
import Foundation

/// How much the waves of a known lattice are in the spikes of a cell, and the same waves turned by 30° are not: a place cell
/// has
/// both.
package struct LatticeMatch: Sendable {
  private let rates: ArenaRates
  private let occupancy: Matrix<Double>
  private let centres: (x: [Double], y: [Double])

  package init(_ rates: ArenaRates) {
    func middles(_ edges: [Double]) -> [Double] { zip(edges, edges.dropFirst()).map { ($0 + $1) / 2 } }
    self.rates = rates
    let total = rates.occupancy.elements.reduce(0, +)
    occupancy = rates.occupancy.map { total > 0 ? $0 / total : 0 }
    centres = (middles(rates.grid.xEdges), middles(rates.grid.yEdges))
  }

  /// The smallest power of the three waves less the largest of the same turned by 30°.
  ///
  /// - Parameters:
  ///   - spacing: of the lattice, m.
  ///   - orientation: of its vectors, degrees.
  ///   - shift: bins of time by which the cell is moved.
  package func contrast(_ events: CellEvents, spacing: Double, orientation: Double, shift: Int = 0) -> Double {
    let waves = SpikeWaves(
      amounts: rates.amounts(of: events, shift: shift), squares: events.amounts.reduce(0) { $0 + $1 * $1 },
      occupancy: occupancy, centres: centres)
    // Waves stand 30° from the vectors of the lattice.
    let direction = (orientation - 30) * .pi / 180
    let own = waves.hexagon(spacing: spacing, direction: direction)
    let turned = waves.hexagon(spacing: spacing, direction: direction + .pi / 6)
    return own.min() - turned.max()
  }

  /// The lattice whose waves stand out most, and its p among shifts in time, in each of which the best lattice is taken.
  ///
  /// - Parameter lattices: spacing, m, and orientation, degrees; at least one.
  /// - Throws: `CancellationError`
  package func test(
    _ events: CellEvents, lattices: [(spacing: Double, orientation: Double)], shifts: [Int], work: Work
  ) throws -> (module: Int, contrast: Double, p: Double) {
    guard !events.rows.isEmpty else { return (-1, .nan, .nan) }
    func best(_ shift: Int) -> (module: Int, contrast: Double) {
      var best = (module: 0, contrast: -Double.infinity)
      for (number, lattice) in lattices.enumerated() {
        let found = contrast(events, spacing: lattice.spacing, orientation: lattice.orientation, shift: shift)
        if found > best.contrast { best = (number, found) }
      }
      return best
    }
    let own = best(0)
    let null = try shifts.map { shift in
      try work.checkCancellation()
      return best(shift).contrast
    }
    return (own.module, own.contrast, shufflePValue(of: own.contrast, null: null))
  }
}

/// Correlation of each cell's autocorrelogram with the mean of those of the others in its module, over the lags that all of
/// them
/// have, without the central peak; NaN for cells in none and those alone.
///
/// - Parameter module: of each cell, -1 for none.
package func moduleConsistency(_ autocorrelograms: [Matrix<Double>], _ module: [Int]) -> [Double] {
  var consistency = [Double](repeating: .nan, count: module.count)
  for label in Set(module).sorted() where label >= 0 {
    let cells = module.indices.filter { module[$0] == label }
    guard cells.count > 1, let first = autocorrelograms[cells[0]].rows > 0 ? autocorrelograms[cells[0]] : nil else { continue }
    let places = (0..<first.count).filter { place in
      let (dy, dx) = (Double(place / first.columns - first.rows / 2), Double(place % first.columns - first.columns / 2))
      return hypot(dy, dx) > 2 && cells.allSatisfy { autocorrelograms[$0].elements[place].isFinite }
    }
    let sums = places.map { place in cells.reduce(0) { $0 + autocorrelograms[$1].elements[place] } }
    for cell in cells {
      let own = places.map { autocorrelograms[cell].elements[$0] }
      let others = zip(sums, own).map { ($0 - $1) / Double(cells.count - 1) }
      consistency[cell] = (try? pearsonCorrelation(own, others)) ?? .nan
    }
  }
  return consistency
}
