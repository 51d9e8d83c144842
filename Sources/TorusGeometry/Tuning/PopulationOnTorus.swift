import ArrayNumerics
import Foundation

/// The activity of a population on the torus: the mean of the cells around each bin, weighted by a Gaussian of the distance
/// of their centres.
package struct PopulationOnTorus: Sendable {
  /// `[cell, bin]`, over the sum of the weights of the bin; 0 in a bin with too few cells.
  private let weights: Matrix<Double>
  /// Whether a bin has enough cells around it.
  private let isCovered: [Bool]

  /// - Parameters:
  ///   - centers: `[cell, 2]`, rad.
  ///   - bins: of each circle; the map is `[second, first]`.
  ///   - sigma: standard deviation on each circle, rad.
  package init(centers: Matrix<Double>, bins: Int, sigma: Double) {
    let concentration = 1 / (sigma * sigma)
    let places = (0..<bins).map { (bin: Int) -> Double in (Double(bin) + 0.5) / Double(bins) * 2 * .pi }
    var weights = Matrix<Double>(rows: centers.rows, columns: bins * bins, repeating: 0)
    var totals = [Double](repeating: 0, count: bins * bins)
    for cell in 0..<centers.rows {
      // A von Mises function, which goes round and is a Gaussian where it is narrow.
      func along(_ circle: Int) -> [Double] {
        let center = centers[cell, circle]
        return places.map { (place: Double) -> Double in exp(concentration * (cos(place - center) - 1)) }
      }
      let (first, second) = (along(0), along(1))
      for row in 0..<bins {
        for column in 0..<bins {
          let weight = second[row] * first[column]
          weights[cell, row * bins + column] = weight
          totals[row * bins + column] += weight
        }
      }
    }
    let usual = totals.reduce(0, +) / Double(max(1, totals.count))
    isCovered = totals.map { $0 > 0.1 * usual && $0 > 0 }
    for cell in 0..<centers.rows {
      for bin in totals.indices { weights[cell, bin] = isCovered[bin] ? weights[cell, bin] / totals[bin] : 0 }
    }
    self.weights = weights
  }

  /// The activity in each bin; NaN where hardly any cell is near. O(cells · bins).
  ///
  /// - Parameter activity: of each cell, over its mean.
  package func map(of activity: [Double]) -> [Double] {
    var map = [Double](repeating: 0, count: isCovered.count)
    var sums = map.mutableSpan
    let weights = weights.span
    for (cell, value) in activity.enumerated() where value != 0 {
      for bin in 0..<isCovered.count { sums[bin] += value * weights[cell &* isCovered.count &+ bin] }
    }
    return zip(map, isCovered).map { $1 ? $0 : .nan }
  }
}
