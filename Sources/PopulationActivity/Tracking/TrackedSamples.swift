import ArrayNumerics
import Recordings
import Schema
import Stages

/// The samples of a trajectory in ascending time, as they were recorded.
struct TrackedSamples {
  var t: [Double]
  var x: [Double]
  /// Zero on a track of one dimension.
  var y: [Double]
  var isLinear: Bool
  var headDirection: [Double]?
  var repairs: ClockRepairs
  /// The middle step of the clock, s.
  var medianStep: Double
}

extension TrackedSamples {
  /// - Throws: `StageError.unusableData` for fewer than two times, arrays that do not belong together, or several recordings
  ///   one after another.
  init(_ trajectory: Trajectory, flippingY flipsY: Bool) throws {
    guard let recordedX = trajectory.x else {
      throw unusableTrajectory(
        "the recording has no position.", "Name the arrays with --map t=NAME,x=NAME,y=NAME; 'inspect' lists what there is.")
    }
    let given = trajectory.t
    if let index = given.firstIndex(where: { !$0.isFinite }) {
      throw unusableTrajectory("time number \(index) (from 0) is \(given[index]).", "Every sample needs a time.")
    }
    for values in [recordedX, trajectory.y, trajectory.headDirection] {
      if let values, values.count != given.count {
        throw unusableTrajectory(
          "there are \(given.count) times and \(values.count) samples.", "They must belong together.")
      }
    }
    let (order, found) = chronologicalOrder(given)
    func sorted(_ values: [Double]) -> [Double] { order.map { values[$0] } }
    t = sorted(given)
    x = sorted(recordedX)
    isLinear = trajectory.y == nil
    y = trajectory.y.map(sorted) ?? [Double](repeating: 0, count: t.count)
    headDirection = trajectory.headDirection.map(sorted)
    repairs = trajectory.repairs
    repairs.repeated += found.repeated
    repairs.backward += found.backward
    repairs.displaced += found.displaced
    repairs.furthest = max(repairs.furthest, found.furthest)
    guard t.count >= 2 else {
      // None or one: the members are not all set, so no clause may look at them.
      let found = t.count
      throw unusableTrajectory(
        sentence {
          "a trajectory needs at least two samples at different times, and there "
          if found == 1 { "is 1." } else { "are \(found)." }
        },
        "Check that the file was written whole.")
    }
    let steps = zip(t.dropFirst(), t).map { $0 - $1 }
    medianStep = median(steps)
    if repairs.furthest > max(1, 10 * medianStep), 5 * repairs.displaced > given.count {
      throw unusableTrajectory(
        "the clock goes back: \(repairs.displaced) samples lie up to \(formatted(repairs.furthest)) s behind one before them.",
        "Several recordings may stand one after another in the file, or one time is wrong: "
          + "import each by itself, or mend the times.")
    }
    if flipsY { flipY() }
  }

  /// Reflects y within its range; a counter-clockwise turn becomes one the other way.
  private mutating func flipY() {
    guard !isLinear, let range = finiteRange(y) else { return }
    y = y.map { range.lowerBound + range.upperBound - $0 }
    headDirection = headDirection?.map { $0.isNaN ? $0 : wrapAngle(-$0) }
  }

  /// Samples with a position.
  var located: [Int] { t.indices.filter { x[$0].isFinite && y[$0].isFinite } }
}

func unusableTrajectory(_ reason: String, _ remedy: String) -> StageError {
  .unusableData(stage: TrajectoryImport.description.command, reason: reason, remedy: remedy)
}
