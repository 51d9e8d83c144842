import ArrayNumerics
import Foundation

/// The same in the metric of canns: differences are wrapped in the sheared square first and measured then, so that some are
/// not the shortest. W is then a Toeplitz matrix, not a circulant one, and goes through a transform of twice the side. One for
/// each thread.
final class WrappedDrive {
  private let side: Int
  private let width: Double
  private let amplitude: Double
  private let filter: PeriodicFilter
  private let padded: WorkVector
  private let answer: WorkVector

  init(side: Int, width: Double, peakWeight: Double, amplitude: Double) throws(NumericsError) {
    self.side = side
    self.width = width
    self.amplitude = amplitude
    let size = 2 * side
    let h = 2 * Double.pi / Double(side)
    var kernel = [Double](repeating: 0, count: size * size)
    for row in -(side - 1)...(side - 1) {
      for column in -(side - 1)...(side - 1) {
        let d = Self.wrapped(SIMD2(Double(column) * h, Double(row) * h))
        kernel[(row + size) % size * size + (column + size) % size] =
          peakWeight * exp(-0.5 * Self.square(d) / (width * width))
      }
    }
    filter = try PeriodicFilter(shape: [size, size], kernel: kernel, isEven: true)
    padded = WorkVector(size * size)
    answer = WorkVector(size * size)
  }

  /// One turn off what lies beyond ±π, as canns does it.
  private static func wrapped(_ d: SIMD2<Double>) -> SIMD2<Double> {
    func once(_ d: Double) -> Double { d > .pi ? d - 2 * .pi : (d < -.pi ? d + 2 * .pi : d) }
    return SIMD2(once(d.x), once(d.y))
  }

  /// |T⁻¹ d|² = x² + x y + y².
  private static func square(_ d: SIMD2<Double>) -> Double { d.x * d.x + d.x * d.y + d.y * d.y }

  func apply(
    to s: UnsafePointer<Double>, scale: Double, inputs: [PhaseInput], into out: UnsafeMutablePointer<Double>
  ) {
    let (n, size) = (side, 2 * side)
    for row in 0..<n { (padded.pointer + row * size).update(from: s + row * n, count: n) }
    filter.apply(to: padded.pointer, into: answer.pointer, scale: scale)
    for row in 0..<n { (out + row * n).update(from: answer.pointer + row * size, count: n) }
    let h = 2 * Double.pi / Double(n)
    for input in inputs {
      for row in 0..<n {
        for column in 0..<n {
          let place = SIMD2(-.pi + Double(column) * h, -.pi + Double(row) * h)
          let square = Self.square(Self.wrapped(input.phase - place))
          out[row * n + column] += amplitude * input.weight * exp(-0.5 * square / (width * width))
        }
      }
    }
  }
}
