import ArrayNumerics
import Foundation
import TuningMaps

/// The bins on which a tuning is counted: equal ones on a ring or a torus, or squares of an arena.
package enum TuningBins: Sendable, Equatable {
  /// So many bins of a circle.
  case ring(Int)
  /// So many bins of a quantity without a wrap.
  case line(Int)
  /// So many bins of either circle; a row for each bin of the second circle, a column for each of the first.
  case torus(Int)
  /// Squares `[y, x]`.
  case arena(SpatialGrid)

  /// Bins of one or two circles.
  package static func circles(_ circles: Int, bins: Int) -> TuningBins { circles == 1 ? .ring(bins) : .torus(bins) }

  /// How many there are.
  package var count: Int {
    switch self {
    case .ring(let bins), .line(let bins): bins
    case .torus(let bins): bins * bins
    case .arena(let grid): grid.rows * grid.columns
    }
  }

  /// The bin of each row of angles, rad; −1 where one is not finite.
  ///
  /// - Parameter angles: `[row, circle]`, as many circles as the bins have.
  /// - Precondition: bins of circles.
  package func indices(ofAngles angles: Matrix<Double>) -> [Int] {
    switch self {
    case .ring(let bins): (0..<angles.rows).map { Self.bin(angles[$0, 0], of: bins) }
    case .torus(let bins):
      (0..<angles.rows).map { row in
        let (first, second) = (Self.bin(angles[row, 0], of: bins), Self.bin(angles[row, 1], of: bins))
        return first < 0 || second < 0 ? -1 : second * bins + first
      }
    case .arena, .line: preconditionFailure("squares of an arena and bins of a line have no angles")
    }
  }

  private static func bin(_ angle: Double, of bins: Int) -> Int {
    angle.isFinite ? min(bins - 1, Int(wrapAngle(angle) / (2 * .pi) * Double(bins))) : -1
  }

  /// Smooths a function on the bins by a Gaussian, periodic on circles, with zeros around an arena.
  ///
  /// - Parameter sigma: standard deviation, bins.
  /// - Throws: `NumericsError` for a negative width.
  package func smoothed(_ values: [Double], sigma: Double) throws -> [Double] {
    switch self {
    case .ring: return try gaussianFilter(values, sigma: sigma, border: .wrap)
    case .line: return try gaussianFilter(values, sigma: sigma, border: .constant(0))
    case .torus(let bins):
      return try gaussianFilter(
        Matrix(rows: bins, columns: bins, elements: values), sigma: (sigma, sigma), border: (.wrap, .wrap)
      ).elements
    case .arena(let grid):
      return try gaussianFilter(
        Matrix(rows: grid.rows, columns: grid.columns, elements: values), sigma: (sigma, sigma),
        border: (.constant(0), .constant(0))
      ).elements
    }
  }
}
