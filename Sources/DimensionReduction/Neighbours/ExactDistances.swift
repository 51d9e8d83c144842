/// The distances that count: in double precision, rounded once to Float.

/// Each point's coordinates in a row, as pointers.
struct CoordinateRows {
  let coordinates: UnsafePointer<Double>
  /// The number of doubles of a point, a multiple of 8.
  let stride: Int
  let metric: NeighbourMetric

  /// The distances of `row` to the points `others`. The same two points give the same distance in either order.
  func distances(
    from row: Int, to others: UnsafePointer<UInt32>, count: Int, into result: UnsafeMutablePointer<Float>
  ) {
    switch metric {
    case .cosine: fill(CosineKernel.self, row, others, count, result)
    case .euclidean: fill(EuclideanKernel.self, row, others, count, result)
    case .manhattan: fill(ManhattanKernel.self, row, others, count, result)
    case .chebyshev: fill(ChebyshevKernel.self, row, others, count, result)
    }
  }

  @inline(__always)
  private func fill<Kernel: MetricKernel>(
    _: Kernel.Type, _ row: Int, _ others: UnsafePointer<UInt32>, _ count: Int,
    _ result: UnsafeMutablePointer<Float>
  ) {
    let a = coordinates + row &* stride
    if stride == 8 {
      let u = load8(a)
      for entry in 0..<count {
        let v = load8(coordinates + Int(others[entry]) &* 8)
        result[entry] = Float(Kernel.distance(Kernel.add(u, v, to: SIMD8(repeating: 0))))
      }
      return
    }
    for entry in 0..<count {
      let b = coordinates + Int(others[entry]) &* stride
      var terms = SIMD8<Double>(repeating: 0)
      var axis = 0
      while axis < stride {
        terms = Kernel.add(load8(a + axis), load8(b + axis), to: terms)
        axis &+= 8
      }
      result[entry] = Float(Kernel.distance(terms))
    }
  }
}
