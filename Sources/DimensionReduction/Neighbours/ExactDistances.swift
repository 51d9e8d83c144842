import ArrayNumerics
import CWideVectors

/// The distances that count: in double precision, rounded once to Float.

/// Each point's coordinates in a row, as pointers.
package struct CoordinateRows {
  let coordinates: UnsafePointer<Double>
  /// The number of doubles of a point: 6, or a multiple of 8.
  let stride: Int
  let metric: NeighbourMetric
  private let isWide: Bool

  /// - Parameters:
  ///   - coordinates: point after point; unit vectors for the cosine.
  ///   - stride: doubles of a point, 6 or a multiple of 8.
  ///   - isWide: whether the loop for wide vectors is taken where there is one.
  package init(
    coordinates: UnsafePointer<Double>, stride: Int, metric: NeighbourMetric, isWide: Bool = hasWideVectors
  ) {
    (self.coordinates, self.stride, self.metric, self.isWide) = (coordinates, stride, metric, isWide)
  }

  /// The distances of the point at `place` to those at `others`. The same two points give the same distance in either
  /// order.
  ///
  /// - Parameters:
  ///   - others: room for, and valid places in, `count` rounded up to a multiple of four.
  ///   - result: as much room.
  package func distances(
    from place: Int, to others: UnsafePointer<UInt32>, count: Int, into result: UnsafeMutablePointer<Float>
  ) {
    switch metric {
    case .cosine where isWide && stride == 6:
      wide_cosine_distances(coordinates, coordinates + place &* 6, others, Int64(count), result)
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
    var entry = 0
    while entry < count {
      let (b0, b1) = (row(others[entry]), row(others[entry &+ 1]))
      let (b2, b3) = (row(others[entry &+ 2]), row(others[entry &+ 3]))
      let terms =
        stride == 6
        ? sixTerms(Kernel.self, a, b0, b1, b2, b3)
        : SIMD4(
          manyTerms(Kernel.self, a, b0), manyTerms(Kernel.self, a, b1), manyTerms(Kernel.self, a, b2),
          manyTerms(Kernel.self, a, b3))
      let distance = SIMD4<Float>(Kernel.distance(terms))
      UnsafeMutableRawPointer(result + entry).storeBytes(of: distance, as: SIMD4<Float>.self)
      entry &+= 4
    }
  }

  @inline(__always)
  private func row(_ place: UInt32) -> UnsafePointer<Double> { coordinates + Int(place) &* stride }

  /// Four points with six coordinates each, a point in each lane.
  @inline(__always)
  private func sixTerms<Kernel: MetricKernel>(
    _: Kernel.Type, _ a: UnsafePointer<Double>, _ b0: UnsafePointer<Double>, _ b1: UnsafePointer<Double>,
    _ b2: UnsafePointer<Double>, _ b3: UnsafePointer<Double>
  ) -> SIMD4<Double> {
    @inline(__always) func term(_ axis: Int) -> SIMD4<Double> {
      Kernel.term(SIMD4(repeating: a[axis]), SIMD4(b0[axis], b1[axis], b2[axis], b3[axis]))
    }
    let even = Kernel.join(Kernel.join(term(0), term(4)), term(2))
    let odd = Kernel.join(Kernel.join(term(1), term(5)), term(3))
    return Kernel.join(even, odd)
  }

  /// One point with any multiple of eight coordinates, in an order that does not depend on the compiler.
  @inline(__always)
  private func manyTerms<Kernel: MetricKernel>(
    _: Kernel.Type, _ a: UnsafePointer<Double>, _ b: UnsafePointer<Double>
  ) -> Double {
    var low = SIMD4<Double>(repeating: 0)
    var high = low
    var axis = 0
    while axis < stride {
      low = Kernel.join(low, Kernel.term(load4(a + axis), load4(b + axis)))
      high = Kernel.join(high, Kernel.term(load4(a + (axis &+ 4)), load4(b + (axis &+ 4))))
      axis &+= 8
    }
    let four = Kernel.join(low, high)
    let two = Kernel.join(four, SIMD4(four.z, four.w, 0, 0))
    return Kernel.join(two, SIMD4(repeating: two.y)).x
  }
}
