import FoundationEssentials

/// A table of delimited text: comma, tab, semicolon or white space, with or without a header.
public struct DelimitedTable: Sendable {
  /// One column, with a value for each row.
  public struct Column: Sendable, Equatable {
    /// From the header; the column's number, from 1, without one.
    public var name: String
    /// Its cells.
    public var values: Values
    /// From a line of units below the header.
    public var unit: String?
  }

  /// Cells of one column: numbers, or text where one of them is none.
  public enum Values: Sendable, Equatable {
    /// NaN where a cell is empty, `NaN` or `NA`.
    case numbers([Double])
    /// As it stands, without quotes.
    case text([String])
  }

  /// Whether a line names the columns.
  public var hasHeader: Bool
  /// From left to right.
  public var columns: [Column]
  /// Rows of data, without header and comments.
  public var rowCount: Int

  /// Names of columns whose cells are names even when they look like numbers.
  static let nameColumns: Set<String> = [
    "unit", "cell", "cell_id", "cellid", "neuron", "cluster", "id", "name",
  ]

  /// Reads a table. Lines that start with `#` are comments, unless the last one before the data names the columns
  /// (as `numpy.savetxt` writes them); quotes protect separators.
  ///
  /// - Throws: `FileError` with line and column where a number was expected or cells are missing.
  public init(contentsOf url: URL) throws {
    let file = try InputFile(url)
    guard file.size > 0 else { throw NPYFile.emptyFile(file.name) }
    do {
      // The text, and its numbers in arrays that grow.
      try reserveMemory(3 * file.size)
      try self.init(bytes: try file.bytes(at: 0, count: file.size))
    } catch let error as FileError {
      throw error.located(file: file.name)
    }
  }

  package init(bytes: [UInt8]) throws {
    if let refusal = TextFaults.refusal(of: bytes) { throw refusal }
    guard !bytes.prefix(4096).contains(0) else {
      throw FileError.unusable(
        "this is not text: it has zero bytes.",
        remedy: "If it is another format, give it that format's extension.")
    }
    var lines = LineSplitter(bytes)
    var header: [String]?
    var comment: Range<Int>?
    var separator: UInt8?
    var builders: [ColumnBuilder] = []
    var rowCount = 0
    var units: [String?]?
    while let line = lines.next() {
      if bytes[line.lowerBound] == UInt8(ascii: "#") {
        if builders.isEmpty && header == nil { comment = line.lowerBound + 1..<line.upperBound }
        continue
      }
      if separator == nil { try TextFaults.refuseDecimalCommas(bytes[line], line: lines.number) }
      let delimiter = separator ?? DelimitedTable.separator(bytes[line])
      separator = delimiter
      let cells = DelimitedTable.cells(bytes, line, delimiter)
      if builders.isEmpty && header == nil {
        let isData = cells.allSatisfy {
          parsedNumber(bytes, $0) != nil || TableDates.seconds(DelimitedTable.text(bytes, $0)) != nil
        }
        if !isData {
          let named = cells.map { (DelimitedTable.text(bytes, $0), parsedNumber(bytes, $0) != nil) }
          try DelimitedTable.refuseLostRow(named, lines.number)
          header = cells.map { DelimitedTable.text(bytes, $0) }
          builders = header!.map { ColumnBuilder(name: $0) }
          continue
        }
        let names = comment.map { line in
          DelimitedTable.cells(bytes, line, delimiter).map { DelimitedTable.text(bytes, $0) }
        }
        if let names, names.count == cells.count, names.allSatisfy({ Double($0) == nil && !$0.isEmpty }) {
          header = names
        }
        builders = (header ?? cells.indices.map { String($0 + 1) }).map { ColumnBuilder(name: $0) }
      }
      guard cells.count == builders.count else {
        throw FileError.unusable(
          "\(cells.count) cells where the table has \(builders.count) columns.",
          place: "line \(lines.number)",
          remedy: cells.count == 2 * builders.count && delimiter == UInt8(ascii: ",")
            ? "If numbers are written with decimal commas (0,5), write them with points."
            : "Check separators and missing cells on this line.")
      }
      if header != nil, rowCount == 0, units == nil, let next = lines.following {
        units = DelimitedTable.units(bytes, cells, above: DelimitedTable.cells(bytes, next, delimiter), builders.map(\.name))
        if units != nil { continue }
      }
      for (index, cell) in cells.enumerated() {
        guard builders[index].append(bytes, cell) else {
          let place = "line \(lines.number), column \(index + 1) (\(builders[index].name))"
          if TextFaults.isDecimalComma(DelimitedTable.text(bytes, cell)) {
            throw TextFaults.decimalComma(DelimitedTable.text(bytes, cell), place: place)
          }
          throw FileError.unusable(
            "'\(DelimitedTable.text(bytes, cell).prefix(40))' where a number was expected.",
            place: place,
            remedy: "Leave the cell empty, or write NaN, when a value is missing.")
        }
      }
      rowCount += 1
    }
    guard rowCount > 0 else {
      throw FileError.unusable(
        "the table has no rows of data.", remedy: "Check that the file was written whole.")
    }
    hasHeader = header != nil
    columns = builders.map(\.column)
    for (index, unit) in (units ?? []).enumerated() { columns[index].unit = unit }
    self.rowCount = rowCount
  }

