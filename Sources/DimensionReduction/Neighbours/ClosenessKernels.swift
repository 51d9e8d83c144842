import ArrayNumerics
import CWideVectors

/// The pass over all points in single precision: which points could be near enough?

/// The number of axes as a type, so that the compiler knows it and unrolls the loop over them: a factor of three.
protocol AxisCount {
  static func known(_ count: Int) -> Int
}
enum TwoAxes: AxisCount { @inline(__always) static func known(_: Int) -> Int { 2 } }
enum ThreeAxes: AxisCount { @inline(__always) static func known(_: Int) -> Int { 3 } }
enum FourAxes: AxisCount { @inline(__always) static func known(_: Int) -> Int { 4 } }
enum SixAxes: AxisCount { @inline(__always) static func known(_: Int) -> Int { 6 } }
enum EightAxes: AxisCount { @inline(__always) static func known(_: Int) -> Int { 8 } }
enum AnyAxes: AxisCount { @inline(__always) static func known(_ count: Int) -> Int { count } }

/// The closeness of four neighbouring points to the point `a`.
@inline(__always)
func closeness4<Kernel: MetricKernel>(
  _: Kernel.Type, _ features: UnsafePointer<Float>, _ stride: Int, _ dimension: Int, _ a: UnsafePointer<Float>
) -> SIMD4<Float> {
  var sum = SIMD4<Float>(repeating: 0)
  for axis in 0..<dimension {
    sum = Kernel.add(load4(features + axis &* stride), SIMD4(repeating: a[axis]), to: sum)
  }
  return sum
}

/// How close is close enough.
protocol Nearness {
  /// What the blocks `group ..< group + 4` must reach to hold a near point.
  func needed(_ group: Int) -> SIMD4<Float>
  /// Whether the points `point ..< point + 4` are near.
  func isNear(_ closeness: SIMD4<Float>, _ point: Int) -> SIMD4<Int32>
}

struct WithinThreshold: Nearness {
  let threshold: SIMD4<Float>

  @inline(__always) func needed(_ group: Int) -> SIMD4<Float> { threshold }
  @inline(__always) func isNear(_ closeness: SIMD4<Float>, _ point: Int) -> SIMD4<Int32> {
    unsafeBitCast(closeness .>= threshold, to: SIMD4<Int32>.self)
  }
}

struct WithinEitherReach: Nearness {
  let threshold: SIMD4<Float>
  let reach: Reach

  @inline(__always) func needed(_ group: Int) -> SIMD4<Float> {
    let lowest = load4(reach.lowest + group)
    return threshold.replacing(with: lowest, where: lowest .< threshold)
  }
  @inline(__always) func isNear(_ closeness: SIMD4<Float>, _ point: Int) -> SIMD4<Int32> {
    // The lower of the two limits is reached when either is.
    let theirs = load4(reach.each + point)
    let limit = threshold.replacing(with: theirs, where: theirs .< threshold)
    return unsafeBitCast(closeness .>= limit, to: SIMD4<Int32>.self)
  }
}

/// Appends those of 64 places from `base` on for which `isIn` says so, four at a time.
///
/// The 16 answers are packed into one vector (lane `l`, bit `b` is the place `4b + l`) without a branch or a horizontal
/// operation; only the bits that are set are walked.
@inline(__always)
func appendPlaces(
  _ base: Int, _ found: UnsafeMutablePointer<UInt32>, _ count: Int, where isIn: (Int) -> SIMD4<Int32>
) -> Int {
  var packed = SIMD4<Int32>(repeating: 0)
  var bit = SIMD4<Int32>(repeating: 1)
  var place = base
  while place < base &+ 64 {
    packed |= isIn(place) & bit
    bit = bit &+ bit
    place &+= 4
  }
  let halves = unsafeBitCast(packed, to: SIMD2<UInt64>.self)
  return appendBits(halves.y, base &+ 2, found, appendBits(halves.x, base, found, count))
}

