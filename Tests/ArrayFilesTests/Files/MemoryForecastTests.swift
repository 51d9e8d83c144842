import ArrayFiles
import ArrayNumerics
import Foundation
import TestSupport
import Testing

@Suite struct MemoryForecastTests {
  private static func archive(in folder: TemporaryFolder) throws -> NPZArchive {
    let file = folder.file("zeros.npz")
    try NPZArchive.write([("rates", DataArray([Float](repeating: 0, count: 8_000_000), shape: [8_000, 1_000]))], to: file)
    return try NPZArchive(contentsOf: file)
  }

  /// 32 MB in a file of some kilobytes.
  @Test func anArrayIsAskedForBeforeItIsMade() throws {
    let folder = try TemporaryFolder()
    let archive = try Self.archive(in: folder)
    /// With so much memory beside what the tests hold.
    func within<Result>(_ room: Int, _ body: () throws -> Result) throws -> Result {
      try MemoryBudget.$current.withValue(MemoryBudget(bytes: residentMemory() + room), operation: body)
    }
    let error = #expect(throws: FileError.self) { try within(8 << 20) { try archive.read("rates") } }
    #expect(error?.kind == .overMemory && error?.kind.exitCode == 77)
    #expect("\(error as Any)".contains("(8000, 1000) needs 32 MB"))
    #expect(try within(1 << 30) { try archive.read("rates") }.array?.count == 8_000_000)
    // Rows of it are less.
    #expect(throws: Never.self) { try within(1 << 28) { try archive.readRows("rates", rowsAtATime: 500) { _, _ in true } } }
  }

  @Test func withoutABudgetNothingIsRefused() throws {
    let folder = try TemporaryFolder()
    #expect(try Self.archive(in: folder).read("rates").array?.count == 8_000_000)
    #expect(MemoryBudget(bytes: 100).excess(50, held: 50) == nil)
    #expect(MemoryBudget(bytes: 100).excess(51, held: 50) == 101 && MemoryBudget(bytes: 1).excess(.max, held: 1) == .max)
    #expect(residentMemory() > 1 << 20)
  }

  @Test func rowsAreThoseOfTheWholeAndDamageIsFound() throws {
    let folder = try TemporaryFolder()
    let file = folder.file("rows.npz")
    let values = (0..<70_000).map { Float(($0 * 7_919) % 1_000) }
    try NPZArchive.write([("rates", DataArray(values, shape: [10_000, 7])), ("t", DataArray([1.0]))], to: file)
    func rows(_ count: Int) throws -> [Float] {
      var found: [Float] = []
      try NPZArchive(contentsOf: file).readRows("rates", rowsAtATime: count) { range, piece in
        #expect(piece.shape == [range.count, 7] && range.lowerBound * 7 == found.count)
        found += piece.floats ?? []
        return true
      }
      return found
    }
    #expect(try rows(999) == values && rows(10_000) == values)
    var bytes = try Data(contentsOf: file)
    bytes[bytes.count / 2] ^= 0x10
    try bytes.write(to: file)
    #expect(throws: FileError.self) { try rows(999) }
  }
}
