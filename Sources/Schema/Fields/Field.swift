import ArrayNumerics

/// One array or number of a result: its key, what holds it, its unit, its axes and what it means, said once.
///
/// From a table of fields come the arrays of the archive, their units and attributes, the numbers of the record, reading both
/// back, the check that arrays with an axis in common agree on its length, the table of cells and the tables of the guides.
/// An optional value that is `nil` is not written.
public struct Field<Root>: Sendable {
  /// All that can be said without a value.
  public let information: FieldInformation
  /// The property; `nil` for a field of a part, which the table of the part reads.
  private let path: (PartialKeyPath<Root> & Sendable)?
  private let extract: @Sendable (Root) -> FieldContent?
  private let unit: FieldText<Root>
  private let meaning: FieldText<Root>
  /// The arrays of a family; `nil` for a field of one name.
  private let family: (@Sendable (Root) -> [NamedArray])?

  private init(
    _ information: FieldInformation, path: (PartialKeyPath<Root> & Sendable)?, unit: FieldText<Root>,
    meaning: FieldText<Root>, family: (@Sendable (Root) -> [NamedArray])? = nil,
    extract: @escaping @Sendable (Root) -> FieldContent?
  ) {
    self.family = family
    self.information = information
    self.path = path
    self.unit = unit
    self.meaning = meaning
    self.extract = extract
  }

  /// An array of the archive.
  ///
  /// - Parameters:
  ///   - key: its name in the archive, in snake case.
  ///   - path: the property that holds it.
  ///   - unit: empty when it has none (indices, counts).
  ///   - axes: the names of its axes, outermost first; `nil` when their number varies.
  ///   - type: the NumPy type, where the property can hold any.
  ///   - meaning: what it holds, in a few words.
  public static func array<Value: ArrayValue & SendableMetatype>(
    _ key: String, _ path: KeyPath<Root, Value> & Sendable, unit: FieldText<Root> = "", axes: [FieldAxis]? = nil,
    type: String? = nil, _ meaning: FieldText<Root>
  ) -> Field {
    Field(
      FieldInformation(
        key: key, kind: .array, unit: unit.text, axes: axes, meaning: meaning.text, typeName: type ?? Value.arrayTypeName,
        isOptional: Value.isOptional),
      path: path, unit: unit, meaning: meaning
    ) { $0[keyPath: path].array.map(FieldContent.array) }
  }

  /// An array of the archive that is made when it is written, and read when it is asked for.
  ///
  /// Parameters as for `array`.
  public static func deferred<Value: ArrayValue & SendableMetatype>(
    _ key: String, _ path: KeyPath<Root, Deferred<Value>> & Sendable, unit: FieldText<Root> = "", axes: [FieldAxis]? = nil,
    _ meaning: FieldText<Root>
  ) -> Field {
    deferred(key, path, of: Value.self, unit, axes, meaning) { $0[keyPath: path] }
  }

  /// The same for an array that not every result has.
  public static func deferred<Value: ArrayValue & SendableMetatype>(
    _ key: String, _ path: KeyPath<Root, Deferred<Value>?> & Sendable, unit: FieldText<Root> = "", axes: [FieldAxis]? = nil,
    _ meaning: FieldText<Root>
  ) -> Field {
    deferred(key, path, of: Value.self, unit, axes, meaning) { $0[keyPath: path] }
  }

  private static func deferred<Held: FieldValue, Value: ArrayValue>(
    _ key: String, _ path: KeyPath<Root, Held> & Sendable, of value: Value.Type, _ unit: FieldText<Root>,
    _ axes: [FieldAxis]?, _ meaning: FieldText<Root>, get: @escaping @Sendable (Root) -> Deferred<Value>?
  ) -> Field {
    Field(
      FieldInformation(
        key: key, kind: .array, unit: unit.text, axes: axes, meaning: meaning.text, typeName: Value.arrayTypeName,
        isOptional: Held.isOptional),
      path: path, unit: unit, meaning: meaning
    ) { DeferredArray(get($0)).map(FieldContent.deferred) }
  }

  /// Arrays whose names only a result knows, as many as it has.
  ///
  /// - Parameters:
  ///   - key: what stands for their names in tables, in angle brackets: `<monitor>`.
  ///   - path: the property that holds them.
  ///   - meaning: what they hold, in a few words.
  public static func arrays(
    _ key: String, _ path: KeyPath<Root, [NamedArray]> & Sendable, _ meaning: FieldText<Root>
  ) -> Field {
    var information = FieldInformation(
      key: key, kind: .array, unit: "", axes: nil, meaning: meaning.text, typeName: "", isOptional: true)
    information.isFamily = true
    return Field(information, path: path, unit: "", meaning: meaning, family: { $0[keyPath: path] }) { _ in nil }
  }

