import ArrayFiles
import ArrayNumerics
import Schema

/// What the values of recorded positions say of their unit: animals run in arenas and on tracks of 5 cm to 20 m, at up to
/// 3 m/s.
struct PositionCheck {
  /// The larger of width and height, in the unit of the file.
  let extent: Double
  /// Nine of ten steps are slower, in units a second; `nil` without a clock.
  let speed: Double?
  let unit: PositionUnit

  /// Metres.
  static let widest = 20.0
  static let narrowest = 0.05
  static let impossiblyNarrow = 0.02
  static let belowAnyAnimal = 0.001
  /// Metres a second.
  static let fastest = 3.0
  static let impossiblyFast = 20.0
  /// A third axis that extends over this share of the first is one of the floor.
  static let floorShare = 0.2
  /// Numbers over this on one axis, and over the other on the second, are hardly centimetres: boxes are smaller.
  static let widestBox = 250.0
  static let narrowestBox = 100.0
  /// Nine of ten steps in such a box are slower, in metres a second.
  static let fastestInBox = 2.0

  init(extent: Double, speed: Double?, unit: PositionUnit) {
    (self.extent, self.speed, self.unit) = (extent, speed, unit)
  }

  /// In metres.
  var width: Double { extent * unit.metres }
  /// In metres a second.
  var pace: Double? { speed.map { $0 * unit.metres } }

  /// Unusually wide, narrow, or fast.
  var isTooWide: Bool { width > PositionCheck.widest }
  var isTooNarrow: Bool { unit != .metre && width > 0 && width < PositionCheck.narrowest }
  var isTooFast: Bool { width > 1 && pace ?? 0 > PositionCheck.fastest }

  /// Whether the values can be in a unit that the file states.
  var verdict: UnitVerdict {
    if isTooWide, pace ?? 0 > PositionCheck.impossiblyFast { return .contradicted }
    // As metres they would be an arena, and as smaller units an arena of a coin's size.
    if isTooNarrow, width < PositionCheck.impossiblyNarrow, (0.1...10).contains(extent) { return .contradicted }
    if isTooNarrow, width < PositionCheck.belowAnyAnimal, extent > 1 { return .contradicted }
    return isTooWide || isTooNarrow || isTooFast ? .doubtful : .agrees
  }

  /// The unit, when nothing says it: arenas and tracks are rarely wider than 10 m or narrower than 10 cm, and boxes, which
  /// are wide along both axes, than 2.5 m.
  ///
  /// - Parameters:
  ///   - narrower: the smaller of width and height, 0 for a track.
  ///   - speed: nine of ten steps are slower, in units a second.
  ///   - isWhole: whether all values are whole numbers, which centimetres hardly are.
  static func guess(
    extent: Double, narrower: Double = 0, speed: Double? = nil, isWhole: Bool = false
  ) -> RecordedPositionUnit {
    switch extent {
    case ...10:
      return RecordedPositionUnit(unit: .metre, guessed: true, reason: "a usual size of an arena in metres")
    case ...1000:
      let box = "\(measured(extent / 100)) x \(measured(narrower / 100)) m"
      if isWideBox(extent, narrower), let speed, speed / 100 > fastestInBox {
        return RecordedPositionUnit(
          unit: .millimetre, guessed: true,
          reason: "in cm one step of ten in a box of \(box) would be faster than \(measured(speed / 100)) m/s")
      }
      if isWideBox(extent, narrower), isWhole {
        return RecordedPositionUnit(
          unit: .millimetre, guessed: true, reason: "whole numbers; in cm the box would be \(box) wide")
      }
      return RecordedPositionUnit(
        unit: .centimetre, guessed: true, reason: "\(measured(extent)) m would be wider than any usual arena")
    default:
      return RecordedPositionUnit(
        unit: .millimetre, guessed: true,
        reason: "\(measured(extent)) cm would be wider than any usual arena; pixels are possible too")
    }
  }

  /// Whether numbers are those of a box that would be unusually wide in centimetres.
  static func isWideBox(_ extent: Double, _ narrower: Double) -> Bool {
    extent > widestBox && extent <= 1000 && narrower > narrowestBox
  }
}

extension RecordingReading {
  /// Positions in metres.
  ///
  /// - Parameters:
  ///   - unitName: the unit that the file states.
  ///   - t: the times of the samples in seconds.
  /// - Throws: `FileError` when the values cannot be in that unit, or it is one without a length.
  mutating func scaledPositions(
    _ x: [Double]?, _ y: [Double]?, unitName: String?, at t: [Double]? = nil
  ) throws -> ([Double]?, [Double]?) {
    guard let x else { return (nil, y) }
    let extents = [range(x), y.map(range) ?? 0].sorted()
    let extent = extents[1]
    let rates = StepSurvey([x] + (y.map { [$0] } ?? []), at: t).rates
    let speed = rates.count < 20 ? nil : quantile(rates, 0.9)
    func isWhole(_ values: [Double]) -> Bool { values.allSatisfy { !$0.isFinite || $0 == $0.rounded() } }
    let guess = PositionCheck.guess(
      extent: extent, narrower: extents[0], speed: speed, isWhole: isWhole(x) && y.map(isWhole) ?? true)
    let recorded = try recordedUnit(extent: extent, unitName: unitName, guess)
    positionUnit = recorded
    if let y { try judgeAxes(AxisUnits(x, y), recorded.unit) }
    note(
      recorded.guessed ? .guessed : .found, "position",
      "positions extend over \(measured(extent)) and were taken to be in \(recorded.unit) (\(recorded.reason)).",
      option: recorded.guessed ? Self.positionOption : nil)
    try judge(PositionCheck(extent: extent, speed: speed, unit: recorded.unit), recorded, unitName: unitName)
    if recorded.guessed, PositionCheck.isWideBox(extent, extents[0]) {
      note(
        .warning, "position",
        sentence {
          "\(measured(extent)) x \(measured(extents[0])) may be millimetres or pixels, or centimetres of a room; "
          "\(recorded.unit) was taken."
        },
        option: Self.positionOption)
    }
    let scale = recorded.unit.metres
    guard scale != 1 else { return (x, y) }
    // Dividing by 100 keeps decimal centimetres exact where multiplying by 0.01 does not.
    let divisor = 1 / scale
    let isWhole = divisor == divisor.rounded()
    func scaled(_ value: Double) -> Double { isWhole ? value / divisor : value * scale }
    return (x.map(scaled), y.map { $0.map(scaled) })
  }

