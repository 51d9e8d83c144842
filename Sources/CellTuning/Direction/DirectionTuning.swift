import ArrayNumerics
import Foundation

/// How long an animal faced each direction, and what follows for the tuning of cells: the ground that all cells of a session
/// share.
package struct DirectionOccupancy: Sendable {
  /// Bins of the circle, the first from 0.
  package let bins: Int
  /// Bin of the circle of each bin of time, -1 for none.
  package let places: [Int32]
  /// Time in each, s.
  package let seconds: [Double]
  /// Width of a bin of time, s.
  package let binWidth: Double

  /// - Parameter angles: of each bin of time, rad; NaN for none.
  package init(_ angles: [Double], bins: Int, binWidth: Double) {
    (self.bins, self.binWidth) = (bins, binWidth)
    let places = angles.map { $0.isFinite ? Int32(min(bins - 1, Int(wrapAngle($0) / (2 * .pi) * Double(bins)))) : -1 }
    self.places = places
    var counts = [Double](repeating: 0, count: bins)
    for place in places where place >= 0 { counts[Int(place)] += binWidth }
    seconds = counts
  }

  /// Middles of the bins, rad.
  package var centres: [Double] { (0..<bins).map { (bin: Int) -> Double in (Double(bin) + 0.5) * 2 * .pi / Double(bins) } }

  /// Rates, amount per second, NaN where never faced: amounts over time, both smoothed around the circle.
  ///
  /// - Parameters:
  ///   - sigma: standard deviation of the Gaussian, bins; 0 for none.
  ///   - part: which bins of time count; `nil` for all.
  /// - Throws: `NumericsError` for a negative width.
  package func tuning(
    of events: CellEvents, sigma: Double, part: (@Sendable (Int) -> Bool)? = nil
  ) throws -> [Double] {
    var (amounts, time) = (events.sums(at: places, count: bins), seconds)
    if let part {
      amounts = events.sums(at: places, count: bins, where: part)
      time = [Double](repeating: 0, count: bins)
      for (row, place) in places.enumerated() where place >= 0 && part(row) { time[Int(place)] += binWidth }
    }
    let (above, below) = (
      try gaussianFilter(amounts, sigma: sigma, border: .wrap), try gaussianFilter(time, sigma: sigma, border: .wrap)
    )
    return zip(above, zip(below, time)).map { $1.1 > 0 ? $0 / $1.0 : .nan }
  }
}

/// The mean vector of a tuning curve: of rates, so that directions faced longer count no more.
///
/// - Parameters:
///   - rates: not negative; NaN for directions that were never faced, which are left out.
///   - centres: of the bins, rad.
package func meanVector(_ rates: [Double], at centres: [Double]) -> CircularSummary? {
  let known = rates.indices.filter { rates[$0].isFinite }
  return try? circularSummary(known.map { centres[$0] }, weights: known.map { max(0, rates[$0]) })
}
