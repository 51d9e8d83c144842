import ArrayNumerics
import Foundation

/// The three peaks of an autocorrelogram nearest to its centre, one of each pair of opposite ones, and the ellipse through
/// them.
package struct AutocorrelogramPeaks: Sendable, Equatable {
  /// Places relative to the centre, bins of x and y, by rising direction in [0, π); three, or fewer where there are no more.
  package let places: [SIMD2<Double>]

  /// Peaks stand out from their eight neighbours, are positive, lie beyond the central field, and are at least 30° apart; the
  /// place is that of the parabola through the nine values.
  ///
  /// - Parameters:
  ///   - autocorrelogram: `[y lag, x lag]`, odd sizes; NaN where there is none.
  ///   - centre: radius of the central field, bins.
  package init(_ autocorrelogram: Matrix<Double>, beyond centre: Double) {
    let (middleY, middleX) = (autocorrelogram.rows / 2, autocorrelogram.columns / 2)
    var found: [SIMD2<Double>] = []
    for row in middleY..<max(middleY, autocorrelogram.rows - 1) {
      for column in 1..<max(1, autocorrelogram.columns - 1) where row > 0 {
        // Half of the plane: above the centre, or beside it to the right.
        if row == middleY, column <= middleX { continue }
        let height = autocorrelogram[row, column]
        guard height > 0, hypot(Double(row - middleY), Double(column - middleX)) > centre else { continue }
        guard let offset = summit(of: autocorrelogram, row, column) else { continue }
        found.append(SIMD2(Double(column - middleX), Double(row - middleY)) + offset)
      }
    }
    func length(_ place: SIMD2<Double>) -> Double { (place * place).sum().squareRoot() }
    var chosen: [SIMD2<Double>] = []
    for place in found.sorted(by: { length($0) < length($1) }) where chosen.count < 3 {
      let isApart = chosen.allSatisfy { other in
        abs((place * other).sum()) <= length(place) * length(other) * cos(.pi / 6)
      }
      if isApart { chosen.append(place) }
    }
    places = chosen.sorted { Self.direction($0) < Self.direction($1) }
  }

  /// Direction of a place in [0, π).
  static func direction(_ place: SIMD2<Double>) -> Double {
    let angle = wrapAngle(atan2(place.y, place.x))
    return angle >= .pi ? angle - .pi : angle
  }

  /// Semi-axes, in the unit of the places, the larger first, and the direction of the larger in [0, π), of the ellipse around
  /// the centre through three places and those opposite; `nil` with fewer, or when they lie on no ellipse.
  ///
  /// Three pairs of opposite points fix the conic a x² + b x y + c y² = 1.
  package static func ellipse(
    through places: [SIMD2<Double>]
  ) -> (major: Double, minor: Double, direction: Double)? {
    guard places.count == 3 else { return nil }
    let rows = places.flatMap { [$0.x * $0.x, $0.x * $0.y, $0.y * $0.y] }
    guard let conic = try? solveLinearSystem(Matrix(rows: 3, columns: 3, elements: rows), [1, 1, 1]) else { return nil }
    let (a, b, c) = (conic[0], conic[1], conic[2])
    let mean = (a + c) / 2
    let half = ((a - c) * (a - c) / 4 + b * b / 4).squareRoot()
    // Eigenvalues are one over the squared semi-axes.
    guard mean - half > 0 else { return nil }
    let angle = 0.5 * atan2(-b, c - a)
    let direction = angle < 0 ? angle + .pi : angle
    return (1 / (mean - half).squareRoot(), 1 / (mean + half).squareRoot(), direction >= .pi ? 0 : direction)
  }
}

/// Where the parabola through a value and its eight neighbours is highest, relative to it; `nil` unless it is the largest and
/// all are there.
private func summit(of map: Matrix<Double>, _ row: Int, _ column: Int) -> SIMD2<Double>? {
  let centre = map[row, column]
  var (sumX, sumY, sumXX, sumYY, sumXY) = (0.0, 0.0, 0.0, 0.0, 0.0)
  for dy in -1...1 {
    for dx in -1...1 {
      let value = map[row + dy, column + dx]
      guard value.isFinite, value <= centre else { return nil }
      let (x, y) = (Double(dx), Double(dy))
      sumX += x * value
      sumY += y * value
      sumXX += (x * x - 2.0 / 3) * value
      sumYY += (y * y - 2.0 / 3) * value
      sumXY += x * y * value
    }
  }
  // Least squares over the nine places, whose terms are orthogonal.
  let (gradientX, gradientY, curveX, curveY, twist) = (sumX / 6, sumY / 6, sumXX, sumYY, sumXY / 4)
  let determinant = curveX * curveY - twist * twist
  guard curveX < 0, determinant > 0 else { return nil }
  let x = -(curveY * gradientX - twist * gradientY) / determinant
  let y = -(curveX * gradientY - twist * gradientX) / determinant
  return SIMD2(min(1, max(-1, x)), min(1, max(-1, y)))
}
