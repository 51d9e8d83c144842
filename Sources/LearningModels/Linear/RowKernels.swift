import ArrayNumerics
import CWideVectors

/// Loops over the weights of one neuron, sixteen at a time: one pass to answer, one to learn. Where the processor has vectors
/// of four numbers the whole sixteens are left to them (`CWideVectors`), with the same numbers to the last bit.

/// How many weights are left to the wide vectors.
@inline(__always)
private func wideCount(_ count: Int) -> Int { hasWideVectors ? count & ~15 : 0 }

/// A sum in sixteen lanes.
private struct Lanes {
  var low = SIMD8<Double>()
  var high = SIMD8<Double>()

  @inline(__always)
  init() {}

  /// As a loop of wide vectors leaves them.
  @inline(__always)
  init(_ loop: (UnsafeMutablePointer<Double>) -> Void) {
    var lanes = (SIMD8<Double>(), SIMD8<Double>())
    withUnsafeMutableBytes(of: &lanes) { lanes in
      lanes.withMemoryRebound(to: Double.self) { lanes in if let lanes = lanes.baseAddress { loop(lanes) } }
    }
    (low, high) = lanes
  }

  @inline(__always)
  func sum() -> Double { (low + high).sum() }
}

/// The sum of w x: what the neuron answers.
@inline(__always)
func response(_ w: UnsafePointer<Double>, _ x: UnsafePointer<Double>, count: Int) -> Double {
  var index = wideCount(count)
  var lanes = index > 0 ? Lanes { wide_dot(w, x, Int64(index), $0) } : Lanes()
  while index &+ 16 <= count {
    lanes.low += load8(w + index) * load8(x + index)
    lanes.high += load8(w + (index &+ 8)) * load8(x + (index &+ 8))
    index &+= 16
  }
  var sum = lanes.sum()
  while index < count {
    sum += w[index] * x[index]
    index &+= 1
  }
  return sum
}

/// w ← d w + c x; returns the sum of the squares of the new weights.
@inline(__always)
func mix(
  _ w: UnsafeMutablePointer<Double>, by d: Double, _ x: UnsafePointer<Double>, by c: Double, count: Int
) -> Double {
  @inline(__always) func eight(_ index: Int) -> SIMD8<Double> {
    let value = load8(w + index) * d + load8(x + index) * c
    store(value, w + index)
    return value * value
  }
  var index = wideCount(count)
  var squares = index > 0 ? Lanes { wide_mix(w, d, x, c, Int64(index), $0) } : Lanes()
  while index &+ 16 <= count {
    squares.low += eight(index)
    squares.high += eight(index &+ 8)
    index &+= 16
  }
  var sum = squares.sum()
  while index < count {
    let value = w[index] * d + x[index] * c
    w[index] = value
    sum += value * value
    index &+= 1
  }
  return sum
}

/// r ← r − y w, then w ← w + c r; returns the sum of the squares of the new weights.
@inline(__always)
func mixRemainder(
  _ w: UnsafeMutablePointer<Double>, answer y: Double, _ r: UnsafeMutablePointer<Double>, by c: Double, count: Int
) -> Double {
  @inline(__always) func eight(_ index: Int) -> SIMD8<Double> {
    let old = load8(w + index)
    let rest = load8(r + index) - old * y
    store(rest, r + index)
    let value = old + rest * c
    store(value, w + index)
    return value * value
  }
  var index = wideCount(count)
  var squares = index > 0 ? Lanes { wide_mix_remainder(w, y, r, c, Int64(index), $0) } : Lanes()
  while index &+ 16 <= count {
    squares.low += eight(index)
    squares.high += eight(index &+ 8)
    index &+= 16
  }
  var sum = squares.sum()
  while index < count {
    let old = w[index]
    r[index] -= old * y
    let value = old + r[index] * c
    w[index] = value
    sum += value * value
    index &+= 1
  }
  return sum
}

/// w ← w + c x, cut to ± limit.
@inline(__always)
func addClipped(
  _ w: UnsafeMutablePointer<Double>, _ x: UnsafePointer<Double>, by c: Double, limit: Double, count: Int
) {
  let (high, low) = (SIMD8(repeating: limit), SIMD8(repeating: -limit))
  var index = wideCount(count)
  if index > 0 { wide_add_clipped(w, x, c, limit, Int64(index)) }
  while index &+ 8 <= count {
    var value = load8(w + index) + load8(x + index) * c
    // Masks are instructions; the smaller and the larger of two vectors are taken lane by lane.
    value.replace(with: high, where: value .> high)
    value.replace(with: low, where: value .< low)
    store(value, w + index)
    index &+= 8
  }
  while index < count {
    w[index] = max(-limit, min(limit, w[index] + c * x[index]))
    index &+= 1
  }
}

/// Makes a row with the given sum of squares one of length 1; a row below 10⁻¹⁰ stays as it is.
@inline(__always)
func normalize(_ w: UnsafeMutablePointer<Double>, squares: Double, count: Int) {
  guard squares >= 1e-20 else { return }
  let factor = 1 / squares.squareRoot()
  var index = wideCount(count)
  if index > 0 { wide_scale(w, factor, Int64(index)) }
  while index &+ 8 <= count {
    store(load8(w + index) * factor, w + index)
    index &+= 8
  }
  while index < count {
    w[index] *= factor
    index &+= 1
  }
}
