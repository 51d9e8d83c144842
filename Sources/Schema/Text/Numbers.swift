import Foundation

/// A number for a sentence: so many significant digits, without trailing zeros: 33.87, 0.001664, 2.1e-08.
public func formatted(_ value: Double, digits: Int = 4) -> String { String(format: "%.\(digits)g", value) }

/// A measurement for a sentence: four significant digits, or all the whole ones where there are more, so that no time or count
/// comes with an exponent: 0.001664, 33.87, 28830.
public func measured(_ value: Double) -> String {
  guard value.isFinite, value != 0 else { return value == 0 ? "0" : "\(value)" }
  var scale = 1.0
  while abs(value) * scale < 1000 && scale < 1e9 { scale *= 10 }
  let result = (value * scale).rounded() / scale
  return result == result.rounded() && abs(result) < 1e15 ? String(Int64(result)) : String(result)
}

/// A share for a sentence, in percent with three significant digits: "92.4 %".
public func percent(_ share: Double) -> String { "\(formatted(100 * share, digits: 3)) %" }

/// Twelve significant digits, so that 0.025 · 1000 is written as 25.
public func rounded(_ value: Double) -> Double { Double(String(format: "%.12g", value)) ?? value }

/// A whole number with its place: 1st, 2nd, 3rd, 4th, 11th.
public func ordinal(_ number: Int) -> String {
  switch (number % 100, number % 10) {
  case (11...13, _): "\(number)th"
  case (_, 1): "\(number)st"
  case (_, 2): "\(number)nd"
  case (_, 3): "\(number)rd"
  default: "\(number)th"
  }
}

/// What was taken of what was asked for: "600", or "588 (of 600 asked for)".
public func amount(_ found: Int, asked: Int) -> String { found == asked ? "\(found)" : "\(found) (of \(asked) asked for)" }

/// The same of a measurement: "50", or "60 (50 asked for)".
public func amount(_ found: Double, asked: Double) -> String {
  formatted(found) == formatted(asked) ? formatted(found) : "\(formatted(found)) (\(formatted(asked)) asked for)"
}

/// A count with its noun: "1 bar", "3 bars", "no bars" stays the caller's word.
///
/// - Parameter plural: where it is not the singular and an s.
public func counted(_ count: Int, _ singular: String, plural: String? = nil) -> String {
  "\(count) \(count == 1 ? singular : plural ?? singular + "s")"
}

/// An amount of something, with the ending of its noun: 1 bin, 2.5 bins.
public func counted(_ amount: Double, _ singular: String) -> String {
  "\(formatted(amount)) \(amount == 1 ? singular : singular + "s")"
}

/// Bytes in the unit that a person would choose: 812 B, 4.31 kB, 260 MB.
public func byteText(_ bytes: Int) -> String {
  switch bytes {
  case ..<1000: "\(bytes) B"
  case ..<1_000_000: String(format: "%.3g kB", Double(bytes) / 1e3)
  case ..<1_000_000_000: String(format: "%.3g MB", Double(bytes) / 1e6)
  default: String(format: "%.3g GB", Double(bytes) / 1e9)
  }
}
