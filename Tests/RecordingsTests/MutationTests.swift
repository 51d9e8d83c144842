import ArrayNumerics
import Foundation
import Recordings
import Testing

/// Damaged files must end in an error or in data, never in a crash or in memory that the file cannot justify. Each format is
/// one line of `formats`; `Scripts/fuzz` goes further, guided by coverage.
@Suite(.serialized) struct MutationTests {
  struct Format: Sendable, CustomTestStringConvertible {
    var name: String
    /// Files of `Fixtures` to start from.
    var seeds: [String]
    /// Mutations of each of them.
    var count: Int
    var mutation: @Sendable ([UInt8], Int, String) -> [UInt8] = mutated
    var options = ReadingOptions()
    var testDescription: String { name }
  }

  /// What files of poses do not say.
  private static var poses: ReadingOptions {
    var options = ReadingOptions(positionUnit: .pixel(metresPerPixel: 0.002))
    options.frameRate = 20
    return options
  }

  static let formats = [
    Format(name: "npz", seeds: ["headers.npz", "pickles.npz", "hostile.npz", "zip64.npz"], count: 120),
    Format(name: "npy", seeds: ["fuzz/matrix.npy", "fuzz/text.npy"], count: 200),
    Format(name: "pickle", seeds: (2...5).map { "fuzz/pickle\($0).npy" }, count: 500),
    Format(name: "csv", seeds: ["fuzz/table.csv", "fuzz/spikes.csv", "fuzz/matrix.txt"], count: 200),
    Format(
      name: "MATLAB v5", seeds: ["v5_little.mat", "v5_big.mat", "v5_plain.mat", "v5_deflated.mat", "v5_big_deflated.mat"],
      count: 250),
    Format(name: "MATLAB v4", seeds: ["v4.mat"], count: 100),
    // Damage inside the objects of these makes the HDF5 library itself crash: see Documentation.docc/MATLAB.md.
    Format(name: "HDF5", seeds: ["small.h5"], count: 150, mutation: damagedAtTheEnds),
    Format(name: "MATLAB v7.3", seeds: ["v73.mat", "v73_special.mat"], count: 60, mutation: damagedAtTheEnds),
    Format(
      name: "NWB", seeds: ["nwb-behaviour.nwb", "nwb-tables.nwb", "nwb-imaging.nwb", "nwb-places.nwb"], count: 60,
      mutation: damagedValues),
    Format(
      name: "poses, text", seeds: ["deeplabcut.csv", "deeplabcut-two-animals.csv", "sleap.csv"], count: 120, options: poses),
    Format(
      name: "poses, HDF5", seeds: ["deeplabcut.h5", "deeplabcut-fixed.h5", "sleap.h5"], count: 60, mutation: damagedAtTheEnds,
      options: poses),
    Format(name: "Trodes", seeds: ["fuzz/tracking.videoPositionTracking"], count: 300, options: poses),
    Format(
      name: "CaImAn", seeds: ["laboratories/caiman.hdf5", "laboratories/caiman-denoised.hdf5"], count: 60,
      mutation: damagedAtTheEnds),
  ]

  @Test(arguments: formats) func mutatedFilesDoNotCrash(format: Format) throws {
    let folder = try TemporaryFolder()
    let before = residentBytes()
    for seed in format.seeds {
      let original = [UInt8](try Data(contentsOf: fixture(seed)))
      let file = folder.file("m." + (seed.split(separator: ".").last ?? "bin"))
      for index in 0..<format.count { try read(format.mutation(original, index, seed), as: file, format.options) }
    }
    // The files have a few kilobytes; what is kept is what the allocator keeps.
    #expect(residentBytes() - before < 200 << 20)
  }

  /// What `Scripts/fuzz` once found: bytes that were changed in a seed, by their places.
  static let formerFailures: [(seed: String, changes: [Int: UInt8])] = [
    // Inside libhdf5 1.10.8 (`H5HG_read`) and h5dump: an object of a global heap claims more than its heap has.
    (
      "v73_special.mat",
      [
        2979: 5, 12_287: 8, 12_288: 0, 13_792: 0x80, 23_844: 0xFC, 23_845: 0xFF, 23_846: 0xFF, 23_847: 0xFF, 23_848: 0xFF,
        23_849: 0xFF, 23_850: 0xFF, 23_851: 0xFF,
      ]
    )
  ]

  @Test(arguments: formerFailures) func formerFailuresAreRefused(seed: String, changes: [Int: UInt8]) throws {
    let folder = try TemporaryFolder()
    var bytes = [UInt8](try Data(contentsOf: fixture(seed)))
    for (place, byte) in changes { bytes[place] = byte }
    let file = folder.file(seed)
    try Data(bytes).write(to: file)
    #expect(throws: RecordingError.self) { try ArraySource(contentsOf: file) }
  }

  private func read(_ bytes: [UInt8], as url: URL, _ options: ReadingOptions) throws {
    try Data(bytes).write(to: url)
    do {
      _ = try InspectionReport.inspect(url, options: options).text
    } catch is RecordingError {}
  }

  private func residentBytes() -> Int {
    let fields =
      (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8))?.split(separator: " ") ?? []
    return fields.count > 1 ? (Int(fields[1]) ?? 0) * 4096 : 0
  }
}

/// The bytes with some bits turned, an end missing, a number made extreme, or a piece doubled.
@Sendable private func mutated(_ original: [UInt8], _ index: Int, _ name: String) -> [UInt8] {
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

/// The bytes with an end missing, or a bit turned among the first 24.
@Sendable private func damagedAtTheEnds(_ original: [UInt8], _ index: Int, _ name: String) -> [UInt8] {
  var stream = RandomStream(seed: 11, name: name, index: UInt64(index))
  var bytes = original
  if index.isMultiple(of: 2) {
    bytes.removeLast(1 + stream.integer(below: bytes.count - 1))
  } else {
    bytes[stream.integer(below: 24)] ^= 1 << UInt8(stream.integer(below: 8))
  }
  return bytes
}

/// The bytes of an NWB file with an end missing, or a bit turned in a type, a unit or a small number: damage of HDF5's own
/// structures is left out.
@Sendable private func damagedValues(_ original: [UInt8], _ index: Int, _ name: String) -> [UInt8] {
  var stream = RandomStream(seed: 11, name: name, index: UInt64(index))
  var bytes = original
  let words = [
    "float64", "SpatialSeries", "Units", "VectorIndex", "ElectricalSeries", "seconds", "meters", "degrees", "TimeIntervals",
  ].map { Array($0.utf8) }
  // A word, or one of the doubles 1.0 and 5.0.
  func isPlace(_ place: Int) -> Bool {
    if index.isMultiple(of: 2) { return words.contains { bytes[place...].starts(with: $0) } }
    return bytes[place...].starts(with: [0, 0, 0, 0, 0, 0, 0xF0, 0x3F])
      || bytes[place...].starts(with: [0, 0, 0, 0, 0, 0, 0x14, 0x40])
  }
  let first = 2048 + stream.integer(below: original.count - 2048)
  let place = (Array(first..<original.count) + Array(2048..<first)).first(where: isPlace)
  if let place, index % 5 != 4 {
    bytes[place + stream.integer(below: 4)] ^= 1 << UInt8(stream.integer(below: 8))
  } else {
    bytes.removeLast(1 + stream.integer(below: bytes.count - 1))
  }
  return bytes
}
