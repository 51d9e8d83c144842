import ArrayNumerics
import AttractorModels
import Foundation
import Recordings
import Schema

/// A heading at even times, unwrapped so that what lies between two samples is between them.
struct HeadingPath: Sendable {
  /// rad, not wrapped, one for each step and one for the end.
  let angles: [Double]

  /// How many steps there are.
  var steps: Int { angles.count - 1 }

  /// rad, not wrapped; after the end as at the end.
  func angle(at clock: Clock) -> Double {
    let place = min(Double(clock.step) + clock.fraction, Double(steps))
    let index = min(Int(place), steps - 1)
    return angles[index] + (place - Double(index)) * (angles[index + 1] - angles[index])
  }

  /// A random walk: the turning rate is an Ornstein-Uhlenbeck process. Or a recorded heading.
  ///
  /// - Throws: `SimulationError` for what makes no sense; what the reader of recordings throws.
  init(_ plan: HeadingPlan, _ setup: TaskSetup) throws {
    if let file = plan.file {
      angles = try Self.recorded(file, plan, setup)
    } else {
      guard plan.turningDeviation >= 0, plan.turningCoherence >= setup.dt * setup.clock.secondsPerUnit else {
        throw setup.error("'turning_deviation' is 0 or positive, and 'turning_coherence' a step or longer.")
      }
      angles = try Self.walk(plan, setup)
    }
    guard steps >= 1 else { throw setup.error("the duration is shorter than a step.") }
  }

  private static func walk(_ plan: HeadingPlan, _ setup: TaskSetup) throws -> [Double] {
    let steps = try setup.steps(plan.duration ?? 600)
    var stream = RandomStream(seed: setup.seed, name: "heading")
    // Exact for any step: the rate keeps e^(−dt/τ) of itself.
    let seconds = setup.dt * setup.clock.secondsPerUnit
    let kept = exp(-seconds / plan.turningCoherence)
    let deviation = plan.turningDeviation * (1 - kept * kept).squareRoot()
    var (angle, rate) = (plan.start, plan.turningDeviation * stream.normal())
    var angles = [angle]
    angles.reserveCapacity(steps + 1)
    for _ in 0..<steps {
      angle += rate * seconds
      rate = kept * rate + deviation * stream.normal()
      angles.append(angle)
    }
    return angles
  }

  private static func recorded(_ file: String, _ plan: HeadingPlan, _ setup: TaskSetup) throws -> [Double] {
    let url = URL(fileURLWithPath: file, relativeTo: setup.folder)
    let trajectory = try RecordingReader.read(url: url).trajectory
    guard let trajectory, let headings = trajectory.headDirection else {
      throw setup.error("\(file) has no direction of the head; 'inspect' shows what it has.")
    }
    let known = headings.indices.filter { headings[$0].isFinite }
    guard let first = known.first, let last = known.last, known.count >= 2 else {
      throw setup.error("\(file) has fewer than two known directions of the head.")
    }
    let begin = trajectory.t[first]
    let available = (trajectory.t[last] - begin) / setup.clock.secondsPerUnit
    if let duration = plan.duration, duration > available * (1 + 1e-9) {
      throw setup.error("\(file) lasts \(formatted(available)) units of time, and the duration is \(formatted(duration)).")
    }
    var unwrapped = [headings[first]]
    for index in known.dropFirst() {
      let before = unwrapped[unwrapped.count - 1]
      unwrapped.append(before + angleDifference(headings[index], wrapAngle(before)))
    }
    let times = known.map { trajectory.t[$0] - begin }
    var place = 0
    let steps = Int((min(plan.duration ?? available, available) / setup.dt).rounded(.down))
    return (0...max(0, steps)).map { step in
      let time = min(Double(step) * setup.dt * setup.clock.secondsPerUnit, times[times.count - 1])
      while place + 2 < times.count, times[place + 1] <= time { place += 1 }
      let width = times[place + 1] - times[place]
      let part = width > 0 ? (time - times[place]) / width : 0
      return unwrapped[place] + part * (unwrapped[place + 1] - unwrapped[place])
    }
  }
}
