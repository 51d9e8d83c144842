import Foundation
import Schema

/// The unit that a number of a file is meant in: other units of the kind are brought to it, and those of another kind are none.
struct ExpectedUnit: Sendable, Equatable {
  /// As it is declared; empty for a number without one.
  let name: String
  /// Takes any unit as it is written: where nothing is known of what the number is for, which a later check says.
  private let takesAny: Bool

  init(_ name: String) { (self.name, takesAny) = (name, false) }

  private init() { (name, takesAny) = ("", true) }

  /// Without one.
  static let none = ExpectedUnit("")
  /// A time.
  static let milliseconds = ExpectedUnit("ms")
  /// Of something that does not exist.
  static let unknown = ExpectedUnit()

  /// What it takes, for messages.
  var expectedText: String { name.isEmpty ? "a number without a unit" : "a number, without a unit or in \(name)" }

  /// A number, alone or with a unit: `5`, `5 ms`, `0.1nA`.
  ///
  /// - Returns: in the expected unit; `nil` for what is no number, or has a unit of another kind.
  func number(_ text: String) -> Double? {
    // NaN and infinities are read, as YAML writes them too, so that what checks the values can say where they stand.
    if let special = ["nan": Double.nan, "inf": .infinity, "+inf": .infinity, "-inf": -.infinity][
      text.lowercased().replacing(".", with: "")]
    {
      return special
    }
    let trimmed = text.trimmingCharacters(in: .whitespaces)
    // An e belongs to the number where digits follow it.
    var end = trimmed.endIndex
    while Double(parameterText: String(trimmed[..<end])) == nil {
      guard end > trimmed.startIndex else { return nil }
      end = trimmed.index(before: end)
    }
    let unit = trimmed[end...].trimmingCharacters(in: .whitespaces)
    guard let value = Double(parameterText: String(trimmed[..<end])) else { return nil }
    if unit.isEmpty || unit == name || takesAny { return value }
    guard let given = Scale(unit), let wanted = Scale(name), given.kind == wanted.kind else { return nil }
    let power = given.power - wanted.power
    // By one factor that has no error of its own, so that 5 ms are 5.
    let decimal = power < 0 ? value / pow(10, Double(-power)) : value * pow(10, Double(power))
    return given.factor == wanted.factor ? decimal : decimal * (given.factor / wanted.factor)
  }

  /// A unit as a power of ten, and a factor, of the first one of its kind.
  private struct Scale {
    var kind: String
    var power = 0
    var factor = 1.0

    private static let prefixes = ["": 0, "p": -12, "n": -9, "u": -6, "µ": -6, "m": -3, "k": 3, "M": 6, "G": 9]

    init?(_ unit: String) {
      let others: [String: (kind: String, factor: Double)] = ["min": ("s", 60), "rad": ("rad", 1), "deg": ("rad", .pi / 180)]
      if let other = others[unit] {
        (kind, factor) = other
        return
      }
      guard let kind = ["Hz", "Ohm", "s", "V", "A", "F", "S"].first(where: unit.hasSuffix),
        let power = Self.prefixes[String(unit.dropLast(kind.count))]
      else { return nil }
      (self.kind, self.power) = (kind, power)
    }
  }
}
