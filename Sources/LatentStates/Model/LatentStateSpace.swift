import ArrayNumerics
import Foundation

/// A product of C circles, each cut into K equal states: the hidden states of a latent ring (C = 1) or torus (C = 2).
///
/// State (i₀, …, i₍C₋₁₎) stands for the angles 2π i/K. Functions on the states are stored as rows of the last circle; in
/// single precision each row is padded to a multiple of eight, so that loops run over whole vectors.
package struct LatentStateSpace: Sendable, Equatable {
  package let circles: Int
  /// K, at least 4.
  package let statesPerCircle: Int

  package init(circles: Int, statesPerCircle: Int) {
    self.circles = circles
    self.statesPerCircle = statesPerCircle
  }

  /// Number of rows: K to the power C − 1.
  package var rows: Int { (1..<max(1, circles)).reduce(1) { product, _ in product * statesPerCircle } }
  /// Number of states: K to the power C.
  package var states: Int { rows * statesPerCircle }
  /// Length of a padded row.
  var rowStride: Int { (statesPerCircle + 7) / 8 * 8 }
  /// Length of a padded function.
  var stride: Int { rows * rowStride }
  /// Distance of two states on a circle, rad.
  package var step: Double { 2 * .pi / Double(statesPerCircle) }

  /// How many states a circle of a product of C gets unless it is said: fewer for more circles, as their number is Kᶜ.
  package static func usualStates(circles: Int) -> Int {
    switch circles {
    case 1: 72
    case 2: 24
    case 3: 16
    default: 12
    }
  }

  /// The place on circle `circle` of the row `row` (not for the last circle, which runs along the row).
  func place(ofRow row: Int, circle: Int) -> Int {
    var rest = row
    for _ in Swift.stride(from: circles - 2, to: circle, by: -1) { rest /= statesPerCircle }
    return rest % statesPerCircle
  }

  /// The row that lies `steps[c]` states further on every circle but the last.
  func row(_ row: Int, movedBy steps: [Int]) -> Int {
    var moved = 0
    for circle in 0..<circles - 1 {
      let k = statesPerCircle
      moved = moved * k + (((place(ofRow: row, circle: circle) + steps[circle]) % k) + k) % k
    }
    return moved
  }

  /// Direction of the first moment of a function on the states on each circle, rad.
  package func firstMoments(_ values: [Double]) -> [Double] {
    var sums = [(c: Double, s: Double)](repeating: (0, 0), count: circles)
    for (state, value) in values.enumerated() {
      var rest = state
      for circle in Swift.stride(from: circles - 1, through: 0, by: -1) {
        let angle = Double(rest % statesPerCircle) * step
        sums[circle].c += value * cos(angle)
        sums[circle].s += value * sin(angle)
        rest /= statesPerCircle
      }
    }
    return sums.map { wrapAngle(atan2($0.s, $0.c)) }
  }

  /// Copies a function on the states into padded single precision.
  func padded(_ values: some Collection<Double>, padding: Float = 0) -> [Float] {
    var result = [Float](repeating: padding, count: stride)
    var index = 0
    for value in values {
      result[index / statesPerCircle * rowStride + index % statesPerCircle] = Float(value)
      index += 1
    }
    return result
  }

  /// Adds a padded function to an unpadded one.
  func add(_ padded: UnsafePointer<Float>, to sum: UnsafeMutablePointer<Double>) {
    for row in 0..<rows {
      for k in 0..<statesPerCircle { sum[row * statesPerCircle + k] += Double(padded[row * rowStride + k]) }
    }
  }
}
