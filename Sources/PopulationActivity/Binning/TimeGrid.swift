import ArrayNumerics
import Recordings
import Schema

/// A grid of equal time bins; bin `i` covers `[start + i·width, start + (i + 1)·width)`.
struct TimeGrid: Sendable, Equatable {
  /// Left edge of the first bin, s.
  var start: Double
  /// Width of a bin, s.
  var width: Double
  /// Bins.
  var count: Int
  /// How far below an edge a time still counts as on it, in bins: 0.29 s over 10 ms is 28.999999999999996. More than rounding
  /// can do to times and quotient.
  private let edgeTolerance: Double

  /// The grid that covers every instant from `start` to `end`, both included.
  init(from start: Double, through end: Double, width: Double) {
    // A recording of exactly n bins ends on an edge up to rounding; that edge opens the last bin.
    self.init(start: start, width: width, count: Int(((end - start) / width + 1e-6).rounded(.down)) + 1)
  }

  init(start: Double, width: Double, count: Int) {
    self.start = start
    self.width = width
    self.count = count
    edgeTolerance = 4 * (max(abs(start), abs(start + Double(count) * width)) / width).ulp
  }

  /// Right edge of the last bin, s.
  var end: Double { start + Double(count) * width }
  /// s
  var duration: Double { Double(count) * width }

  /// The bin that holds a time; `nil` outside the grid. An edge belongs to the bin that it opens.
  func bin(of time: Double) -> Int? {
    let position = ((time - start) / width + edgeTolerance).rounded(.down)
    return position >= 0 && position < Double(count) ? Int(position) : nil
  }

  /// Middle of a bin, s.
  func center(of bin: Int) -> Double { start + (Double(bin) + 0.5) * width }
  /// Middles of all bins, s, `[count]`.
  var centers: [Double] { (0..<count).map(center(of:)) }
}

/// Spikes counted in bins, with what did not fit.
struct BinnedSpikes {
  /// `[time, cell]`
  var counts: SparseCounts
  /// Spikes before the first and after the last bin.
  var outside: Int
}

/// Counts spikes in the bins of a grid, one cell after the other. O(spikes).
///
/// - Throws: `FileError` when spikes that are read as they are needed can no longer be read.
func countSpikes(_ trains: [SpikeTrain], on grid: TimeGrid) throws -> BinnedSpikes {
  var counts = SparseCounts(rows: grid.count)
  var outside = 0
  for train in trains {
    let times = try train.times
    let bins = times.compactMap { grid.bin(of: $0).map(Int32.init) }
    outside += times.count - bins.count
    counts.appendCell(bins: bins)
  }
  return BinnedSpikes(counts: counts, outside: outside)
}

/// Sums `factor` neighbouring bins of a count matrix; an incomplete group at the end is dropped.
func summingBins(_ counts: Matrix<Int32>, by factor: Int) -> Matrix<Int32> {
  if factor == 1 { return counts }
  var result = Matrix<Int32>(rows: counts.rows / factor, columns: counts.columns, repeating: 0)
  for row in 0..<result.rows * factor {
    for column in 0..<counts.columns { result[row / factor, column] += counts[row, column] }
  }
  return result
}
