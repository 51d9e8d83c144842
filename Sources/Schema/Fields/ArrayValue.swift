import ArrayNumerics

/// A type that a field can hold.
public protocol FieldValue {
  /// Whether a result may be without it.
  static var isOptional: Bool { get }
}

extension FieldValue {
  /// No result is without it.
  public static var isOptional: Bool { false }
}

extension Optional: FieldValue where Wrapped: FieldValue {
  public static var isOptional: Bool { true }
}

/// A type that an array of an archive can be.
public protocol ArrayValue: FieldValue {
  /// The NumPy type that it is written as.
  static var arrayTypeName: String { get }
  /// What a reader expects, for messages: "whole numbers".
  static var arrayExpectation: String { get }
  /// What is written; `nil` when there is none.
  var array: DataArray? { get }
  /// Reads it back. `nil` for an array of another type or number of axes; a missing one is `nil` too and reads as an optional
  /// without value.
  init?(array: DataArray?)
}

extension Array: FieldValue {}
extension Matrix: FieldValue {}

extension Array: ArrayValue where Element: ArrayElement {
  public static var arrayTypeName: String { Element.arrayTypeName }
  public static var arrayExpectation: String { Element.expectation }
  public var array: DataArray? { Element.dataArray(self, shape: [count]) }
  public init?(array: DataArray?) {
    guard let array, let values = Element.values(of: array) else { return nil }
    self = values
  }
}

extension Matrix: ArrayValue where Scalar: ArrayElement {
  public static var arrayTypeName: String { Scalar.arrayTypeName }
  public static var arrayExpectation: String { "a matrix of \(Scalar.expectation)" }
  public var array: DataArray? { Scalar.dataArray(elements, shape: [rows, columns]) }
  public init?(array: DataArray?) {
    guard let array, let values = Scalar.values(of: array), (1...2).contains(array.shape.count) else { return nil }
    self.init(rows: array.shape[0], columns: array.shape.count == 2 ? array.shape[1] : 1, elements: values)
  }
}

extension Double: ArrayValue {
  public static var arrayExpectation: String { "one number" }
  public var array: DataArray? { DataArray([self], shape: []) }
  public init?(array: DataArray?) {
    guard let values = array?.doubles, values.count == 1 else { return nil }
    self = values[0]
  }
}

extension DataArray: ArrayValue {
  public static var arrayTypeName: String { "" }
  public static var arrayExpectation: String { "an array" }
  public var array: DataArray? { self }
  public init?(array: DataArray?) {
    guard let array else { return nil }
    self = array
  }
}

extension Optional: ArrayValue where Wrapped: ArrayValue {
  public static var arrayTypeName: String { Wrapped.arrayTypeName }
  public static var arrayExpectation: String { Wrapped.arrayExpectation }
  public var array: DataArray? { self?.array }
  public init?(array: DataArray?) {
    if array == nil {
      self = Wrapped?.none
    } else if let value = Wrapped(array: array) {
      self = .some(value)
    } else {
      return nil
    }
  }
}

/// An element of such arrays.
public protocol ArrayElement: Sendable {
  /// The NumPy type that it is written as.
  static var arrayTypeName: String { get }
  /// What a reader expects, for messages: "numbers", "whole numbers", "text".
  static var expectation: String { get }
  /// The values as an array of a shape, row-major; as many as its product.
  static func dataArray(_ values: [Self], shape: [Int]) -> DataArray
  /// The values of an array of any shape, row-major; `nil` for one of another kind.
  static func values(of array: DataArray) -> [Self]?
}

extension Double: ArrayElement {
  public static var arrayTypeName: String { "float64" }
  public static var expectation: String { "numbers" }
  public static func dataArray(_ values: [Double], shape: [Int]) -> DataArray { DataArray(values, shape: shape) }
  public static func values(of array: DataArray) -> [Double]? { array.doubles }
}

extension Float: ArrayElement {
  public static var arrayTypeName: String { "float32" }
  public static var expectation: String { "numbers" }
  public static func dataArray(_ values: [Float], shape: [Int]) -> DataArray { DataArray(values, shape: shape) }
  public static func values(of array: DataArray) -> [Float]? { array.floats }
}

extension Int: ArrayElement {
  public static var arrayTypeName: String { "int64" }
  public static var expectation: String { "whole numbers" }
  public static func dataArray(_ values: [Int], shape: [Int]) -> DataArray { DataArray(values, shape: shape) }
  public static func values(of array: DataArray) -> [Int]? { array.integers }
}

extension Int32: ArrayElement {
  public static var arrayTypeName: String { "int32" }
  public static var expectation: String { "int32" }
  public static func dataArray(_ values: [Int32], shape: [Int]) -> DataArray { DataArray(values, shape: shape) }
  public static func values(of array: DataArray) -> [Int32]? {
    if case .int32(let values) = array.storage { values } else { nil }
  }
}

extension Bool: ArrayElement {
  public static var arrayTypeName: String { "bool" }
  public static var expectation: String { "yes or no" }
  public static func dataArray(_ values: [Bool], shape: [Int]) -> DataArray { DataArray(values, shape: shape) }
  public static func values(of array: DataArray) -> [Bool]? { array.booleans }
}

extension String: ArrayElement {
  public static var arrayTypeName: String { "str" }
  public static var expectation: String { "text" }
  public static func dataArray(_ values: [String], shape: [Int]) -> DataArray { DataArray(values, shape: shape) }
  public static func values(of array: DataArray) -> [String]? { array.strings }
}
