import ArrayFiles
import ArrayNumerics
import Schema

/// What spike times say of their unit and of their clock: spikes lie within the tracking, cells fire at 0.01 to 300 Hz, and
/// times in seconds are not all whole.
struct SpikeClockCheck {
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

  /// Of spikes outside the tracking.
  static let mostOutside = 0.95
  /// The tracking is so many times as long as the time with spikes.
  static let longestTracking = 100.0
  /// Hertz.
  static let slowest = 0.01
  static let slowestWhole = 0.05
  static let fastest = 300.0
  static let unusuallyFast = 100.0
  /// Fewer spikes say nothing.
  static let fewest = 50

  init(_ trains: [TrainSurvey], outside: Int, tracking: ClosedRange<Double>?, origin: UnitOrigin) {
    spikes = trains.reduce(0) { $0 + $1.count }
    (self.outside, self.tracking, self.origin) = (outside, tracking, origin)
    let ends = trains.compactMap(\.span)
    let span = (ends.map(\.upperBound).max() ?? 0) - (ends.map(\.lowerBound).min() ?? 0)
    self.span = span
    let rates = trains.filter { $0.count >= 10 }.map { Double($0.count) / span }
    rate = rates.isEmpty || span <= 0 ? nil : median(rates)
    isWhole = !trains.isEmpty && trains.allSatisfy(\.isWhole)
  }

  /// What is odd about them, the worst first.
  enum Oddity: Equatable {
    case outsideTracking, shortAgainstTracking, whole, slow, fast, unusuallyFast
  }

  var oddities: [(oddity: Oddity, verdict: UnitVerdict)] {
    guard spikes >= SpikeClockCheck.fewest else { return [] }
    var found: [(Oddity, UnitVerdict)] = []
    let worst: UnitVerdict = origin.isGiven ? .doubtful : .contradicted
    if Double(outside) >= SpikeClockCheck.mostOutside * Double(spikes) { found.append((.outsideTracking, worst)) }
    if let tracking, span > 0, tracking.upperBound - tracking.lowerBound > SpikeClockCheck.longestTracking * span {
      found.append((.shortAgainstTracking, worst))
    }
    guard !origin.isGiven, let rate else { return found }
    if isWhole {
      found.append((.whole, rate < SpikeClockCheck.slowestWhole ? .contradicted : .doubtful))
    } else if rate < SpikeClockCheck.slowest {
      found.append((.slow, .doubtful))
    }
    if rate > SpikeClockCheck.fastest {
      found.append((.fast, origin.isStated ? .contradicted : .doubtful))
    } else if rate > SpikeClockCheck.unusuallyFast {
      found.append((.unusuallyFast, .doubtful))
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
      case .whole:
        "all \(spikes) spike times are whole numbers, and as seconds the cells fire at \(rate) Hz: they look like "
        "milliseconds or sample numbers."
      case .slow:
        "spikes span \(measured(span)) s and half of the cells fire at less than \(rate) Hz: are the times in "
        "milliseconds or sample numbers?"
      case .unusuallyFast:
        "spikes span \(measured(span)) s and half of the cells fire at more than \(rate) Hz: are the times in "
        "minutes, or another unit than seconds?"
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
