import ArrayNumerics
import Foundation

extension LatentObservations {
  /// Mean of a quantity of the rows of the activity in each bin; NaN where it is unknown in all of them.
  ///
  /// - Parameters:
  ///   - values: one for each row; NaN for unknown.
  ///   - rows: index of each row on the grid of the activity, ascending.
  package func means(of values: [Double], at rows: [Int]) -> [Double] {
    var (sums, counts) = ([Double](repeating: 0, count: count), [Double](repeating: 0, count: count))
    var place = 0
    for (row, bin) in rows.enumerated() {
      let home = bin / factor
      while place < count, bins[place] < home { place += 1 }
      guard place < count else { break }
      guard bins[place] == home, values[row].isFinite else { continue }
      sums[place] += values[row]
      counts[place] += 1
    }
    return zip(sums, counts).map { $1 > 0 ? $0 / $1 : .nan }
  }

  /// Mean direction of an angle of the rows in each bin, rad in [0, 2π); NaN where it is unknown in all of them.
  package func meanDirections(of angles: [Double], at rows: [Int]) -> [Double] {
    let (c, s) = (means(of: angles.map { cos($0) }, at: rows), means(of: angles.map { sin($0) }, at: rows))
    return zip(c, s).map { $0.isFinite ? wrapAngle(atan2($1, $0)) : .nan }
  }
}
