/// A type that a number of a record can be.
public protocol RecordValue: FieldValue {
  /// What stands in the record; `nil` when there is none.
  var recordJSON: JSONValue? { get }
  /// Reads it back. `nil` for a value of another kind; a missing one is `nil` too and reads as an optional without value.
  init?(recordJSON: JSONValue?)
}

extension Int: RecordValue {
  public var recordJSON: JSONValue? { .integer(self) }
  public init?(recordJSON: JSONValue?) {
    guard let value = recordJSON?.double.flatMap({ Int(exactly: $0) }) else { return nil }
    self = value
  }
}

extension Double: RecordValue {
  public var recordJSON: JSONValue? { .number(self) }
  public init?(recordJSON: JSONValue?) {
    guard let value = recordJSON?.double else { return nil }
    self = value
  }
}

extension Bool: RecordValue {
  public var recordJSON: JSONValue? { .bool(self) }
  public init?(recordJSON: JSONValue?) {
    guard let value = recordJSON?.bool else { return nil }
    self = value
  }
}

extension String: RecordValue {
  public var recordJSON: JSONValue? { .string(self) }
  public init?(recordJSON: JSONValue?) {
    guard let value = recordJSON?.string else { return nil }
    self = value
  }
}

extension Array: RecordValue where Element: RecordValue {
  public var recordJSON: JSONValue? { .array(map { $0.recordJSON ?? .null }) }
  public init?(recordJSON: JSONValue?) {
    guard let items = recordJSON?.array else { return nil }
    let values = items.compactMap(Element.init(recordJSON:))
    guard values.count == items.count else { return nil }
    self = values
  }
}

extension Optional: RecordValue where Wrapped: RecordValue {
  public var recordJSON: JSONValue? { self?.recordJSON }
  public init?(recordJSON: JSONValue?) {
    switch recordJSON {
    case nil, .null: self = Wrapped?.none
    case let json:
      guard let value = Wrapped(recordJSON: json) else { return nil }
      self = .some(value)
    }
  }
}

/// A word of a closed list, such as the kind of an activity.
public protocol RecordWord: RecordValue, Sendable, RawRepresentable where RawValue == String {}

extension RecordWord {
  public var recordJSON: JSONValue? { .string(rawValue) }
  public init?(recordJSON: JSONValue?) {
    guard let word = recordJSON?.string else { return nil }
    self.init(rawValue: word)
  }
}
