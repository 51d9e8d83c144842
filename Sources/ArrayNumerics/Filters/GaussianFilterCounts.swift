/// Filters spike counts `[time, cell]` over time with a Gaussian and zeros outside, then multiplies by `scale`, at some bins
/// only: what is not asked for takes neither memory nor time.
///
/// The filtered value is rounded to single precision first and multiplied in single precision, as a chain of SciPy's
/// `gaussian_filter1d` on `float32` and a product is. The values are the same bytes as those of the dense filter (zeros add
/// nothing to a sum, and the order of the others is kept), but only bins within reach of a spike cost time:
/// O(kept · cell + spikes · radius) for sparse trains. No matrix of the whole grid is made.
///
/// - Parameters:
///   - counts: spikes per bin and cell.
///   - kept: the bins that are wanted, ascending.
///   - sigma: standard deviation in bins.
///   - scale: for example 1 / bin width, for rates in hertz.
///   - weights: what the kernel weighs over the time that counts, for each bin of the grid; the values are divided by it, as a
///     product with its inverse in single precision. 1 everywhere when nil.
/// - Returns: `[kept, cell]`, the same bytes as those rows of the whole.
/// - Throws: `NumericsError.badParameter` for a negative or not finite width; `CancellationError`.
public func gaussianFilterOfCounts(
  counts: SparseCounts, at kept: [Int], sigma: Double, scale: Double = 1, weights: [Double]? = nil, truncate: Double = 4,
  work: Work = Work()
) throws -> Matrix<Float> {
  let kernel = try GaussianKernel(sigma: sigma, truncate: truncate)
  let columns = counts.columns
  let isDense = isFilteredDensely(counts, kernel)
  var rates = Matrix<Float>(rows: kept.count, columns: columns, elements: [Float](unset: kept.count * columns))
  try concurrentRows(of: &rates, block: max(256, 4 * kernel.radius), work: work) { block, values in
    values.update(repeating: 0)
    for run in consecutiveRuns(of: kept[block]) {
      let rows = kept[run.lowerBound]..<kept[run.upperBound - 1] + 1
      let reach = max(0, rows.lowerBound - kernel.radius)..<min(counts.rows, rows.upperBound + kernel.radius)
      let first = run.lowerBound - block.lowerBound
      if isDense {
        let part = rows.lowerBound - reach.lowerBound..<rows.upperBound - reach.lowerBound
        filterRows(part, of: counts.matrix(of: reach), into: &values, from: first, kernel, factor: Float(scale))
        continue
      }
      let events = CountEvents(counts, rows: reach)
      for column in 0..<columns {
        filter(events, column, into: &values, from: first, rows: rows, columns: columns, kernel, Float(scale))
      }
    }
    if let weights { multiplyRows(of: &values, columns: columns) { Float(1 / weights[kept[block.lowerBound + $0]]) } }
  }
  return rates
}

/// With a spike within reach of most bins the dense filter is the faster of the two (measured: from 0.7 spikes for each bin and
/// radius on).
private func isFilteredDensely(_ counts: SparseCounts, _ kernel: GaussianKernel) -> Bool {
  kernel.radius > 0 && counts.occupancy * Double(kernel.radius) > 0.7
}

/// The nonzero counts of a range of rows, column after column, in time order.
private struct CountEvents {
  /// Where the events of each column start; one more than there are columns.
  var starts: [Int]
  var rows: [Int]
  var counts: [Double]

  init(_ input: SparseCounts, rows range: Range<Int>) {
    var (starts, rows, counts): ([Int], [Int], [Double]) = ([0], [], [])
    for column in 0..<input.columns {
      for event in input.events(of: column, in: range) {
        rows.append(Int(input.times[event]))
        counts.append(Double(input.counts[event]))
      }
      starts.append(rows.count)
    }
    (self.starts, self.rows, self.counts) = (starts, rows, counts)
  }
}

/// The places of ascending numbers, in runs of numbers that follow each other.
private func consecutiveRuns(of numbers: ArraySlice<Int>) -> [Range<Int>] {
  var runs: [Range<Int>] = []
  var start = numbers.startIndex
  for place in numbers.indices where place + 1 == numbers.endIndex || numbers[place + 1] != numbers[place] + 1 {
    runs.append(start..<place + 1)
    start = place + 1
  }
  return runs
}

/// Between two rows at which an event comes into reach or leaves it, all sums have the same terms.
private func filter(
  _ events: CountEvents, _ column: Int, into output: inout MutableSpan<Float>, from place: Int, rows: Range<Int>,
  columns: Int, _ kernel: GaussianKernel, _ factor: Float
) {
  let radius = kernel.radius
  let origin = rows.lowerBound - place
  let end = events.starts[column + 1]
  var first = events.starts[column]  // first event within reach of the row
  var beyond = first  // first event after the reach of the row
  var row = rows.lowerBound
  let (times, counts, weights) = (events.rows.span, events.counts.span, kernel.weights.span)
  while row < rows.upperBound {
    while first < end && times[first] < row - radius { first += 1 }
    while beyond < end && times[beyond] <= row + radius { beyond += 1 }
    if first >= end { return }
    if first == beyond {
      row = times[first] - radius
      continue
    }
    var change = min(rows.upperBound, times[first] + radius + 1)
    if beyond < end { change = min(change, times[beyond] - radius) }
    if beyond - first == 1 {
      let (time, count) = (times[first], counts[first])
      for row in row..<change {
        output[(row &- origin) &* columns &+ column] = Float(count * weights[abs(time &- row)]) * factor
      }
    } else {
      for row in row..<change {
        output[(row &- origin) &* columns &+ column] =
          Float(weightedSum(times, counts, first..<beyond, around: row, weights)) * factor
      }
    }
    row = change
  }
}

/// The sum in the order of the dense filter: the centre, then from the far end inwards, with two events at the
/// same distance added before they are weighted.
@inline(__always)
private func weightedSum(
  _ times: Span<Int>, _ counts: Span<Double>, _ events: Range<Int>, around row: Int, _ weights: Span<Double>
) -> Double {
  var sum = 0.0
  var left = events.lowerBound
  var right = events.upperBound - 1
  var centre = left
  while centre <= right && times[centre] < row { centre += 1 }
  var afterCentre = centre
  if centre <= right && times[centre] == row {
    sum = counts[centre] * weights[0]
    afterCentre += 1
  }
  while left < centre || right >= afterCentre {
    let leftDistance = left < centre ? row - times[left] : 0
    let rightDistance = right >= afterCentre ? times[right] - row : 0
    if leftDistance > rightDistance {
      sum += counts[left] * weights[leftDistance]
      left += 1
    } else if rightDistance > leftDistance {
      sum += counts[right] * weights[rightDistance]
      right -= 1
    } else {
      sum += (counts[left] + counts[right]) * weights[leftDistance]
      left += 1
      right -= 1
    }
  }
  return sum
}
