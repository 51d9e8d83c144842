import ArrayNumerics
import CWideVectors

/// The pass over unit vectors in 16-bit fractions: half the memory and twice the points at a time of single precision,
/// exact enough to propose. It passes over a point only when its true cosine is below the threshold.

/// Coordinates of unit vectors as multiples of 1/32767, feature-major like `SearchPoints.features`.
struct DirectionFractions: Sendable {
  static let one: Float = 32_767
  let values: [Int16]

  /// - Parameter features: within [−1, 1] but for rounding; padding is not a number and becomes 0.
  init(_ features: [Float]) { values = features.map(Self.fraction) }

  @inline(__always)
  static func fraction(_ value: Float) -> Int16 {
    Int16(max(-one, min(one, (value.isNaN ? 0 : value * one).rounded())))
  }

  /// Every pair of unit vectors whose cosine reaches `cosine` has a sum of products (each divided by 2¹⁶ and rounded down)
  /// above this.
  ///
  /// Coordinates are off by at most half a unit, which changes the sum of products by at most half the sum of all their
  /// absolute values, √dimension for each vector; rounding down takes less than 1 for each product.
  static func below(_ cosine: Float, dimension: Int) -> Int16 {
    let one = Double(Self.one)
    let exact = Double(cosine) * one * one
    let worst = one * Double(dimension).squareRoot() + Double(dimension)
    let floor = ((exact - worst) / 65_536).rounded(.down) - Double(dimension) - 1
    return Int16(max(-32_768, min(32_767, floor)))
  }
}

/// The product of fractions divided by 2¹⁶ and rounded down: one instruction for eight.
@inline(__always)
private func highProduct(_ u: SIMD8<Int16>, _ v: SIMD8<Int16>) -> SIMD8<Int16> {
  SIMD8<Int16>(
    truncatingIfNeeded: (SIMD8<Int32>(truncatingIfNeeded: u) &* SIMD8<Int32>(truncatingIfNeeded: v)) &>> 16)
}

/// Which of 64 unit vectors have a sum of products with the query above the limit: bit `b` of lane `l` is point `8b + l`.
///
/// All written out, and kept out of the loop around it: only then does the compiler see that the query has 16 bits too, and
/// multiplies in one instruction.
/// - Parameters:
///   - points: the first axis of the first point.
///   - stride: from one axis to the next.
///   - query: six axes.
@inline(never)
package func sixAxisDirections(
  _ points: UnsafePointer<Int16>, stride: Int, _ query: UnsafePointer<Int16>, above limit: SIMD8<Int16>
) -> SIMD8<Int16> {
  @inline(__always) func product(_ place: Int, _ axis: Int) -> SIMD8<Int16> {
    highProduct(
      UnsafeRawPointer(points + (axis &* stride &+ place)).loadUnaligned(as: SIMD8<Int16>.self),
      SIMD8(repeating: query[axis]))
  }
  @inline(__always) func isAbove(_ place: Int) -> SIMD8<Int16> {
    let sum =
      (product(place, 0) &+ product(place, 1) &+ product(place, 2))
      &+ (product(place, 3) &+ product(place, 4) &+ product(place, 5))
    return unsafeBitCast(sum .> limit, to: SIMD8<Int16>.self)
  }
  var packed: SIMD8<Int16> = isAbove(0) & 1
  packed |= isAbove(8) & 2
  packed |= isAbove(16) & 4
  packed |= isAbove(24) & 8
  packed |= isAbove(32) & 16
  packed |= isAbove(40) & 32
  packed |= isAbove(48) & 64
  packed |= isAbove(56) & 128
  return packed
}

/// The same by wide vectors.
@inline(__always)
package func wideSixAxisDirections(
  _ points: UnsafePointer<Int16>, stride: Int, _ query: UnsafePointer<Int16>, above limit: Int16
) -> SIMD8<Int16> {
  var packed = SIMD8<Int16>(repeating: 0)
  withUnsafeMutableBytes(of: &packed) { packed in
    wide_six_axis_directions(points, Int64(stride), query, limit, packed.assumingMemoryBound(to: Int16.self).baseAddress)
  }
  return packed
}

/// The same for any number of axes.
@inline(never)
private func anyAxisDirections(
  _ points: UnsafePointer<Int16>, stride: Int, _ query: UnsafePointer<Int16>, axes: Int, above limit: SIMD8<Int16>
) -> SIMD8<Int16> {
  var packed = SIMD8<Int16>(repeating: 0)
  var bit = SIMD8<Int16>(repeating: 1)
  for place in Swift.stride(from: 0, to: SearchPoints.block, by: 8) {
    var sum = SIMD8<Int16>(repeating: 0)
    for axis in 0..<axes {
      let eight = UnsafeRawPointer(points + (axis &* stride &+ place)).loadUnaligned(as: SIMD8<Int16>.self)
      sum = sum &+ highProduct(eight, SIMD8(repeating: query[axis]))
    }
    packed |= unsafeBitCast(sum .> limit, to: SIMD8<Int16>.self) & bit
    bit = bit &+ bit
  }
  return packed
}

extension FeatureBlock {
  /// Places of all unit vectors whose cosine with the query may reach the threshold; returns how many.
  ///
  /// - Parameters:
  ///   - a: the query.
  ///   - query: its fractions.
  func gatherDirections<Axes: AxisCount>(
    _: Axes.Type, _ fractions: UnsafePointer<Int16>, near a: UnsafePointer<Float>,
    _ query: UnsafePointer<Int16>, threshold: Float, into found: UnsafeMutablePointer<UInt32>
  ) -> Int {
    let dimension = Axes.known(dimension)
    let below = DirectionFractions.below(threshold, dimension: dimension)
    let limit = SIMD8<Int16>(repeating: below)
    let isWide = hasWideVectors && dimension == 6
    var blocks = NearBlocks<CosineKernel, Axes, WithinThreshold>(
      self, a, WithinThreshold(threshold: SIMD4(repeating: threshold)))
    var count = 0
    while let base = blocks.next() {
      let above =
        isWide
        ? wideSixAxisDirections(fractions + base, stride: stride, query, above: below)
        : dimension == 6
          ? sixAxisDirections(fractions + base, stride: stride, query, above: limit)
          : anyAxisDirections(fractions + base, stride: stride, query, axes: dimension, above: limit)
      let halves = unsafeBitCast(above, to: SIMD2<UInt64>.self)
      let before = count
      count = append(halves.x, base, found, count)
      count = append(halves.y, base &+ 4, found, count)
      if base &+ SearchPoints.block > self.count { count = dropPadding(found, before..<count) }
    }
    return count
  }

  @inline(__always)
  private func append(_ bits: UInt64, _ base: Int, _ found: UnsafeMutablePointer<UInt32>, _ count: Int) -> Int {
    var bits = bits
    var count = count
    while bits != 0 {
      let bit = bits.trailingZeroBitCount
      bits &= bits &- 1
      found[count] = UInt32(truncatingIfNeeded: base &+ (bit & 15) &* 8 &+ (bit >> 4))
      count &+= 1
    }
    return count
  }

  private func dropPadding(_ found: UnsafeMutablePointer<UInt32>, _ entries: Range<Int>) -> Int {
    var kept = entries.lowerBound
    for entry in entries where Int(found[entry]) < count {
      found[kept] = found[entry]
      kept += 1
    }
    return kept
  }
}
