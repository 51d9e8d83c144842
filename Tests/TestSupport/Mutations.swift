import ArrayNumerics
import Foundation

/// The bytes with some bits turned, an end missing, a number made extreme, or a piece doubled.
@Sendable public func mutated(_ original: [UInt8], _ index: Int, _ name: String) -> [UInt8] {
  var stream = RandomStream(seed: 11, name: name, index: UInt64(index))
  var bytes = original
  switch index % 4 {
  case 0:
    for _ in 0...stream.integer(below: 8) {
      bytes[stream.integer(below: bytes.count)] ^= 1 << UInt8(stream.integer(below: 8))
    }
  case 1: bytes.removeLast(1 + stream.integer(below: bytes.count - 1))
  case 2:
    // A length, an offset or a count that became extreme.
    let place = stream.integer(below: max(1, bytes.count - 8))
    let value: UInt8 = [0xFF, 0x00, 0x7F, 0x80][stream.integer(below: 4)]
    for position in place..<min(bytes.count, place + 1 + stream.integer(below: 8)) {
      bytes[position] = value
    }
  default:
    let from = stream.integer(below: bytes.count)
    let count = min(bytes.count - from, 1 + stream.integer(below: 64))
    bytes.insert(contentsOf: bytes[from..<from + count], at: stream.integer(below: bytes.count))
  }
  return bytes
}

/// The bytes with an end missing, or a bit turned among the first 24.
@Sendable public func damagedAtTheEnds(_ original: [UInt8], _ index: Int, _ name: String) -> [UInt8] {
  var stream = RandomStream(seed: 11, name: name, index: UInt64(index))
  var bytes = original
  if index.isMultiple(of: 2) {
    bytes.removeLast(1 + stream.integer(below: bytes.count - 1))
  } else {
    bytes[stream.integer(below: 24)] ^= 1 << UInt8(stream.integer(below: 8))
  }
  return bytes
}

/// The memory of this process, in bytes.
public func residentBytes() -> Int {
  let fields = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8))?.split(separator: " ") ?? []
  return fields.count > 1 ? (Int(fields[1]) ?? 0) * 4096 : 0
}
