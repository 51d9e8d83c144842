import ArrayFiles
import ArrayNumerics
import Foundation
import TestSupport
import Testing

/// Structured arrays as NumPy writes them, read column by column.
@Suite struct RecordTypeTests {
  private func source() throws -> ArraySource { try ArraySource(contentsOf: fixture("records.npz")) }

  private func column(_ path: String) throws -> DataArray? {
    let source = try source()
    guard case .array(let array) = try source.read(try #require(source.item(path))) else { return nil }
    return array
  }

  @Test func columnsAreReadWhereverTheyStand() throws {
    #expect(try column("spikes/sample_index")?.integers == [30, 60, 90])
    #expect(try column("spikes/unit_index")?.integers == [1, 0, 1])
    #expect(try column("spikes/segment_index")?.integers == [0, 0, 1])
    #expect(try column("aligned/flag")?.booleans == [true, false])
    #expect(try column("aligned/value")?.doubles == [1.5, -2])
    #expect(try column("aligned/n")?.integers == [7, -9])
    #expect(try column("big/t")?.doubles == [2.5, 1.25])
    #expect(try column("big/name")?.strings == ["βγ", ""])
    #expect(try column("fortran/b") == DataArray([2, 4, 6, 8, 10, 12] as [Float], shape: [2, 3]))
  }

  @Test func columnsThatAreNotReadAreSteppedOver() throws {
    #expect(try column("partly/first")?.integers == [1, 8])
    #expect(try column("partly/last")?.integers == [7, 15])
    for name in ["vector", "inner", "z"] {
      #expect(throws: FileError.self, "\(name)") { try column("partly/\(name)") }
    }
    let aligned = try source().items.map(\.path).filter { $0.hasPrefix("aligned/") }
    #expect(aligned == ["aligned/flag", "aligned/value", "aligned/n"])
  }

  /// Each header claims what no file holds; none of them may ask for memory or trap.
  @Test(
    arguments: [
      "[('a', '<i8')], 'shape': (4611686018427387904,)", "[('a', '<i8')], 'shape': (9,)", "[('a', '<i8'), ('b', 'V16777216')]",
      "[('a', '<i8'), ('a', '<f8')]", "[('a', '|O')]", "[('a', '<i8', (9223372036854775807, 9223372036854775807))]",
      "[('a', '<U4611686018427387904')]", "[]", "[('', '|V8')]", "[('a', '<i8', (-1,))]",
      "[('a', [('b', '<f8', (1073741824,))])]",
      "[('a',)]", "[5]", "[('a', '<i8', 3, 4)]",
    ])
  func headersThatCannotBeAreRefused(fields: String) throws {
    let folder = try TemporaryFolder()
    let shape = fields.contains("'shape'") ? "" : ", 'shape': (1,)"
    let text = "{'descr': \(fields)\(shape), 'fortran_order': False, }\n"
    var bytes = NPYHeader.magic + [1, 0, UInt8(text.utf8.count), 0] + Array(text.utf8)
    bytes += [UInt8](repeating: 1, count: 8)
    try Data(bytes).write(to: folder.file("a.npy"))
    #expect(throws: FileError.self) {
      let source = try ArraySource(contentsOf: folder.file("a.npy"))
      for item in source.items { _ = try source.read(item) }
    }
  }
}
