import ArrayNumerics
import Foundation

/// A Gaussian of fixed width at any position of a ring with three exponentials instead of n.
///
/// With d the distance to the nearest neuron, exp(−s (ih − d)²) = exp(−s (ih)²) · exp(−s d²) · ρⁱ with ρ = exp(2 s h d): a
/// table times a geometric series. The wrap is a rotation of the index. Within 10⁻¹⁴ of the sum of exponentials.
package final class BumpTemplate {
  private let grid: RingGrid
  private let profile: RingGaussian
  /// s of exp(−s d²).
  private let rate: Double
  /// Whether ρⁿ stays among the numbers and the grid is a ring; otherwise every neuron gets its exponential.
  private let isSeries: Bool
  private let half: Int
  private let table: WorkVector
  private let line: WorkVector

  /// - Parameter profile: of the nearest image.
  package init(_ grid: RingGrid, _ profile: RingGaussian) {
    self.grid = grid
    self.profile = profile
    rate = profile.sharpness / (profile.width * profile.width)
    half = grid.count / 2
    let h = grid.spacing
    isSeries = grid.ends == .joined && profile.images == .nearest && rate * h * h * Double(half) < 200
    table = WorkVector(grid.count + 8)
    line = WorkVector(grid.count + 8)
    for index in 0..<grid.count {
      let distance = Double(index - half) * h
      table.pointer[index] = exp(-rate * distance * distance)
    }
  }

  /// Adds `amplitude` times the bump at a position.
  ///
  /// - Precondition: `grid.count` numbers.
  package func add(at position: Double, amplitude: Double, to result: UnsafeMutablePointer<Double>) {
    let n = grid.count
    guard isSeries else {
      for index in 0..<n {
        let distance = grid.distance(grid.lower + Double(index) * grid.spacing, position)
        result[index] += amplitude * profile.value(at: distance, circumference: grid.circumference)
      }
      return
    }
    let nearest = fillLine(at: position, amplitude: amplitude)
    let shift = ((half - nearest) % n + n) % n
    let head = n - shift
    ArrayNumerics.add(line.pointer + shift, times: 1, to: result, count: head)
    ArrayNumerics.add(line.pointer, times: 1, to: result + head, count: shift)
  }

  /// The bump with its nearest neuron at place `half`.
  ///
  /// - Returns: the number of that neuron, which may lie turns away.
  private func fillLine(at position: Double, amplitude: Double) -> Int {
    let (n, h) = (grid.count, grid.spacing)
    // Turns are taken off first, so that a far position neither overflows an index nor loses the last bits of d.
    let along = grid.distance(position, grid.lower) / h
    let nearest = along.rounded()
    let d = (along - nearest) * h
    let ratio = exp(2 * rate * h * d)
    let first = amplitude * exp(-rate * d * d - 2 * rate * h * d * Double(half))
    let (square, fourth) = (ratio * ratio, ratio * ratio * ratio * ratio)
    let low = SIMD4(1, ratio, square, square * ratio)
    var series = SIMD8(lowHalf: low, highHalf: low * fourth) * first
    // Of its own: the rounding of a product would grow with every power.
    let eighth = exp(16 * rate * h * d)
    var index = 0
    while index < n {
      store(load8(table.pointer + index) * series, line.pointer + index)
      series *= eighth
      index += 8
    }
    // Half way round, the other way is the shorter one.
    if n % 2 == 0, d > 0 {
      let distance = Double(half) * h - d
      line.pointer[0] = amplitude * exp(-rate * distance * distance)
    }
    return Int(nearest)
  }
}
