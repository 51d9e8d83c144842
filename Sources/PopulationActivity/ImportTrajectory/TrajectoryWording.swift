import ArrayNumerics
import Foundation
import Recordings
import Schema
import Stages

func trajectorySummary(
  of result: TrajectoryResult, quality: TrajectoryQuality, options: TrajectoryParameters
) -> StageSummary {
  let count = result.t.count
  let valid = result.valid.count { $0 }
  let duration = result.t[count - 1] - result.t[0]
  let head = headDirectionWords(result, options)
  let numbers: [JSONValue.Member] = [
    .init("samples", .integer(count)), .init("dimensions", .integer(result.isLinear ? 1 : 2)),
    .init("rate_hz", .number(rounded(Double(count - 1) / duration))), .init("duration_s", .number(rounded(duration))),
    .init("valid_fraction", .number(Double(valid) / Double(count))),
    .init("recorded_samples", .integer(quality.samples)),
    .init("sampling_rate_hz", .number(rounded(1 / quality.step))),
    .init("sampling_jitter_ms", .number(quality.stepDeviation * 1e3)),
    .init("lost_samples", .integer(quality.lost)), .init("missing_frames", .integer(quality.missingFrames)),
    .init("longest_gap_s", .number(rounded(quality.longestGap))),
    .init("jumps", .integer(quality.jumps)), .init("jump_samples", .integer(quality.jumpSamples)),
    .init("repeated_times", .integer(quality.repairs.repeated)),
    .init("backward_times", .integer(quality.repairs.backward)),
    .init("arena_coverage", .number(quality.coverage)),
    .init("extent_m", JSONValue(quality.extent.map(rounded))),
    .init("median_speed_m_s", .number(quality.medianSpeed)), .init("speed_99_m_s", .number(quality.fastSpeed)),
    .init("largest_speed_m_s", .number(largestMagnitude(result.speed))),
    .init("largest_angular_velocity_rad_s", .number(largestMagnitude(result.angularVelocity))),
    .init("head_direction_from", .string(head.direction)), .init("angular_velocity_from", .string(head.turning)),
  ]
  let limit = options.maximumSpeed.map { formatted($0) } ?? ""
  let dropped = [
    DroppedItems("samples", count: quality.repairs.repeated, reason: "the time of another sample"),
    DroppedItems("samples", count: quality.jumpSamples, reason: "could only be reached faster than \(limit) m/s"),
    DroppedItems("samples", count: quality.lost, reason: "without a position (NaN)"),
    DroppedItems(
      "rows", count: options.compatibility == .canns ? 0 : count - valid,
      reason: "not valid: in gaps longer than \(formatted(quality.bridged)) s"),
  ]
  return StageSummary(
    headline:
      "\(count) samples at \(formatted(Double(count - 1) / duration)) Hz (\(formatted(duration)) s), \(formatted(100 * Double(valid) / Double(count), digits: 3)) % valid; median speed \(formatted(100 * quality.medianSpeed, digits: 3)) cm/s, \(quality.jumps) jumps removed.",
    numbers: numbers, dropped: dropped.filter { $0.count > 0 },
    warnings: trajectoryWarnings(result, quality: quality, options: options))
}

/// Where head direction and angular velocity come from, in words that go into the record.
private func headDirectionWords(
  _ result: TrajectoryResult, _ options: TrajectoryParameters
) -> (direction: String, turning: String) {
  if options.headDirection == .movement { return ("movement", "movement") }
  if options.compatibility == .canns {
    // canns lets the head follow the movement unasked.
    return result.headDirection == result.movementDirection ? ("movement", "movement") : ("recorded or movement", "head")
  }
  if result.headDirection.contains(where: \.isFinite) { return ("recorded", "head") }
  return ("none", result.isLinear ? "none" : "movement")
}