  /// A first line with a fraction in it is a row of data, and would be lost as the names of columns.
  private static func refuseLostRow(_ cells: [(text: String, isNumber: Bool)], _ line: Int) throws {
    if let cell = cells.first(where: { TextFaults.isDecimalComma($0.text) }) {
      throw TextFaults.decimalComma(cell.text, place: "line \(line)")
    }
    guard cells.contains(where: { $0.isNumber && $0.text.contains(".") }),
      let other = cells.firstIndex(where: { !$0.isNumber })
    else { return }
    throw FileError.unusable(
      "'\(cells[other].text.prefix(40))' stands among numbers: is this a row of data, or the names of the columns?",
      place: "line \(line), column \(other + 1)",
      remedy: "Leave a missing value empty, or write NaN; columns are named by words.")
  }

  /// The units of the columns, where the first line below the names holds words only, in columns that hold numbers from the
  /// next line on; `nil` for a line of data.
  private static func units(
    _ bytes: [UInt8], _ cells: [Range<Int>], above next: [Range<Int>], _ names: [String]
  ) -> [String?]? {
    guard cells.count == names.count, next.count == names.count else { return nil }
    var units = [String?](repeating: nil, count: names.count)
    for (index, cell) in cells.enumerated() {
      let text = text(bytes, cell)
      if text.isEmpty || nameColumns.contains(names[index].lowercased()) { continue }
      guard text.utf8.count <= 16, parsedNumber(bytes, cell) == nil, parsedNumber(bytes, next[index])?.isNaN == false else {
        return nil
      }
      units[index] = String(text.drop { "([".contains($0) }.reversed().drop { ")]".contains($0) }.reversed())
    }
    return units.contains { $0 != nil } ? units : nil
  }

  private static func separator(_ line: ArraySlice<UInt8>) -> UInt8 {
    // Numbers between blanks and tabs alike: white space separates.
    let words = line.split { $0 == 0x20 || $0 == 9 || $0 == 13 }
    let tabs = line.count { $0 == 9 }
    if tabs > 0, words.count > tabs + 1,
      words.allSatisfy({ Double(String(decoding: $0, as: UTF8.self)) != nil })
    {
      return 0x20
    }
    for candidate in [UInt8(ascii: "\t"), UInt8(ascii: ","), UInt8(ascii: ";")] where line.contains(candidate) {
      return candidate
    }
    return 0x20
  }

