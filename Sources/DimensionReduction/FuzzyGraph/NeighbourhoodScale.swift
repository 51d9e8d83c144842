import ArrayNumerics
import CWideVectors
import Foundation

/// Finds the scale σ of a point's neighbourhood: the solution of `Σⱼ exp(−dⱼ/σ) = log₂ k` over its `k − 1`
/// nearest others (McInnes et al. 2018, arXiv:1802.03426, with ρ = 0).
///
/// The published bisection (start at 1, double until the sum is passed, halve, stop when the sum is within
/// 10⁻⁵ of the target, at most 64 steps) defines which of the many acceptable values is returned. It needs
/// about 27 sums of exponentials. Here Halley's iteration on the logarithm of the sum as a function of 1/σ finds the
/// root in two or three sums, and the path of the bisection is then replayed without any: "the sum exceeds the
/// target" means "σ exceeds the root", and the stopping test is read off the parabola at the root. A test too
/// close to call is decided by one sum in double precision.
struct NeighbourhoodScale {
  /// log₂ k.
  let target: Double
  /// How close the sum has to come.
  static let tolerance = 1e-5
  static let steps = 64
  /// Half the width of the band around the tolerance in which the parabola is not trusted.
  static let doubt = 2e-6

  /// Radius over σ of the last neighbourhood, where the next search starts; it varies little.
  private var radiusOverScale = 8.0

  init(neighbours: Int) { target = log2(Double(neighbours)) }

  /// - Parameters:
  ///   - distances: to the `count` nearest others, in any order, non-negative.
  ///   - radius: the largest of them.
  ///   - scratch: room for `count` rounded up to a multiple of 8.
  mutating func solve(
    _ distances: UnsafePointer<Float>, count: Int, radius: Float, scratch: UnsafeMutablePointer<Float>
  ) -> Double {
    guard radius > 0, let root = root(distances, count, Double(radius), scratch) else {
      return bisect(distances, count)
    }
    return replay(root, distances, count)
  }

  /// The root and the parabola of the sum around it, in terms of the rate 1/σ.
  private struct Root {
    var rate: Double
    var slope: Double
    var curvature: Double
  }

  /// Halley's iteration; `nil` where there is no root or it is too flat to be found reliably.
  private mutating func root(
    _ distances: UnsafePointer<Float>, _ count: Int, _ radius: Double, _ scratch: UnsafeMutablePointer<Float>
  ) -> Root? {
    let inverse = Float(1 / radius)
    guard inverse.isFinite, inverse.isNormal else { return nil }
    var zeros = 0
    for entry in 0..<count {
      let distance = distances[entry]
      scratch[entry] = distance * inverse
      zeros &+= distance == 0 ? 1 : 0
    }
    let padded = (count + 7) & ~7
    for entry in count..<padded { scratch[entry] = 1e4 }
    // The sum runs from `count` at rate 0 down to the number of duplicates.
    guard Double(zeros) < target - 0.01, Double(count) > target + 0.01 else { return nil }
    var rate = radiusOverScale
    var low = 0.0
    var high = Double.infinity
    for _ in 0..<24 {
      rate = Double(Float(rate))
      let sums = exponentialSums(scratch, padded, Float(rate))
      let excess = log(sums.zeroth / target)
      if excess > 0 { low = rate } else { high = rate }
      let first = -sums.first / sums.zeroth
      let second = sums.second / sums.zeroth - first * first
      var step = -2 * excess * first / (2 * first * first - excess * second)
      if !step.isFinite { step = -excess / first }
      var next = rate + step
      if !(next > low && next < high) { next = high == .infinity ? 2 * rate : 0.5 * (low + high) }
      guard next.isFinite, next < 1e6 else { return nil }
      // The iteration is cubic: from here the error left is about 10⁻⁹.
      if abs(excess) < 2e-3, abs(next - rate) < 0.01 * rate {
        radiusOverScale = next
        return Root(
          rate: next / radius, slope: -sums.first * radius, curvature: sums.second * radius * radius)
      }
      rate = next
    }
    return nil
  }

