import ArrayNumerics
import Foundation
import Recordings
import Testing

/// Damaged files must end in an error or in data, never in a crash or in memory that the file cannot justify.
@Suite(.serialized) struct MutationTests {
  private func mutated(_ original: [UInt8], _ index: Int, name: String) -> [UInt8] {
    var stream = RandomStream(seed: 11, name: name, index: UInt64(index))
    var bytes = original
    switch index % 4 {
    case 0:
      for _ in 0...stream.integer(below: 8) {
        bytes[stream.integer(below: bytes.count)] ^= 1 << UInt8(stream.integer(below: 8))
      }
    case 1: bytes.removeLast(1 + stream.integer(below: bytes.count - 1))
    case 2:
      // A length, an offset or a count that became extreme.
      let place = stream.integer(below: max(1, bytes.count - 8))
      let value: UInt8 = [0xFF, 0x00, 0x7F, 0x80][stream.integer(below: 4)]
      for position in place..<min(bytes.count, place + 1 + stream.integer(below: 8)) {
        bytes[position] = value
      }
    default:
      let from = stream.integer(below: bytes.count)
      let count = min(bytes.count - from, 1 + stream.integer(below: 64))
      bytes.insert(contentsOf: bytes[from..<from + count], at: stream.integer(below: bytes.count))
    }
    return bytes
  }

