import ArrayFiles
import Foundation
import TestSupport
import Testing

/// What spreadsheets and other programs write: read where it is plain, and named for what it is otherwise.
@Suite struct TextFaultsTests {
  private func problem(_ bytes: [UInt8], _ name: String = "t.csv") throws -> String {
    let folder = try TemporaryFolder()
    try Data(bytes).write(to: folder.file(name))
    do {
      _ = try ArraySource(arraysOf: folder.file(name))
      return ""
    } catch {
      return "\(error)"
    }
  }

  private func problem(_ text: String, _ name: String = "t.csv") throws -> String { try problem(Array(text.utf8), name) }

  @Test(arguments: ["\r", "\r\n", "\n"]) func linesMayEndInAnyWay(_ end: String) throws {
    let folder = try TemporaryFolder()
    let text = "t,x\n0.5,1\n1.5,2\n\n2.5,3\n".replacing("\n", with: end)
    try Data(text.utf8).write(to: folder.file("t.csv"))
    let table = try DelimitedTable(contentsOf: folder.file("t.csv"))
    #expect(table.rowCount == 3)
    #expect(table.columns.map(\.name) == ["t", "x"])
    #expect(table.columns[0].values == .numbers([0.5, 1.5, 2.5]))
  }

  @Test(arguments: [
    "0,00;50,00;75,00\n0,04;50,52;75,00\n", "t;x\n0,00;50,00\n0,04;50,52\n", "0,00\t50,00\n0,04\t50,52\n",
    "0,00 50,00\n0,04 50,52\n", "t,x\n\"0,00\",\"50,00\"\n", "t;x\n0;50\n1;50,5\n", "-0,5e3;1,0\n1,0;1,0\n",
  ])
  func decimalCommasAreNamed(_ text: String) throws {
    #expect(try problem(text).contains("a number with a decimal comma"))
  }

  @Test(arguments: ["0,5\n1,5\n", "a b,c d\n1,2\n", "1,2;3\n", "unit,time\nA,0.5\n", "t;x\n0.5;1\n", "name;x\n1,5;2\n"])
  func otherCommasAreNone(_ text: String) throws {
    #expect(try !problem(text).contains("decimal comma"))
  }

  @Test func decimalCommasThatAreSeparatorsTooAreGuessed() throws {
    #expect(try problem("t,x,y\n0,00,50,00,75,00\n").contains("If numbers are written with decimal commas"))
  }

  @Test func otherEncodingsAreNamed() throws {
    let text = "t,x\n0.5,1\n1.5,2\n"
    let units = Array(text.utf16)
    let little = units.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
    let big = units.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }
    for bytes in [[0xFF, 0xFE] + little, [0xFE, 0xFF] + big, little, big] {
      #expect(try problem(bytes).contains("text in UTF-16"))
      #expect(try problem(bytes).contains("iconv -f UTF-16"))
    }
    #expect(try problem(Array(text.utf8) + [0, 0, 0]).contains("it has zero bytes"))
    #expect(try problem([0x1F, 0x8B, 8, 0, 0, 0, 0, 0], "t.csv.gz").contains("gunzip"))
  }

  @Test func aRowOfDataIsNotTakenForNames() throws {
    #expect(try problem("0.0,1.0,lost\n0.1,1,2\n").contains("line 1, column 3"))
    #expect(try problem("roi,0,1\n0.1,1,2\n").isEmpty)
    #expect(try problem("0.0,1.0,\n0.1,1,2\n").isEmpty)
  }

  @Test(arguments: [
    ("# Created by Octave 8.4.0, Mon Jan 01\n# name: t\n# type: matrix\n# rows: 1\n# columns: 1\n 0\n", "s.mat", "text"),
    ("# Created by Octave 8.4.0, Mon Jan 01\n# name: t\n# type: matrix\n# rows: 1\n# columns: 1\n 0\n", "s.txt", "text"),
    ("# name: t\n# type: matrix\n# rows: 1\n# columns: 1\n 0\n", "s.txt", "text"),
    ("Octave-1-L\u{0}\u{1}\u{0}\u{0}\u{0}", "s.mat", "binary"),
  ])
  func filesOfOctaveSayHowToSaveThem(_ text: String, _ name: String, _ format: String) throws {
    let problem = try problem(text, name)
    #expect(problem.contains("GNU Octave in its \(format) format") && problem.contains("save -7"))
  }
}