  /// A number, text or short list of the record.
  ///
  /// - Parameters:
  ///   - key: its name in the record, in snake case, with the unit at its end where it has one: `sigma_ms`.
  ///   - path: the property that holds it, in the unit of the key.
  ///   - meaning: what it is, in a few words.
  public static func number<Value: RecordValue & SendableMetatype>(
    _ key: String, _ path: KeyPath<Root, Value> & Sendable, _ meaning: FieldText<Root>
  ) -> Field {
    Field(
      FieldInformation(
        key: key, kind: .number, unit: unitOfName(key), axes: nil, meaning: meaning.text, typeName: "",
        isOptional: Value.isOptional),
      path: path, unit: "", meaning: meaning
    ) { $0[keyPath: path].recordJSON.map(FieldContent.number) }
  }

  /// The fields of a part that a result may have, as fields of the result.
  public static func part<Part: FieldTable>(_ path: KeyPath<Root, Part?> & Sendable) -> [Field] {
    Part.fields.map { field in
      var information = field.information
      information.isOptional = true
      let (unit, meaning) = (field.unit, field.meaning)
      return Field(
        information, path: nil,
        unit: FieldText(unit.text) { root in root[keyPath: path].map(unit.value) ?? unit.text },
        meaning: FieldText(meaning.text) { root in root[keyPath: path].map(meaning.value) ?? meaning.text }
      ) { root in root[keyPath: path].flatMap(field.extract) }
    }
  }

  /// The same for a part that is always there.
  public static func part<Part: FieldTable>(_ path: KeyPath<Root, Part> & Sendable) -> [Field] {
    Part.fields.map { field in
      let (unit, meaning) = (field.unit, field.meaning)
      return Field(
        field.information, path: nil, unit: FieldText(unit.text) { unit.value($0[keyPath: path]) },
        meaning: FieldText(meaning.text) { meaning.value($0[keyPath: path]) }
      ) { field.extract($0[keyPath: path]) }
    }
  }

  /// Every field of a result that this one stands for: itself where the result has it, or the arrays of the family.
  func allStored(of root: Root) -> [StoredField] {
    if let family { return family(root).map(\.stored) }
    return stored(of: root).map { [$0] } ?? []
  }

  func isHeld(in path: PartialKeyPath<Root>) -> Bool {
    guard let own: PartialKeyPath<Root> = self.path else { return false }
    return own == path
  }

  /// The field with its content in a result; `nil` where the result has none.
  public func stored(of root: Root) -> StoredField? {
    extract(root).map { content in
      var information = information
      information.unit = information.kind == .array ? unit.value(root) : information.unit
      information.meaning = meaning.value(root)
      return StoredField(information: information, content: content)
    }
  }
}

/// What can be said of a field without its type.
public struct FieldInformation: Sendable, Equatable {
  /// Where a field stands.
  public enum Kind: Sendable {
    /// In the archive.
    case array
    /// In the record.
    case number
  }

  /// The name in the archive or the record.
  public let key: String
  /// Where it stands.
  public let kind: Kind
  /// Empty when it has none.
  public internal(set) var unit: String
  /// Outermost first; `nil` when their number varies.
  public let axes: [FieldAxis]?
  /// What it is, as half a sentence.
  public internal(set) var meaning: String
  /// The NumPy type of an array, empty for numbers.
  public let typeName: String
  /// Whether a result may be without it.
  public internal(set) var isOptional: Bool
  /// Whether the key stands for arrays of any names.
  public internal(set) var isFamily = false
}

/// What a field holds in one result.
public enum FieldContent: Sendable {
  case array(DataArray)
  /// An array that is made when it is asked for.
  case deferred(DeferredArray)
  case number(JSONValue)

  /// The array, made where it is deferred; `nil` for a number.
  ///
  /// - Throws: what making it throws.
  public func array() throws -> DataArray? {
    switch self {
    case .array(let array): array
    case .deferred(let array): try array.make()
    case .number: nil
    }
  }

  /// The number; `nil` for an array.
  public var number: JSONValue? {
    if case .number(let value) = self { value } else { nil }
  }

  /// The NumPy name of the element type and the number of elements along each axis; `nil` for a number.
  public var form: (typeName: String, shape: [Int])? {
    switch self {
    case .array(let array): (array.typeName, array.shape)
    case .deferred(let array): (array.typeName, array.shape)
    case .number: nil
    }
  }
}

/// A field with its content, ready to be written.
public struct StoredField: Sendable {
  /// Key, unit, axes and meaning, as they are for this result.
  public let information: FieldInformation
  /// The array or the number.
  public let content: FieldContent
}