  private func residentBytes() -> Int {
    let fields =
      (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8))?.split(separator: " ") ?? []
    return fields.count > 1 ? (Int(fields[1]) ?? 0) * 4096 : 0
  }

  private func outcome(_ bytes: [UInt8], _ url: URL) throws -> Bool {
    try Data(bytes).write(to: url)
    do {
      _ = try InspectionReport.inspect(url).text
      return true
    } catch is RecordingError {
      return false
    }
  }

  @Test(arguments: ["headers.npz", "pickles.npz", "hostile.npz", "zip64.npz"])
  func mutatedArchivesDoNotCrash(name: String) throws {
    let folder = try TemporaryFolder()
    let original = [UInt8](try Data(contentsOf: fixture(name)))
    let before = residentBytes()
    for index in 0..<250 { _ = try outcome(mutated(original, index, name: name), folder.file("m.npz")) }
    #expect(residentBytes() - before < 200 << 20)
  }

  @Test func mutatedArraysAndPicklesDoNotCrash() throws {
    let folder = try TemporaryFolder()
    try NPYFile.write(DataArray((0..<64).map(Double.init), shape: [4, 16]), to: folder.file("a.npy"))
    let original = [UInt8](try Data(contentsOf: folder.file("a.npy")))
    for index in 0..<250 { _ = try outcome(mutated(original, index, name: "npy"), folder.file("m.npy")) }
    // Inside an archive the checksum stops most mutations, so pickles are also mutated on their own.
    var header = NPYHeader(description: "|O", fortranOrder: false, shape: []).encoded
    header += pickle
    for index in 0..<2000 { _ = try outcome(mutated(header, index, name: "pickle"), folder.file("p.npy")) }
    let whole = try outcome(header, folder.file("p.npy"))
    #expect(whole)
  }

  @Test func mutatedTablesDoNotCrash() throws {
    let folder = try TemporaryFolder()
    let text = "# comment\nt,x,y\n" + (0..<20).map { "\(Double($0) / 7),\"\($0)\",NaN\n" }.joined()
    for index in 0..<400 {
      _ = try outcome(mutated(Array(text.utf8), index, name: "table"), folder.file("m.csv"))
    }
  }

  /// Damaged values inside whole NWB files: indices, times, conversions and texts that became something else. Damage of
  /// HDF5's own structures is left out, for the reason below.
  @Test(arguments: ["nwb-behaviour.nwb", "nwb-tables.nwb", "nwb-imaging.nwb", "nwb-places.nwb"])
  func mutatedNWBFilesDoNotCrash(name: String) throws {
    let folder = try TemporaryFolder()
    let original = [UInt8](try Data(contentsOf: fixture(name)))
    let words = [
      "float64", "SpatialSeries", "Units", "VectorIndex", "ElectricalSeries", "seconds", "meters", "degrees", "TimeIntervals",
    ]
    let places = words.flatMap { word in
      let bytes = Array(word.utf8)
      return (0..<max(0, original.count - bytes.count)).filter {
        original[$0] == bytes[0] && original[$0..<$0 + bytes.count].elementsEqual(bytes)
      }
    }
    // Small whole numbers as eight bytes: lengths of rows, ends, ids, and the numbers of doubles such as 5.0 and 1.0.
    let numbers = stride(from: 2048, to: original.count - 8, by: 8).filter { place in
      original[place + 6] == 0xF0 && original[place + 7] == 0x3F || original[place + 6] == 0x14 && original[place + 7] == 0x40
    }
    let before = residentBytes()
    for index in 0..<60 {
      var stream = RandomStream(seed: 11, name: name, index: UInt64(index))
      var bytes = original
      let chosen = index.isMultiple(of: 2) || numbers.isEmpty ? places : numbers
      if index % 5 == 4 || chosen.isEmpty {
        bytes.removeLast(1 + stream.integer(below: bytes.count - 1))
      } else {
        let place = chosen[stream.integer(below: chosen.count)] + stream.integer(below: 4)
        bytes[place] ^= 1 << UInt8(stream.integer(below: 8))
      }
      _ = try outcome(bytes, folder.file("m.nwb"))
    }
    #expect(residentBytes() - before < 200 << 20)
  }

  /// Truncated files and damaged beginnings. Damage inside the objects' headers is left out: it makes the HDF5 library
  /// of Debian (1.10.8) itself crash.
  @Test func mutatedHDF5FilesDoNotCrash() throws {
    let folder = try TemporaryFolder()
    let original = [UInt8](try Data(contentsOf: fixture("small.h5")))
    let before = residentBytes()
    for index in 0..<200 {
      var stream = RandomStream(seed: 11, name: "hdf5", index: UInt64(index))
      var bytes = original
      if index.isMultiple(of: 2) {
        bytes.removeLast(1 + stream.integer(below: bytes.count - 1))
      } else {
        bytes[stream.integer(below: 24)] ^= 1 << UInt8(stream.integer(below: 8))
      }
      _ = try outcome(bytes, folder.file("m.h5"))
    }
    #expect(residentBytes() - before < 200 << 20)
  }

  /// `{'a': numpy.array([1.0]), 2: [3, 'x', None]}` in protocol 2 with the global names of NumPy 1.
  private var pickle: [UInt8] {
    var bytes: [UInt8] = [0x80, 2] + Array("}q\0(X".utf8) + [1, 0, 0, 0] + Array("a".utf8)
    bytes += Array("cnumpy.core.multiarray\n_reconstruct\ncnumpy\nndarray\nK\0\u{85}".utf8).filter {
      $0 != 0xC2
    }
    bytes += Array("C\u{1}b\u{87}Rq\u{1}(K\u{1}K\u{1}\u{85}cnumpy\ndtype\nX".utf8).filter { $0 != 0xC2 }
    bytes += [2, 0, 0, 0] + Array("f8K\0K\u{1}\u{87}R(K\u{3}X".utf8).filter { $0 != 0xC2 }
    bytes += [1, 0, 0, 0] + Array("<NNNJ".utf8) + [255, 255, 255, 255, 0x4A, 255, 255, 255, 255]
    bytes += Array("K\0tb".utf8) + [0x89] + Array("C\u{8}".utf8) + [0, 0, 0, 0, 0, 0, 0xF0, 0x3F]
    bytes += Array("tbK\u{2}](K\u{3}X".utf8) + [1, 0, 0, 0] + Array("xNeu.".utf8)
    return bytes
  }
}
