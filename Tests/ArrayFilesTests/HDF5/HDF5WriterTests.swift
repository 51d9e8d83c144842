import ArrayFiles
import ArrayNumerics
import Foundation
import TestSupport
import Testing

/// That what was written is what is read again.
@Suite struct HDF5WriterTests {
  /// HDF5 ends a text at its first zero byte; what would be lost in silence is refused, and the earlier file stays.
  @Test func whatIsNotReadAgainAsItWasGetsNoName() throws {
    let folder = try TemporaryFolder()
    let file = folder.file("a.h5")
    try HDF5File.write([("ids", DataArray(["a", "b"]), nil)], to: file)
    let before = try Data(contentsOf: file)
    let error = #expect(throws: FileError.self) { try HDF5File.write([("ids", DataArray(["a\0b", "c"]), nil)], to: file) }
    #expect(error?.description.contains("read again") == true && error?.place == "ids")
    #expect(try Data(contentsOf: file) == before && folder.names == ["a.h5"])
  }

  /// In several pieces of rows, with every type.
  @Test func allTypesAndSizesPass() throws {
    let folder = try TemporaryFolder()
    let large = (0..<3_000_000).map { Double($0) * 0.5 }
    let arrays: [(String, DataArray, String?)] = [
      ("large", DataArray(large, shape: [1_000_000, 3]), "m"), ("scalar", DataArray([1.5], shape: []), nil),
      ("none", DataArray([] as [Double]), nil), ("texts", DataArray(["", "é", "a b"]), nil),
      ("flags", DataArray(shape: [2], storage: .bool([true, false])), nil),
      ("bytes", DataArray(shape: [2], storage: .uint8([1, 2])), nil), ("floats", DataArray([Float.nan, -0.0]), nil),
    ]
    try HDF5File.write(arrays, to: folder.file("a.h5"))
    let file = try HDF5File(contentsOf: folder.file("a.h5"))
    #expect(try file.read("large").doubles == large && file.read("texts").strings == ["", "é", "a b"])
    #expect(folder.names == ["a.h5"])
  }

  /// Another process keeps the lock of a file that it inherited open; and network file systems may have no locks at all.
  @Test func aLockOnAFileIsNoDamage() throws {
    let folder = try TemporaryFolder()
    try HDF5File.write([("x", DataArray([1.0, 2]), nil)], to: folder.file("a.h5"))
    let holder = try FileHandle(forUpdating: folder.file("a.h5"))
    try #require(flock(holder.fileDescriptor, LOCK_EX | LOCK_NB) == 0)
    #expect(try HDF5File(contentsOf: folder.file("a.h5")).read("x").doubles == [1, 2])
    try holder.close()
  }
}
