/// A choice between named values.
public protocol Choice: ParameterValue, CaseIterable, RawRepresentable where RawValue == String {}

extension Choice {
  public static var expectedText: String {
    "one of " + allCases.map(\.rawValue).joined(separator: ", ")
  }
  public init?(parameterText: String) { self.init(rawValue: parameterText.lowercased()) }
  public var json: JSONValue { .string(rawValue) }
}
