import Foundation

extension JSONValue {
  /// Reads JSON text; the keys of objects keep the order of the text.
  ///
  /// - Throws: `JSONSyntaxError` for text that is not JSON, or nests more than 64 levels.
  public init(text: Data) throws(JSONSyntaxError) {
    var reader = JSONReader(bytes: Array(text))
    guard let value = reader.value(depth: 0) else { throw JSONSyntaxError(offset: reader.position) }
    reader.skipSpace()
    guard reader.isAtEnd else { throw JSONSyntaxError(offset: reader.position) }
    self = value
  }
}

/// Text that is not JSON.
public struct JSONSyntaxError: Error, Equatable, CustomStringConvertible {
  /// The byte at which reading stopped, from 0.
  public var offset: Int

  public var description: String { "it is not JSON from byte \(offset) on" }
}

private struct JSONReader {
  let bytes: [UInt8]
  var position = 0
  /// Records nest five levels; a file that nests more is not ours.
  static let deepest = 64

  init(bytes: [UInt8]) { self.bytes = bytes }

  var isAtEnd: Bool { position >= bytes.count }
  private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

  mutating func skipSpace() {
    while let byte = next, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { position += 1 }
  }

  private mutating func take(_ character: Character) -> Bool {
    skipSpace()
    guard next == character.asciiValue else { return false }
    position += 1
    return true
  }

  mutating func value(depth: Int) -> JSONValue? {
    guard depth < Self.deepest else { return nil }
    skipSpace()
    switch next {
    case UInt8(ascii: "{"): return object(depth: depth)
    case UInt8(ascii: "["): return array(depth: depth)
    case UInt8(ascii: "\""): return text().map(JSONValue.string)
    default: return word()
    }
  }

  private mutating func object(depth: Int) -> JSONValue? {
    position += 1
    var members: [JSONValue.Member] = []
    if take("}") { return .object([]) }
    repeat {
      skipSpace()
      guard let key = text(), take(":"), let value = value(depth: depth + 1) else { return nil }
      members.append(JSONValue.Member(key, value))
    } while take(",")
    return take("}") ? .object(members) : nil
  }

  private mutating func array(depth: Int) -> JSONValue? {
    position += 1
    var values: [JSONValue] = []
    if take("]") { return .array([]) }
    repeat {
      guard let value = value(depth: depth + 1) else { return nil }
      values.append(value)
    } while take(",")
    return take("]") ? .array(values) : nil
  }

  /// A quoted text. The escapes are left to Foundation.
  private mutating func text() -> String? {
    guard next == UInt8(ascii: "\"") else { return nil }
    let start = position
    var isPlain = true
    position += 1
    while let byte = next, byte != UInt8(ascii: "\"") {
      if byte == UInt8(ascii: "\\") {
        isPlain = false
        position += 1
      }
      position += 1
    }
    guard !isAtEnd else { return nil }
    position += 1
    if isPlain { return String(decoding: bytes[start + 1..<position - 1], as: UTF8.self) }
    return try? JSONDecoder().decode(String.self, from: Data(bytes[start..<position]))
  }

  private mutating func word() -> JSONValue? {
    let start = position
    while let byte = next, !Set(",]} \n\r\t".utf8).contains(byte) { position += 1 }
    let word = String(decoding: bytes[start..<position], as: UTF8.self)
    switch word {
    case "null": return .null
    case "true": return .bool(true)
    case "false": return .bool(false)
    default:
      // Swift also reads "inf", "nan" and hexadecimal numbers, which JSON has not.
      guard word.utf8.allSatisfy({ "+-.0123456789eE".utf8.contains($0) }) else { return nil }
      if let integer = Int(word) { return .integer(integer) }
      return Double(word).map(JSONValue.number)
    }
  }
}
