/// The pass over all points in single precision: which points could be near enough?

@inline(__always)
func load4(_ pointer: UnsafePointer<Float>) -> SIMD4<Float> {
  UnsafeRawPointer(pointer).loadUnaligned(as: SIMD4<Float>.self)
}

@inline(__always)
func load2(_ pointer: UnsafePointer<Double>) -> SIMD2<Double> {
  UnsafeRawPointer(pointer).loadUnaligned(as: SIMD2<Double>.self)
}

@inline(__always)
func load8(_ pointer: UnsafePointer<Double>) -> SIMD8<Double> {
  UnsafeRawPointer(pointer).loadUnaligned(as: SIMD8<Double>.self)
}

/// The number of axes as a type, so that the compiler knows it and unrolls the loop over them: a factor of three.
private protocol AxisCount {
  static func known(_ count: Int) -> Int
}
private enum TwoAxes: AxisCount { @inline(__always) static func known(_: Int) -> Int { 2 } }
private enum ThreeAxes: AxisCount { @inline(__always) static func known(_: Int) -> Int { 3 } }
private enum FourAxes: AxisCount { @inline(__always) static func known(_: Int) -> Int { 4 } }
private enum SixAxes: AxisCount { @inline(__always) static func known(_: Int) -> Int { 6 } }
private enum EightAxes: AxisCount { @inline(__always) static func known(_: Int) -> Int { 8 } }
private enum AnyAxes: AxisCount { @inline(__always) static func known(_ count: Int) -> Int { count } }

/// The closeness of four neighbouring points to the point `a`.
@inline(__always)
private func closeness4<Kernel: MetricKernel>(
  _: Kernel.Type, _ features: UnsafePointer<Float>, _ stride: Int, _ dimension: Int, _ a: UnsafePointer<Float>
) -> SIMD4<Float> {
  var sum = SIMD4<Float>(repeating: 0)
  for axis in 0..<dimension {
    sum = Kernel.add(load4(features + axis &* stride), SIMD4(repeating: a[axis]), to: sum)
  }
  return sum
}

/// How close is close enough.
private protocol Nearness {
  /// What the blocks `group ..< group + 4` must reach to hold a near point.
  func needed(_ group: Int) -> SIMD4<Float>
  /// Whether the points `point ..< point + 4` are near.
  func isNear(_ closeness: SIMD4<Float>, _ point: Int) -> SIMD4<Int32>
}

private struct WithinThreshold: Nearness {
  let threshold: SIMD4<Float>

  @inline(__always) func needed(_ group: Int) -> SIMD4<Float> { threshold }
  @inline(__always) func isNear(_ closeness: SIMD4<Float>, _ point: Int) -> SIMD4<Int32> {
    unsafeBitCast(closeness .>= threshold, to: SIMD4<Int32>.self)
  }
}

