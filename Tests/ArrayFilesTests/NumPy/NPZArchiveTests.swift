import ArrayFiles
import ArrayNumerics
import Foundation
import Recordings
import TestSupport
import Testing

@Suite struct NPZArchiveTests {
  /// What NumPy itself found in an array of a shared fixture.
  struct Expected: Decodable {
    var dtype: String?
    var shape: [Int]?
    var sum: Double?
    var first: [Double]?
    var last: [Double]?
    var nonfinite: Int?

    enum Key: String, CodingKey { case dtype, shape, sum, first, last, nonfinite }

    init(from decoder: any Decoder) throws {
      guard let fields = try? decoder.container(keyedBy: Key.self) else { return }
      dtype = try? fields.decode(String.self, forKey: .dtype)
      shape = try? fields.decode([Int].self, forKey: .shape)
      sum = try? fields.decode(Double.self, forKey: .sum)
      first = try? fields.decode([Double].self, forKey: .first)
      last = try? fields.decode([Double].self, forKey: .last)
      nonfinite = try? fields.decode(Int.self, forKey: .nonfinite)
    }
  }

  @Test(.enabled(if: SharedFixtures.exist))
  func everyNumericArrayOfTheSharedFilesEqualsWhatNumPyReads() throws {
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    var text = try String(contentsOf: SharedFixtures.expected("tables.json"), encoding: .utf8)
    for (word, quoted) in [("-Infinity", "\"-inf\""), ("NaN", "\"nan\""), (" Infinity", " \"inf\"")] {
      text = text.replacingOccurrences(of: word, with: quoted)
    }
    let tables = try decoder.decode([String: [String: Expected]].self, from: Data(text.utf8))
    var compared = 0
    for (file, arrays) in tables where file.hasSuffix(".npz") {
      let archive = try NPZArchive(contentsOf: SharedFixtures.input(file))
      for (name, expected) in arrays {
        guard let shape = expected.shape, let sum = expected.sum, archive.names.contains(name) else {
          continue
        }
        guard let array = try? archive.read(name).array, let values = array.doubles else { continue }
        #expect(array.shape == shape, "\(file) \(name)")
        let finite = values.filter(\.isFinite)
        let scale = finite.reduce(0) { $0 + abs($1) }
        #expect(abs(finite.reduce(0, +) - sum) <= 1e-9 * max(scale, 1e-300), "\(file) \(name)")
        if let first = expected.first {
          for (a, b) in zip(values, first) { #expect(a == b || (a.isNaN && b.isNaN), "\(file) \(name)") }
        }
        if let last = expected.last {
          for (a, b) in zip(values.suffix(last.count), last) {
            #expect(a == b || (a.isNaN && b.isNaN), "\(file) \(name)")
          }
        }
        compared += 1
      }
    }
    #expect(compared > 80)
  }

  @Test func writtenArraysAreReadBack() throws {
    let folder = try TemporaryFolder()
    let arrays: [(name: String, array: DataArray)] = [
      ("rates", DataArray([1.5, -.infinity, .nan, 4, 5, 6] as [Float], shape: [2, 3])),
      ("t", DataArray([0.1, 0.2] as [Double])), ("n", DataArray([7], shape: [])),
      ("i8", DataArray(shape: [3], storage: .int8([-1, 0, 127]))),
      ("u64", DataArray(shape: [1], storage: .uint64([.max]))),
      ("flags", DataArray([true, false])), ("names", DataArray(["a", "βγ", ""])),
      ("none", DataArray([] as [Double], shape: [0, 3])),
    ]
    for compressed in [true, false] {
      let url = folder.file("\(compressed).npz")
      try NPZArchive.write(arrays, to: url, compressed: compressed)
      let archive = try NPZArchive(contentsOf: url)
      #expect(archive.names == arrays.map(\.name))
      for (name, array) in arrays {
        let read = try #require(try archive.read(name).array)
        #expect(read.shape == array.shape && read.typeName == array.typeName)
        #expect("\(read)" == "\(array)")  // NaN equals NaN in text
      }
    }
  }

  @Test func sameArraysGiveTheSameBytes() throws {
    let folder = try TemporaryFolder()
    let array = DataArray((0..<100_000).map { Double($0 % 97) })
    for name in ["a.npz", "b.npz"] { try NPZArchive.write([("x", array)], to: folder.file(name)) }
    #expect(try Data(contentsOf: folder.file("a.npz")) == Data(contentsOf: folder.file("b.npz")))
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path).count == 2)
  }

  @Test func zip64IsWrittenAndRead() throws {
    let folder = try TemporaryFolder()
    let url = folder.file("wide.npz")
    let writer = try ZipWriter(url, level: 1, zip64Threshold: 100)
    for name in ["a", "b"] {
      let array = DataArray([Double](repeating: 2, count: 1000))
      try writer.append(name: name + ".npy", size: NPYEncoding(array).size) { try NPYFile.encode(array, $0) }
    }
    try writer.finish()
    let archive = try NPZArchive(contentsOf: url)
    #expect(archive.names == ["a", "b"])
    #expect(try archive.read("b").array?.doubles == [Double](repeating: 2, count: 1000))
  }

  /// Noise, then equal numbers, then noise, each longer than the units in which the writer decides: both kinds are found.
  @Test func whatDoesNotShrinkIsStored() throws {
    let folder = try TemporaryFolder()
    var random = RandomStream(seed: 5, name: "noise")
    var values: [Double] = []
    for part in 0..<5 {
      values += (0..<700_001).map { _ in part % 2 == 0 ? random.uniform() : 3 }
    }
    var encoded: [UInt8] = []
    try NPYFile.encode(DataArray(values)) { encoded += $0 }
    for (name, pieces) in [("a", [encoded.count]), ("b", [1, 77, 262_144, 300_001, 8_000_000, encoded.count])] {
      let writer = try ZipWriter(folder.file(name), level: 1)
      try writer.append(name: "x.npy", size: encoded.count) { sink in
        var done = 0
        for piece in pieces {
          let end = min(encoded.count, done + piece)
          try encoded[done..<end].withUnsafeBytes(sink)
          done = end
        }
      }
      try writer.finish()
      #expect(try NPZArchive(contentsOf: folder.file(name)).read("x").array?.doubles == values)
    }
    let bytes = try Data(contentsOf: folder.file("a"))
    // However the bytes were handed over.
    #expect(try Data(contentsOf: folder.file("b")) == bytes)
    // Three parts of noise of 5.6 MB, stored; of the equal numbers what stood in units that were stored untried.
    #expect((16_800_000..<26_000_000).contains(bytes.count))
  }

  @Test func whatCannotBeReadIsNamed() throws {
    let folder = try TemporaryFolder()
    func kind(_ body: () throws -> Void) -> FileError.Kind? {
      do { try body() } catch { return (error as? FileError)?.kind }
      return nil
    }
    #expect(kind { _ = try NPZArchive(contentsOf: folder.file("absent.npz")) } == .noSuchInput)
    #expect(kind { _ = try NPZArchive(contentsOf: folder.url) } == .unusableData)
    try Data().write(to: folder.file("empty.npz"))
    #expect(kind { _ = try NPZArchive(contentsOf: folder.file("empty.npz")) } == .unusableData)
    try NPZArchive.write([("x", DataArray((0..<1000).map(Double.init)))], to: folder.file("x.npz"))
    let bytes = try Data(contentsOf: folder.file("x.npz"))
    try bytes.prefix(bytes.count / 2).write(to: folder.file("half.npz"))
    #expect(kind { _ = try NPZArchive(contentsOf: folder.file("half.npz")) } == .unusableData)
    #expect(kind { _ = try NPZArchive(contentsOf: folder.file("x.npz")).read("y") } == .unusableData)
    #expect(kind { try NPZArchive.write([], to: folder.file("no/folder/x.npz")) } == .cannotWrite)
    var damaged = bytes
    damaged[bytes.count / 3] ^= 0x55
    try damaged.write(to: folder.file("damaged.npz"))
    #expect(kind { _ = try NPZArchive(contentsOf: folder.file("damaged.npz")).read("x") } == .unusableData)
  }
}
