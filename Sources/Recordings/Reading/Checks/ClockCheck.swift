import ArrayFiles
import ArrayNumerics
import Schema

/// What the times of tracking say of their unit: trackers take 1 to 1000 samples a second.
struct ClockCheck {
  /// The median of the steps in seconds.
  let step: Double
  let count: Int
  let origin: UnitOrigin

  /// Seconds between samples.
  static let longStep = 1.0
  static let impossiblyLongStep = 5.0
  static let shortStep = 0.0003
  /// Sessions that are both so fast and so short are in minutes.
  static let unusuallyShortStep = 0.0025
  static let shortSession = 180.0

  /// Whether the times can be in the unit that is stated or guessed.
  var verdict: UnitVerdict {
    if origin.isGiven { return .agrees }
    if step >= ClockCheck.impossiblyLongStep, count >= 20 { return .contradicted }
    if step >= ClockCheck.longStep { return .doubtful }
    guard step > 0, count >= 20 else { return .agrees }
    if looksLikeMinutes { return .doubtful }
    guard step < ClockCheck.shortStep else { return .agrees }
    return origin.isStated ? .contradicted : .doubtful
  }

  /// Thousands of samples of a tracker faster than any camera, in less than three minutes.
  var looksLikeMinutes: Bool {
    origin == .guessed && count >= 1000 && step >= ClockCheck.shortStep && step < ClockCheck.unusuallyShortStep
      && step * Double(count) < ClockCheck.shortSession
  }
}

extension ClockRepairs {
  /// Samples of two walks that lie between each other in time.
  private static let mostInterleaved = 20

  /// Whether several recordings stand one after another, each with a clock of its own: a part of the samples lies far
  /// behind one before them, or between others as only those of a second clock do.
  ///
  /// - Parameters:
  ///   - count: of all samples.
  ///   - step: the median step in seconds.
  package func startsAgain(among count: Int, step: Double) -> Bool {
    furthest > max(1, 10 * step) && (5 * displaced > count || interleaved >= ClockRepairs.mostInterleaved)
  }
}

extension RecordingReading {
  /// Times in seconds, in the unit that is given, stated, or else seconds.
  ///
  /// - Throws: `FileError` for a unit that is stated and not known.
  mutating func readTimes(_ item: ArraySource.Item, unit name: String?) throws -> [Double] {
    if item.typeName == TableDates.typeName { return try readDates(item) }
    let values = try vector(item)
    let (unit, origin) = try timeUnit(of: item, name: name, given: options.timeUnit, "time")
    clockOrigin = origin
    guard unit.perSecond != 1 else { return values }
    return values.map { $0 / unit.perSecond }
  }

  /// Dates as seconds from the first of them.
  private mutating func readDates(_ item: ArraySource.Item) throws -> [Double] {
    guard case .array(let array) = try source.read(item), let texts = array.strings, let first = texts.first,
      let t = TableDates.secondsFromFirst(texts)
    else { throw FileError.unusable("dates with times of day were expected; it is \(item.typeName).", place: item.path) }
    clockOrigin = .stated("seconds")
    note(
      .found, "time", "\(item.path) holds dates; times are seconds from the first of them, \(first).", option: "--map t=NAME")
    return t
  }

  /// The unit of an item's times, and how it is known.
  mutating func timeUnit(
    of item: ArraySource.Item, name: String?, given: TimeUnit?, _ what: String
  ) throws -> (TimeUnit, UnitOrigin) {
    if let given { return (given, .given) }
    guard let stated = try statedUnit(of: item, name: name), !stated.isEmpty else { return (.second, .guessed) }
    let rate = try number(.samplingRate)
    guard let unit = TimeUnit(stated: stated, sampleRate: rate) else {
      let isCount = TimeUnit.countNames.contains(stated.lowercased())
      throw FileError.unusable(
        sentence {
          "times are in '\(stated)', as its name or unit says, "
          if isCount { "and nothing says how many make a second." } else { "which is no unit of time that is known here." }
        },
        place: item.path,
        remedy: "Say what they are: --\(what == "spikes" ? "spike-time-unit" : "time-unit") s|ms|us|samples:HERTZ.")
    }
    // Seconds are what is expected anyway, and say no more than a guess.
    if unit == .second { return (unit, .guessed) }
    note(
      .found, what,
      "\(item.path) is in \(stated), as its name or unit says; taken as seconds / \(measured(unit.perSecond)).")
    return (unit, .stated(stated))
  }

