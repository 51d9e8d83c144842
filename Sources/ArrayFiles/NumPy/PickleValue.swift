import ArrayNumerics

/// A value from a Python pickle, as plain data.
public indirect enum PickleValue: Sendable {
  case none
  case bool(Bool)
  case int(Int)
  case double(Double)
  case string(String)
  case bytes([UInt8])
  case list([PickleValue])
  case tuple([PickleValue])
  /// In the order of the file, which is the order in which Python's dictionary was filled.
  case dictionary([(PickleValue, PickleValue)])
  /// A NumPy array of numbers or text; NumPy scalars have the shape `[]`.
  case array(DataArray)
  /// A NumPy array of objects, in row-major order.
  case objectArray(shape: [Int], [PickleValue])

  /// What is inside an object array of no dimensions, which is how NumPy saves a single dictionary or list.
  public var unwrapped: PickleValue {
    if case .objectArray(let shape, let items) = self, shape.isEmpty, let item = items.first { return item }
    return self
  }

  /// What kind of thing it is, in words: `a dictionary of 60`, `a list of 3`, `float64 (413,)`.
  public var summary: String {
    switch self {
    case .none: "None"
    case .bool: "a truth value"
    case .int: "an integer"
    case .double: "a number"
    case .string: "text"
    case .bytes(let bytes): "\(bytes.count) bytes"
    case .list(let items): "a list of \(items.count)"
    case .tuple(let items): "a tuple of \(items.count)"
    case .dictionary(let entries): "a dictionary of \(entries.count)"
    case .array(let array): "\(array.typeName) \(shapeText(array.shape))"
    case .objectArray(let shape, _): "an object array \(shapeText(shape))"
    }
  }

  /// A number, if it is one (also a NumPy scalar).
  public var number: Double? {
    switch self {
    case .bool(let flag): flag ? 1 : 0
    case .int(let value): Double(value)
    case .double(let value): value
    case .array(let array) where array.count == 1: array.doubles?.first
    default: nil
    }
  }

  /// The numbers of a one-dimensional array, list or tuple (nested single values are taken as they are).
  public var numbers: [Double]? {
    switch self {
    case .array(let array): return array.doubles
    case .list(let items), .tuple(let items), .objectArray(_, let items):
      var values: [Double] = []
      values.reserveCapacity(items.count)
      for item in items {
        guard let value = item.number else { return nil }
        values.append(value)
      }
      return values
    default: return number.map { [$0] }
    }
  }

  /// The value as a name: text as it is, whole numbers in decimal.
  public var label: String? {
    switch self {
    case .string(let text): text
    case .int(let value): String(value)
    case .double(let value): String(value)
    case .bytes(let bytes): String(decoding: bytes, as: UTF8.self)
    case .array(let array) where array.count == 1:
      array.strings?.first ?? array.integers.map { String($0[0]) } ?? array.doubles.map { String($0[0]) }
    case .tuple(let items):
      items.reduce(into: String?("")) { text, item in
        guard let label = item.label else { return text = nil }
        text = text.map { $0.isEmpty ? label : "\($0)_\(label)" }
      }
    default: nil
    }
  }
}
