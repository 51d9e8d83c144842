/// The pass over all points in single precision: which points could be near enough?

@inline(__always)
func load4(_ pointer: UnsafePointer<Float>) -> SIMD4<Float> {
  UnsafeRawPointer(pointer).loadUnaligned(as: SIMD4<Float>.self)
}

@inline(__always)
func load8(_ pointer: UnsafePointer<Double>) -> SIMD8<Double> {
  UnsafeRawPointer(pointer).loadUnaligned(as: SIMD8<Double>.self)
}

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

/// Appends the indices of the points whose closeness reaches `threshold`, or their own entry of `reach`.
///
/// Of each block of 128 points the 32 comparisons of four are packed into one vector (lane `l`, bit `b` is the
/// point `4b + l`) without a branch or a horizontal operation; only the bits that are set are walked.
@inline(__always)
private func gather<Kernel: MetricKernel>(
  _: Kernel.Type, _ features: UnsafePointer<Float>, _ stride: Int, _ dimension: Int,
  _ a: UnsafePointer<Float>,
  _ threshold: Float, _ reach: UnsafePointer<Float>?, _ found: UnsafeMutablePointer<UInt32>
) -> Int {
  let limit = SIMD4<Float>(repeating: threshold)
  var count = 0
  var base = 0
  while base < stride {
    var packed = SIMD4<Int32>(repeating: 0)
    var bit = SIMD4<Int32>(repeating: 1)
    var point = base
    let end = base &+ SearchPoints.block
    while point < end {
      let closeness = closeness4(Kernel.self, features + point, stride, dimension, a)
      var near = unsafeBitCast(closeness .>= limit, to: SIMD4<Int32>.self)
      if let reach { near |= unsafeBitCast(closeness .>= load4(reach + point), to: SIMD4<Int32>.self) }
      packed |= near & bit
      bit = bit &+ bit
      point &+= 4
    }
    let halves = unsafeBitCast(packed, to: SIMD2<UInt64>.self)
    count = appendBits(halves.x, base, found, count)
    count = appendBits(halves.y, base &+ 2, found, count)
    base = end
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

/// Points in feature-major order, as pointers, for the loops over all of them.
struct FeatureBlock {
  let features: UnsafePointer<Float>
  /// The number of points, a multiple of 128, which is also the distance from one axis to the next.
  let stride: Int
  /// The number of axes, padded.
  let dimension: Int
  let metric: NeighbourMetric

  /// Indices of all points whose closeness to `a` reaches `threshold` or their own entry of `reach`;
  /// returns how many. `found` has room for `stride` of them.
  func gather(
    near a: UnsafePointer<Float>, threshold: Float, reach: UnsafePointer<Float>? = nil,
    into found: UnsafeMutablePointer<UInt32>
  ) -> Int {
    switch metric {
    case .cosine: gatherUnrolled(CosineKernel.self, a, threshold, reach, found)
    case .euclidean: gatherUnrolled(EuclideanKernel.self, a, threshold, reach, found)
    case .manhattan: gatherAny(ManhattanKernel.self, dimension, a, threshold, reach, found)
    case .chebyshev: gatherAny(ChebyshevKernel.self, dimension, a, threshold, reach, found)
    }
  }

  /// With the dimension a constant the loop over the axes unrolls, which is worth a factor of three.
  @inline(__always)
  private func gatherUnrolled<Kernel: MetricKernel>(
    _: Kernel.Type, _ a: UnsafePointer<Float>, _ threshold: Float, _ reach: UnsafePointer<Float>?,
    _ found: UnsafeMutablePointer<UInt32>
  ) -> Int {
    switch dimension {
    case 2: gatherAny(Kernel.self, 2, a, threshold, reach, found)
    case 3: gatherAny(Kernel.self, 3, a, threshold, reach, found)
    case 4: gatherAny(Kernel.self, 4, a, threshold, reach, found)
    case 6: gatherAny(Kernel.self, 6, a, threshold, reach, found)
    case 8: gatherAny(Kernel.self, 8, a, threshold, reach, found)
    default: gatherAny(Kernel.self, dimension, a, threshold, reach, found)
    }
  }

  @inline(__always)
  private func gatherAny<Kernel: MetricKernel>(
    _: Kernel.Type, _ dimension: Int, _ a: UnsafePointer<Float>, _ threshold: Float,
    _ reach: UnsafePointer<Float>?, _ found: UnsafeMutablePointer<UInt32>
  ) -> Int {
    if let reach {
      DimensionReduction.gather(Kernel.self, features, stride, dimension, a, threshold, reach, found)
    } else {
      DimensionReduction.gather(Kernel.self, features, stride, dimension, a, threshold, nil, found)
    }
  }

  /// The closeness of every point to `a`.
  func closeness(to a: UnsafePointer<Float>, into result: UnsafeMutablePointer<Float>) {
    switch (metric, dimension) {
    case (.cosine, 6): fill(CosineKernel.self, features, stride, 6, a, result)
    case (.cosine, _): fill(CosineKernel.self, features, stride, dimension, a, result)
    case (.euclidean, _): fill(EuclideanKernel.self, features, stride, dimension, a, result)
    case (.manhattan, _): fill(ManhattanKernel.self, features, stride, dimension, a, result)
    case (.chebyshev, _): fill(ChebyshevKernel.self, features, stride, dimension, a, result)
    }
  }
}
