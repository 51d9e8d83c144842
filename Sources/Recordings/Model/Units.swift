import Schema

/// The unit of positions in a file.
public enum PositionUnit: Sendable, Equatable, CustomStringConvertible {
  case metre
  case centimetre
  case millimetre
  case inch
  case foot
  case pixel(metresPerPixel: Double)
  /// Any other power of ten of the metre, by its name: `km`, `µm`.
  case metric(name: String, power: Int)

  /// Reads `m`, `cm`, `mm` and other powers of ten (`km`, `um`), `in`, `ft` or `px:<metres per pixel>`; `nil` for anything
  /// else.
  public init?(argument: String) {
    if let power = UnitNames.power(of: argument, .length) {
      let known: [Int: PositionUnit] = [0: .metre, -2: .centimetre, -3: .millimetre]
      self = known[power] ?? .metric(name: argument, power: power)
      return
    }
    switch argument.lowercased() {
    case "in", "inch", "inches": self = .inch
    case "ft", "foot", "feet": self = .foot
    default:
      guard argument.lowercased().hasPrefix("px:"), let scale = Double(parameterText: String(argument.dropFirst(3))), scale > 0
      else { return nil }
      self = .pixel(metresPerPixel: scale)
    }
  }

  /// The length of one of it, in metres.
  public var metres: Double {
    switch self {
    case .metre: 1
    case .centimetre: 0.01
    case .millimetre: 0.001
    case .inch: 0.0254
    case .foot: 0.3048
    case .pixel(let metresPerPixel): metresPerPixel
    case .metric(_, let power): UnitNames.scaled(1, by: power)
    }
  }

  public var description: String {
    switch self {
    case .metre: "m"
    case .centimetre: "cm"
    case .millimetre: "mm"
    case .inch: "in"
    case .foot: "ft"
    case .pixel(let metresPerPixel): "px:\(metresPerPixel)"
    case .metric(let name, _): name
    }
  }
}

/// The unit in which positions were recorded, and how that is known.
public struct RecordedPositionUnit: Sendable, Equatable {
  /// The unit of the file.
  public var unit: PositionUnit
  /// Whether it was concluded from the values rather than given.
  public var guessed: Bool
  /// How it is known, as a clause for a message.
  public var reason: String

  public init(unit: PositionUnit, guessed: Bool, reason: String) {
    self.unit = unit
    self.guessed = guessed
    self.reason = reason
  }
}

/// The unit of angles in a file.
public enum AngleUnit: Sendable, Equatable, CustomStringConvertible {
  case radian
  case degree
  case turn

  /// Reads `rad`, `radians`, `deg`, `degrees`, `turns`, `revolutions`; `nil` for anything else.
  public init?(argument: String) {
    switch argument.lowercased() {
    case "rad", "radian", "radians": self = .radian
    case "deg", "degs", "degree", "degrees", "°": self = .degree
    case "turn", "turns", "rev", "revs", "revolution", "revolutions", "cycle", "cycles": self = .turn
    default: return nil
    }
  }

  /// A unit as files state it, also parts of a radian and gons, and what values are multiplied by to be in it; `nil` for what
  /// is no unit of angles.
  static func stated(_ text: String) -> (unit: AngleUnit, factor: Double)? {
    if let unit = AngleUnit(argument: text) { return (unit, 1) }
    if ["gon", "gons", "gradian", "gradians"].contains(text.lowercased()) { return (.degree, 0.9) }
    return UnitNames.power(of: text, .angle).map { (.radian, UnitNames.scaled(1, by: $0)) }
  }

  /// One turn in it.
  var wholeTurn: Double {
    switch self {
    case .radian: 2 * .pi
    case .degree: 360
    case .turn: 1
    }
  }

  /// An angle in radians.
  func radians(_ value: Double) -> Double {
    switch self {
    case .radian: value
    case .degree: value * .pi / 180
    case .turn: value * 2 * .pi
    }
  }

  /// What stands for it on the command line.
  var argument: String {
    switch self {
    case .radian: "rad"
    case .degree: "deg"
    case .turn: "turns"
    }
  }

  public var description: String {
    switch self {
    case .radian: "radians"
    case .degree: "degrees"
    case .turn: "turns"
    }
  }
}

/// The unit of times in a file.
public enum TimeUnit: Sendable, Equatable {
  case second
  case millisecond
  case microsecond
  /// Sample numbers at a rate in hertz.
  case sample(rate: Double)

  /// Reads `s`, `ms`, `us` and other powers of ten of the second, `min`, `h`, `days` or `samples:<rate>`; `nil` for anything
  /// else.
  public init?(argument: String) {
    if let power = UnitNames.power(of: argument, .time) {
      let known: [Int: TimeUnit] = [0: .second, -3: .millisecond, -6: .microsecond]
      self = known[power] ?? .sample(rate: UnitNames.scaled(1, by: -power))
      return
    }
    switch argument.lowercased() {
    case "min", "mins", "minute", "minutes": self = .sample(rate: 1 / 60)
    case "h", "hour", "hours": self = .sample(rate: 1 / 3600)
    case "d", "day", "days": self = .sample(rate: 1 / 86_400)
    default:
      guard argument.lowercased().hasPrefix("samples:"),
        let rate = Double(parameterText: String(argument.dropFirst(8))), rate > 0
      else { return nil }
      self = .sample(rate: rate)
    }
  }

  /// A unit as files state it: also samples where their rate is known; `nil` for what is no unit of time.
  init?(stated text: String, sampleRate: Double? = nil) {
    guard TimeUnit.countNames.contains(text.lowercased()) else {
      self.init(argument: text)
      return
    }
    guard let sampleRate, sampleRate > 0 else { return nil }
    self = .sample(rate: sampleRate)
  }

  /// What files call a number of samples or frames, whose length they say elsewhere or not at all.
  static let countNames: Set<String> = ["sample", "samples", "frame", "frames", "tick", "ticks"]

  /// What a time is divided by to give seconds; dividing keeps decimal times exact.
  public var perSecond: Double {
    switch self {
    case .second: 1
    case .millisecond: 1000
    case .microsecond: 1_000_000
    case .sample(let rate): rate
    }
  }
}
