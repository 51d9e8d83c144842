import ArrayNumerics
import Recordings
import Schema
import TuningMaps

/// What is to be known of a trajectory before one relies on it.
struct TrajectoryQuality {
  /// Samples in the file, after those with equal times were merged.
  var samples: Int
  /// Samples without a position.
  var lost: Int
  /// Frames that are missing between samples, by the middle step.
  var missingFrames: Int
  /// Samples removed because they could only be reached faster than the limit, and how many times that happened.
  var jumpSamples: Int
  var jumps: Int
  var repairs: ClockRepairs
  /// The longest time between two positions that were used, or from either end to one, s.
  var longestGap: Double
  /// Middle step and standard deviation of the steps that are no gaps (up to five middle steps), s.
  var step: Double
  var stepDeviation: Double
  /// Gaps up to this length were filled, s.
  var bridged: Double
  /// Part of the bins of the arena that were visited: squares a twentieth of the longer side of the path's rectangle.
  var coverage: Double
  /// Valid samples in each bin `[y, x]`, and the bins; `nil` when the path does not extend.
  var visits: Matrix<Double>?
  /// Extent along x and y, m.
  var extent: [Double]
  var medianSpeed: Double
  var fastSpeed: Double

  init(_ samples: TrackedSamples, located: [Int], kept: [Int], result: TrajectoryResult, bridged: Double) {
    self.samples = samples.t.count
    lost = samples.t.count - located.count
    jumpSamples = located.count - kept.count
    jumps = Self.interruptions(located, kept)
    repairs = samples.repairs
    self.bridged = bridged
    step = samples.medianStep
    let middle = step
    let steps = zip(samples.t.dropFirst(), samples.t).map { $0 - $1 }
    missingFrames = steps.reduce(0) { $0 + ($1 > 1.5 * middle ? Int(($1 / middle).rounded()) - 1 : 0) }
    stepDeviation = standardDeviation(steps.filter { $0 <= 5 * middle })
    let times = kept.map { samples.t[$0] }
    let ends = [times[0] - samples.t[0], samples.t[samples.t.count - 1] - times[times.count - 1]]
    longestGap = zip(times.dropFirst(), times).reduce(max(ends[0], ends[1])) { max($0, $1.0 - $1.1) }
    let speeds = result.speed.filter(\.isFinite).sorted()
    medianSpeed = quantile(ofSorted: speeds, 0.5)
    fastSpeed = quantile(ofSorted: speeds, 0.99)
    extent = [result.x, result.y].map { values in finiteRange(values).map { $0.upperBound - $0.lowerBound } ?? 0 }
    let occupancy = trajectoryOccupancy(result)
    visits = occupancy?.counts
    coverage = occupancy.map { Double($0.counts.elements.count { $0 > 0 }) / Double($0.counts.count) } ?? .nan
  }

  /// How many stretches of candidates were left out.
  private static func interruptions(_ located: [Int], _ kept: [Int]) -> Int {
    var (next, count, isOut) = (0, 0, false)
    for index in located {
      let stays = next < kept.count && kept[next] == index
      if stays { next += 1 } else if !isOut { count += 1 }
      isOut = !stays
    }
    return count
  }
}

/// Valid rows in each of the squares, a twentieth of the longer side of the path's rectangle wide, that cover it.
///
/// `nil` when the path does not extend. On a linear track there is one row of bins.
func trajectoryOccupancy(_ result: TrajectoryResult) -> (counts: Matrix<Double>, grid: SpatialGrid)? {
  let rows = result.valid.indices.filter { result.valid[$0] && result.x[$0].isFinite && result.y[$0].isFinite }
  let (x, y) = (rows.map { result.x[$0] }, rows.map { result.y[$0] })
  guard let xs = finiteRange(x), let ys = finiteRange(y) else { return nil }
  let side = max(xs.upperBound - xs.lowerBound, ys.upperBound - ys.lowerBound) / 20
  guard side > 0 else { return nil }
  // A path along one axis still has bins as wide as they are long.
  func stretched(_ values: [Double], _ range: ClosedRange<Double>) -> [Double] {
    range.upperBound - range.lowerBound < side ? values + [range.lowerBound - side / 2, range.lowerBound + side / 2] : values
  }
  guard let grid = SpatialGrid(covering: stretched(x, xs), stretched(y, ys), size: side) else { return nil }
  var counts = Matrix<Double>(rows: grid.rows, columns: grid.columns, repeating: 0)
  for index in grid.indices(x, y) where index >= 0 { counts[index / grid.columns, index % grid.columns] += 1 }
  return (counts, grid)
}
