import ArrayNumerics
import Schema
import Stages

extension TrajectoryImport {
  public static func headline(_ result: TrajectoryResult, parameters: TrajectoryParameters) -> String {
    sentence {
      "\(result.t.count) samples at \(formatted(Double(result.t.count - 1) / result.span)) Hz (\(formatted(result.span)) s), "
      "\(percent(result.validFraction)) valid; median speed "
      "\(formatted(100 * result.quality.medianSpeed, digits: 3)) cm/s, \(result.quality.jumps) jumps removed."
    }
  }

  public static func checks(_ result: TrajectoryResult, parameters: TrajectoryParameters) -> [QualityCheck] {
    let quality = result.quality
    let jumping = Double(quality.jumpSamples) / Double(quality.samples)
    let jitter = quality.jitter * 1e-3 * quality.samplingRate
    let fast = 100 * quality.fastSpeed
    return [
      QualityCheck(
        "Valid samples", .init(pass: result.validFraction >= 0.95, warn: result.validFraction >= 0.5),
        found: percent(result.validFraction), threshold: "pass from 95 %, fail below 50 %"),
      QualityCheck(
        "Jumps of the tracking", .init(pass: jumping <= 0.01, warn: jumping <= 0.1),
        found: "\(percent(jumping)) of the samples", threshold: "pass up to 1 %, fail above 10 %"),
      QualityCheck(
        "Longest gap", .init(pass: quality.longestGap <= 1, warn: quality.longestGap <= 30),
        found: "\(formatted(quality.longestGap, digits: 3)) s", threshold: "pass up to 1 s, fail above 30 s"),
      QualityCheck(
        "Even sampling", .init(pass: jitter <= 0.1), found: "standard deviation of the step \(percent(jitter)) of it",
        threshold: "pass up to 10 %"),
      QualityCheck(
        "Speed of the animal", .init(pass: (5...200).contains(fast)),
        found: "99 % of the samples below \(formatted(fast, digits: 3)) cm/s",
        threshold: "5 to 200 cm/s (otherwise look at the unit of the position)"),
      QualityCheck(
        "Coverage of the arena", .init(pass: quality.coverage >= 0.8),
        found: "\(percent(quality.coverage)) of the squares a twentieth of it wide",
        threshold: "pass from 80 % (of the rectangle around the path)"),
    ]
  }

  public static func methods(_ parameters: TrajectoryParameters, result: TrajectoryResult) -> String {
    sentence {
      if parameters.compatibility == .canns {
        "Velocity, head direction and angular velocity of the recorded positions were computed as in canns 1.5, "
        "with a time step of \(formatted(parameters.taskStep)) s."
      } else {
        cleaning(parameters, result)
      }
      if parameters.headDirection == .movement { " The direction of movement stands in for the head direction." }
      if parameters.flipsY { " The y axis was reflected within its range." }
    }
  }

  private static func cleaning(_ parameters: TrajectoryParameters, _ result: TrajectoryResult) -> String {
    sentence {
      "The tracked path"
      if let limit = parameters.maximumSpeed {
        ", without samples that could only be reached faster than \(formatted(limit)) m/s,"
      }
      " was interpolated linearly at \(amount(result.rate, asked: parameters.rate ?? result.rate)) Hz "
      "over gaps up to \(formatted(parameters.maximumGap)) s"
      if parameters.smoothing > 0 {
        " and smoothed with a Gaussian of \(formatted(parameters.smoothing * 1e3)) ms standard deviation"
      }
      "; velocity and angular velocity are central differences."
      if parameters.stillSpeed > 0 {
        " Up to \(formatted(parameters.stillSpeed)) m/s the animal has no direction of movement."
      }
    }
  }
}

/// What was left out of a trajectory and what to be warned of.
func trajectoryNotes(
  _ rows: TrajectoryRows, quality: TrajectoryQuality, options: TrajectoryParameters
) -> StageNotes {
  let limit = options.maximumSpeed.map { formatted($0) } ?? ""
  let invalid = rows.t.count - rows.valid.count { $0 }
  return StageNotes(
    dropped: [
      DroppedItems("samples", count: quality.repeatedTimes, reason: "the time of another sample"),
      DroppedItems("samples", count: quality.jumpSamples, reason: "could only be reached faster than \(limit) m/s"),
      DroppedItems("samples", count: quality.lost, reason: "without a position (NaN)"),
      DroppedItems(
        "rows", count: options.compatibility == .canns ? 0 : invalid,
        reason: "not valid: in gaps longer than \(formatted(quality.bridged)) s"),
    ], warnings: trajectoryWarnings(rows, quality: quality, options: options))
}

/// Where head direction and angular velocity come from, in words that go into the record.
func directionSources(_ rows: TrajectoryRows, _ options: TrajectoryParameters) -> (direction: String, turning: String) {
  if options.headDirection == .movement { return ("movement", "movement") }
  if options.compatibility == .canns {
    // canns lets the head follow the movement unasked.
    return rows.headDirection == rows.movementDirection ? ("movement", "movement") : ("recorded or movement", "head")
  }
  if rows.headDirection.contains(where: \.isFinite) { return ("recorded", "head") }
  return ("none", rows.isLinear ? "none" : "movement")
}

private func trajectoryWarnings(
  _ rows: TrajectoryRows, quality: TrajectoryQuality, options: TrajectoryParameters
) -> [String] {
  var warnings: [String] = []
  if quality.backwardTimes > 0 {
    warnings.append("Times went back \(quality.backwardTimes) times; samples were sorted by time.")
  }
  if options.compatibility == .canns {
    if abs(quality.step / options.taskStep - 1) > 0.01 {
      warnings.append(
        sentence {
          "As in canns, angular velocity is divided by \(formatted(options.taskStep)) s although samples are "
          "\(formatted(quality.step)) s apart: it is \(formatted(options.taskStep / quality.step, digits: 3)) times too small."
        })
    }
    return warnings
  }
  if options.headDirection == .movement {
    warnings.append("Head direction is the direction of movement, as asked: it says nothing of where the animal looked.")
  } else if !rows.headDirection.contains(where: \.isFinite) {
    warnings.append(
      sentence {
        "There is no head direction: head_direction is empty"
        if rows.isLinear { ", and so is angular_velocity." } else { ", and angular_velocity is that of the path." }
        " Name it with --map head_direction=NAME or --head-markers FRONT,BACK, "
        "or let the movement stand in for it with --head-direction movement."
      })
  }
  if quality.bridged > 1.001 * options.maximumGap {
    warnings.append(
      sentence {
        "Samples are \(formatted(quality.step)) s apart, "
        "so gaps up to \(formatted(quality.bridged)) s (two sampling intervals) were filled."
      })
  }
  return warnings
}
