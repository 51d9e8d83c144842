import Foundation

/// One symmetric convolution along a direction on a product of circles, for padded functions in single precision.
final class CirclePass: @unchecked Sendable {
  // Everything is written in init and only read afterwards.
  private let taps: UnsafeMutableBufferPointer<Float>
  /// Start of the row `d` steps back and `d` steps ahead, `[tap, row, 2]`, in the padded copy.
  private let sources: UnsafeMutableBufferPointer<Int32>
  private let radius: Int
  private let rows: Int
  private let length: Int
  private let rowStride: Int
  private let copyStride: Int
  private let margin: Int
  private let lastStep: Int

  /// - Parameters:
  ///   - direction: steps on each circle, −1, 0 or 1.
  ///   - taps: one-sided, `[centre, 1, 2, …]`, fewer than K/2.
  init(space: LatentStateSpace, direction: [Int], taps weights: [Double]) {
    radius = weights.count - 1
    rows = space.rows
    length = space.statesPerCircle
    rowStride = space.rowStride
    lastStep = direction[space.circles - 1]
    margin = lastStep == 0 ? 0 : radius
    copyStride = rowStride + 2 * margin
    taps = .allocate(capacity: weights.count)
    _ = taps.initialize(from: weights.map(Float.init))
    sources = .allocate(capacity: weights.count * rows * 2)
    sources.initialize(repeating: 0)
    for d in 0..<weights.count {
      for row in 0..<rows {
        let outer = direction.dropLast()
        let back = space.row(row, movedBy: outer.map { -d * $0 }) * copyStride + margin - d * lastStep
        let ahead = space.row(row, movedBy: outer.map { d * $0 }) * copyStride + margin + d * lastStep
        sources[(d * rows + row) * 2] = Int32(back)
        sources[(d * rows + row) * 2 + 1] = Int32(ahead)
      }
    }
  }

  deinit {
    taps.deallocate()
    sources.deallocate()
  }

  /// Floats that `apply` needs for itself.
  var scratchCount: Int { margin == 0 ? 0 : rows * copyStride }

  /// output(s) = taps₀ input(s) + Σ taps_d (input(s − d) + input(s + d)); the padding of the output is undefined but finite.
  @inline(__always)
  func apply(
    _ input: UnsafePointer<Float>, to output: UnsafeMutablePointer<Float>, scratch: UnsafeMutablePointer<Float>
  ) {
    let source = margin == 0 ? input : UnsafePointer(scratch)
    if margin > 0 { copy(input, to: scratch) }
    for row in 0..<rows {
      var k = 0
      // Three vectors at a time, so that a tap and its places are looked up once for all of them.
      while k &+ 24 <= rowStride {
        let centre = source + (Int(sources[2 &* row]) &+ k)
        var (first, second, third) = (
          taps[0] * vector(centre), taps[0] * vector(centre + 8), taps[0] * vector(centre + 16)
        )
        var d = 1
        while d <= radius {
          let place = (d &* rows &+ row) &* 2
          let back = source + (Int(sources[place]) &+ k)
          let ahead = source + (Int(sources[place &+ 1]) &+ k)
          let tap = taps[d]
          first += tap * (vector(back) + vector(ahead))
          second += tap * (vector(back + 8) + vector(ahead + 8))
          third += tap * (vector(back + 16) + vector(ahead + 16))
          d &+= 1
        }
        let target = output + (row &* rowStride &+ k)
        store(first, target)
        store(second, target + 8)
        store(third, target + 16)
        k &+= 24
      }
      while k < rowStride {
        var sum = taps[0] * vector(source + (Int(sources[2 &* row]) &+ k))
        var d = 1
        while d <= radius {
          let place = (d &* rows &+ row) &* 2
          let (back, ahead) = (Int(sources[place]) &+ k, Int(sources[place &+ 1]) &+ k)
          sum += taps[d] * (vector(source + back) + vector(source + ahead))
          d &+= 1
        }
        store(sum, output + (row &* rowStride &+ k))
        k &+= 8
      }
    }
  }

  /// Every row with what lies beyond its ends on the circle.
  private func copy(_ input: UnsafePointer<Float>, to scratch: UnsafeMutablePointer<Float>) {
    for row in 0..<rows {
      let from = input + row * rowStride
      let to = scratch.advanced(by: row * copyStride)
      for i in 0..<margin { to[i] = from[length - margin + i] }
      var k = 0
      // Whole vectors: what is written beyond the row is overwritten below.
      while k < rowStride {
        store(vector(from + k), to + (margin &+ k))
        k &+= 8
      }
      let end = to.advanced(by: margin + length)
      var place = 0
      for i in 0..<(rowStride - length + margin) {
        end[i] = from[place]
        place = place &+ 1 == length ? 0 : place &+ 1
      }
    }
  }
}

@inline(__always)
func vector(_ pointer: UnsafePointer<Float>) -> SIMD8<Float> {
  UnsafeRawPointer(pointer).loadUnaligned(as: SIMD8<Float>.self)
}

@inline(__always)
func store(_ value: SIMD8<Float>, _ pointer: UnsafeMutablePointer<Float>) {
  UnsafeMutableRawPointer(pointer).storeBytes(of: value, as: SIMD8<Float>.self)
}

/// The sum of a padded function, in a fixed order.
@inline(__always)
func vectorSum(_ pointer: UnsafePointer<Float>, _ count: Int) -> Float {
  var sum = SIMD8<Float>()
  var k = 0
  while k < count {
    sum += vector(pointer + k)
    k &+= 8
  }
  return sum.sum()
}

/// target += factor · source for padded functions.
@inline(__always)
func addVector(_ source: UnsafePointer<Float>, times factor: Float, to target: UnsafeMutablePointer<Float>, _ count: Int) {
  var k = 0
  while k < count {
    store(vector(target + k) + vector(source + k) * factor, target + k)
    k &+= 8
  }
}

/// exp(x) for x up to 0, to about 10⁻⁷ of the value; below −87 it is 0 or so small that it makes no difference.
@inline(__always)
func vectorExp(_ x: SIMD8<Float>) -> SIMD8<Float> {
  let limited = x.replacing(with: -87, where: x .< -87)
  let scaled = limited * 1.442695041
  // Adding 1.5 · 2²³ rounds to the nearest integer and leaves it in the low bits.
  let shifted = scaled + SIMD8(repeating: 12_582_912)
  let whole = shifted - SIMD8(repeating: 12_582_912)
  let f = (scaled - whole) * 0.6931471806
  var p = SIMD8<Float>(repeating: 1 / 720)
  p = p * f + SIMD8(repeating: 1 / 120)
  p = p * f + SIMD8(repeating: 1 / 24)
  p = p * f + SIMD8(repeating: 1 / 6)
  p = p * f + SIMD8(repeating: 0.5)
  p = p * f + SIMD8(repeating: 1)
  p = p * f + SIMD8(repeating: 1)
  let exponent = (unsafeBitCast(shifted, to: SIMD8<Int32>.self) &- SIMD8(repeating: 0x4B40_0000)) &<< 23
  return unsafeBitCast(unsafeBitCast(p, to: SIMD8<Int32>.self) &+ exponent, to: SIMD8<Float>.self)
}
