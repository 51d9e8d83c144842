import Recordings
import Schema

/// Places at which a tracked animal would have been faster than any animal is: reflections, lost frames written as (0, 0).
///
/// Each makes a few seconds of rest look like running, since the speed is that of a smoothed path.
struct TrackingJumps: Equatable {
  /// Samples with a position.
  var located: Int
  /// Samples that could only be reached faster than the limit.
  var samples: Int
  /// Stretches that they make.
  var jumps: Int

  /// m/s
  static let maximumSpeed = 4.0

  /// `nil` for a trajectory without a position.
  init?(_ trajectory: Trajectory) {
    guard let x = trajectory.x else { return nil }
    let y = trajectory.y ?? [Double](repeating: 0, count: x.count)
    let candidates = x.indices.filter { x[$0].isFinite && y[$0].isFinite }
    let kept = admissibleSamples(
      t: trajectory.t, x: x, y: y, candidates: candidates, maximumSpeed: Self.maximumSpeed)
    located = candidates.count
    samples = candidates.count - kept.count
    jumps = TrajectoryQuality.interruptions(candidates, kept)
  }

  var warnings: [String] {
    if samples == 0 { return [] }
    return [
      sentence {
        "The tracking jumps \(counted(jumps, "time")): \(counted(samples, "sample")) of \(located) could only be reached "
        "faster than \(formatted(Self.maximumSpeed)) m/s, and rest beside a jump looks like running. "
        if 10 * samples > located {
          "Is the position in another unit (--position-unit)? If not, clean it: "
        } else {
          "Clean it: "
        }
        "'canns-analyze import-trajectory FILE -o CLEAN', then embed with --behaviour CLEAN/trajectory.npz."
      }
    ]
  }
}
