import ArrayNumerics
import CWideVectors

/// Points in feature-major order, as pointers, for the loops over all of them.
struct FeatureBlock {
  let features: UnsafePointer<Float>
  /// The number of points, and that number as a multiple of 64, which is also the distance from one axis to the next.
  let count: Int
  let stride: Int
  /// The number of axes, padded.
  let dimension: Int
  let metric: NeighbourMetric
  /// The boxes of the blocks, and the distance from one axis to the next.
  let lows: UnsafePointer<Float>
  let highs: UnsafePointer<Float>
  let boxStride: Int

  /// Places of all points whose closeness to `a` reaches `threshold` or their own entry of `reach`, and a few that nearly
  /// do; returns how many.
  ///
  /// - Parameters:
  ///   - fractions: the unit vectors and the query as fractions, for the cosine.
  ///   - isWide: whether the loop for wide vectors is taken where there is one.
  ///   - found: has room for `stride` places and four more, which are set so that whole groups of four can be read.
  func gather(
    near a: UnsafePointer<Float>, fractions: (points: UnsafePointer<Int16>, query: UnsafePointer<Int16>)? = nil,
    threshold: Float, reach: Reach? = nil, isWide: Bool = hasWideVectors, into found: UnsafeMutablePointer<UInt32>
  ) -> Int {
    let limit = SIMD4<Float>(repeating: threshold)
    let count: Int
    if let reach {
      count = gather(near: a, WithinEitherReach(threshold: limit, reach: reach), found)
    } else if let fractions {
      count =
        dimension == 6
        ? gatherDirections(SixAxes.self, fractions.points, near: a, fractions.query, threshold: threshold, into: found)
        : gatherDirections(AnyAxes.self, fractions.points, near: a, fractions.query, threshold: threshold, into: found)
    } else if metric == .euclidean, isWide {
      count = gatherWide(near: a, threshold: threshold, found)
    } else {
      count = gather(near: a, WithinThreshold(threshold: limit), found)
    }
    (found + count).update(repeating: 0, count: 4)
    return count
  }

  /// How many coordinates of points the pass over all of them looks at for such a query.
  func steps(near a: UnsafePointer<Float>, threshold: Float) -> Int {
    metric == .cosine
      ? steps(CosineKernel.self, near: a, threshold) { _ in dimension }
      : steps(EuclideanKernel.self, near: a, threshold) { base in
        // A block is left when none of its points can reach the threshold any more.
        var sums = [Float](repeating: 0, count: SearchPoints.block)
        for axis in 0..<dimension {
          for place in sums.indices {
            let gap = features[base + place + axis * stride] - a[axis]
            sums[place] -= gap * gap
          }
          if axis % 4 == 3, !sums.contains(where: { $0 >= threshold }) { return axis + 1 }
        }
        return dimension
      }
  }

  private func steps<Kernel: MetricKernel>(
    _: Kernel.Type, near a: UnsafePointer<Float>, _ threshold: Float, axes: (Int) -> Int
  ) -> Int {
    var blocks = NearBlocks<Kernel, AnyAxes, WithinThreshold>(self, a, WithinThreshold(threshold: SIMD4(repeating: threshold)))
    var steps = 0
    while let base = blocks.next() { steps += SearchPoints.block * axes(base) }
    return steps
  }

  /// Minus the squared distance of eight points at a time.
  private func gatherWide(
    near a: UnsafePointer<Float>, threshold: Float, _ found: UnsafeMutablePointer<UInt32>
  ) -> Int {
    let (stride, dimension) = (Int64(stride), Int64(dimension))
    var count = 0
    for group in Swift.stride(from: 0, to: boxStride, by: 32) {
      var left = wide_euclidean_near_boxes(lows + group, highs + group, Int64(boxStride), dimension, a, threshold)
      while left != 0 {
        let base = (group &+ left.trailingZeroBitCount) &* SearchPoints.block
        left &= left &- 1
        // Only padding follows the last block.
        if base >= self.stride { break }
        let near = wide_euclidean_near(features + base, stride, dimension, a, threshold)
        if near != 0 { count = appendPlaces(base, near, found, count) }
      }
    }
    return count
  }

