extension JSONValue {
  /// The value of a parameter as a person would type it: a list with commas, a whole number without a point, "none" for null.
  public var parameterText: String {
    switch self {
    case .string(let text): text
    case .null: "none"
    case .array(let values): values.isEmpty ? "none" : values.map(\.parameterText).joined(separator: ",")
    case .number(let number) where number == number.rounded() && abs(number) < 1e15: String(Int(number))
    default: compactText
    }
  }
}
