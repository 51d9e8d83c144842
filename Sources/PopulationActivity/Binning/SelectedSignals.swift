import ArrayNumerics
import Recordings
import Schema
import Stages

/// The signals of the regions that were asked for, on a grid of time bins.
struct SelectedSignals {
  var kind: ActivityKind
  var cellIDs: [String]
  var grid: TimeGrid
  /// `[bin, region]`: sums of the frames in a bin for deconvolved signals, means for the others; NaN in gaps.
  var values: Matrix<Float>
  /// Bins that have a value.
  var covered: [Bool]
  var dropped: [DroppedItems] = []
  var warnings: [String] = []

  init(_ signals: ROISignals, parameters: EmbeddingParameters) throws {
    kind = ActivityKind(signals.quantity)
    let chosen = try chosenCells(parameters.cells, of: signals.ids)
    if chosen.count < signals.ids.count {
      dropped.append(DroppedItems("cells", count: signals.ids.count - chosen.count, reason: "not among --cells"))
    }
    var missing = [Bool](repeating: false, count: signals.matrix.columns)
    for row in 0..<signals.matrix.rows {
      for (column, value) in signals.matrix.row(row).enumerated() where !value.isFinite { missing[column] = true }
    }
    let kept = chosen.filter { !missing[$0] }
    if kept.count < chosen.count {
      dropped.append(DroppedItems("cells", count: chosen.count - kept.count, reason: "values that are NaN or infinite"))
    }
    guard !kept.isEmpty, signals.matrix.rows > 1 else {
      throw StageError.unusableData(
        stage: "embed",
        reason: chosen.isEmpty
          ? "the recording has no regions." : "no region has a signal of more than one frame without missing values.",
        remedy: "Look at the signals with 'canns-analyze inspect'.")
    }
    cellIDs = kept.map { signals.ids[$0] }
    let matrix = kept.count == signals.matrix.columns ? signals.matrix : signals.matrix.selectingColumns(kept)
    let frames = try FrameTimes(signals.clock, count: matrix.rows)
    let factor = max(1, Int((parameters.binWidth / frames.step).rounded()))
    let width = frames.step * Double(factor)
    if abs(parameters.binWidth / width - 1) > 1e-6 {
      warnings.append(
        sentence {
          "The frames are \(formatted(frames.step * 1e3)) ms apart; bins of \(formatted(parameters.binWidth * 1e3)) ms "
          "cannot be made from them, so bins of \(formatted(width * 1e3)) ms are used."
        })
    }
    if let times = frames.irregular {
      grid = TimeGrid(from: frames.start, through: times[times.count - 1], width: width)
      covered = Tracking.coverage(of: grid.centers, by: times, maximumGap: parameters.maximumGap)
      values = try Self.interpolated(matrix, times, grid.centers, covered, factor: kind.isSummable ? Float(factor) : 1)
      warnings.append("The frames are not evenly spaced; signals were interpolated linearly at the centres of the bins.")
    } else {
      values = Self.grouped(matrix, by: factor, mean: !kind.isSummable)
      grid = TimeGrid(start: frames.start, width: width, count: values.rows)
      covered = [Bool](repeating: true, count: values.rows)
    }
  }

  /// Sums or means of `factor` neighbouring frames; an incomplete group at the end is dropped.
  private static func grouped(_ matrix: Matrix<Float>, by factor: Int, mean: Bool) -> Matrix<Float> {
    if factor == 1 { return matrix }
    let rows = matrix.rows / factor
    var result = Matrix<Float>(rows: rows, columns: matrix.columns, repeating: 0)
    for row in 0..<rows {
      for column in 0..<matrix.columns {
        var sum = 0.0
        for frame in row * factor..<(row + 1) * factor { sum += Double(matrix[frame, column]) }
        result[row, column] = Float(mean ? sum / Double(factor) : sum)
      }
    }
    return result
  }

  private static func interpolated(
    _ matrix: Matrix<Float>, _ times: [Double], _ centers: [Double], _ covered: [Bool], factor: Float
  ) throws -> Matrix<Float> {
    var result = Matrix<Float>(rows: centers.count, columns: matrix.columns, repeating: .nan)
    for column in 0..<matrix.columns {
      let line = try interpolate(centers, positions: times, values: matrix.column(column).map(Double.init))
      for row in centers.indices where covered[row] { result[row, column] = Float(line[row]) * factor }
    }
    return result
  }
}

/// When the frames were taken.
private struct FrameTimes {
  /// Left edge of the first frame, s.
  var start: Double
  /// s
  var step: Double
  /// The frames' times when they are not evenly spaced.
  var irregular: [Double]?

  init(_ clock: SampleClock?, count: Int) throws {
    switch clock {
    case .rate(let rate)? where rate > 0 && rate.isFinite:
      (start, step) = (0, 1 / rate)
    case .times(let t)?:
      guard t.count == count, zip(t, t.dropFirst()).allSatisfy({ $0 < $1 }), t[0].isFinite, t[count - 1].isFinite else {
        throw StageError.unusableData(
          stage: "embed", reason: "the times of the frames do not ascend, or are not one for each frame.",
          remedy: "Mend them, or give the frame rate: --map fs=HZ.")
      }
      let mean = (t[count - 1] - t[0]) / Double(count - 1)
      let isRegular = t.indices.allSatisfy { abs(t[$0] - t[0] - Double($0) * mean) < mean / 2 }
      step = isRegular ? mean : quantile(zip(t.dropFirst(), t).map { $0 - $1 }, 0.5)
      start = t[0] - step / 2
      irregular = isRegular ? nil : t
      guard (t[count - 1] - t[0]) / step < 1e8 else {
        throw StageError.unusableData(
          stage: "embed", reason: "the frames span more than 100 million frame intervals.",
          remedy: "Are their times in other units? Say so with --time-unit.")
      }
    default:
      throw StageError.unusableData(
        stage: "embed", reason: "the recording has signals of regions, and nothing says when their frames were taken.",
        remedy: "Give the frame rate in frames per second: --map fs=30.")
    }
  }
}
