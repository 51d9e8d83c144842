import ArrayNumerics
import Foundation

/// Pictures of −1 and 1 that the program draws itself, so that a memory has something to hold and the eye something to judge.
public enum Pictures {
  /// Their names, in order.
  public static let names = ["grid", "spiral", "bump", "star"]

  /// The grid of a grid cell, a spiral, a bump on a ring and a star, each cut at its mean.
  ///
  /// - Parameter side: pixels along each edge, at least 8.
  /// - Returns: `[4, side²]`, row after row from the top.
  /// - Throws: `badParameter`
  public static func all(side: Int) throws(LearningModelsError) -> Matrix<Double> {
    guard (8...4096).contains(side) else {
      throw .badParameter(name: "the size of the pictures", value: Double(side), expected: "from 8 to 4096 pixels")
    }
    let drawings: [(Double, Double) -> Double] = [grid, spiral, bump, star]
    var values: [Double] = []
    for drawing in drawings {
      let picture = (0..<side * side).map { pixel -> Double in
        // From −1 to 1, y upwards.
        let x = (Double(pixel % side) + 0.5) / Double(side) * 2 - 1
        let y = 1 - (Double(pixel / side) + 0.5) / Double(side) * 2
        return drawing(x, y)
      }
      values += cutAtMean(picture)
    }
    return Matrix(rows: drawings.count, columns: side * side, elements: values)
  }

  /// 1 above the mean of all values, −1 else.
  public static func cutAtMean(_ values: [Double]) -> [Double] {
    let mean = values.reduce(0, +) / Double(max(1, values.count))
    return values.map { $0 > mean ? 1 : -1 }
  }

  private static func grid(_ x: Double, _ y: Double) -> Double {
    (0..<3).reduce(0) { sum, wave in
      let angle = Double(wave) * .pi / 3 + 0.15
      return sum + cos(11 * (x * cos(angle) + y * sin(angle)) + 0.4)
    }
  }

  private static func spiral(_ x: Double, _ y: Double) -> Double {
    let radius = (x * x + y * y).squareRoot()
    return radius < 0.95 ? cos(atan2(y, x) - 11 * radius) : -1
  }

  private static func bump(_ x: Double, _ y: Double) -> Double {
    let (radius, angle) = ((x * x + y * y).squareRoot(), atan2(y, x))
    let height = exp(2 * (cos(angle - 1.1) - 1))
    let onRing = abs(radius - 0.6) < 0.06 ? 1.0 : 0
    return max(onRing, radius > 0.6 && radius < 0.62 + 0.36 * height ? 1 : 0)
  }

  private static func star(_ x: Double, _ y: Double) -> Double {
    let (radius, angle) = ((x * x + y * y).squareRoot(), atan2(y + 0.05, x))
    return radius < 0.5 + 0.4 * cos(5 * (angle - .pi / 2)) ? 1 : -1
  }
}
