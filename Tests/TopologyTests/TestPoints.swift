import ArrayNumerics
import Foundation

/// A cloud that is easy to make anywhere: coordinates from a small linear congruential generator (Knuth's MMIX
/// constants), so that literals computed by another program refer to the same points.
struct TestPoints {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> Double {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Double(state >> 11) / 9_007_199_254_740_992
  }

  mutating func integer(below limit: Int) -> Int { Int(next() * Double(limit)) }

  /// Uniform points in a cube.
  mutating func cube(_ count: Int, axes: Int) -> Matrix<Double> {
    Matrix(rows: count, columns: axes, elements: (0..<count * axes).map { _ in next() })
  }

  /// Points on an integer grid: many equal distances and duplicates.
  mutating func grid(_ count: Int, axes: Int, side: Int) -> Matrix<Double> {
    Matrix(
      rows: count, columns: axes, elements: (0..<count * axes).map { _ in Double(integer(below: side)) })
  }

  /// A circle with uniform noise of the given half width.
  mutating func circle(_ count: Int, noise: Double) -> Matrix<Double> {
    var elements: [Double] = []
    for _ in 0..<count {
      let angle = 2 * Double.pi * next()
      elements.append(cos(angle) + noise * (2 * next() - 1))
      elements.append(sin(angle) + noise * (2 * next() - 1))
    }
    return Matrix(rows: count, columns: 2, elements: elements)
  }

  /// A flat torus in R^4, or, with `hexagonal`, in R^6 with the third angle the sum of the two; and the two angles.
  mutating func torus(_ count: Int, hexagonal: Bool = false) -> (
    points: Matrix<Double>, angles: [(Double, Double)]
  ) {
    var elements: [Double] = []
    var angles: [(Double, Double)] = []
    for _ in 0..<count {
      let (a, b) = (2 * Double.pi * next(), 2 * Double.pi * next())
      angles.append((a, b))
      for angle in hexagonal ? [a, b, a + b] : [a, b] { elements += [cos(angle), sin(angle)] }
    }
    return (Matrix(rows: count, columns: hexagonal ? 6 : 4, elements: elements), angles)
  }

  /// Independent symmetric distances: not a metric, generic filtration order.
  mutating func symmetric(_ count: Int, levels: Int? = nil) -> Matrix<Float> {
    var matrix = Matrix<Float>(rows: count, columns: count, repeating: 0)
    for i in 0..<count {
      for j in 0..<i {
        let value = levels.map { Float(1 + integer(below: $0)) } ?? Float(next())
        matrix[i, j] = value
        matrix[j, i] = value
      }
    }
    return matrix
  }
}
