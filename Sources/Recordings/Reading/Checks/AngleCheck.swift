import ArrayFiles
import ArrayNumerics
import Schema

/// What the values of recorded angles say of their unit.
///
/// Wrapped degrees jump by up to 360; radians, unwrapped or not, never step by more than π but at a wrap. Where neither is
/// seen, the speed of turning decides: a head turns at 0.2 to 5 rad/s in the median, which is 14 to 290 °/s.
struct AngleCheck {
  /// The smallest and largest value.
  let low: Double
  let high: Double
  /// The number of finite values.
  let count: Int
  /// The first finite value.
  let first: Double
  /// Steps of more than half a turn in degrees.
  let degreeWraps: Int
  /// The share of steps of more than π.
  let shareBeyondPi: Double
  /// Steps of more than half of the whole range.
  let jumps: Int
  /// Whether the values go around at the ends of their range: steps over more than four fifths of it, hardly any over a third
  /// to four fifths, and every part of it visited, as is no track's on which an animal faces one way or the other.
  let goesAround: Bool
  /// Whether all values are whole numbers.
  let isWhole: Bool
  /// The median of steps for each second; `nil` without a clock.
  let turnRate: Double?

  /// Turning between this many units a second or slower is in radians.
  static let fastestRadians = 8.0
  /// Radians: in a session a head looks in more than a third of all directions.
  static let narrowest = 2 * Double.pi / 3
  static let fewestOfASession = 500
  /// A turn with the rounding of files.
  static let slack = 1.02

  init(_ values: [Double], at t: [Double]?) {
    let finite = values.filter(\.isFinite)
    (low, high, count) = (finite.min() ?? 0, finite.max() ?? 0, finite.count)
    first = finite.first ?? 0
    let survey = StepSurvey([values], at: t)
    degreeWraps = survey.count(beyond: 180)
    shareBeyondPi = survey.share(beyond: .pi * AngleCheck.slack)
    isWhole = finite.allSatisfy { $0 == $0.rounded() }
    let range = high - low
    jumps = survey.count(beyond: range / 2)
    let ends = survey.count(beyond: 0.8 * range)
    let between = survey.count(beyond: 0.3 * range) - ends
    goesAround = ends >= 3 && ends > 2 * between && AngleCheck.isFilled(finite, from: low, to: high)
    turnRate = survey.rates.isEmpty ? nil : median(survey.rates)
  }

  /// Whether each eighth of a range is visited, in half a percent of the time at least.
  private static func isFilled(_ values: [Double], from low: Double, to high: Double) -> Bool {
    var counts = [Int](repeating: 0, count: 8)
    for value in values { counts[min(7, Int((value - low) / (high - low) * 8))] += 1 }
    return counts.allSatisfy { 200 * $0 >= values.count }
  }

  var largest: Double { max(abs(low), abs(high)) }
  private var fitsRadians: Bool { largest <= 7 && high - low <= 7 }
  private var fitsDegrees: Bool { largest <= 361 && high - low <= 361 }
  private var isWrappedInDegrees: Bool { fitsDegrees && degreeWraps > 0 }
  /// A turn that is neither 2π nor 360: parts of a turn, half degrees, counts of an encoder, numbers of bins.
  private var hasAnotherTurn: Bool {
    largest > 361 && jumps >= 3 || goesAround && !fills(.radian) && !fills(.degree)
  }
  /// Whether the range is that of a turn of a unit, where bins may be as wide as 60 degrees. A mark of lost samples that
  /// somebody keeps may stand beside it, but not beside whole numbers, which number the bins of a turn.
  func fills(_ unit: AngleUnit) -> Bool {
    let share = (high - low) / unit.wholeTurn
    return share > 0.8 && share < (isWhole ? AngleCheck.slack : 1.3)
  }
  /// Turning as slow as only radians are, without the steps that only degrees have.
  private var isSlow: Bool? { turnRate.map { $0 < AngleCheck.fastestRadians && shareBeyondPi < 0.01 } }

  /// The unit, when nothing says it.
  var guess: (unit: AngleUnit, verdict: UnitVerdict) {
    if hasAnotherTurn { return (.radian, .contradicted) }
    if largest <= 7 { return (.radian, .agrees) }
    if isWrappedInDegrees { return (.degree, .agrees) }
    guard let isSlow else { return fitsDegrees ? (.degree, .agrees) : (.radian, .doubtful) }
    if !isSlow { return (.degree, .agrees) }
    // What is unwrapped starts within one turn; a head at rest may turn as slowly in degrees.
    return abs(first) <= 2 * .pi * AngleCheck.slack ? (.radian, .agrees) : (.degree, .doubtful)
  }

