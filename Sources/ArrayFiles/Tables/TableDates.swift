/// Dates with a time of day as tables write them after ISO 8601: `2023-05-04T14:03:21.1234560+02:00`, as Bonsai does.
package enum TableDates {
  /// The type of a column of which every cell is one.
  package static let typeName = "datetime"

  /// Seconds from the start of 1970, whole and the rest of them, in coordinated universal time where an offset is given;
  /// `nil` for any other text.
  static func seconds(_ text: String) -> (whole: Int, rest: Double)? {
    let bytes = Array(text.utf8)
    guard bytes.count >= 16, bytes.count <= 40 else { return nil }
    func number(_ range: Range<Int>) -> Int? {
      guard range.upperBound <= bytes.count else { return nil }
      var value = 0
      for byte in bytes[range] {
        guard (0x30...0x39).contains(byte) else { return nil }
        value = 10 * value + Int(byte - 0x30)
      }
      return value
    }
    func has(_ character: Unicode.Scalar, at place: Int) -> Bool {
      place < bytes.count && bytes[place] == UInt8(ascii: character)
    }
    guard let year = number(0..<4), has("-", at: 4), let month = number(5..<7), has("-", at: 7), let day = number(8..<10),
      has("T", at: 10) || has(" ", at: 10), let hour = number(11..<13), has(":", at: 13), let minute = number(14..<16),
      (1...12).contains(month), (1...31).contains(day), hour < 24, minute < 60
    else { return nil }
    var (place, second, rest) = (16, 0, 0.0)
    if has(":", at: place) {
      guard let value = number(17..<19), value <= 60 else { return nil }
      (place, second) = (19, value)
      if has(".", at: place) || has(",", at: place) {
        let digits = bytes[(place + 1)...].prefix { (0x30...0x39).contains($0) }
        guard !digits.isEmpty, let fraction = Double("0." + String(decoding: digits, as: UTF8.self)) else { return nil }
        (place, rest) = (place + 1 + digits.count, fraction)
      }
    }
    guard let offset = offset(bytes[place...]) else { return nil }
    return (days(year, month, day) * 86400 + 3600 * hour + 60 * minute + second - offset, rest)
  }

  /// Seconds of `Z`, `+02:00`, `-0530` or nothing; `nil` for anything else.
  private static func offset(_ bytes: ArraySlice<UInt8>) -> Int? {
    let text = String(decoding: bytes, as: UTF8.self)
    if text.isEmpty || text == "Z" { return 0 }
    let digits = text.dropFirst().filter { $0 != ":" }
    guard let sign = ["+": 1, "-": -1][text.prefix(1)], digits.count == 4, let number = Int(digits), number % 100 < 60 else {
      return nil
    }
    return sign * (number / 100 * 3600 + number % 100 * 60)
  }

  /// Days from the start of 1970 in the Gregorian calendar, with years that start in March so that the odd day comes last.
  private static func days(_ year: Int, _ month: Int, _ day: Int) -> Int {
    let shifted = month > 2 ? year : year - 1
    let monthFromMarch = (month + 9) % 12
    return 365 * shifted + shifted / 4 - shifted / 100 + shifted / 400 + (153 * monthFromMarch + 2) / 5 + day - 719_469
  }

  /// Whether each of the texts is a date, and there is one.
  static func areAll(_ texts: [String]) -> Bool { !texts.isEmpty && texts.allSatisfy { seconds($0) != nil } }

  /// Seconds from the first date to each; `nil` where one is none.
  package static func secondsFromFirst(_ texts: [String]) -> [Double]? {
    guard let start = texts.first.flatMap(seconds) else { return nil }
    let result = texts.compactMap { text in seconds(text).map { Double($0.whole - start.whole) + ($0.rest - start.rest) } }
    return result.count == texts.count ? result : nil
  }
}