private func trajectoryWarnings(
  _ result: TrajectoryResult, quality: TrajectoryQuality, options: TrajectoryParameters
) -> [String] {
  var warnings: [String] = []
  if quality.repairs.backward > 0 {
    warnings.append("Times went back \(quality.repairs.backward) times; samples were sorted by time.")
  }
  if options.compatibility == .canns {
    if abs(quality.step / options.taskStep - 1) > 0.01 {
      warnings.append(
        "As in canns, angular velocity is divided by \(formatted(options.taskStep)) s although samples are \(formatted(quality.step)) s apart: it is \(formatted(options.taskStep / quality.step, digits: 3)) times too small."
      )
    }
    return warnings
  }
  if options.headDirection == .movement {
    warnings.append(
      "Head direction is the direction of movement, as asked: it says nothing of where the animal looked.")
  } else if !result.headDirection.contains(where: \.isFinite) {
    warnings.append(
      "There is no head direction: head_direction is empty"
        + (result.isLinear ? ", and so is angular_velocity." : ", and angular_velocity is that of the path.")
        + " Name it with --map head_direction=NAME or --head-markers FRONT,BACK, or let the movement stand in for it with --head-direction movement."
    )
  }
  if quality.bridged > 1.001 * options.maximumGap {
    warnings.append(
      "Samples are \(formatted(quality.step)) s apart, so gaps up to \(formatted(quality.bridged)) s (two sampling intervals) were filled."
    )
  }
  return warnings
}

func largestMagnitude(_ values: [Double]) -> Double {
  values.reduce(.nan) { $1.isFinite ? ($0.isNaN ? abs($1) : max($0, abs($1))) : $0 }
}

extension TrajectoryImport {
  public static func checks(_ result: TrajectoryResult, parameters: TrajectoryParameters) -> [QualityCheck] {
    func number(_ name: String) -> Double { result.summary.numbers.first { $0.key == name }?.value.double ?? .nan }
    func grade(_ value: Double, pass: ClosedRange<Double>, warn: ClosedRange<Double>) -> QualityCheck.Outcome {
      pass.contains(value) ? .pass : warn.contains(value) ? .warn : .fail
    }
    let everything = -Double.infinity...Double.infinity
    let valid = number("valid_fraction")
    let jumping = number("jump_samples") / number("recorded_samples")
    let jitter = number("sampling_jitter_ms") * 1e-3 * number("sampling_rate_hz")
    let gap = number("longest_gap_s")
    let fast = 100 * number("speed_99_m_s")
    let coverage = number("arena_coverage")
    return [
      QualityCheck(
        "Valid samples", grade(valid, pass: 0.95...1, warn: 0.5...1), found: percent(valid),
        threshold: "pass from 95 %, fail below 50 %"),
      QualityCheck(
        "Jumps of the tracking", grade(jumping, pass: 0...0.01, warn: 0...0.1), found: "\(percent(jumping)) of the samples",
        threshold: "pass up to 1 %, fail above 10 %"),
      QualityCheck(
        "Longest gap", grade(gap, pass: 0...1, warn: 0...30), found: "\(formatted(gap, digits: 3)) s",
        threshold: "pass up to 1 s, fail above 30 s"),
      QualityCheck(
        "Even sampling", grade(jitter, pass: 0...0.1, warn: everything),
        found: "standard deviation of the step \(percent(jitter)) of it", threshold: "pass up to 10 %"),
      QualityCheck(
        "Speed of the animal", grade(fast, pass: 5...200, warn: everything),
        found: "99 % of the samples below \(formatted(fast, digits: 3)) cm/s",
        threshold: "5 to 200 cm/s (otherwise look at the unit of the position)"),
      QualityCheck(
        "Coverage of the arena", grade(coverage, pass: 0.8...1, warn: everything),
        found: "\(percent(coverage)) of the squares a twentieth of it wide",
        threshold: "pass from 80 % (of the rectangle around the path)"),
    ]
  }

  public static func methods(_ parameters: TrajectoryParameters, result: TrajectoryResult) -> String {
    if parameters.compatibility == .canns {
      return
        "Velocity, head direction and angular velocity of the recorded positions were computed as in canns 1.5, with a time step of \(formatted(parameters.taskStep)) s."
    }
    var text = "The tracked path"
    if let limit = parameters.maximumSpeed {
      text += ", without samples that could only be reached faster than \(formatted(limit)) m/s,"
    }
    let rate = result.summary.numbers.first { $0.key == "rate_hz" }?.value.double ?? .nan
    text +=
      " was interpolated linearly at \(formatted(rate)) Hz over gaps up to \(formatted(parameters.maximumGap)) s"
    if parameters.smoothing > 0 {
      text += " and smoothed with a Gaussian of \(formatted(parameters.smoothing * 1e3)) ms standard deviation"
    }
    text += "; velocity and angular velocity are central differences."
    if parameters.headDirection == .movement { text += " The direction of movement stands in for the head direction." }
    return text
  }
}
