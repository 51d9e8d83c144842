import ArrayNumerics
import Recordings
import Schema
import Stages

/// When the frames were taken.
package struct FrameTimes {
  /// Left edge of the first frame, s.
  package var start: Double
  /// s
  package var step: Double
  /// The frames' times when they are not evenly spaced.
  package var irregular: [Double]?

  /// - Parameter stage: the command that messages speak for.
  /// - Throws: `StageError.unusableData`
  package init(_ clock: SampleClock?, count: Int, stage: String) throws {
    switch clock {
    case .rate(let rate)? where rate > 0 && rate.isFinite:
      (start, step) = (0, 1 / rate)
    case .times(let t)?:
      guard t.count == count, zip(t, t.dropFirst()).allSatisfy({ $0 < $1 }), t[0].isFinite, t[count - 1].isFinite else {
        throw StageError.unusableData(
          stage: stage, reason: "the times of the frames do not ascend, or are not one for each frame.",
          remedy: "Mend them, or give the frame rate: --map fs=HZ.")
      }
      let mean = (t[count - 1] - t[0]) / Double(count - 1)
      let isRegular = t.indices.allSatisfy { abs(t[$0] - t[0] - Double($0) * mean) < mean / 2 }
      step = isRegular ? mean : quantile(zip(t.dropFirst(), t).map { $0 - $1 }, 0.5)
      start = t[0] - step / 2
      irregular = isRegular ? nil : t
      guard (t[count - 1] - t[0]) / step < 1e8 else {
        throw StageError.unusableData(
          stage: stage, reason: "the frames span more than 100 million frame intervals.",
          remedy: "Are their times in other units? Say so with --time-unit.")
      }
    default:
      throw StageError.unusableData(
        stage: stage, reason: "the recording has signals of regions, and nothing says when their frames were taken.",
        remedy: "Give the frame rate in frames per second: --frame-rate 30, or --map fs=30.")
    }
  }
}
