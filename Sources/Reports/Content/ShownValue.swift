import Foundation
import Schema
import Stages

/// A narrow space that does not break: between groups of three digits.
private let digitGap = "\u{202F}"

/// A value of a record as a reader of the report sees it.
///
/// - Parameter exact: all digits, as the value would be typed; otherwise four significant digits and grouped thousands.
package func shownText(_ value: JSONValue, exact: Bool = false) -> String {
  switch value {
  case .null: return "none"
  case .bool(let value): return value ? "yes" : "no"
  case .integer(let value): return exact ? String(value) : grouped(value)
  case .number(let value): return exact ? shortest(value) : significant(value)
  case .string(let value): return value.isEmpty ? "empty" : value
  case .array(let values):
    if values.isEmpty { return "none" }
    let shown = values.prefix(12).map { shownText($0, exact: exact) }.joined(separator: ", ")
    return values.count > 12 ? shown + ", … (\(values.count) values)" : shown
  case .object(let members):
    return members.map { "\($0.key) \(shownText($0.value, exact: exact))" }.joined(separator: "; ")
  }
}

private func shortest(_ value: Double) -> String {
  if let whole = Int(exactly: value), abs(whole) < 1_000_000_000 { return String(whole) }
  return "\(value)"
}

/// Four significant digits, without trailing zeros: 33.87, 0.001664, 2.1e-08.
private func significant(_ value: Double) -> String {
  guard value.isFinite else { return value.isNaN ? "not a number" : value > 0 ? "infinite" : "−infinite" }
  if let whole = Int(exactly: value), abs(whole) < 1_000_000_000_000 { return grouped(whole) }
  if abs(value) >= 10_000, abs(value) < 1e12 { return grouped(Int(value.rounded())) }
  return String(format: "%.4g", value).replacingOccurrences(of: "-", with: "−")
}

/// A whole number with its thousands set apart from 10 000 on.
func grouped(_ value: Int) -> String {
  let digits = Array(String(value.magnitude))
  let sign = value < 0 ? "−" : ""
  guard digits.count > 4 else { return sign + String(digits) }
  var text = ""
  for (index, digit) in digits.enumerated() {
    if index > 0, (digits.count - index) % 3 == 0 { text += digitGap }
    text.append(digit)
  }
  return sign + text
}

func shownSeconds(_ seconds: Double) -> String {
  seconds < 100
    ? String(format: "%.3g s", seconds)
    : String(format: "%d min %02d s", Int(seconds) / 60, Int(seconds) % 60)
}

/// The name of a number split into words and unit: `mean_rate_hz` is "Mean rate", "Hz".
package func labelAndUnit(_ name: String) -> (label: String, unit: String) {
  let found = unitSuffix(of: name)
  let words = name.dropLast(found?.suffix.count ?? 0).split(separator: "_").map(String.init)
  var label = ""
  for (index, word) in words.enumerated() {
    let isDecimal = index > 0 && Int(word) != nil && Int(words[index - 1]) != nil
    let isHomology = word.count == 2 && word.hasPrefix("h") && Int(word.dropFirst()) != nil
    label += (index == 0 ? "" : isDecimal ? "." : " ") + (isHomology ? word.uppercased() : word)
  }
  // "p" stays small: it is a letter of an equation.
  if label.count > 1, !label.hasPrefix("p ") { label = label.prefix(1).uppercased() + label.dropFirst() }
  return (label.isEmpty ? name : label, found?.unit ?? "")
}
