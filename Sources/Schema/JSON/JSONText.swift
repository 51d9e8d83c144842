extension JSONValue {
  /// JSON text, indented by two spaces. Numbers are the shortest text that reads back to the same double;
  /// infinities and NaN become the strings "inf", "-inf" and "nan".
  public var prettyText: String { text(indent: 0) + "\n" }

  /// JSON text on one line.
  public var compactText: String { text(indent: nil) }

  private func text(indent: Int?) -> String {
    let inner = indent.map { $0 + 1 }
    let newline = inner.map { "\n" + String(repeating: "  ", count: $0) } ?? ""
    let close = indent.map { "\n" + String(repeating: "  ", count: $0) } ?? ""
    switch self {
    case .null: return "null"
    case .bool(let value): return value ? "true" : "false"
    case .integer(let value): return String(value)
    case .number(let value): return Self.numberText(value)
    case .string(let value): return Self.quoted(value)
    case .array(let values):
      if values.isEmpty { return "[]" }
      let simple = values.allSatisfy { $0.isScalar }
      if simple { return "[" + values.map { $0.text(indent: nil) }.joined(separator: ", ") + "]" }
      return "[" + newline + values.map { $0.text(indent: inner) }.joined(separator: "," + newline) + close + "]"
    case .object(let members):
      if members.isEmpty { return "{}" }
      let lines = members.map { Self.quoted($0.key) + ": " + $0.value.text(indent: inner) }
      return "{" + newline + lines.joined(separator: (indent == nil ? ", " : ",") + newline) + close + "}"
    }
  }

  private var isScalar: Bool {
    switch self {
    case .array, .object: false
    default: true
    }
  }

  static func numberText(_ value: Double) -> String {
    if value.isNaN { return "\"nan\"" }
    if value.isInfinite { return value > 0 ? "\"inf\"" : "\"-inf\"" }
    return "\(value)"
  }

  private static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      case _ where scalar.value < 0x20:
        result +=
          "\\u" + String(repeating: "0", count: 4 - String(scalar.value, radix: 16).count)
          + String(scalar.value, radix: 16)
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}
