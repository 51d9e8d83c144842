import ArrayFiles
import ArrayNumerics
import Foundation
import TestSupport
import Testing

/// Datasets that a filter packed which is not built in.
@Suite struct HDF5FilterTests {
  /// A packed dataset whose filter has another number, as if another program had packed it.
  private func packed(by number: UInt16, in folder: TemporaryFolder) throws -> URL {
    let url = folder.file("packed.h5")
    try HDF5File.write([("x", DataArray((0..<1000).map(Double.init)), nil)], to: url)
    var bytes = [UInt8](try Data(contentsOf: url))
    // The number stands in front of the name's length, the flags and the count of values.
    let name = Array("deflate".utf8)
    let place = try #require(bytes.indices.first { bytes[$0...].starts(with: name) })
    #expect(bytes[place - 8] == 1 && bytes[place - 7] == 0)
    bytes[place - 8] = UInt8(number & 0xFF)
    bytes[place - 7] = UInt8(number >> 8)
    try Data(bytes).write(to: url)
    return url
  }

  @Test(
    arguments: [
      (32000, "lzf"), (32015, "zstd"), (32001, "blosc"), (32026, "blosc2"), (32004, "lz4"), (32008, "bitshuffle"),
      (307, "bzip2"),
      (4711, "number 4711"),
    ] as [(UInt16, String)])
  func theFilterIsNamedAndHowToUndoIt(_ number: UInt16, _ name: String) throws {
    let folder = try TemporaryFolder()
    let file = try HDF5File(contentsOf: packed(by: number, in: folder))
    let error = #expect(throws: FileError.self) { try file.read("x") }
    let text = error?.description ?? ""
    #expect(text.contains("HDF5 filter \(name), which is not built in"))
    #expect(text.contains("h5repack -f NONE") && text.contains("x"))
    #expect(error?.kind == .unusableData)
  }
}
