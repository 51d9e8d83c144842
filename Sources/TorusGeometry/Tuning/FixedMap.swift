import ArrayNumerics
import Foundation

/// The map that stays where it is in the world: the coordinate that belongs to each place, whatever was decoded there.
///
/// It is a regular part (waves over an arena, the heading itself on a ring) and the smoothed direction of what is decoded
/// besides, so that a map which is bent but does not move is a fixed map too.
package struct FixedMap: Sendable {
  /// Coordinate at the place of each row, rad in [0, 2π), `[row, circle]`; NaN where the place is unknown.
  package let angles: Matrix<Double>

  /// - Parameters:
  ///   - decoded: `[row, circle]`, rad; NaN where unknown.
  ///   - regular: the regular part at the place of each row, rad, `[row, circle]`; NaN where unknown.
  ///   - places: bins of the world and the bin of each row, −1 for none.
  ///   - sigma: standard deviation of the smoothing of the rest, in bins of the world.
  /// - Throws: `NumericsError`.
  package init(
    decoded: Matrix<Double>, regular: Matrix<Double>, bins: TuningBins, places: [Int], sigma: Double
  ) throws {
    var angles = Matrix<Double>(rows: decoded.rows, columns: decoded.columns, repeating: .nan)
    for circle in 0..<decoded.columns {
      var (c, s) = ([Double](repeating: 0, count: bins.count), [Double](repeating: 0, count: bins.count))
      for (row, place) in places.enumerated() where place >= 0 {
        let rest = decoded[row, circle] - regular[row, circle]
        guard rest.isFinite else { continue }
        c[place] += cos(rest)
        s[place] += sin(rest)
      }
      (c, s) = (try bins.smoothed(c, sigma: sigma), try bins.smoothed(s, sigma: sigma))
      for (row, place) in places.enumerated() where place >= 0 {
        angles[row, circle] = wrapAngle(regular[row, circle] + atan2(s[place], c[place]))
      }
    }
    self.angles = angles
  }
}

/// A cell that fires by its place on a fixed map: what a comparison of coordinates finds when the map does not move.
package struct FixedMapCell: Sendable {
  /// Mean number of spikes in the rows up to and with each; no spikes where the place is unknown.
  private let expected: [Double]

  /// The tuning is that of the cell on the fixed map.
  ///
  /// - Parameters:
  ///   - indices: bin of each row on `bins` by the fixed map, −1 where it is unknown.
  ///   - sigma: standard deviation of the smoothing, bins.
  /// - Throws: `NumericsError`.
  package init(_ events: CellEvents, bins: TuningBins, indices: [Int], exposure: [Double], sigma: Double) throws {
    var (sums, time) = ([Double](repeating: 0, count: bins.count), [Double](repeating: 0, count: bins.count))
    for (row, index) in indices.enumerated() where index >= 0 { time[index] += exposure[row] }
    for (row, value) in zip(events.rows, events.values) where indices[Int(row)] >= 0 { sums[indices[Int(row)]] += value }
    let (smooth, smoothTime) = (try bins.smoothed(sums, sigma: sigma), try bins.smoothed(time, sigma: sigma))
    var total = 0.0
    expected = indices.enumerated().map { row, index in
      if index >= 0, smoothTime[index] > 0 { total += max(0, smooth[index]) / smoothTime[index] * exposure[row] }
      return total
    }
  }

  /// Spikes of such a cell: a Poisson process in the time in which one spike is expected in every unit.
  package func draw(_ random: inout RandomStream) -> CellEvents {
    var events = CellEvents()
    var next = random.exponential()
    for (row, expected) in expected.enumerated() where next < expected {
      var count = 0.0
      while next < expected {
        count += 1
        next += random.exponential()
      }
      events.rows.append(Int32(row))
      events.values.append(count)
    }
    return events
  }
}
