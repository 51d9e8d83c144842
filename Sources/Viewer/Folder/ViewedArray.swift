import ArrayNumerics
import Schema

/// An array of a results folder as the page gets it.
struct ViewedArray: Sendable {
  /// The values, row-major.
  enum Values: Sendable {
    /// Numbers, as the nearest Float; NaN and infinities stay what they are.
    case numbers([Float])
    /// Whole numbers that are all in 0…255, exactly.
    case bytes([UInt8])
    case words([String])
  }

  /// The stem of the stage.
  var stage: String
  /// The heading of the stage.
  var title: String
  var key: String
  var axes: [String]
  var shape: [Int]
  var unit: String
  var meaning: String
  var values: Values
  /// Which clock its rows have, of the folder's list.
  var clock: Int?

  /// Values in a row along the first axis.
  var width: Int { shape.dropFirst().reduce(1, *) }
  /// Rows along the first axis.
  var rows: Int { shape.first ?? 1 }

  /// `nil` for rows or values that are not numbers.
  func bytes(of rows: Range<Int>) -> [UInt8]? {
    guard rows.lowerBound >= 0, rows.upperBound <= self.rows else { return nil }
    let range = rows.lowerBound * width..<rows.upperBound * width
    switch values {
    case .numbers(let numbers): return littleEndian(numbers[range])
    case .bytes(let bytes): return Array(bytes[range])
    case .words: return nil
    }
  }

  /// Some columns of some rows as Float32 `[rows, columns]`; NaN for a row that is none.
  func columns(_ columns: [Int], of rows: [Int?]) -> [UInt8]? {
    guard columns.allSatisfy({ (0..<width).contains($0) }) else { return nil }
    var chosen = [Float](repeating: .nan, count: rows.count * columns.count)
    for (place, row) in rows.enumerated() {
      guard let row else { continue }
      for (index, column) in columns.enumerated() {
        switch values {
        case .numbers(let numbers): chosen[place * columns.count + index] = numbers[row * width + column]
        case .bytes(let bytes): chosen[place * columns.count + index] = Float(bytes[row * width + column])
        case .words: return nil
        }
      }
    }
    return littleEndian(chosen[...])
  }

  /// What the page is told about it.
  var json: JSONValue {
    let type =
      switch values {
      case .numbers: "float32"
      case .bytes: "uint8"
      case .words: "words"
      }
    return .record([
      "stage": .string(stage), "title": .string(title), "key": .string(key), "axes": JSONValue(axes),
      "shape": .array(shape.map(JSONValue.integer)), "unit": .string(unit), "meaning": .string(meaning), "type": .string(type),
      "clock": clock.map(JSONValue.integer) ?? .null,
    ])
  }
}

extension ViewedArray.Values {
  init(_ array: DataArray) {
    switch array.storage {
    case .string(let words): self = .words(words)
    case .bool(let flags): self = .bytes(flags.map { $0 ? 1 : 0 })
    case .float32(let numbers): self = .numbers(numbers)
    case .float64(let numbers): self = .numbers(numbers.map { Float($0) })
    default:
      let whole = array.integers ?? []
      let isSmall = whole.count == array.count && whole.allSatisfy { (0...255).contains($0) }
      self = isSmall ? .bytes(whole.map { UInt8($0) }) : .numbers(array.floats ?? [])
    }
  }

  /// These and those of further rows; bytes as long as both are.
  mutating func append(_ other: ViewedArray.Values) {
    switch (self, other) {
    case (.bytes(var bytes), .bytes(let further)):
      self = .bytes([])
      bytes += further
      self = .bytes(bytes)
    case (.words(let words), .words(let further)): self = .words(words + further)
    default:
      var numbers = self.numbers
      self = .bytes([])
      numbers += other.numbers
      self = .numbers(numbers)
    }
  }

  private var numbers: [Float] {
    switch self {
    case .numbers(let numbers): numbers
    case .bytes(let bytes): bytes.map(Float.init)
    case .words: []
    }
  }
}

/// IEEE 754 single precision, little-endian, as JavaScript's `Float32Array` has it on every machine in use.
func littleEndian(_ values: ArraySlice<Float>) -> [UInt8] {
  var bytes = [UInt8]()
  bytes.reserveCapacity(4 * values.count)
  for value in values {
    let bits = value.bitPattern
    bytes.append(UInt8(truncatingIfNeeded: bits))
    bytes.append(UInt8(truncatingIfNeeded: bits >> 8))
    bytes.append(UInt8(truncatingIfNeeded: bits >> 16))
    bytes.append(UInt8(truncatingIfNeeded: bits >> 24))
  }
  return bytes
}
