/// The first lines of a table of text in which a program writes more than one line of names, and the table below them.
package struct HeaderLines {
  /// The cells of each line, without quotes.
  package private(set) var cells: [[String]] = []
  private var rest = 0
  private let lineEnd: UInt8
  private let file: InputFile

  /// The lines of a file up to one that ends the names; `nil` where none of the first lines does.
  ///
  /// - Parameters:
  ///   - most: so many lines are looked at.
  ///   - isLast: whether a line is the last one above the numbers.
  /// - Throws: `FileError` when the file cannot be read.
  package init?(of file: InputFile, most: Int, until isLast: ([String]) -> Bool) throws {
    self.file = file
    // Many columns make long lines; a few of them fit in here unless there are thousands.
    let start = try file.bytes(at: 0, count: min(file.size, 1 << 20))
    lineEnd = start.contains(0x0A) ? 0x0A : 0x0D
    while cells.last.map({ !isLast($0) }) ?? true {
      guard cells.count < most, let end = start[rest...].firstIndex(of: lineEnd) else { return nil }
      cells.append(
        String(decoding: start[rest..<end], as: UTF8.self).split(separator: ",", omittingEmptySubsequences: false)
          .map { String($0.filter { $0 != "\r" && $0 != "\"" && $0 != "\u{FEFF}" }) })
      rest = end + 1
    }
  }

  /// The table below the names, with columns c0, c1, ….
  ///
  /// - Throws: `FileError` as a table without such names does.
  package func table() throws -> DelimitedTable {
    let header = (cells.last ?? []).indices.map { "c\($0)" }.joined(separator: ",") + "\n"
    var bytes = try file.bytes(at: rest, count: file.size - rest)
    if lineEnd == 0x0D { bytes = bytes.map { $0 == lineEnd ? 0x0A : $0 } }
    do {
      return try DelimitedTable(bytes: Array(header.utf8) + bytes)
    } catch let error as FileError {
      throw error.located(file: file.name)
    }
  }
}
