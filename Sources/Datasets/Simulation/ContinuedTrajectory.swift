import ArrayNumerics
import Foundation
import Recordings
import Schema

/// A measured trajectory as a simulation needs it: a position at any time from 0 on.
///
/// The trajectory is sampled at 50 Hz by linear interpolation (also across lost samples). A simulation that is longer
/// than the trajectory goes on with it played backward, then forward again, and so on: without jumps, and with the
/// same occupancy.
struct ContinuedTrajectory {
  static let samplesPerSecond = 50.0
  /// The time of each sample from 0, s.
  let t: [Double]
  /// Positions, m; rounded to single precision, as they are written.
  let x: [Double]
  let y: [Double]

  var duration: Double { t[t.count - 1] }

  init(_ trajectory: Trajectory, duration: Double) throws {
    guard let x = trajectory.x, let y = trajectory.y, x.count == trajectory.t.count, y.count == x.count else {
      throw DatasetError.unusableTrajectory(reason: "it needs x and y for every time.")
    }
    let tracked = x.indices.filter { trajectory.t[$0].isFinite && x[$0].isFinite && y[$0].isFinite }
    let times = tracked.map { trajectory.t[$0] }
    guard let start = times.first, let end = times.last, end - start >= 1,
      zip(times, times.dropFirst()).allSatisfy({ $0 < $1 })
    else {
      throw DatasetError.unusableTrajectory(
        reason: "it needs at least one second of tracked positions at ascending times.")
    }
    let length = end - start
    let count = Int((duration * Self.samplesPerSecond).rounded()) + 1
    t = (0..<count).map { Double($0) / Self.samplesPerSecond }
    let sources = t.map { time in
      let phase = time.truncatingRemainder(dividingBy: 2 * length)
      return start + (phase <= length ? phase : 2 * length - phase)
    }
    func sampled(_ values: [Double]) throws -> [Double] {
      try interpolate(sources, positions: times, values: tracked.map { values[$0] }).map { Double(Float($0)) }
    }
    self.x = try sampled(x)
    self.y = try sampled(y)
  }

  /// The position at a time; times beyond the end begin anew.
  func position(at time: Double) -> (x: Double, y: Double) {
    let wrapped = time < duration ? time : time.truncatingRemainder(dividingBy: duration)
    let place = wrapped * Self.samplesPerSecond
    let index = min(Int(place), t.count - 2)
    let fraction = place - Double(index)
    return (
      x[index] + fraction * (x[index + 1] - x[index]), y[index] + fraction * (y[index + 1] - y[index])
    )
  }
}
