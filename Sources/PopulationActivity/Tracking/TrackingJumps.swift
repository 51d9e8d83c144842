import Recordings
import Schema

/// Places at which a tracked animal would have been faster than any animal is: reflections, lost frames written as (0, 0).
///
/// A tracker that swaps two lamps or shakes by the width of a head does the same and harms nothing; so jumps are told only when
/// the speed is another without them, or when they lead far away.
struct TrackingJumps: Equatable {
  /// Samples with a position.
  var located: Int
  /// Samples that could only be reached faster than the limit.
  var samples: Int
  /// Stretches that they make.
  var jumps: Int
  /// Of the samples those that lie far from where the animal was before and after.
  var far: Int
  /// Time in which the speed would be another without them, by more than `speedChange`, in seconds.
  var seconds: Double

  /// m/s
  static let maximumSpeed = 4.0
  /// cm/s; that of the animals' own tracking is below 0.2.
  static let speedChange = 1.0
  /// Jumps matter from so many seconds on.
  static let leastSeconds = 1.0
  /// Jumps matter from so many samples that are far on: a length of an animal, or a third of a small arena.
  static let leastFar = 3
  static let farLength = 0.25

  /// `nil` for a trajectory without a position.
  ///
  /// - Parameters:
  ///   - speed: of the path as it is, in each bin, cm/s.
  ///   - binWidth: s
  ///   - speedOf: the speed of another trajectory in the same bins.
  init?(
    _ trajectory: Trajectory, speed: [Double]?, binWidth: Double, speedOf: (Trajectory) throws -> [Double]?
  ) rethrows {
    guard let x = trajectory.x else { return nil }
    let y = trajectory.y ?? [Double](repeating: 0, count: x.count)
    let candidates = x.indices.filter { x[$0].isFinite && y[$0].isFinite }
    let kept = admissibleSamples(
      t: trajectory.t, x: x, y: y, candidates: candidates, maximumSpeed: Self.maximumSpeed)
    located = candidates.count
    samples = candidates.count - kept.count
    jumps = TrajectoryQuality.interruptions(candidates, kept)
    (far, seconds) = (0, 0)
    guard samples > 0 else { return }
    let isKept = Set(kept)
    let lost = candidates.filter { !isKept.contains($0) }
    far = Self.farCount(lost, kept: kept, x: x, y: y)
    var cleaned = trajectory
    for sample in lost {
      cleaned.x?[sample] = .nan
      cleaned.y?[sample] = .nan
    }
    guard let speed, let other = try speedOf(cleaned) else { return }
    // A bin that has no position without the jumps has none of its own.
    let changed = zip(speed, other).count { $0.isFinite && !(abs($0 - $1) <= Self.speedChange) }
    seconds = Double(changed) * binWidth
  }

  /// How many of the lost samples are far from the kept ones beside them.
  private static func farCount(_ lost: [Int], kept: [Int], x: [Double], y: [Double]) -> Int {
    func extent(_ values: [Double]) -> Double {
      let own = kept.map { values[$0] }
      return (own.max() ?? 0) - (own.min() ?? 0)
    }
    let length = min(farLength, max(extent(x), extent(y)) / 3)
    func distance(_ a: Int, _ b: Int) -> Double { ((x[a] - x[b]) * (x[a] - x[b]) + (y[a] - y[b]) * (y[a] - y[b])).squareRoot() }
    var next = 0
    return lost.count { sample in
      while next < kept.count, kept[next] < sample { next += 1 }
      let beside = [next - 1, next].filter(kept.indices.contains).map { kept[$0] }
      return beside.allSatisfy { distance(sample, $0) > length }
    }
  }

  var warnings: [String] {
    guard seconds >= Self.leastSeconds || far >= Self.leastFar else { return [] }
    return [
      sentence {
        "The tracking jumps \(counted(jumps, "time")): \(counted(samples, "sample")) of \(located) could only be reached "
        "faster than \(formatted(Self.maximumSpeed)) m/s, "
        "and \(formatted(seconds)) s beside them have another speed without them. "
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
