/// What spreadsheets and other programs write that is text and yet no table of numbers, named for what it is.
enum TextFaults {
  /// The refusal of a text in UTF-16, with a mark at its start or with every other byte zero; `nil` for any other.
  static func refusal(of bytes: [UInt8]) -> FileError? {
    let start = bytes.prefix(4096)
    let zeros = start.indices.count { start[$0] == 0 }
    let even = start.indices.count { $0 % 2 == 0 && start[$0] == 0 }
    let isHalfZero = start.count >= 8 && 5 * zeros >= 2 * start.count && (even == 0 || even == zeros)
    guard start.starts(with: [0xFF, 0xFE]) || start.starts(with: [0xFE, 0xFF]) || isHalfZero else { return nil }
    return .unusable(
      "this is text in UTF-16, as spreadsheets write it; UTF-8 was expected.",
      remedy: "Save it as CSV UTF-8, or: iconv -f UTF-16 -t UTF-8 IN > OUT.")
  }

  /// Whether a cell is a number with a decimal comma: `0,04`, `-1,5e3`.
  static func isDecimalComma(_ text: String) -> Bool {
    let parts = text.split(separator: ",", omittingEmptySubsequences: false)
    guard parts.count == 2, let last = parts[0].last, last.isNumber, let first = parts[1].first, first.isNumber else {
      return false
    }
    return Double(parts[0] + "." + parts[1]) != nil
  }

  static func decimalComma(_ cell: String, place: String) -> FileError {
    .unusable(
      "'\(cell)' is a number with a decimal comma; points are read.", place: place,
      remedy: "Export the table with decimal points, or: tr , . < IN > OUT (where no comma separates cells).")
  }

  /// Numbers with decimal commas between blanks, tabs or semicolons, whose commas would be taken for separators.
  static func refuseDecimalCommas(_ line: ArraySlice<UInt8>, line number: Int) throws {
    guard line.contains(UInt8(ascii: ",")), line.count < 1 << 16 else { return }
    let words = line.split { $0 == 0x20 || $0 == 9 || $0 == 13 || $0 == UInt8(ascii: ";") }
      .map { String(decoding: $0, as: UTF8.self) }
    guard words.count > 1, words.allSatisfy(isDecimalComma) else { return }
    throw decimalComma(words[0], place: "line \(number)")
  }
}
