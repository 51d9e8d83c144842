import ArrayNumerics
import Recordings
import Schema
import TuningMaps

/// What is to be known of a trajectory before one relies on it.
public struct TrajectoryQuality: FieldTable {
  /// Samples in the file, after those with equal times were merged.
  public var samples: Int
  /// Middle rate of the samples, Hz.
  public var samplingRate: Double
  /// Standard deviation of the steps that are no gaps (up to five middle steps), ms.
  public var jitter: Double
  /// Samples without a position.
  public var lost: Int
  /// Frames that are missing between samples, by the middle step.
  public var missingFrames: Int
  /// The longest time between two positions that were used, or from either end to one, s.
  public var longestGap: Double
  /// How many times samples were removed because they could only be reached faster than the limit.
  public var jumps: Int
  /// How many samples that were.
  public var jumpSamples: Int
  /// Samples with the time of another.
  public var repeatedTimes: Int
  /// How many times the clock went back.
  public var backwardTimes: Int
  /// Part of the bins of the arena that were visited: squares a twentieth of the longer side of the path's rectangle.
  public var coverage: Double
  /// Extent along x and y, m.
  public var extent: [Double]
  /// Middle speed of the rows with a velocity, m/s.
  public var medianSpeed: Double
  /// Speed below which 99 % of the samples are, m/s.
  public var fastSpeed: Double
  /// Gaps up to this length were filled, s.
  public var bridged: Double
  /// Middle step, s.
  var step: Double

  public static let fields = Field<TrajectoryQuality>.table {
    Field.number("recorded_samples", \.samples, "samples in the file, equal times merged")
    Field.number("sampling_rate_hz", \.samplingRate, "middle rate of the samples")
    Field.number("sampling_jitter_ms", \.jitter, "standard deviation of the steps that are no gaps")
    Field.number("lost_samples", \.lost, "samples without a position")
    Field.number("missing_frames", \.missingFrames, "frames missing between samples")
    Field.number("longest_gap_s", \.longestGap, "longest time without a position that was used")
    Field.number("jumps", \.jumps, "times that samples were removed as too fast")
    Field.number("jump_samples", \.jumpSamples, "samples removed as too fast")
    Field.number("repeated_times", \.repeatedTimes, "samples with the time of another")
    Field.number("backward_times", \.backwardTimes, "times that the clock went back")
    Field.number("arena_coverage", \.coverage, "part of the squares, a twentieth of the arena wide, that were visited")
    Field.number("extent_m", \.extent, "extent along x and y")
    Field.number("median_speed_m_s", \.medianSpeed, "median speed")
    Field.number("speed_99_m_s", \.fastSpeed, "speed below which 99 % of the samples are")
    Field.number("bridged_gap_s", \.bridged, "gaps up to this length were filled")
  }

  init(from fields: FieldReader<TrajectoryQuality>) throws {
    samples = try fields.number(\.samples)
    samplingRate = try fields.number(\.samplingRate)
    jitter = try fields.number(\.jitter)
    lost = try fields.number(\.lost)
    missingFrames = try fields.number(\.missingFrames)
    longestGap = try fields.number(\.longestGap)
    jumps = try fields.number(\.jumps)
    jumpSamples = try fields.number(\.jumpSamples)
    repeatedTimes = try fields.number(\.repeatedTimes)
    backwardTimes = try fields.number(\.backwardTimes)
    coverage = try fields.number(\.coverage)
    extent = try fields.number(\.extent)
    medianSpeed = try fields.number(\.medianSpeed)
    fastSpeed = try fields.number(\.fastSpeed)
    bridged = try fields.number(\.bridged)
    step = 1 / samplingRate
  }

  init(_ samples: TrackedSamples, located: [Int], kept: [Int], rows: TrajectoryRows, bridged: Double) {
    self.samples = samples.t.count
    lost = samples.t.count - located.count
    jumpSamples = located.count - kept.count
    jumps = Self.interruptions(located, kept)
    repeatedTimes = samples.repairs.repeated
    backwardTimes = samples.repairs.backward
    self.bridged = bridged
    step = samples.medianStep
    samplingRate = rounded(1 / step)
    let middle = step
    let steps = zip(samples.t.dropFirst(), samples.t).map { $0 - $1 }
    missingFrames = steps.reduce(0) { $0 + ($1 > 1.5 * middle ? Int(($1 / middle).rounded()) - 1 : 0) }
    jitter = standardDeviation(steps.filter { $0 <= 5 * middle }) * 1e3
    let times = kept.map { samples.t[$0] }
    let ends = [times[0] - samples.t[0], samples.t[samples.t.count - 1] - times[times.count - 1]]
    longestGap = rounded(zip(times.dropFirst(), times).reduce(max(ends[0], ends[1])) { max($0, $1.0 - $1.1) })
    let speeds = rows.speed.filter(\.isFinite).sorted()
    medianSpeed = quantile(ofSorted: speeds, 0.5)
    fastSpeed = quantile(ofSorted: speeds, 0.99)
    extent = [rows.x, rows.y].map { values in
      rounded(finiteRange(values).map { $0.upperBound - $0.lowerBound } ?? 0)
    }
    let occupancy = trajectoryOccupancy(rows)
    coverage = occupancy.map { Double($0.counts.elements.count { $0 > 0 }) / Double($0.counts.count) } ?? .nan
  }

  /// How many stretches of candidates were left out.
  static func interruptions(_ located: [Int], _ kept: [Int]) -> Int {
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
func trajectoryOccupancy(_ rows: TrajectoryRows) -> (counts: Matrix<Double>, grid: SpatialGrid)? {
  let valid = rows.valid.indices.filter { rows.valid[$0] && rows.x[$0].isFinite && rows.y[$0].isFinite }
  let (x, y) = (valid.map { rows.x[$0] }, valid.map { rows.y[$0] })
  guard let xs = finiteRange(x), let ys = finiteRange(y) else { return nil }
  let side = max(xs.upperBound - xs.lowerBound, ys.upperBound - ys.lowerBound) / 20
  guard side > 0 else { return nil }
  // A path along one axis still has bins as wide as they are long.
  func stretched(_ values: [Double], _ range: ClosedRange<Double>) -> [Double] {
    if range.upperBound - range.lowerBound >= side { return values }
    let margin: [Double] = [range.lowerBound - side / 2, range.lowerBound + side / 2]
    return values + margin
  }
  guard let grid = SpatialGrid(covering: stretched(x, xs), stretched(y, ys), size: side) else { return nil }
  var counts = Matrix<Double>(rows: grid.rows, columns: grid.columns, repeating: 0)
  for index in grid.indices(x, y) where index >= 0 { counts[index / grid.columns, index % grid.columns] += 1 }
  return (counts, grid)
}
