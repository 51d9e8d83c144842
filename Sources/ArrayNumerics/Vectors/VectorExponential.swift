/// Exponentials of several non-positive numbers at once.
///
/// Only operations that every x86-64 processor has: a rounding instruction or a fused multiply-add would
/// become a library call for each lane.

/// `exp(x)` for `x ≤ 0` in single precision, relative error about 10⁻⁷; below −87 it returns about 10⁻³⁸.
@inlinable @inline(__always)
package func expNonPositive(_ x: SIMD8<Float>) -> SIMD8<Float> {
  let bounded = x.replacing(with: -87, where: x .< -87)
  // Adding 1.5 · 2²³ leaves the nearest integer in the low bits of the mantissa.
  let shifted = bounded * 1.442_695_04 + 12_582_912
  let power = shifted - 12_582_912
  let rest = (bounded - power * 0.693_359_375) + power * 2.121_944_4e-4
  var sum: SIMD8<Float> = rest * Float(1.0 / 5040) + Float(1.0 / 720)
  sum = sum * rest + (1 / 120)
  sum = sum * rest + (1 / 24)
  sum = sum * rest + (1 / 6)
  sum = sum * rest + 0.5
  sum = (sum * rest) * rest + rest + 1
  let exponent = unsafeBitCast(shifted, to: SIMD8<Int32>.self) &<< 23
  return unsafeBitCast(unsafeBitCast(sum, to: SIMD8<Int32>.self) &+ exponent, to: SIMD8<Float>.self)
}

/// `exp(x)` for `x ≤ 0` in single precision with a third fewer operations; the relative error grows with the distance
/// from 0, to 4 · 10⁻⁶ at −87; below that it returns about 10⁻³⁸.
///
/// For likelihoods, in which only states near the best count: there it is as good as the other.
@inlinable @inline(__always)
package func quickExpNonPositive(_ x: SIMD8<Float>) -> SIMD8<Float> {
  let bounded = x.replacing(with: -87, where: x .< -87)
  let scaled = bounded * 1.442_695_041
  let shifted = scaled + 12_582_912
  let rest = (scaled - (shifted - 12_582_912)) * 0.693_147_180_6
  var sum = SIMD8<Float>(repeating: 1 / 720)
  sum = sum * rest + (1 / 120)
  sum = sum * rest + (1 / 24)
  sum = sum * rest + (1 / 6)
  sum = sum * rest + 0.5
  sum = sum * rest + 1
  sum = sum * rest + 1
  let exponent = (unsafeBitCast(shifted, to: SIMD8<Int32>.self) &- 0x4B40_0000) &<< 23
  return unsafeBitCast(unsafeBitCast(sum, to: SIMD8<Int32>.self) &+ exponent, to: SIMD8<Float>.self)
}

/// `exp(x)` for `x ≤ 0` in double precision, relative error below 10⁻¹⁵; below −708 it returns about 10⁻³⁰⁸.
@inlinable @inline(__always)
package func expNonPositive(_ x: SIMD4<Double>) -> SIMD4<Double> {
  let bounded = x.replacing(with: -708, where: x .< -708)
  // 1.5 · 2⁵²: as above.
  let shifted = bounded * 1.442_695_040_888_963_4 + 6_755_399_441_055_744
  let power = shifted - 6_755_399_441_055_744
  let rest = (bounded - power * 0.693_147_180_369_123_8) - power * 1.908_214_929_270_587_7e-10
  // Taylor's series to the twelfth power, even and odd powers apart so that they run side by side.
  let square = rest * rest
  var even: SIMD4<Double> = square * Double(1.0 / 479_001_600) + Double(1.0 / 3_628_800)
  var odd: SIMD4<Double> = square * Double(1.0 / 39_916_800) + Double(1.0 / 362_880)
  even = even * square + (1 / 40_320)
  odd = odd * square + (1 / 5_040)
  even = even * square + (1 / 720)
  odd = odd * square + (1 / 120)
  even = even * square + (1 / 24)
  odd = odd * square + (1 / 6)
  even = even * square + 0.5
  let sum = ((odd * square + even * rest) * rest) + rest + 1
  let exponent = unsafeBitCast(shifted, to: SIMD4<Int64>.self) &<< 52
  return unsafeBitCast(unsafeBitCast(sum, to: SIMD4<Int64>.self) &+ exponent, to: SIMD4<Double>.self)
}
