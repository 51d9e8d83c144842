/// What units are called by files and people: a unit alone, or after a metric prefix, by its letter or in full (`km`, `µs`,
/// `millimetres`). One table for the ends of names, attributes, texts beside arrays and options.
enum UnitNames {
  /// What a unit measures.
  enum Quantity: CaseIterable, Sendable {
    case time, length, angle, rate

    /// The letters of the unit that takes prefixes.
    fileprivate var symbols: [String] {
      switch self {
      case .time: ["s", "sec", "secs"]
      case .length: ["m"]
      case .angle: ["rad"]
      case .rate: ["hz"]
      }
    }
    /// Its names in full.
    fileprivate var words: [String] {
      switch self {
      case .time: ["seconds", "second"]
      case .length: ["metres", "metre", "meters", "meter"]
      case .angle: ["radians", "radian"]
      case .rate: ["hertz"]
      }
    }
    /// Names without a prefix.
    fileprivate var others: Set<String> {
      switch self {
      case .time: TimeUnit.countNames.union(["min", "mins", "minute", "minutes", "hour", "hours"])
      case .length: ["in", "inch", "inches", "ft", "foot", "feet", "px", "pixel", "pixels"]
      case .angle: ["deg", "degs", "degree", "degrees", "gon", "gons", "turn", "turns", "rev", "revs", "revolutions"]
      case .rate: []
      }
    }
  }

  /// Powers of ten.
  private static let letters = [
    "": 0, "k": 3, "h": 2, "d": -1, "c": -2, "m": -3, "u": -6, "µ": -6, "μ": -6, "n": -9, "p": -12,
  ]
  private static let prefixes = [
    "": 0, "mega": 6, "kilo": 3, "hecto": 2, "deci": -1, "centi": -2, "milli": -3, "micro": -6, "nano": -9, "pico": -12,
  ]

  /// The power of ten of the second, metre, radian or hertz that a name stands for; `nil` for what is no such unit.
  static func power(of name: String, _ quantity: Quantity) -> Int? {
    let name = name.lowercased()
    // Nobody samples in millihertz.
    if quantity == .rate, name == "mhz" { return 6 }
    for unit in quantity.symbols where name.hasSuffix(unit) {
      if let power = letters[String(name.dropLast(unit.count))] { return power }
    }
    for unit in quantity.words where name.hasSuffix(unit) {
      if let power = prefixes[String(name.dropLast(unit.count))] { return power }
    }
    return nil
  }

  /// A value times a power of ten; dividing where it is negative keeps decimal numbers exact.
  static func scaled(_ value: Double, by power: Int) -> Double {
    let factor = (0..<abs(power)).reduce(1.0) { factor, _ in 10 * factor }
    return power < 0 ? value / factor : value * factor
  }

  /// Ends of names that more often mean something else: downsampled, person, hour, pseudo-random.
  private static let ambiguous: Set<String> = ["ds", "ps", "ks", "hs", "cs", "hm", "pm", "dsec", "hsec"]

  /// What the last word of an array's name measures where it is a unit, as `cm` in `x_cm`.
  static func quantity(atEnd word: String) -> Quantity? {
    guard !ambiguous.contains(word) else { return nil }
    return Quantity.allCases.first { $0.others.contains(word) || power(of: word, $0) != nil }
  }
}