  private func replay(_ root: Root, _ distances: UnsafePointer<Float>, _ count: Int) -> Double {
    let scale = 1 / root.rate
    var middle = 1.0
    var low = 0.0
    var high = Double.infinity
    for _ in 0..<Self.steps {
      let change = 1 / middle - root.rate
      if abs(change) < 1e-3 * root.rate {
        let excess = abs((root.slope + 0.5 * root.curvature * change) * change)
        if abs(excess - Self.tolerance) < Self.doubt {
          if abs(exponentialSum(distances, count, scale: middle) - target) < Self.tolerance { break }
        } else if excess < Self.tolerance {
          break
        }
      }
      narrow(&middle, &low, &high, tooLarge: middle > scale)
    }
    return middle
  }

  /// The bisection itself, for neighbourhoods with so many duplicates or so few points that there is no root.
  private func bisect(_ distances: UnsafePointer<Float>, _ count: Int) -> Double {
    var middle = 1.0
    var low = 0.0
    var high = Double.infinity
    var zeros = 0
    for entry in 0..<count where distances[entry] == 0 { zeros += 1 }
    let alwaysTooLarge = Double(zeros) >= target + Self.tolerance
    for _ in 0..<Self.steps {
      if alwaysTooLarge {
        narrow(&middle, &low, &high, tooLarge: true)
        continue
      }
      let excess = exponentialSum(distances, count, scale: middle) - target
      if abs(excess) < Self.tolerance { break }
      narrow(&middle, &low, &high, tooLarge: excess > 0)
    }
    return middle
  }

  private func narrow(_ middle: inout Double, _ low: inout Double, _ high: inout Double, tooLarge: Bool) {
    if tooLarge {
      high = middle
      middle = (low + high) / 2
    } else {
      low = middle
      middle = high == .infinity ? middle * 2 : (low + high) / 2
    }
  }
}

/// `Σ exp(−d/scale)` in double precision.
package func exponentialSum(
  _ distances: UnsafePointer<Float>, _ count: Int, scale: Double, isWide: Bool = hasWideVectors
) -> Double {
  let rate = -1 / scale
  var sums = SIMD4<Double>(repeating: 0)
  var entry = 0
  if isWide {
    entry = count & ~3
    withUnsafeMutableBytes(of: &sums) { lanes in
      wide_exponential_sum(distances, Int64(entry), rate, lanes.assumingMemoryBound(to: Double.self).baseAddress)
    }
  }
  while entry &+ 4 <= count {
    let four = SIMD4<Double>(load4(distances + entry))
    // 0 · ∞ must count as 1, as exp(0) does.
    let exponent = (four * rate).replacing(with: 0, where: four .== 0)
    sums += expNonPositive(exponent)
    entry &+= 4
  }
  var sum = (sums.x + sums.z) + (sums.y + sums.w)
  while entry < count {
    sum += distances[entry] == 0 ? 1 : exp(Double(distances[entry]) * rate)
    entry &+= 1
  }
  return sum
}

/// `Σ e`, `Σ x·e` and `Σ x²·e` with `e = exp(−rate·x)`; `count` is a multiple of 8.
package func exponentialSums(
  _ values: UnsafePointer<Float>, _ count: Int, _ rate: Float, isWide: Bool = hasWideVectors
) -> (zeroth: Double, first: Double, second: Double) {
  var zeroth = SIMD8<Double>(repeating: 0)
  var first = SIMD8<Float>(repeating: 0)
  var second = SIMD8<Float>(repeating: 0)
  var entry = 0
  if isWide {
    entry = count
    withUnsafeMutableBytes(of: &zeroth) { zeroth in
      withUnsafeMutableBytes(of: &first) { first in
        withUnsafeMutableBytes(of: &second) { second in
          wide_exponential_sums(
            values, Int64(count), rate, zeroth.assumingMemoryBound(to: Double.self).baseAddress,
            first.assumingMemoryBound(to: Float.self).baseAddress, second.assumingMemoryBound(to: Float.self).baseAddress)
        }
      }
    }
  }
  while entry < count {
    let x = load8(values + entry)
    let e = expNonPositive(x * -rate)
    let weighted = x * e
    // The sum itself decides the root; the derivatives only steer.
    zeroth += SIMD8<Double>(e)
    first += weighted
    second += x * weighted
    entry &+= 8
  }
  return (
    orderedSum(zeroth), orderedSum(SIMD8<Double>(first)), orderedSum(SIMD8<Double>(second))
  )
}
