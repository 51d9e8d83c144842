/// A unit or a meaning: a text, or one that depends on the value, with what the guide says instead.
public struct FieldText<Root>: Sendable, ExpressibleByStringLiteral, ExpressibleByStringInterpolation {
  /// What can be said without a value.
  public let text: String
  let value: @Sendable (Root) -> String

  public init(stringLiteral text: String) { self.init(text) { _ in text } }

  init(_ text: String, value: @escaping @Sendable (Root) -> String) {
    self.text = text
    self.value = value
  }

  /// The text that a property holds.
  ///
  /// - Parameter text: what stands in the guide.
  public static func of(_ path: KeyPath<Root, String> & Sendable, _ text: String) -> FieldText {
    FieldText(text) { $0[keyPath: path] }
  }
}

/// An axis of an array: a name (`time`), a name and one more (`x+1`, for edges), or a fixed length (`2`). Arrays of a result
/// whose axes have a name in common have the same length along it. A last axis `*` stands for any others.
public struct FieldAxis: Sendable, Hashable, ExpressibleByStringLiteral, ExpressibleByStringInterpolation {
  /// As it is printed.
  public let text: String

  public init(stringLiteral text: String) { self.text = text }

  /// The name that it shares with others, and how much longer it is than they are.
  var name: (name: String, excess: Int)? {
    if Int(text) != nil || isRest { return nil }
    return text.hasSuffix("+1") ? (String(text.dropLast(2)), 1) : (text, 0)
  }

  /// The fixed length.
  var length: Int? { Int(text) }
  var isRest: Bool { text == "*" }
}

/// The unit at the end of a key: `sigma_ms` is in ms. Empty when there is none.
public func unitOfName(_ key: String) -> String { unitSuffix(of: key)?.unit ?? "" }

/// The unit at the end of a key, with the letters that say it.
package func unitSuffix(of key: String) -> (suffix: String, unit: String)? {
  let units: [(suffix: String, unit: String)] = [
    ("_cm_s", "cm/s"), ("_m_s", "m/s"), ("_rad_s", "rad/s"), ("_hz", "Hz"), ("_ms", "ms"), ("_deg", "°"), ("_rad", "rad"),
    ("_cm", "cm"), ("_mm", "mm"), ("_percent", "%"), ("_bits", "bits"), ("_bytes", "B"), ("_s", "s"), ("_m", "m"),
  ]
  return units.first { key.hasSuffix($0.suffix) }
}
