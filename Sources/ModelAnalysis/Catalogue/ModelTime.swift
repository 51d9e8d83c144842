import PopulationActivity
import Schema

/// The unit of time in which a model's equations are written.
public enum ModelTime: String, Sendable, CaseIterable {
  /// A unit of its own, usually the time constant of the network; it counts as a second where nothing else is said.
  case own = "unit of time"
  /// A unit of its own, the time constant of the network, that counts as 100 ms where nothing else is said; as a second in
  /// canns.
  case tenths = "unit of 100 ms"
  /// Milliseconds.
  case milliseconds = "ms"
  /// Seconds.
  case seconds = "s"

  /// How many seconds one unit is, where nothing else is said.
  ///
  /// - Parameter compatibility: with what.
  public func seconds(_ compatibility: Compatibility = .none) -> Double {
    switch self {
    case .own, .seconds: 1
    case .tenths: compatibility == .canns ? 1 : 0.1
    case .milliseconds: 0.001
    }
  }
}

/// The clock of a simulation: how its unit of time is turned into seconds.
public struct SimulationClock: Sendable, Equatable {
  /// One unit of the model's time, s.
  public var secondsPerUnit: Double

  public init(secondsPerUnit: Double) { self.secondsPerUnit = secondsPerUnit }

  /// A time as people write it: a number in the model's own unit, or with a unit: `5 ms`, `0.3 s`.
  ///
  /// - Returns: in the model's unit; `nil` for what is no time.
  public func time(_ text: String) -> Double? {
    let parts = text.split(whereSeparator: { $0 == " " || $0 == "\t" }).map(String.init)
    let digits = text.prefix { "+-.0123456789eE".contains($0) }
    let (number, unit) = parts.count == 2 ? (parts[0], parts[1]) : (String(digits), String(text.dropFirst(digits.count)))
    guard let value = Double(parameterText: number) else { return nil }
    let seconds: [String: Double] = ["s": 1, "ms": 1e-3, "us": 1e-6, "min": 60]
    if unit.isEmpty { return value }
    return seconds[unit].map { value * $0 / secondsPerUnit }
  }
}

extension ModelTime {
  /// In words.
  public var text: String {
    switch self {
    case .own: "units of the model's own, of which one counts as a second unless time_unit says otherwise"
    case .tenths: "units of the model's own, of which one counts as 100 ms unless time_unit says otherwise"
    case .milliseconds: "milliseconds"
    case .seconds: "seconds"
    }
  }
}
