/// Filters every column of a matrix `[time, cell]` over time, as SciPy's `gaussian_filter1d(axis=0)`.
///
/// O(time · cell · radius), in blocks of rows that are shared among the threads; the result does not depend on
/// their number. NaN spreads over the kernel's reach.
/// - Parameters:
///   - sigma: standard deviation in rows.
///   - border: what stands for rows before the first and after the last.
///   - truncate: where the kernel ends, in standard deviations.
/// - Throws: `NumericsError.badParameter` for a negative or not finite width; `CancellationError`.
public func gaussianFilterColumns(
  _ matrix: Matrix<Double>, sigma: Double, border: Border = .reflect, truncate: Double = 4,
  work: Work = Work()
) throws -> Matrix<Double> {
  let kernel = try GaussianKernel(sigma: sigma, truncate: truncate)
  if kernel.radius == 0 { return matrix }
  return try filterColumns(matrix, kernel, border, factor: nil, work, convert: { $0 })
}

/// Filters every column of a matrix in single precision: the sums are made in double precision and rounded once,
/// as SciPy does.
public func gaussianFilterColumns(
  _ matrix: Matrix<Float>, sigma: Double, border: Border = .reflect, truncate: Double = 4, work: Work = Work()
) throws -> Matrix<Float> {
  let kernel = try GaussianKernel(sigma: sigma, truncate: truncate)
  if kernel.radius == 0 { return matrix }
  return try filterColumns(matrix, kernel, border, factor: nil, work, convert: { Double($0) })
}

/// Columns that are filtered together; fewer for very wide kernels, whose margins would fill the memory.
private func columnBlock(radius: Int) -> Int { radius > 4096 ? 8 : 64 }

/// - Parameter factor: multiplies each result after it was rounded to the output's precision.
func filterColumns<Input: Sendable, Output: RealScalar>(
  _ matrix: Matrix<Input>, _ kernel: GaussianKernel, _ border: Border, factor: Output?, _ work: Work,
  convert: @Sendable (Input) -> Double
) throws -> Matrix<Output> {
  let (rows, columns, radius) = (matrix.rows, matrix.columns, kernel.radius)
  var result = Matrix<Output>(rows: rows, columns: columns, repeating: 0)
  if matrix.isEmpty { return result }
  let rowBlock = max(256, 2 * radius)
  let columnBlock = columnBlock(radius: radius)
  try concurrentRows(of: &result, block: rowBlock, work: work) { rows, values in
    values.withUnsafeMutableBufferPointer { output in
      matrix.withUnsafeBufferPointer { input in
        for firstColumn in stride(from: 0, to: columns, by: columnBlock) {
          let region = FilterRegion(
            rows: rows, columns: firstColumn..<min(firstColumn + columnBlock, columns),
            totalRows: matrix.rows, totalColumns: columns)
          filter(region, of: input, into: output, kernel, border, factor, convert)
        }
      }
    }
  }
  return result
}

/// Some rows of counts that are all there with the margins of the kernel, zeros beyond, times a factor.
///
/// - Parameter place: row of the output at which the first stands.
func filterRows(
  _ rows: Range<Int>, of counts: Matrix<Int32>, into output: inout MutableSpan<Float>, from place: Int,
  _ kernel: GaussianKernel, factor: Float
) {
  let (columns, block) = (counts.columns, columnBlock(radius: kernel.radius))
  output.withUnsafeMutableBufferPointer { output in
    let own = UnsafeMutableBufferPointer(rebasing: output[place * columns..<(place + rows.count) * columns])
    counts.withUnsafeBufferPointer { input in
      for firstColumn in stride(from: 0, to: columns, by: block) {
        let region = FilterRegion(
          rows: rows, columns: firstColumn..<min(firstColumn + block, columns), totalRows: counts.rows,
          totalColumns: columns)
        filter(region, of: input, into: own, kernel, .constant(0), factor) { Double($0) }
      }
    }
  }
}

private struct FilterRegion {
  var rows: Range<Int>
  var columns: Range<Int>
  var totalRows: Int
  var totalColumns: Int
}

/// Copies the region and its margins to a scratch of doubles in which eight columns at a time stand together, row
/// after row (a wide stride would fall on few sets of the first cache), and filters these eight with the running
/// sums in registers.
///
/// - Parameter output: the rows of the region, with all columns.
private func filter<Input, Output: RealScalar>(
  _ region: FilterRegion, of input: UnsafeBufferPointer<Input>,
  into output: UnsafeMutableBufferPointer<Output>,
  _ kernel: GaussianKernel, _ border: Border, _ factor: Output?, _ convert: (Input) -> Double
) {
  let radius = kernel.radius
  let width = region.columns.count
  let vectors = (width + 7) / 8
  let extendedRows = region.rows.count + 2 * radius
  let scratch = UnsafeMutablePointer<SIMD8<Double>>.allocate(capacity: extendedRows * vectors)
  defer { scratch.deallocate() }
  var outside = 0.0
  if case .constant(let value) = border { outside = value }
  for row in 0..<extendedRows {
    let source = border.source(of: region.rows.lowerBound + row - radius, count: region.totalRows)
    let start = (source ?? 0) * region.totalColumns + region.columns.lowerBound
    for vector in 0..<vectors {
      var values = SIMD8(repeating: outside)
      if source != nil {
        for lane in 0..<min(8, width - vector * 8) {
          values[lane] = convert(input[start + vector * 8 + lane])
        }
      }
      scratch[vector * extendedRows + row] = values
    }
  }
  kernel.weights.withUnsafeBufferPointer { weights in
    for vector in 0..<vectors {
      for row in 0..<region.rows.count {
        let centre = scratch + vector * extendedRows + row + radius
        var sum = centre.pointee * weights[0]
        var distance = radius
        while distance > 0 {
          sum += (centre[-distance] + centre[distance]) * weights[distance]
          distance -= 1
        }
        let start = row * region.totalColumns + region.columns.lowerBound
        for lane in 0..<min(8, width - vector * 8) {
          let value = Output.rounding(sum[lane])
          output[start + vector * 8 + lane] = factor.map { value * $0 } ?? value
        }
      }
    }
  }
}
