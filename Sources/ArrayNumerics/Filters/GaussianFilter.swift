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
  let extended = extend(values, by: radius, border)
  return [Scalar](unsafeUninitializedCapacity: count) { buffer, initialized in
    extended.withUnsafeBufferPointer { line in
      kernel.weights.withUnsafeBufferPointer { weights in
        var index = isWide ? writeWideSums(line, weights, to: buffer) : 0
        while index + 8 <= count {
          let sums = eightWeightedSums(line, around: index + radius, weights)
          for lane in 0..<8 { buffer[index + lane] = Scalar.rounding(sums[lane]) }
          index += 8
        }
        while index < count {
          buffer[index] = Scalar.rounding(weightedSum(line, around: index + radius, weights))
          index += 1
        }
      }
    }
    initialized = count
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

private func extend<Scalar: RealScalar>(_ values: [Scalar], by radius: Int, _ border: Border) -> [Double] {
  var outside = 0.0
  if case .constant(let value) = border { outside = value }
  return (-radius..<values.count + radius).map { index in
    border.source(of: index, count: values.count).map { values[$0].asDouble } ?? outside
  }
}
