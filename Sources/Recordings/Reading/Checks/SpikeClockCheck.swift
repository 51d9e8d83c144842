import ArrayFiles
import ArrayNumerics
import Schema

/// What spike times say of their unit and of their clock: spikes lie within the tracking, cells fire at 0.01 to 300 Hz, and
/// times in seconds are not all whole.
package struct SpikeClockCheck {
  /// Of all cells.
  let spikes: Int
  /// Those before the first or after the last sample of the tracking.
  let outside: Int
  /// First and last sample of the tracking, in seconds; `nil` without tracking.
  let tracking: ClosedRange<Double>?
  /// From the first to the last spike of all, in seconds.
  let span: Double
  /// The median over cells with ten spikes and more of spikes for each second; `nil` without such cells.
  let rate: Double?
  let isWhole: Bool
  let origin: UnitOrigin
  /// The median step of the tracking in seconds; `nil` without tracking.
  let step: Double?

  /// Of spikes outside the tracking.
  static let mostOutside = 0.95
  /// The tracking is so many times as long as the time with spikes.
  static let longestTracking = 100.0
  /// The same where the tracking has frame numbers, or the cells fire unusually fast.
  static let longTracking = 10.0
  /// Seconds between samples; those of minutes are below it.
  static let shortStep = 0.0025
  /// Hertz.
  static let slowest = 0.01
  static let slowestWhole = 0.05
  static let fastest = 300.0
  static let unusuallyFast = 100.0
  /// Fewer spikes say nothing.
  static let fewest = 50

  init(
    _ trains: [TrainSurvey], outside: Int, tracking: ClosedRange<Double>?, step: Double? = nil, origin: UnitOrigin
  ) {
    spikes = trains.reduce(0) { $0 + $1.count }
    (self.outside, self.tracking, self.origin, self.step) = (outside, tracking, origin, step)
    let ends = trains.compactMap(\.span)
    let span = (ends.map(\.upperBound).max() ?? 0) - (ends.map(\.lowerBound).min() ?? 0)
    self.span = span
    let rates = trains.filter { $0.count >= 10 }.map { Double($0.count) / span }
    rate = rates.isEmpty || span <= 0 ? nil : median(rates)
    isWhole = !trains.isEmpty && trains.allSatisfy(\.isWhole)
  }

  /// Whether so many of all spikes outside of what they belong to, a tracking or a field potential, say that the two are not on
  /// one clock.
  package static func isElsewhere(outside: Int, of spikes: Int) -> Bool {
    spikes >= fewest && Double(outside) >= mostOutside * Double(spikes)
  }

  /// What is odd about them, the worst first.
  enum Oddity: Equatable {
    case outsideTracking, shortAgainstTracking, frameNumbers, whole, slow, fast, unusuallyFast
  }

  /// How many times as long as the time with spikes the tracking is; `nil` without either.
  private var share: Double? {
    tracking.flatMap { span > 0 ? ($0.upperBound - $0.lowerBound) / span : nil }
  }

  var oddities: [(oddity: Oddity, verdict: UnitVerdict)] {
    guard spikes >= SpikeClockCheck.fewest else { return [] }
    var found: [(Oddity, UnitVerdict)] = []
    let worst: UnitVerdict = origin.isGiven ? .doubtful : .contradicted
    if SpikeClockCheck.isElsewhere(outside: outside, of: spikes) { found.append((.outsideTracking, worst)) }
    let isFast = rate ?? 0 > SpikeClockCheck.unusuallyFast
    if let share, share > (isFast ? SpikeClockCheck.longTracking : SpikeClockCheck.longestTracking) {
      found.append((.shortAgainstTracking, worst))
    } else if let share, share > SpikeClockCheck.longTracking, step == 1 {
      found.append((.frameNumbers, worst))
    }
    guard !origin.isGiven, let rate else { return found }
    if isWhole {
      found.append((.whole, rate < SpikeClockCheck.slowestWhole ? .contradicted : .doubtful))
    } else if rate < SpikeClockCheck.slowest {
      found.append((.slow, .doubtful))
    }
    if rate > SpikeClockCheck.fastest {
      found.append((.fast, origin.isStated ? .contradicted : .doubtful))
    } else if isFast {
      // Tracking that is as fast for its kind says that both are in minutes.
      let isBoth = step.map { $0 > 0 && $0 < SpikeClockCheck.shortStep } ?? false
      found.append((.unusuallyFast, isBoth ? .contradicted : .doubtful))
    }
    return found
  }
}