  /// Refuses two coordinates that cannot be in one unit, unless an option says that they are.
  private mutating func judgeAxes(_ axes: AxisUnits, _ unit: PositionUnit) throws {
    guard axes.differ(in: unit) else { return }
    let found = "the coordinates extend over \(measured(axes.wider)) and \(measured(axes.narrower)) and move alike in them: "
    guard options.positionUnit == nil else {
      note(.warning, "position", found + "both were taken in \(unit), as --position-unit says.")
      return
    }
    throw FileError.unusable(
      found
        + "one is in another unit than the other (in \(unit) a way \(measured(axes.narrower * unit.metres)) m wide).",
      place: roles.item(.y)?.path ?? roles.item(.position)?.path,
      remedy: "Bring both to one unit; --position-unit m|cm|mm takes both as they are.")
  }

  private static let positionOption = "--position-unit m|cm|mm|px:<m per px>"
  static let pixelNames: Set<String> = ["px", "pixel", "pixels", "pix"]

  private mutating func recordedUnit(
    extent: Double, unitName: String?, _ guess: RecordedPositionUnit
  ) throws -> RecordedPositionUnit {
    if let given = options.positionUnit { return RecordedPositionUnit(unit: given, guessed: false, reason: "given") }
    guard let unitName else { return guess }
    if let named = PositionUnit(argument: unitName) {
      return RecordedPositionUnit(unit: named, guessed: false, reason: "the file says \(unitName)")
    }
    if Self.pixelNames.contains(unitName.lowercased()) {
      throw FileError.unusable(
        "the file says that positions are in \(unitName), over \(measured(extent)) of them, and not how long one is.",
        place: roles.item(.x)?.path ?? roles.item(.position)?.path,
        remedy: "Say it: --position-unit px:METRES_PER_PIXEL (px:0.001 is one millimetre).")
    }
    if !unitName.isEmpty {
      note(
        .warning, "position", "the file gives the unit '\(unitName)', which is not known here; \(guess.unit) was guessed.",
        option: Self.positionOption)
    }
    return guess
  }

  private mutating func judge(_ check: PositionCheck, _ recorded: RecordedPositionUnit, unitName: String?) throws {
    let isGiven = options.positionUnit != nil
    let width = "\(measured(check.width)) m"
    let pace = check.pace.map { "\(measured($0)) m/s" }
    if !isGiven, !recorded.guessed, check.verdict == .contradicted {
      throw FileError.unusable(
        sentence {
          "the file says that positions are in \(unitName ?? recorded.unit.description), but then they extend over \(width)"
          if let pace, check.isTooWide { " and one step of ten is faster than \(pace)" }
          ", which no arena and no animal does."
        },
        place: roles.item(.x)?.path ?? roles.item(.position)?.path,
        remedy: "Say what they are: \(Self.positionOption).")
    }
    if check.isTooWide, !isGiven, !recorded.guessed {
      note(
        .warning, "position",
        sentence {
          "the file says that positions are in \(unitName ?? "metres"), but then the arena is \(width) wide: "
          "are they in centimetres or pixels?"
        },
        option: "--position-unit cm")
    } else if isGiven, check.width > 10 {
      note(
        .warning, "position", "the arena is \(width) wide with this unit: are the positions in centimetres?",
        option: "--position-unit cm")
    } else if check.isTooFast, let pace {
      note(
        .warning, "position",
        "in \(recorded.unit) one step of ten is faster than \(pace): is it another unit, or does the tracking jump?",
        option: Self.positionOption)
    }
    if check.isTooNarrow {
      note(
        .warning, "position", "in \(recorded.unit) the arena is only \(measured(check.width * 100)) cm wide.",
        option: "--position-unit m")
    } else if recorded.guessed, recorded.unit == .metre, check.width > 0, check.width < PositionCheck.narrowest {
      note(
        .warning, "position",
        "positions extend over \(measured(check.extent)) only, and no unit is stated: \(measured(check.width * 100)) cm in m.",
        option: Self.positionOption)
    } else if recorded.guessed, recorded.unit == .centimetre, check.width < 0.25 {
      note(
        .warning, "position",
        "in cm the arena is only \(measured(check.width * 100)) cm wide, and in m \(measured(check.extent)) m: which is it?",
        option: "--position-unit m|cm")
    }
  }

  private func range(_ values: [Double]) -> Double {
    var (low, high) = (Double.infinity, -Double.infinity)
    for value in values where value.isFinite {
      low = min(low, value)
      high = max(high, value)
    }
    return high >= low ? high - low : 0
  }
}