private struct WithinEitherReach: Nearness {
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

/// Appends the places of the points that are near `a`.
///
/// A block of 64 points is passed over when not even the nearest corner of its box comes close enough. Of the others the
/// 16 comparisons of four are packed into one vector (lane `l`, bit `b` is the point `4b + l`) without a branch or a
/// horizontal operation; only the bits that are set are walked.
private func gather<Kernel: MetricKernel, Axes: AxisCount, Near: Nearness>(
  _: Kernel.Type, _: Axes.Type, _ points: FeatureBlock, _ a: UnsafePointer<Float>, _ nearness: Near,
  _ found: UnsafeMutablePointer<UInt32>
) -> Int {
  let dimension = Axes.known(points.dimension)
  let (features, stride) = (points.features, points.stride)
  var count = 0
  var group = 0
  while group &* SearchPoints.block < stride {
    // The boxes of four blocks at a time. Rounding keeps the order of sums, so the bound holds to the last bit.
    var bound = SIMD4<Float>(repeating: 0)
    for axis in 0..<dimension {
      let side = SIMD4<Float>(repeating: a[axis])
      let place = axis &* points.boxStride &+ group
      bound = Kernel.add(
        Kernel.nearest(load4(points.lows + place), load4(points.highs + place), side), side, to: bound)
    }
    let reaches = unsafeBitCast(bound .>= nearness.needed(group), to: SIMD4<Int32>.self)
    var blocks = (reaches & SIMD4(1, 2, 4, 8)).wrappedSum()
    while blocks != 0 {
      let base = (group &+ blocks.trailingZeroBitCount) &* SearchPoints.block
      blocks &= blocks &- 1
      // Only padding follows the last block.
      if base >= stride { break }
      var packed = SIMD4<Int32>(repeating: 0)
      var bit = SIMD4<Int32>(repeating: 1)
      var point = base
      let end = base &+ SearchPoints.block
      while point < end {
        let closeness = closeness4(Kernel.self, features + point, stride, dimension, a)
        packed |= nearness.isNear(closeness, point) & bit
        bit = bit &+ bit
        point &+= 4
      }
      let halves = unsafeBitCast(packed, to: SIMD2<UInt64>.self)
      count = appendBits(halves.x, base, found, count)
      count = appendBits(halves.y, base &+ 2, found, count)
    }
    group &+= 4
  }
  return count
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

/// Points in feature-major order, as pointers, for the loops over all of them.
struct FeatureBlock {
  let features: UnsafePointer<Float>
  /// The number of points, a multiple of 64, which is also the distance from one axis to the next.
  let stride: Int
  /// The number of axes, padded.
  let dimension: Int
  let metric: NeighbourMetric
  /// The boxes of the blocks, and the distance from one axis to the next.
  let lows: UnsafePointer<Float>
  let highs: UnsafePointer<Float>
  let boxStride: Int

  /// Places of all points whose closeness to `a` reaches `threshold` or their own entry of `reach`;
  /// returns how many. `found` has room for `stride` of them.
  func gather(
    near a: UnsafePointer<Float>, threshold: Float, reach: Reach? = nil, into found: UnsafeMutablePointer<UInt32>
  ) -> Int {
    let limit = SIMD4<Float>(repeating: threshold)
    guard let reach else { return gather(near: a, WithinThreshold(threshold: limit), found) }
    return gather(near: a, WithinEitherReach(threshold: limit, reach: reach), found)
  }

  private func gather<Near: Nearness>(
    near a: UnsafePointer<Float>, _ nearness: Near, _ found: UnsafeMutablePointer<UInt32>
  ) -> Int {
    switch metric {
    case .cosine: gatherUnrolled(CosineKernel.self, a, nearness, found)
    case .euclidean: gatherUnrolled(EuclideanKernel.self, a, nearness, found)
    case .manhattan: DimensionReduction.gather(ManhattanKernel.self, AnyAxes.self, self, a, nearness, found)
    case .chebyshev: DimensionReduction.gather(ChebyshevKernel.self, AnyAxes.self, self, a, nearness, found)
    }
  }

  private func gatherUnrolled<Kernel: MetricKernel, Near: Nearness>(
    _ kernel: Kernel.Type, _ a: UnsafePointer<Float>, _ nearness: Near, _ found: UnsafeMutablePointer<UInt32>
  ) -> Int {
    switch dimension {
    case 2: DimensionReduction.gather(kernel, TwoAxes.self, self, a, nearness, found)
    case 3: DimensionReduction.gather(kernel, ThreeAxes.self, self, a, nearness, found)
    case 4: DimensionReduction.gather(kernel, FourAxes.self, self, a, nearness, found)
    case 6: DimensionReduction.gather(kernel, SixAxes.self, self, a, nearness, found)
    case 8: DimensionReduction.gather(kernel, EightAxes.self, self, a, nearness, found)
    default: DimensionReduction.gather(kernel, AnyAxes.self, self, a, nearness, found)
    }
  }
}

/// The closeness of every one of `stride` points to `a`, for the sample that thresholds are guessed from.
func closeness(
  of features: UnsafePointer<Float>, stride: Int, dimension: Int, metric: NeighbourMetric,
  to a: UnsafePointer<Float>, into result: UnsafeMutablePointer<Float>
) {
  switch (metric, dimension) {
  case (.cosine, 6): fill(CosineKernel.self, features, stride, 6, a, result)
  case (.cosine, _): fill(CosineKernel.self, features, stride, dimension, a, result)
  case (.euclidean, _): fill(EuclideanKernel.self, features, stride, dimension, a, result)
  case (.manhattan, _): fill(ManhattanKernel.self, features, stride, dimension, a, result)
  case (.chebyshev, _): fill(ChebyshevKernel.self, features, stride, dimension, a, result)
  }
}