  /// The unit that an item states: by its attribute, by a text beside it (`t_unit`), or at the end of its name.
  ///
  /// - Throws: `FileError` when two of these contradict each other.
  func statedUnit(of item: ArraySource.Item, name: String?) throws -> String? {
    let places = [item.path + "_unit", item.path + "_units"]
    let text = source.items.first { $0.typeName.hasPrefix("str") && places.contains($0.path) }
    let beside = try text.flatMap { item -> String? in
      guard case .array(let array) = try source.read(item) else { return nil }
      return array.strings?.first
    }
    guard let stated = item.unit ?? beside, !stated.isEmpty else { return name }
    guard let name else { return stated }
    let sizes = [stated, name].map { (text: String) -> String? in
      if let unit = TimeUnit(stated: text) { return "t\(unit.perSecond)" }
      if let unit = PositionUnit(argument: text) { return "x\(unit.metres)" }
      return AngleUnit.stated(text).map { "a\($0.unit)\($0.factor)" }
    }
    guard let first = sizes[0], let second = sizes[1], first != second else { return stated }
    throw FileError.unusable(
      "its name says \(name) and its unit says \(stated).", place: item.path,
      remedy: "Say which it is: --time-unit, --spike-time-unit, --position-unit or --angle-unit, and rename one of them.")
  }

  /// The samples that have a time, where one value marks those that have none.
  mutating func withoutLostTimes(_ t: [Double]) -> [Int] {
    guard options.lostValue != .some(.none), let mark = markOfLostTimes(t) else { return Array(t.indices) }
    let timed = t.indices.filter { t[$0] != mark }
    note(
      .warning, "time",
      "\(t.count - timed.count) of \(t.count) times are exactly \(measured(mark)), below all others and in between them: taken "
        + "as a mark of samples without a time, which were left out.", option: "--lost-value none")
    return timed
  }

  /// Whether so many samples are those of the field potential, with which some laboratories sample the tracking.
  func isFieldClock(_ count: Int) -> Bool {
    roles.item(.lfp).flatMap { elementCount($0.shape) } == count
  }

  /// Refuses times that cannot be in their unit, and warns of what is unusual.
  ///
  /// - Parameter what: `tracking` or `signals`; `nil` for times of nothing, which are never refused.
  mutating func judgeClock(_ t: [Double], step: Double, of what: String?) throws {
    let check = ClockCheck(step: step, count: t.count, origin: clockOrigin)
    // Voltage is imaged as fast, and field potentials are sampled so.
    if check.looksLikeMinutes, what != "tracking" || isFieldClock(t.count) { return }
    let remedy = "--time-unit ms|us|samples:<Hz>"
    switch check.verdict {
    case .agrees: break
    case .contradicted where what != nil:
      throw FileError.unusable(
        sentence {
          "the \(t.count) samples of the \(what ?? "") are \(measured(step)) s apart when times are in "
          if case .stated(let unit) = clockOrigin { "\(unit), as the file says" } else { "seconds" }
          ", and no \(what == "tracking" ? "tracker" : "microscope") is so "
          if step >= ClockCheck.longStep { "slow." } else { "fast." }
        },
        place: roles.item(.time)?.path,
        remedy: "Say what they are: \(remedy), or --time-unit s if they are seconds all the same.")
    case .doubtful, .contradicted:
      note(
        .warning, "time",
        sentence {
          "samples are \(measured(step)) s apart: are the times in "
          if check.looksLikeMinutes {
            "minutes? The \(t.count) samples would last \(measured(step * Double(t.count))) s."
          } else if step >= ClockCheck.longStep {
            "milliseconds or sample numbers?"
          } else {
            "another unit than seconds?"
          }
        },
        option: check.looksLikeMinutes ? "--time-unit samples:0.0166667" : remedy)
    }
  }
}
