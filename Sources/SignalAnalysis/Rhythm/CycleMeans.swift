import ArrayNumerics
import Foundation

/// Means of a quantity in equal parts of the theta cycle.
enum CycleMeans {
  static let bins = 12

  /// - Parameters:
  ///   - values: NaN where unknown.
  ///   - cycles: number of the cycle and phase in one; NaN where a value does not count.
  ///   - zero: added to the phase of the peak, rad.
  /// - Returns: from phase 0 on; NaN in a part without values.
  static func of(_ values: [Double], cycles: [Double], zero: Double) -> [Double] {
    var (sums, counts) = ([Double](repeating: 0, count: bins), [Double](repeating: 0, count: bins))
    for (value, cycle) in zip(values, cycles) where value.isFinite && cycle.isFinite {
      let bin = min(bins - 1, Int(wrapAngle(2 * .pi * cycle + zero) / (2 * .pi) * Double(bins)))
      sums[bin] += value
      counts[bin] += 1
    }
    return zip(sums, counts).map { $1 > 0 ? $0 / $1 : .nan }
  }
}
