import Foundation

/// A JSON value whose objects keep the order of their keys, so that the same record is always the same text.
public indirect enum JSONValue: Sendable, Equatable {
  case null
  case bool(Bool)
  case integer(Int)
  case number(Double)
  case string(String)
  case array([JSONValue])
  case object([Member])

  /// One key of an object with its value.
  public struct Member: Sendable, Equatable {
    /// The key.
    public var key: String
    /// Its value.
    public var value: JSONValue

    public init(_ key: String, _ value: JSONValue) {
      self.key = key
      self.value = value
    }
  }

  /// An object from pairs, in the order given.
  public static func record(_ members: KeyValuePairs<String, JSONValue>) -> JSONValue {
    .object(members.map { Member($0.key, $0.value) })
  }

  /// The value of a key of an object; `nil` for a missing key and for anything else.
  public subscript(key: String) -> JSONValue? {
    guard case .object(let members) = self else { return nil }
    return members.first { $0.key == key }?.value
  }

  /// The text; `nil` for anything else.
  public var string: String? { if case .string(let value) = self { value } else { nil } }
  /// The truth value; `nil` for anything else.
  public var bool: Bool? { if case .bool(let value) = self { value } else { nil } }
  /// The elements; `nil` for anything else.
  public var array: [JSONValue]? { if case .array(let value) = self { value } else { nil } }
  /// The keys and values of an object, in order; `nil` for anything else.
  public var members: [Member]? { if case .object(let value) = self { value } else { nil } }
  /// The whole number; `nil` for anything else.
  public var integer: Int? { if case .integer(let value) = self { value } else { nil } }

  /// A number as a double. The texts "inf", "-inf" and "nan", which JSON lacks as numbers, are read back.
  public var double: Double? {
    switch self {
    case .integer(let value): Double(value)
    case .number(let value): value
    case .string("inf"): .infinity
    case .string("-inf"): -.infinity
    case .string("nan"): .nan
    default: nil
    }
  }
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral,
  ExpressibleByBooleanLiteral, ExpressibleByArrayLiteral
{
  public init(stringLiteral value: String) { self = .string(value) }
  public init(integerLiteral value: Int) { self = .integer(value) }
  public init(floatLiteral value: Double) { self = .number(value) }
  public init(booleanLiteral value: Bool) { self = .bool(value) }
  public init(arrayLiteral elements: JSONValue...) { self = .array(elements) }

  public init(_ value: Double?) { self = value.map(JSONValue.number) ?? .null }
  public init(_ values: [Double]) { self = .array(values.map(JSONValue.number)) }
  public init(_ values: [String]) { self = .array(values.map(JSONValue.string)) }
}
