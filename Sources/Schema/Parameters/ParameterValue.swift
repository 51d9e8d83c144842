/// A type that a parameter can have: it is read from the text of an option or a pipeline file and written as JSON.
public protocol ParameterValue: Sendable, Equatable {
  /// What a person has to type, for messages: "a number", "a whole number", …
  static var expectedText: String { get }
  /// `nil` when the text does not say such a value.
  init?(parameterText: String)
  var json: JSONValue { get }
}

extension Double: ParameterValue {
  public static var expectedText: String { "a number" }
  public init?(parameterText: String) {
    // In decimal: 0x10 is a slip, not 16.
    guard parameterText.utf8.allSatisfy({ (0x30...0x39).contains($0) || "+-.eE".utf8.contains($0) }),
      let value = Double(parameterText), value.isFinite
    else { return nil }
    self = value
  }
  public var json: JSONValue { .number(self) }
}

extension Int: ParameterValue {
  public static var expectedText: String { "a whole number" }
  public init?(parameterText: String) {
    // 1e4 and 15000.0 are whole numbers to a scientist.
    if let value = Int(parameterText) {
      self = value
    } else if let value = Double(parameterText: parameterText).flatMap({ Int(exactly: $0) }) {
      self = value
    } else {
      return nil
    }
  }
  public var json: JSONValue { .integer(self) }
}

extension Bool: ParameterValue {
  public static var expectedText: String { "true or false" }
  public init?(parameterText: String) {
    switch parameterText.lowercased() {
    case "true", "yes", "on", "1": self = true
    case "false", "no", "off", "0": self = false
    default: return nil
    }
  }
  public var json: JSONValue { .bool(self) }
}

extension String: ParameterValue {
  public static var expectedText: String { "a text" }
  public init?(parameterText: String) { self = parameterText }
  public var json: JSONValue { .string(self) }
}

extension Optional: ParameterValue where Wrapped: ParameterValue {
  public static var expectedText: String { Wrapped.expectedText + " or none" }
  public init?(parameterText: String) {
    if parameterText.lowercased() == "none" {
      self = Wrapped?.none
    } else if let value = Wrapped(parameterText: parameterText) {
      self = .some(value)
    } else {
      return nil
    }
  }
  public var json: JSONValue { self?.json ?? .null }
}

/// Several values, separated by commas or given by repeating the option.
extension Array: ParameterValue where Element: ParameterValue {
  public static var expectedText: String {
    Element.self is any Choice.Type
      ? "\(Element.expectedText), or several of them separated by commas" : "a list of values separated by commas"
  }
  public init?(parameterText: String) {
    let parts = parameterText.split(separator: ",").map { $0.trimming(" ") }
    let values = parts.compactMap { Element(parameterText: $0) }
    guard values.count == parts.count else { return nil }
    self = values
  }
  public var json: JSONValue { .array(map(\.json)) }
}

extension Substring {
  func trimming(_ character: Character) -> String {
    var text = self
    while text.first == character { text.removeFirst() }
    while text.last == character { text.removeLast() }
    return String(text)
  }
}
