import ArrayNumerics
import Foundation

/// Steps of a bump around the ring: Laplace distributed up to a quarter turn, mixed with a few to anywhere.
///
/// A one-sided exponential window of 2ⁿ places is made of n additions of shifted copies: x ← x + rˢ x(·− s) for s = 1, 2, 4, …
package struct LaplaceMotion: Sendable {
  /// A quarter turn, in places.
  package static let reach = BumpModel.positions / 4
  /// Room on one side of a function on the ring for the windows.
  private static let margin = reach + 8
  /// Numbers of scratch memory that the passes need.
  package static let scratchCount = 2 * (BumpModel.positions + margin)

  /// 1 over the sum of the taps.
  private let normalizer: Float
  /// Powers of the ratio to 1, 2, 4, 8, 16 and 32.
  private let powers: [Float]

  /// - Parameter step: the scale of the Laplace distribution, rad.
  package init(step: Double) {
    let r = exp(-BumpModel.spacing / step)
    normalizer = Float(1 / Self.tapSum(step: step))
    powers = (0...5).map { Float(pow(r, Double(1 << $0))) }
  }

  /// Σ exp(−|d| spacing / step) over |d| ≤ a quarter turn.
  package static func tapSum(step: Double) -> Double {
    1 + 2 * (1...reach).reduce(0.0) { (sum: Double, tap: Int) in sum + exp(-Double(tap) * BumpModel.spacing / step) }
  }

  /// Where the mass of a function is after one step: Σ_d K(d) f(m − d). K is even, so it serves both directions.
  ///
  /// - Parameters:
  ///   - function: `[position]`, with room for nothing else.
  ///   - scratch: `scratchCount` numbers.
  package func apply(
    _ function: UnsafePointer<Float>, to result: UnsafeMutablePointer<Float>, scratch: UnsafeMutablePointer<Float>
  ) {
    let count = BumpModel.positions
    let margin = Self.margin
    for isBackward in [false, true] {
      Self.fill(scratch, function, isBackward: isBackward)
      var shift = 1
      for stage in 0..<5 {
        let factor = powers[stage]
        Self.forEachBlock(shift: shift, isBackward: isBackward) { here, there in
          store(load8(scratch + here) + load8(scratch + there) * factor, scratch + here)
        }
        shift *= 2
      }
      let start = isBackward ? 0 : margin
      if isBackward {
        for k in stride(from: 0, to: count, by: 8) {
          // Both windows hold the place itself.
          store(load8(result + k) + load8(scratch + start + k) - load8(function + k), result + k)
        }
      } else {
        for k in stride(from: 0, to: count, by: 8) { store(load8(scratch + start + k), result + k) }
      }
    }
    // The windows reach 31 places; the last tap of each stands for itself.
    let half = count / 2
    let quarter = Self.reach
    for k in stride(from: 0, to: count, by: 8) {
      let (before, after) = ((k + half + quarter) & (count - 1), (k + quarter) & (count - 1))
      let ends = (load8(function + before) + load8(function + after)) * powers[5]
      store((load8(result + k) + ends) * normalizer, result + k)
    }
  }

  /// Σ_d |d| K(d) f(m − d), in places.
  package func applyDistance(
    _ function: UnsafePointer<Float>, to result: UnsafeMutablePointer<Float>, scratch: UnsafeMutablePointer<Float>
  ) {
    let count = BumpModel.positions
    let (margin, quarter) = (Self.margin, Self.reach)
    let moment = scratch + count + margin
    for k in stride(from: 0, to: count, by: 8) {
      let (before, after) = ((k + count / 2 + quarter) & (count - 1), (k + quarter) & (count - 1))
      store((load8(function + before) + load8(function + after)) * (powers[5] * Float(quarter)), result + k)
    }
    for isBackward in [false, true] {
      Self.fill(scratch, function, isBackward: isBackward)
      for k in stride(from: 0, to: count + margin, by: 8) { store(SIMD8<Float>(), moment + k) }
      var shift = 1
      for stage in 0..<5 {
        let (factor, distance) = (powers[stage], Float(shift))
        Self.forEachBlock(shift: shift, isBackward: isBackward) { here, there in
          let moved = load8(moment + there) + load8(scratch + there) * distance
          store(load8(moment + here) + moved * factor, moment + here)
          store(load8(scratch + here) + load8(scratch + there) * factor, scratch + here)
        }
        shift *= 2
      }
      let start = isBackward ? 0 : margin
      for k in stride(from: 0, to: count, by: 8) {
        store(load8(result + k) + load8(moment + start + k), result + k)
      }
    }
    for k in stride(from: 0, to: count, by: 8) { store(load8(result + k) * normalizer, result + k) }
  }

  /// A function on the ring with what comes before it (or after it) at its side.
  private static func fill(
    _ scratch: UnsafeMutablePointer<Float>, _ function: UnsafePointer<Float>, isBackward: Bool
  ) {
    let count = BumpModel.positions
    let (start, side, from) = isBackward ? (0, count, 0) : (margin, 0, count - margin)
    (scratch + start).update(from: function, count: count)
    (scratch + side).update(from: function + from, count: margin)
  }

  /// Calls `body` with the places of eight numbers and of those that stand before (after) them, in an order in which nothing is
  /// read that was written in the same pass.
  @inline(__always)
  private static func forEachBlock(shift: Int, isBackward: Bool, _ body: (_ here: Int, _ there: Int) -> Void) {
    let length = BumpModel.positions + margin
    let skipped = max(8, shift)
    if isBackward {
      var here = 0
      while here + skipped < length {
        body(here, here + shift)
        here += 8
      }
    } else {
      var here = length - 8
      while here >= skipped {
        body(here, here - shift)
        here -= 8
      }
    }
  }
}