@inline(__always)
private func appendBits(
  _ bits: UInt64, _ base: Int, _ found: UnsafeMutablePointer<UInt32>, _ count: Int
) -> Int {
  var bits = bits
  var count = count
  while bits != 0 {
    let bit = bits.trailingZeroBitCount
    bits &= bits &- 1
    found[count] = UInt32(truncatingIfNeeded: base &+ (bit & 31) &* 4 &+ (bit >> 5))
    count &+= 1
  }
  return count
}

/// Appends those of 64 places from `base` on whose bit is set, in the order of `appendPlaces`: every fourth, from the first,
/// the second, the third and the fourth.
@inline(__always)
func appendPlaces(_ base: Int, _ bits: UInt64, _ found: UnsafeMutablePointer<UInt32>, _ count: Int) -> Int {
  var count = count
  for lane in 0..<4 {
    var bits = bits & (0x1111_1111_1111_1111 &<< UInt64(lane))
    while bits != 0 {
      found[count] = UInt32(truncatingIfNeeded: base &+ bits.trailingZeroBitCount)
      bits &= bits &- 1
      count &+= 1
    }
  }
  return count
}

/// The closeness of every point of a block-padded set, written to `result`.
@inline(__always)
private func fill<Kernel: MetricKernel>(
  _: Kernel.Type, _ features: UnsafePointer<Float>, _ stride: Int, _ dimension: Int,
  _ a: UnsafePointer<Float>,
  _ result: UnsafeMutablePointer<Float>
) {
  var point = 0
  while point < stride {
    let closeness = closeness4(Kernel.self, features + point, stride, dimension, a)
    UnsafeMutableRawPointer(result + point).storeBytes(of: closeness, as: SIMD4<Float>.self)
    point &+= 4
  }
}

/// How close another point must be to a point to be near it by that point's own measure.
struct Reach {
  /// For each place.
  let each: UnsafePointer<Float>
  /// The lowest of each block, padded like the boxes.
  let lowest: UnsafePointer<Float>
}

/// The closeness of every one of `stride` points to `a`, for the sample that thresholds are guessed from.
package func closeness(
  of features: UnsafePointer<Float>, stride: Int, dimension: Int, metric: NeighbourMetric,
  to a: UnsafePointer<Float>, into result: UnsafeMutablePointer<Float>, isWide: Bool = hasWideVectors
) {
  switch (metric, dimension) {
  case (.cosine, 6) where isWide: wide_six_axis_products(features, Int64(stride), a, result)
  case (.cosine, 6): fill(CosineKernel.self, features, stride, 6, a, result)
  case (.cosine, _): fill(CosineKernel.self, features, stride, dimension, a, result)
  case (.euclidean, _) where isWide: wide_euclidean_closeness(features, Int64(stride), Int64(dimension), a, result)
  case (.euclidean, _): fill(EuclideanKernel.self, features, stride, dimension, a, result)
  case (.manhattan, _): fill(ManhattanKernel.self, features, stride, dimension, a, result)
  case (.chebyshev, _): fill(ChebyshevKernel.self, features, stride, dimension, a, result)
  }
}

/// How many of `count` values, a multiple of eight, are at least `limit`.
package func countReaching(
  _ limit: Float, _ values: UnsafePointer<Float>, _ count: Int, isWide: Bool = hasWideVectors
) -> Int {
  if isWide { return Int(wide_count_reaching(values, Int64(count), limit)) }
  let limits = SIMD4<Float>(repeating: limit)
  var first = SIMD4<Int32>(repeating: 0)
  var second = first
  var entry = 0
  while entry < count {
    first = first &- unsafeBitCast(load4(values + entry) .>= limits, to: SIMD4<Int32>.self)
    second = second &- unsafeBitCast(load4(values + (entry &+ 4)) .>= limits, to: SIMD4<Int32>.self)
    entry &+= 8
  }
  return Int((first &+ second).wrappedSum())
}
