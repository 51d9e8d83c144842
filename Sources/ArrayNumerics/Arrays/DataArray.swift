/// An array of any shape and element type, as files hold them: the common currency of readers, writers
/// and result archives. Row-major; `shape == []` is a single value.
public struct DataArray: Sendable, Equatable {
  /// The elements in row-major order, by element type.
  public enum Storage: Sendable, Equatable {
    case float32([Float])
    case float64([Double])
    case int8([Int8])
    case int16([Int16])
    case int32([Int32])
    case int64([Int64])
    case uint8([UInt8])
    case uint16([UInt16])
    case uint32([UInt32])
    case uint64([UInt64])
    case bool([Bool])
    case string([String])
  }

  /// The number of elements along each axis, the slowest first.
  public private(set) var shape: [Int]
  /// The elements.
  public private(set) var storage: Storage

  /// - Precondition: the product of `shape` equals the number of elements.
  public init(shape: [Int], storage: Storage) {
    precondition(
      shape.reduce(1, *) == storage.count, "shape \(shape) does not hold \(storage.count) elements")
    self.shape = shape
    self.storage = storage
  }

  /// The number of elements: the product of `shape`.
  public var count: Int { storage.count }

  /// The NumPy name of the element type: `float64`, `int32`, `bool`, `str`, …
  public var typeName: String { storage.typeName }
}

extension DataArray.Storage {
  /// The number of elements.
  public var count: Int {
    switch self {
    case .float32(let values): values.count
    case .float64(let values): values.count
    case .int8(let values): values.count
    case .int16(let values): values.count
    case .int32(let values): values.count
    case .int64(let values): values.count
    case .uint8(let values): values.count
    case .uint16(let values): values.count
    case .uint32(let values): values.count
    case .uint64(let values): values.count
    case .bool(let values): values.count
    case .string(let values): values.count
    }
  }

  /// The NumPy name of the element type: `float64`, `int32`, `bool`, `str`, …
  public var typeName: String {
    switch self {
    case .float32: "float32"
    case .float64: "float64"
    case .int8: "int8"
    case .int16: "int16"
    case .int32: "int32"
    case .int64: "int64"
    case .uint8: "uint8"
    case .uint16: "uint16"
    case .uint32: "uint32"
    case .uint64: "uint64"
    case .bool: "bool"
    case .string: "str"
    }
  }
}

// MARK: - Making one

extension DataArray {
  public init(_ values: [Double], shape: [Int]? = nil) {
    self.init(shape: shape ?? [values.count], storage: .float64(values))
  }
  public init(_ values: [Float], shape: [Int]? = nil) {
    self.init(shape: shape ?? [values.count], storage: .float32(values))
  }
  public init(_ values: [Int32], shape: [Int]? = nil) {
    self.init(shape: shape ?? [values.count], storage: .int32(values))
  }
  public init(_ values: [Int64], shape: [Int]? = nil) {
    self.init(shape: shape ?? [values.count], storage: .int64(values))
  }
  /// Swift integers are written as `int64`.
  public init(_ values: [Int], shape: [Int]? = nil) {
    self.init(shape: shape ?? [values.count], storage: .int64(values.map(Int64.init)))
  }
  public init(_ values: [Bool], shape: [Int]? = nil) {
    self.init(shape: shape ?? [values.count], storage: .bool(values))
  }
  public init(_ values: [String], shape: [Int]? = nil) {
    self.init(shape: shape ?? [values.count], storage: .string(values))
  }
  public init(_ matrix: Matrix<Double>) {
    self.init(matrix.elements, shape: [matrix.rows, matrix.columns])
  }
  public init(_ matrix: Matrix<Float>) {
    self.init(matrix.elements, shape: [matrix.rows, matrix.columns])
  }
  public init(_ matrix: Matrix<Int32>) {
    self.init(matrix.elements, shape: [matrix.rows, matrix.columns])
  }
}

// MARK: - Reading one

extension DataArray {
  /// The elements as doubles; `nil` for text. Booleans become 0 and 1.
  public var doubles: [Double]? {
    switch storage {
    case .float32(let values): values.map(Double.init)
    case .float64(let values): values
    case .int8(let values): values.map(Double.init)
    case .int16(let values): values.map(Double.init)
    case .int32(let values): values.map(Double.init)
    case .int64(let values): values.map(Double.init)
    case .uint8(let values): values.map(Double.init)
    case .uint16(let values): values.map(Double.init)
    case .uint32(let values): values.map(Double.init)
    // `Double.init` alone could be the one that takes a bit pattern.
    case .uint64(let values): values.map { Double($0) }
    case .bool(let values): values.map { $0 ? 1 : 0 }
    case .string: nil
    }
  }

  /// The elements as floats (the storage itself when it is `float32`); `nil` for text.
  public var floats: [Float]? {
    if case .float32(let values) = storage { return values }
    return doubles?.map(Float.init)
  }

  /// The elements as Swift integers; `nil` for text, for fractions and for values outside `Int`.
  public var integers: [Int]? {
    switch storage {
    case .int8(let values): return values.map(Int.init)
    case .int16(let values): return values.map(Int.init)
    case .int32(let values): return values.map(Int.init)
    case .int64(let values): return values.map(Int.init)
    case .uint8(let values): return values.map(Int.init)
    case .uint16(let values): return values.map(Int.init)
    case .uint32(let values): return values.map(Int.init)
    case .uint64(let values):
      let exact = values.compactMap { Int(exactly: $0) }
      return exact.count == values.count ? exact : nil
    case .bool(let values): return values.map { $0 ? 1 : 0 }
    case .float32, .float64:
      let values = doubles ?? []
      let exact = values.compactMap { Int(exactly: $0) }
      return exact.count == values.count ? exact : nil
    case .string: return nil
    }
  }

  /// The elements of an array of text; `nil` for any other.
  public var strings: [String]? {
    if case .string(let values) = storage { return values }
    return nil
  }

  /// The elements of an array of truth values; `nil` for any other.
  public var booleans: [Bool]? {
    if case .bool(let values) = storage { return values }
    return nil
  }

  /// A two-dimensional numeric array as a matrix of doubles; a one-dimensional one as a single column.
  public var doubleMatrix: Matrix<Double>? {
    guard let values = doubles, let (rows, columns) = matrixShape else { return nil }
    return Matrix(rows: rows, columns: columns, elements: values)
  }

  /// A two-dimensional numeric array as a matrix of floats; a one-dimensional one as a single column.
  public var floatMatrix: Matrix<Float>? {
    guard let values = floats, let (rows, columns) = matrixShape else { return nil }
    return Matrix(rows: rows, columns: columns, elements: values)
  }

  private var matrixShape: (Int, Int)? {
    switch shape.count {
    case 1: (shape[0], 1)
    case 2: (shape[0], shape[1])
    default: nil
    }
  }
}
