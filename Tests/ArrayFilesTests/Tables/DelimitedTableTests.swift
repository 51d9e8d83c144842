import ArrayFiles
import Foundation
import TestSupport
import Testing

@Suite struct DelimitedTableTests {
  private func table(_ text: String) throws -> DelimitedTable { try DelimitedTable(bytes: Array(text.utf8)) }

  private func numbers(_ table: DelimitedTable, _ column: Int) -> [Double] {
    if case .numbers(let values) = table.columns[column].values { return values }
    return []
  }

  @Test func separatorsHeadersCommentsAndQuotes() throws {
    let comma = try table("# made by hand\nt,\"x, m\",y\r\n0,1.5,2\r\n0.1,\"2\",3\n")
    #expect(comma.hasHeader && comma.rowCount == 2)
    #expect(comma.columns.map(\.name) == ["t", "x, m", "y"])
    #expect(numbers(comma, 1) == [1.5, 2])
    let blanks = try table("  1   2\t3\n\n 4 5 6  \n")
    #expect(!blanks.hasHeader && blanks.columns.count == 3)
    #expect(numbers(blanks, 2) == [3, 6])
    let numpy = try table("# t x\n0 1\n1 2\n")
    #expect(numpy.hasHeader && numpy.columns.map(\.name) == ["t", "x"])
    #expect(numbers(try table("a;b\n1;2e-3\n"), 1) == [0.002])
  }

  @Test func aLineOfUnitsBelowTheNamesIsNoData() throws {
    let plain = try table("t,x,y\ns,cm,(cm)\n0,1,2\n1,3,4\n")
    #expect(plain.rowCount == 2 && numbers(plain, 0) == [0, 1] && plain.columns.map(\.unit) == ["s", "cm", "cm"])
    let spikes = try table("unit,time\n,[ms]\na,5\n")
    #expect(spikes.rowCount == 1 && numbers(spikes, 1) == [5] && spikes.columns.map(\.unit) == [nil, "ms"])
    // A line of words above words, or beside a number, is data.
    #expect(try table("state,place\nrun,box\nrest,nest\n").rowCount == 2)
    #expect(try table("t,state\n0,run\n1,rest\n").columns.allSatisfy { $0.unit == nil })
    #expect(try table("t,x\n,NaN\n1,2\n").rowCount == 2)
  }

  @Test func asManyNamedColumnsAsARecordingMayHaveAreLookedAt() throws {
    let folder = try TemporaryFolder()
    func problem(_ columns: Int, _ ending: String) throws -> String? {
      let names = (0..<columns).map { "c\($0)" }.joined(separator: ",")
      let row = [String](repeating: "1", count: columns).joined(separator: ",")
      let text = ending == "named" ? "\(names)\n\(row)\n\(row)\n" : "\(row)\n\(row)\n"
      try Data(text.utf8).write(to: folder.file("wide.csv"))
      do {
        _ = try ArraySource(contentsOf: folder.file("wide.csv"))
        return nil
      } catch let error as FileError {
        return error.description
      }
    }
    #expect(try problem(50_000, "named") == nil)
    let refused = try #require(try problem(50_001, "named"))
    #expect(refused.contains("50001 columns with names; at most 50000") && refused.contains("Is it turned?"))
    #expect(try problem(50_001, "plain") == nil)
  }

  static let awkwardNames = [
    "a", "1", "a,b", "a\tb", "a b", " a ", "\"", "\"\"", "a\"b", "\"a\"", "\",\"", "\"\u{301}q", ",\u{301}", "", "#1", ";", "é",
    "-1", "+2.5", "a'b",
  ]

  /// What is written as a cell is read back byte for byte, or is not written.
  @Test(arguments: [",", "\t"], awkwardNames)
  func cellsAreReadBackAsTheyWere(separator: String, name: String) throws {
    let cell = try #require(DelimitedTable.cell(name, separator: separator))
    let read = try table("unit\(separator)time\n\(cell)\(separator)0.5\nz\(separator)1\n")
    #expect(read.columns[0].values == .text([name, "z"]) && read.columns.count == 2)
  }

  @Test(arguments: ["a\nb", "a\r\nb", "a\0b", "=1+1", "@SUM(A1)", "+A1", "-cmd|x", "\u{1b}[2J"])
  func whatIsNotReadBackIsNoCell(name: String) {
    #expect(DelimitedTable.cell(name, separator: ",") == nil)
  }

  @Test func missingCellsAreNaN() throws {
    let values = numbers(try table("t,x\n0,\n1,NaN\n2,NA\n3,4\n"), 1)
    #expect(values.prefix(3).allSatisfy(\.isNaN) && values[3] == 4)
  }

  @Test func columnsOfNamesAreText() throws {
    let spikes = try table("unit,time\n3,0.5\n12,0.6\n")
    #expect(spikes.columns[0].values == .text(["3", "12"]))
    #expect(try table("kind,n\ngrid,1\n").columns[0].values == .text(["grid"]))
  }

  @Test(arguments: [
    ("t,x\n0,1\n1,oops\n", "line 3, column 2"), ("1,2\n3\n", "line 2"), ("t,x\n", "no rows"),
    ("a\0b", "zero bytes"),
  ])
  func whatIsWrongIsNamedWithItsPlace(text: String, words: String) {
    let error = #expect(throws: FileError.self) { try table(text) }
    #expect(error?.description.contains(words) ?? false, "\(error?.description ?? "")")
  }
}