  /// The places of the cells of a line, without the space around them.
  private static func cells(_ bytes: [UInt8], _ line: Range<Int>, _ separator: UInt8) -> [Range<Int>] {
    var cells: [Range<Int>] = []
    var start = line.lowerBound
    var quoted = false
    func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 9 || byte == 13 }
    func close(_ end: Int) {
      var (first, last) = (start, end)
      while first < last, isSpace(bytes[first]) { first += 1 }
      while last > first, isSpace(bytes[last - 1]) { last -= 1 }
      if separator != 0x20 || first < last { cells.append(first..<last) }
      start = end + 1
    }
    for position in line {
      let byte = bytes[position]
      if byte == UInt8(ascii: "\"") { quoted.toggle() }
      if !quoted && (byte == separator || (separator == 0x20 && byte == 9)) { close(position) }
    }
    close(line.upperBound)
    return cells
  }

  /// By bytes: to `Character`s a quote and the accent that follows it are one.
  fileprivate static func text(_ bytes: [UInt8], _ cell: Range<Int>) -> String {
    let quote = UInt8(ascii: "\"")
    guard cell.count >= 2, bytes[cell.lowerBound] == quote, bytes[cell.upperBound - 1] == quote else {
      return String(decoding: bytes[cell], as: UTF8.self)
    }
    var inner: [UInt8] = []
    var position = cell.lowerBound + 1
    while position < cell.upperBound - 1 {
      inner.append(bytes[position])
      position += bytes[position] == quote && position + 1 < cell.upperBound - 1 && bytes[position + 1] == quote ? 2 : 1
    }
    return String(decoding: inner, as: UTF8.self)
  }

  /// A text as the cell of a table, with quotes where they are needed; `nil` for one that is not read back as it was: with line
  /// breaks or zero bytes, or one that a spreadsheet takes for a formula.
  ///
  /// - Parameter separator: one character of ASCII.
  package static func cell(_ text: String, separator: String) -> String? {
    let delimiter = separator.utf8.first ?? UInt8(ascii: ",")
    let special = [delimiter, UInt8(ascii: "\""), 0x20, 9, UInt8(ascii: ";")]
    let needsQuotes = text.isEmpty || text.utf8.first == UInt8(ascii: "#") || text.utf8.contains { special.contains($0) }
    var quoted = Array(text.utf8)
    if needsQuotes {
      quoted = [0x22] + quoted.flatMap { $0 == 0x22 ? [$0, $0] : [$0] } + [0x22]
    }
    let isFormula = "=@".utf8.contains(text.utf8.first ?? 0) || "+-".utf8.contains(text.utf8.first ?? 0) && Double(text) == nil
    guard !isFormula, !text.utf8.contains(where: { $0 < 0x20 && $0 != 9 }) else { return nil }
    let line = quoted + [delimiter, UInt8(ascii: "1")]
    let cells = cells(line, 0..<line.count, delimiter)
    guard cells.count == 2, DelimitedTable.text(line, cells[0]).utf8.elementsEqual(text.utf8) else { return nil }
    return String(decoding: quoted, as: UTF8.self)
  }
}

/// The value of a cell, NaN when it is empty; `nil` when it is no number.
private func parsedNumber(_ bytes: [UInt8], _ cell: Range<Int>) -> Double? {
  if cell.isEmpty { return .nan }
  let text = String(decoding: bytes[cell], as: UTF8.self)
  if let value = Double(text) { return value }
  switch text.lowercased() {
  case "na", "n/a", "nan", "null", "none", "\"\"": return .nan
  case "\"na\"", "\"nan\"": return .nan
  default:
    guard text.count > 2, text.hasPrefix("\""), text.hasSuffix("\"") else { return nil }
    return Double(text.dropFirst().dropLast())
  }
}

/// One column being read: numbers until its first cell says otherwise.
private struct ColumnBuilder {
  let name: String
  private var numbers: [Double] = []
  private var texts: [String] = []
  private var isText: Bool
  private var seenNumber = false

  init(name: String) {
    self.name = name
    isText = DelimitedTable.nameColumns.contains(name.lowercased())
  }

  mutating func append(_ bytes: [UInt8], _ cell: Range<Int>) -> Bool {
    if isText {
      texts.append(DelimitedTable.text(bytes, cell))
      return true
    }
    if let number = parsedNumber(bytes, cell) {
      if !number.isNaN { seenNumber = true }
      numbers.append(number)
      return true
    }
    guard !seenNumber, !TextFaults.isDecimalComma(DelimitedTable.text(bytes, cell)) else { return false }
    isText = true
    texts = [String](repeating: "", count: numbers.count) + [DelimitedTable.text(bytes, cell)]
    return true
  }

  var column: DelimitedTable.Column {
    DelimitedTable.Column(name: name, values: isText ? .text(texts) : .numbers(numbers))
  }
}

/// The lines of a text that are not blank.
private struct LineSplitter {
  private let bytes: [UInt8]
  /// A line feed, or a carriage return in a text without any: so programs of older Macintoshes end lines.
  private let lineEnd: UInt8
  private var position = 0
  /// The number of the line returned last, from 1.
  private(set) var number = 0

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    lineEnd = bytes.contains(0x0A) ? 0x0A : 0x0D
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
  }

  /// The line after the one returned last.
  var following: Range<Int>? {
    var copy = self
    return copy.next()
  }

  mutating func next() -> Range<Int>? {
    while position < bytes.count {
      let start = position
      while position < bytes.count, bytes[position] != lineEnd { position += 1 }
      var end = position
      position += 1
      number += 1
      if end > start, bytes[end - 1] == 0x0D { end -= 1 }
      if bytes[start..<end].contains(where: { $0 > 0x20 }) { return start..<end }
    }
    return nil
  }
}
