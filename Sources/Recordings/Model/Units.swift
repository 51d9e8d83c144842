import Schema

/// The unit of positions in a file.
public enum PositionUnit: Sendable, Equatable, CustomStringConvertible {
  case metre
  case centimetre
  case millimetre
  case inch
  case foot
  case pixel(metresPerPixel: Double)

  /// Reads `m`, `cm`, `mm`, `in`, `ft` or `px:<metres per pixel>`; `nil` for anything else.
  public init?(argument: String) {
    switch argument.lowercased() {
    case "m", "metre", "metres", "meter", "meters": self = .metre
    case "cm", "centimetre", "centimetres", "centimeter", "centimeters": self = .centimetre
    case "mm", "millimetre", "millimetres", "millimeter", "millimeters": self = .millimetre
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
    case "deg", "degree", "degrees", "°": self = .degree
    case "turn", "turns", "rev", "revs", "revolution", "revolutions", "cycle", "cycles": self = .turn
    default: return nil
    }
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

  /// Reads `s`, `ms`, `us` or `samples:<rate>`; `nil` for anything else.
  public init?(argument: String) {
    switch argument.lowercased() {
    case "s", "sec", "second", "seconds": self = .second
    case "ms", "msec", "millisecond", "milliseconds": self = .millisecond
    case "us", "µs", "usec", "microsecond", "microseconds": self = .microsecond
    default:
      guard argument.lowercased().hasPrefix("samples:"),
        let rate = Double(parameterText: String(argument.dropFirst(8))), rate > 0
      else { return nil }
      self = .sample(rate: rate)
    }
  }

  /// A unit as files state it: also nanoseconds, minutes and hours, and samples where their rate is known; `nil` for what
  /// is no unit of time.
  init?(stated text: String, sampleRate: Double? = nil) {
    switch text.lowercased() {
    case "ns", "nsec", "nanosecond", "nanoseconds": self = .sample(rate: 1e9)
    case "min", "mins", "minute", "minutes": self = .sample(rate: 1 / 60)
    case "h", "hour", "hours": self = .sample(rate: 1 / 3600)
    case let name where TimeUnit.countNames.contains(name):
      guard let sampleRate, sampleRate > 0 else { return nil }
      self = .sample(rate: sampleRate)
    default: self.init(argument: text)
    }
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
