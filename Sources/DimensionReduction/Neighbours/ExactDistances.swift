/// The distances that count: in double precision, rounded once to Float.

/// Each point's coordinates in a row, as pointers.
struct CoordinateRows {
  let coordinates: UnsafePointer<Double>
  /// The number of doubles of a point: 6, or a multiple of 8.
  let stride: Int
  let metric: NeighbourMetric

  /// The distances of the point at `place` to those at `others`. The same two points give the same distance in either
  /// order.
  func distances(
    from place: Int, to others: UnsafePointer<UInt32>, count: Int, into result: UnsafeMutablePointer<Float>
  ) {
    switch metric {
    case .cosine: fill(CosineKernel.self, place, others, count, result)
    case .euclidean: fill(EuclideanKernel.self, place, others, count, result)
    case .manhattan: fill(ManhattanKernel.self, place, others, count, result)
    case .chebyshev: fill(ChebyshevKernel.self, place, others, count, result)
    }
  }

  @inline(__always)
  private func fill<Kernel: MetricKernel>(
    _: Kernel.Type, _ place: Int, _ others: UnsafePointer<UInt32>, _ count: Int,
    _ result: UnsafeMutablePointer<Float>
  ) {
    let a = coordinates + place &* stride
    // Two points at a time: what is left of each is joined across them instead of across its own lanes.
    var entry = 0
    while entry &+ 2 <= count {
      let first = terms(Kernel.self, a, coordinates + Int(others[entry]) &* stride)
      let second = terms(Kernel.self, a, coordinates + Int(others[entry &+ 1]) &* stride)
      let joined = Kernel.join(SIMD2(first.x, second.x), SIMD2(first.y, second.y))
      let distance = SIMD2<Float>(Kernel.distance(joined))
      UnsafeMutableRawPointer(result + entry).storeBytes(of: distance, as: SIMD2<Float>.self)
      entry &+= 2
    }
    if entry < count {
      let last = terms(Kernel.self, a, coordinates + Int(others[entry]) &* stride)
      result[entry] = Float(Kernel.distance(Kernel.join(SIMD2(last.x, last.x), SIMD2(last.y, last.y))).x)
    }
  }

  /// The terms of all coordinates in two lanes, in an order that does not depend on the compiler.
  @inline(__always)
  private func terms<Kernel: MetricKernel>(
    _: Kernel.Type, _ a: UnsafePointer<Double>, _ b: UnsafePointer<Double>
  ) -> SIMD2<Double> {
    let zero = SIMD2<Double>(repeating: 0)
    if stride == 6 {
      let outer = Kernel.join(
        Kernel.add(load2(a), load2(b), to: zero), Kernel.add(load2(a + 4), load2(b + 4), to: zero))
      return Kernel.join(outer, Kernel.add(load2(a + 2), load2(b + 2), to: zero))
    }
    var (first, second, third, fourth) = (zero, zero, zero, zero)
    var axis = 0
    while axis < stride {
      first = Kernel.add(load2(a + axis), load2(b + axis), to: first)
      second = Kernel.add(load2(a + (axis &+ 2)), load2(b + (axis &+ 2)), to: second)
      third = Kernel.add(load2(a + (axis &+ 4)), load2(b + (axis &+ 4)), to: third)
      fourth = Kernel.add(load2(a + (axis &+ 6)), load2(b + (axis &+ 6)), to: fourth)
      axis &+= 8
    }
    return Kernel.join(Kernel.join(first, third), Kernel.join(second, fourth))
  }
}
