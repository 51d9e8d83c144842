import ArrayFiles
import FoundationEssentials

/// Files of whole numbers in decimal, between white space.
enum IntegerText {
  /// - Throws: `FileError` with the line where something else stands.
  static func read(_ url: URL) throws -> [Int] {
    let file = try InputFile(url)
    do {
      return try parse(try file.bytes(at: 0, count: file.size)[...])
    } catch let error as FileError {
      throw error.located(file: file.name)
    }
  }

  /// The numbers in a text. O(bytes).
  static func parse(_ bytes: ArraySlice<UInt8>) throws -> [Int] {
    var values: [Int] = []
    var (value, digits, negative, line) = (0, 0, false, 1)
    func fail(_ byte: UInt8) -> FileError {
      FileError.unusable(
        "'\(Character(UnicodeScalar(byte)))' where a whole number was expected.", place: "line \(line)")
    }
    for byte in bytes {
      switch byte {
      case 0x30...0x39:
        digits += 1
        guard digits <= 18 else {
          throw FileError.unusable("a number of more than 18 digits.", place: "line \(line)")
        }
        value = 10 * value + Int(byte - 0x30)
      case UInt8(ascii: "-") where digits == 0 && !negative: negative = true
      case 0x20, 0x09, 0x0A, 0x0D:
        if digits > 0 { values.append(negative ? -value : value) } else if negative { throw fail(UInt8(ascii: "-")) }
        (value, digits, negative) = (0, 0, false)
        if byte == 0x0A { line += 1 }
      default: throw fail(byte)
      }
    }
    if digits > 0 { values.append(negative ? -value : value) }
    return values
  }
}
