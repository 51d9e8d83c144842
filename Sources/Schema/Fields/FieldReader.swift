import ArrayNumerics

/// Reads the fields of a result back, each by the property that holds it.
///
/// ```swift
/// init(from fields: FieldReader<Self>) throws {
///   rates = try fields[\.rates]
/// }
/// ```
public struct FieldReader<Root: FieldTable>: Sendable {
  private let arrays: ArrayShelf
  private let numbers: JSONValue

  /// - Throws: `FieldError` when arrays do not have the axes that the table says.
  public init(arrays: ArrayShelf, numbers: JSONValue) throws(FieldError) {
    self.arrays = arrays
    self.numbers = numbers
    try checkAxes(
      Root.fields.compactMap { field in arrays.shapes[field.information.key].map { (field.information, $0) } })
  }

  private init(same arrays: ArrayShelf, numbers: JSONValue) {
    self.arrays = arrays
    self.numbers = numbers
  }

  /// An array.
  ///
  /// - Throws: `FieldError` when it is missing or of another type; what reading it throws.
  public subscript<Value: ArrayValue>(_ path: KeyPath<Root, Value>) -> Value {
    get throws { try arrays.value(field(path, .array).key) }
  }

  /// An array that is read when it is asked for.
  ///
  /// - Throws: `FieldError` when it is missing.
  public func deferred<Value: ArrayValue>(_ path: KeyPath<Root, Deferred<Value>>) throws(FieldError) -> Deferred<Value> {
    try deferred(key: field(path, .array).key)
  }

  /// The same for an array that not every result has.
  public func deferred<Value: ArrayValue>(_ path: KeyPath<Root, Deferred<Value>?>) throws(FieldError) -> Deferred<Value> {
    try deferred(key: field(path, .array).key)
  }

  private func deferred<Value: ArrayValue>(key: String) throws(FieldError) -> Deferred<Value> {
    guard let shape = arrays.shapes[key] else { throw .missing("the array '\(key)' is missing") }
    let arrays = arrays
    guard let pieces = arrays.pieces else { return Deferred(shape: shape) { try arrays.value(key) } }
    return Deferred(
      shape: shape,
      pieces: { rows, body in
        try pieces(key, rows) { range, array in try body(range, try ArrayShelf.value(key, array)) }
      },
      make: { try arrays.value(key) })
  }

  /// A number of the record.
  ///
  /// - Throws: `FieldError` when it is missing or of another kind.
  public func number<Value: RecordValue>(_ path: KeyPath<Root, Value>) throws(FieldError) -> Value {
    let information = try field(path, .number)
    guard let value = Value(recordJSON: numbers[information.key]) else {
      throw .missing("the number '\(information.key)' is missing from the record, or is not what it should be")
    }
    return value
  }

  /// The arrays whose names the table does not say, in alphabetical order of their names.
  ///
  /// - Throws: what reading them throws.
  public func undeclaredArrays() throws -> [(key: String, array: DataArray)] {
    let declared = Set(Root.fields.map(\.information).filter { $0.kind == .array }.map(\.key))
    return try arrays.shapes.keys.filter { !declared.contains($0) }.sorted().map { ($0, try arrays.value($0)) }
  }

  /// Whether the archive or the record holds a field.
  public func holds(_ path: PartialKeyPath<Root>) -> Bool {
    guard let information = Root.fields.first(where: { $0.isHeld(in: path) })?.information else { return false }
    return information.kind == .array ? arrays.shapes[information.key] != nil : numbers[information.key] != nil
  }

  /// The reader of a part; its table says which fields are its own.
  public func part<Part: FieldTable>(_ part: Part.Type) -> FieldReader<Part> {
    FieldReader<Part>(same: arrays, numbers: numbers)
  }

  private func field(
    _ path: PartialKeyPath<Root>, _ kind: FieldInformation.Kind
  ) throws(FieldError) -> FieldInformation {
    guard let field = Root.fields.first(where: { $0.information.kind == kind && $0.isHeld(in: path) }) else {
      throw .missing("\(Root.self) has no field for \(path)")
    }
    return field.information
  }
}

/// The arrays of an archive by name: their shapes are known, each is read when it is asked for.
public struct ArrayShelf: Sendable {
  /// The number of elements along each axis of each array.
  public let shapes: [String: [Int]]
  /// Reads one of them.
  public let read: @Sendable (String) throws -> DataArray

  /// Hands out the rows of one of them, so many at a time, until `body` returns false; `nil` where they are in memory.
  public typealias Pieces =
    @Sendable (
      _ name: String, _ rowsAtATime: Int, _ body: (_ rows: Range<Int>, _ piece: DataArray) throws -> Bool
    ) throws -> Void
  let pieces: Pieces?

  /// - Parameters:
  ///   - shapes: of all arrays that there are.
  ///   - pieces: hands out the rows of one of them.
  ///   - read: reads one of them.
  public init(
    shapes: [String: [Int]], pieces: Pieces? = nil, read: @escaping @Sendable (String) throws -> DataArray
  ) {
    self.shapes = shapes
    self.pieces = pieces
    self.read = read
  }

  /// Arrays that are in memory.
  public init(_ arrays: [String: DataArray]) {
    self.init(shapes: arrays.mapValues(\.shape)) { name in
      guard let array = arrays[name] else { throw FieldError.missing("the array '\(name)' is missing") }
      return array
    }
  }

  /// An array as a type that it can be.
  ///
  /// - Throws: `FieldError` when it is missing or of another type; what reading it throws.
  func value<Value: ArrayValue>(_ key: String) throws -> Value {
    try Self.value(key, shapes[key] == nil ? nil : read(key))
  }

  /// What was read, as a type that it can be.
  static func value<Value: ArrayValue>(_ key: String, _ array: DataArray?) throws -> Value {
    if let value = Value(array: array) { return value }
    guard let array else { throw FieldError.missing("the array '\(key)' is missing") }
    throw FieldError.unfit("'\(key)' should hold \(Value.arrayExpectation) and is \(array.typeName) \(array.shape)")
  }
}

/// Why fields could not be read back.
public enum FieldError: Error, Equatable, CustomStringConvertible {
  case missing(String)
  /// Another type or shape than the table says.
  case unfit(String)

  public var description: String {
    switch self {
    case .missing(let text), .unfit(let text): text
    }
  }
}

/// Compares shapes with the axes that fields declare.
///
/// - Throws: `FieldError.unfit` that names the arrays that do not agree.
func checkAxes(_ arrays: [(field: FieldInformation, shape: [Int])]) throws(FieldError) {
  var known: [String: (length: Int, key: String)] = [:]
  for (field, shape) in arrays {
    guard var axes = field.axes else { continue }
    let isOpen = axes.last?.isRest ?? false
    if isOpen { axes.removeLast() }
    guard isOpen ? shape.count >= axes.count : shape.count == axes.count else {
      throw .unfit("'\(field.key)' should be [\(axes.map(\.text).joined(separator: ", "))] and has the shape \(shape)")
    }
    for (axis, length) in zip(axes, shape) {
      if let fixed = axis.length, fixed != length {
        throw .unfit("'\(field.key)' should have \(fixed) along an axis and has the shape \(shape)")
      }
      guard let (name, excess) = axis.name else { continue }
      guard let other = known[name] else {
        known[name] = (length - excess, field.key)
        continue
      }
      if other.length != length - excess {
        throw .unfit(
          "'\(field.key)' has \(length - excess) along its axis \(name), and '\(other.key)' has \(other.length)")
      }
    }
  }
}