  private func gather<Near: Nearness>(
    near a: UnsafePointer<Float>, _ nearness: Near, _ found: UnsafeMutablePointer<UInt32>
  ) -> Int {
    switch metric {
    case .cosine: gatherUnrolled(CosineKernel.self, a, nearness, found)
    case .euclidean: gatherUnrolled(EuclideanKernel.self, a, nearness, found)
    case .manhattan: gather(ManhattanKernel.self, AnyAxes.self, a, nearness, found)
    case .chebyshev: gather(ChebyshevKernel.self, AnyAxes.self, a, nearness, found)
    }
  }

  private func gatherUnrolled<Kernel: MetricKernel, Near: Nearness>(
    _ kernel: Kernel.Type, _ a: UnsafePointer<Float>, _ nearness: Near, _ found: UnsafeMutablePointer<UInt32>
  ) -> Int {
    switch dimension {
    case 2: gather(kernel, TwoAxes.self, a, nearness, found)
    case 3: gather(kernel, ThreeAxes.self, a, nearness, found)
    case 4: gather(kernel, FourAxes.self, a, nearness, found)
    case 6: gather(kernel, SixAxes.self, a, nearness, found)
    case 8: gather(kernel, EightAxes.self, a, nearness, found)
    default: gather(kernel, AnyAxes.self, a, nearness, found)
    }
  }

  private func gather<Kernel: MetricKernel, Axes: AxisCount, Near: Nearness>(
    _: Kernel.Type, _: Axes.Type, _ a: UnsafePointer<Float>, _ nearness: Near,
    _ found: UnsafeMutablePointer<UInt32>
  ) -> Int {
    let dimension = Axes.known(dimension)
    var blocks = NearBlocks<Kernel, Axes, Near>(self, a, nearness)
    var count = 0
    while let base = blocks.next() {
      count = appendPlaces(base, found, count) { point in
        nearness.isNear(closeness4(Kernel.self, features + point, stride, dimension, a), point)
      }
    }
    return count
  }
}

/// The first places of the blocks of 64 points, but of those of which not even the nearest corner of the box comes close
/// enough.
struct NearBlocks<Kernel: MetricKernel, Axes: AxisCount, Near: Nearness> {
  private let points: FeatureBlock
  private let a: UnsafePointer<Float>
  private let nearness: Near
  private var group = -4
  /// A bit for each of the four blocks from `group` on.
  private var left: Int32 = 0

  init(_ points: FeatureBlock, _ a: UnsafePointer<Float>, _ nearness: Near) {
    self.points = points
    self.a = a
    self.nearness = nearness
  }

  @inline(__always)
  mutating func next() -> Int? {
    while left == 0 {
      group &+= 4
      if group &* SearchPoints.block >= points.stride { return nil }
      // The boxes of four blocks at a time. Rounding keeps the order of sums, so the bound holds to the last bit.
      var bound = SIMD4<Float>(repeating: 0)
      for axis in 0..<Axes.known(points.dimension) {
        let side = SIMD4<Float>(repeating: a[axis])
        let place = axis &* points.boxStride &+ group
        bound = Kernel.add(
          Kernel.nearest(load4(points.lows + place), load4(points.highs + place), side), side, to: bound)
      }
      let reaches = unsafeBitCast(bound .>= nearness.needed(group), to: SIMD4<Int32>.self)
      left = (reaches & SIMD4(1, 2, 4, 8)).wrappedSum()
    }
    let base = (group &+ left.trailingZeroBitCount) &* SearchPoints.block
    left &= left &- 1
    // Only padding follows the last block.
    return base < points.stride ? base : nil
  }
}