  /// Whether the values can be in a unit that the file states.
  func verdict(on unit: AngleUnit) -> UnitVerdict {
    switch unit {
    case .radian:
      if hasAnotherTurn { return .contradicted }
      if fitsRadians { return .agrees }
      if isWrappedInDegrees { return .contradicted }
      guard let turnRate else { return .doubtful }
      if turnRate < AngleCheck.fastestRadians, shareBeyondPi < 0.01 { return .agrees }
      return turnRate > 3 * AngleCheck.fastestRadians && shareBeyondPi >= 0.01 ? .contradicted : .doubtful
    case .degree:
      if hasAnotherTurn { return .contradicted }
      if fitsRadians { return count >= 20 ? .doubtful : .agrees }
      // Many slow turns are those of unwrapped radians.
      return isSlow == true && high - low > 30 && degreeWraps == 0 && turnRate ?? 0 > 0 ? .doubtful : .agrees
    case .turn:
      if goesAround { return fills(.turn) ? .agrees : .contradicted }
      if largest <= AngleCheck.slack { return .agrees }
      // Unwrapped, they turn as slowly as heads do.
      return turnRate ?? .infinity < AngleCheck.fastestRadians / (2 * .pi) && abs(first) <= AngleCheck.slack
        ? .agrees : .doubtful
    }
  }
}

extension RecordingReading {
  /// Angles in radians in [0, 2π) from those that a file holds under `path`.
  ///
  /// - Parameters:
  ///   - unit: the unit that the file states.
  ///   - t: their times in seconds.
  /// - Throws: `FileError` when the values cannot be in that unit, and no option says that they are.
  mutating func headDirection(
    _ recorded: [Double], unit: String?, path: String, at t: [Double]? = nil
  ) throws -> [Double] {
    let stated = options.angleUnit == nil ? unit.flatMap(AngleUnit.stated) : nil
    let known = (options.angleUnit ?? stated?.unit).map { [$0] } ?? [AngleUnit.radian, .degree]
    let scaled = stated.map { stated in stated.factor == 1 ? recorded : recorded.map { $0 * stated.factor } } ?? recorded
    let values = markLost([scaled], "head direction", path, turns: known.map(\.wholeTurn))[0]
    let check = AngleCheck(values, at: t)
    let unit = try angleUnit(check, stated: unit, path)
    if values.count > 1, check.low == check.high {
      note(
        .warning, "head direction",
        "\(path) is \(measured(check.low)) in all samples: the head never turned, or was not tracked.",
        option: "--map head_direction=none")
    } else if check.count >= AngleCheck.fewestOfASession, unit.radians(check.high - check.low) < AngleCheck.narrowest {
      note(
        .warning, "head direction",
        "\(path) covers \(measured(unit.radians(check.high - check.low) * 180 / .pi)) degrees only, in \(unit): is it a sine, "
          + "or in another unit?", option: "--angle-unit rad|deg|turns")
    }
    return values.map { wrappedAngle(unit.radians($0)) }
  }

  private mutating func angleUnit(_ check: AngleCheck, stated: String?, _ path: String) throws -> AngleUnit {
    let range = "\(measured(check.low)) to \(measured(check.high))"
    if let given = options.angleUnit {
      note(.found, "head direction", "\(path), \(given) from \(range), as --angle-unit says.")
      return given
    }
    guard let stated, let unit = AngleUnit.stated(stated)?.unit else {
      let (unit, verdict) = check.guess
      if verdict == .contradicted {
        throw FileError.unusable(
          "angles run from \(range) and wrap around there: their turn is neither 2π nor 360.", place: path,
          remedy: check.fills(.turn)
            ? "If they are parts of a turn: --angle-unit turns; otherwise say what they are: --angle-unit rad|deg."
            : "Save them in radians or degrees, or say what they are with --angle-unit rad|deg|turns.")
      }
      if let stated, !["", "n/a", "na", "unknown", "none", "a.u."].contains(stated.lowercased()) {
        note(
          .warning, "head direction", "the file says that \(path) is in '\(stated)', which is no unit of angles known here.",
          option: "--angle-unit rad|deg|turns")
      }
      describeGuess(unit, check, path, range)
      if verdict == .doubtful {
        note(
          .warning, "head direction",
          "\(path) runs from \(range): neither radians nor degrees for certain; taken as \(unit).",
          option: "--angle-unit rad|deg")
      }
      return unit
    }
    let other: AngleUnit = check.fills(.turn) && unit != .turn ? .turn : unit == .radian ? .degree : .radian
    let option = "--angle-unit \(other.argument)"
    switch check.verdict(on: unit) {
    case .agrees: break
    case .doubtful:
      note(
        .warning, "head direction",
        "the file says that \(path) is in \(stated), but it runs from \(range): is it in \(other)?", option: option)
    case .contradicted:
      throw FileError.unusable(
        "the file says that these angles are in \(stated), but they run from \(range) and cannot be.", place: path,
        remedy: "If they are in \(other): \(option). If they are in \(unit): --angle-unit \(unit.argument).")
    }
    note(.found, "head direction", "\(path) is in \(unit), as the file says, from \(range).")
    return unit
  }

  private mutating func describeGuess(_ unit: AngleUnit, _ check: AngleCheck, _ path: String, _ range: String) {
    let isPlain = unit == .radian && check.largest <= 7
    note(
      isPlain ? .found : .guessed, "head direction",
      sentence {
        if isPlain {
          "\(path), radians from \(range) (by its range)."
        } else if unit == .degree {
          "\(path) is in degrees, since it runs from \(range)."
        } else {
          "\(path) runs from \(range) without a wrap and turns at \(measured(check.turnRate ?? 0)) a second: "
          "radians, unwrapped, were taken modulo 2π."
        }
      },
      option: isPlain ? nil : "--angle-unit rad|deg")
  }
}