extension SpikeClockCheck {
  static let option = "--spike-time-unit s|ms|us|samples:<Hz>"

  /// The refusal for what cannot be.
  func error(_ oddity: Oddity, place: String?) -> FileError {
    .unusable(
      describe(oddity), place: place,
      remedy: sentence {
        "Say in which unit the spikes are, \(Self.option)"
        if tracking != nil { ", or the tracking, --time-unit s|ms|us|samples:<Hz>" }
        if oddity == .fast || oddity == .unusuallyFast { " (minutes are samples:0.0166667)" }
        "; with the unit said they are taken as they are."
      })
  }

  func describe(_ oddity: Oddity) -> String {
    let rate = measured(rate ?? 0)
    let ends = tracking.map { "\(measured($0.lowerBound)) to \(measured($0.upperBound)) s" } ?? "none"
    return sentence {
      switch oddity {
      case .outsideTracking:
        "\(outside) of \(spikes) spikes lie outside the tracking (\(ends)): spikes and tracking are not on one clock, "
        "or in different units."
      case .shortAgainstTracking:
        "all \(spikes) spikes lie within \(measured(span)) s and the tracking runs over \(ends): they are not in one unit."
      case .frameNumbers:
        "all \(spikes) spikes lie within \(measured(span)) s, and the tracking has a sample each second over \(ends): its "
        "times look like frame numbers."
      case .whole:
        "all \(spikes) spike times are whole numbers, and as seconds the cells fire at \(rate) Hz: they look like "
        "milliseconds or sample numbers."
      case .slow:
        "spikes span \(measured(span)) s and half of the cells fire at less than \(rate) Hz: are the times in "
        "milliseconds or sample numbers?"
      case .unusuallyFast:
        "spikes span \(measured(span)) s and half of the cells fire at more than \(rate) Hz"
        if let step, step > 0, step < SpikeClockCheck.shortStep {
          ", and the tracking has a sample every \(measured(step * 1000)) ms"
        }
        ": are the times in minutes, or another unit than seconds?"
      case .fast:
        "spikes span \(measured(span)) s and half of the cells fire at more than \(rate) Hz: the times are not in "
        if case .stated(let unit) = origin { "\(unit), as the file says." } else { "seconds." }
      }
    }
  }
}

extension RecordingReading {
  /// Refuses spikes that cannot be on the clock of the tracking or in their unit, and warns of what is unusual.
  mutating func judge(_ check: SpikeClockCheck) throws {
    for (oddity, verdict) in check.oddities {
      if verdict == .contradicted { throw check.error(oddity, place: roles.item(.spikes)?.path) }
      note(.warning, "spikes", check.describe(oddity), option: SpikeClockCheck.option)
    }
  }

  /// Refuses intervals between spikes: they go up and down, and those of each cell make the length of the session together.
  ///
  /// - Parameter length: of the tracking, in seconds; without it nobody knows.
  func refuseIntervals(_ unsorted: [TrainSurvey], cells: Int, length: Double?) throws {
    let totals = unsorted.filter(\.isUpAndDown).map(\.total)
    guard let length, totals.count > 1, 2 * totals.count >= cells, (0.5...1.1).contains(median(totals) / length) else { return }
    throw FileError.unusable(
      "in \(totals.count) of \(cells) cells the times go up and down, and together they make \(measured(median(totals))) s a "
        + "cell: these are intervals between spikes.", place: roles.item(.spikes)?.path,
      remedy: "Save the times: numpy.cumsum of the intervals of each cell, from its first spike.")
  }

  /// Refuses spikes of several recordings one after another, each with a clock of its own: sorted, they would lie on top of
  /// each other.
  func refuseRestart(_ unsorted: [TrainSurvey], cells: Int, span: Double) throws {
    let again = unsorted.filter { $0.startsAgain(within: span) }
    guard !again.isEmpty, 2 * again.count >= cells else { return }
    let fall = again.map(\.fall).max() ?? 0
    throw FileError.unusable(
      "the clock of the spikes starts again: in \(again.count) of \(cells) cells times go back by up to \(measured(fall)) s.",
      place: roles.item(.spikes)?.path,
      remedy: "Several recordings may stand one after another, each with a clock of its own: read each by itself, or put them "
        + "on one clock.")
  }
}
