import CWideVectors

/// Filters a series with a Gaussian, as SciPy's `gaussian_filter1d`.
///
/// O(count · radius). NaN spreads over the kernel's reach.
/// - Parameters:
///   - sigma: standard deviation in samples.
///   - border: what stands for samples outside; series shorter than the kernel are continued as often as needed.
///   - truncate: where the kernel ends, in standard deviations.
/// - Throws: `NumericsError.badParameter` for a negative or not finite width.
public func gaussianFilter(
  _ values: [Double], sigma: Double, border: Border = .reflect, truncate: Double = 4
) throws -> [Double] {
  let kernel = try GaussianKernel(sigma: sigma, truncate: truncate)
  return filterSeries(values, kernel, border)
}

/// Filters a series in single precision: the sums are made in double precision and rounded once, as SciPy does.
public func gaussianFilter(
  _ values: [Float], sigma: Double, border: Border = .reflect, truncate: Double = 4
) throws -> [Float] {
  let kernel = try GaussianKernel(sigma: sigma, truncate: truncate)
  return filterSeries(values, kernel, border)
}

/// Filters a map `[y, x]` along both axes, as SciPy's `gaussian_filter` with one width and border for each axis.
///
/// - Parameters:
///   - sigma: standard deviations in samples along the rows' index (y) and along the columns' index (x); 0 leaves
///     an axis alone.
///   - border: borders along the same two axes; a cylinder is `(.reflect, .wrap)`.
/// - Throws: `NumericsError.badParameter` for a negative or not finite width.
public func gaussianFilter(
  _ map: Matrix<Double>, sigma: (y: Double, x: Double), border: (y: Border, x: Border) = (.reflect, .reflect),
  truncate: Double = 4
) throws -> Matrix<Double> {
  let alongY = try gaussianFilterColumns(map, sigma: sigma.y, border: border.y, truncate: truncate)
  let kernel = try GaussianKernel(sigma: sigma.x, truncate: truncate)
  if kernel.radius == 0 || map.isEmpty { return alongY }
  var elements: [Double] = []
  elements.reserveCapacity(map.count)
  for row in 0..<map.rows { elements += filterSeries(Array(alongY.row(row)), kernel, border.x) }
  return Matrix(rows: map.rows, columns: map.columns, elements: elements)
}

func filterSeries<Scalar: RealScalar>(
  _ values: [Scalar], _ kernel: GaussianKernel, _ border: Border, isWide: Bool = hasWideVectors
) -> [Scalar] {
  let count = values.count
  let radius = kernel.radius
  if count == 0 || radius == 0 { return values }
  // Blocks that stay in the cache, longer than the kernel.
  let block = max(8192, 4 * (radius + 15) & ~15)
  return [Scalar](unsafeUninitializedCapacity: count) { buffer, initialized in
    for first in stride(from: 0, to: count, by: block) {
      let places = first..<min(count, first + block)
      let line = extend(values, over: places.lowerBound - radius..<places.upperBound + radius, border)
      line.withUnsafeBufferPointer { line in
        writeSums(line, kernel, to: UnsafeMutableBufferPointer(rebasing: buffer[places]), isWide: isWide)
      }
    }
    initialized = count
  }
}

/// The weighted sums around the samples of a line, without `radius` at both of its ends.
private func writeSums<Scalar: RealScalar>(
  _ line: UnsafeBufferPointer<Double>, _ kernel: GaussianKernel, to result: UnsafeMutableBufferPointer<Scalar>, isWide: Bool
) {
  kernel.weights.withUnsafeBufferPointer { weights in
    var index = isWide ? writeWideSums(line, weights, to: result) : 0
    while index + 8 <= result.count {
      let sums = eightWeightedSums(line, around: index + kernel.radius, weights)
      for lane in 0..<8 { result[index + lane] = Scalar.rounding(sums[lane]) }
      index += 8
    }
    while index < result.count {
      result[index] = Scalar.rounding(weightedSum(line, around: index + kernel.radius, weights))
      index += 1
    }
  }
}

/// The sums around the first whole sixteens of samples, in the order below, where the processor has wide vectors.
///
/// - Returns: how many were written.
@inline(__always)
private func writeWideSums<Scalar: RealScalar>(
  _ line: UnsafeBufferPointer<Double>, _ weights: UnsafeBufferPointer<Double>, to result: UnsafeMutableBufferPointer<Scalar>
) -> Int {
  guard let line = line.baseAddress, let factors = weights.baseAddress else { return 0 }
  let count = result.count & ~15
  withUnsafeTemporaryAllocation(of: Double.self, capacity: 256) { sums in
    guard let part = sums.baseAddress else { return }
    for start in stride(from: 0, to: count, by: sums.count) {
      let length = min(sums.count, count - start)
      wide_weighted_sums(line + start, Int64(length), factors, Int64(weights.count - 1), part)
      for index in 0..<length { result[start + index] = Scalar.rounding(part[index]) }
    }
  }
  return count
}

/// The centre first, then pairs of samples from the far end inwards: SciPy's order, which all filters here keep.
@inline(__always)
private func weightedSum(
  _ line: UnsafeBufferPointer<Double>, around centre: Int, _ weights: UnsafeBufferPointer<Double>
) -> Double {
  var sum = line[centre] * weights[0]
  var distance = weights.count - 1
  while distance > 0 {
    sum += (line[centre - distance] + line[centre + distance]) * weights[distance]
    distance -= 1
  }
  return sum
}

/// The sums around eight neighbouring samples, each in the order above: eight chains of additions at a time are several
/// times as fast as one after the other.
@inline(__always)
private func eightWeightedSums(
  _ line: UnsafeBufferPointer<Double>, around centre: Int, _ weights: UnsafeBufferPointer<Double>
) -> SIMD8<Double> {
  let samples = UnsafeRawBufferPointer(line)
  let size = MemoryLayout<Double>.stride
  func eight(from index: Int) -> SIMD8<Double> {
    samples.loadUnaligned(fromByteOffset: index * size, as: SIMD8<Double>.self)
  }
  var sums = eight(from: centre) * weights[0]
  var distance = weights.count - 1
  while distance > 0 {
    sums += (eight(from: centre - distance) + eight(from: centre + distance)) * weights[distance]
    distance -= 1
  }
  return sums
}

/// The samples at some places, of which those outside are what stands for them.
private func extend<Scalar: RealScalar>(_ values: [Scalar], over places: Range<Int>, _ border: Border) -> [Double] {
  var outside = 0.0
  if case .constant(let value) = border { outside = value }
  func sample(_ index: Int) -> Double {
    border.source(of: index, count: values.count).map { values[$0].asDouble } ?? outside
  }
  let inside = places.clamped(to: values.indices)
  return [Double](unsafeUninitializedCapacity: places.count) { line, initialized in
    for index in places.lowerBound..<inside.lowerBound { line[index - places.lowerBound] = sample(index) }
    for index in inside { line[index - places.lowerBound] = values[index].asDouble }
    for index in inside.upperBound..<places.upperBound { line[index - places.lowerBound] = sample(index) }
    initialized = places.count
  }
}
