import Foundation
import Stages

/// Reads JSON text with the keys of objects in the order of the file, so that tables of a report list parameters and
/// numbers as their stage does. `nil` for text that is not JSON.
package func orderedJSON(_ text: Data) -> JSONValue? {
  var reader = OrderedJSONReader(bytes: Array(text))
  guard let value = reader.value(depth: 0) else { return nil }
  reader.skipSpace()
  return reader.isAtEnd ? value : nil
}

private struct OrderedJSONReader {
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
      if let integer = Int(word) { return .integer(integer) }
      return Double(word).map(JSONValue.number)
    }
  }
}
