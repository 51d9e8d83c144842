import ArrayFiles
import Foundation
import TestSupport
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
    var testDescription: String { name }
  }

  static let formats = [
    Format(name: "npz", seeds: ["headers.npz", "pickles.npz", "hostile.npz", "zip64.npz"], count: 120),
    Format(name: "npy", seeds: ["fuzz/matrix.npy", "fuzz/text.npy", "fuzz/records.npy"], count: 200),
    Format(name: "pickle", seeds: (2...5).map { "fuzz/pickle\($0).npy" }, count: 500),
    Format(name: "csv", seeds: ["fuzz/table.csv", "fuzz/spikes.csv", "fuzz/matrix.txt"], count: 200),
    Format(
      name: "MATLAB v5", seeds: ["v5_little.mat", "v5_big.mat", "v5_plain.mat", "v5_deflated.mat", "v5_big_deflated.mat"],
      count: 250),
    Format(name: "MATLAB v4", seeds: ["v4.mat"], count: 100),
    // Damage inside the objects of these makes the HDF5 library itself crash, in a copy of the process.
    Format(name: "HDF5", seeds: ["small.h5"], count: 150),
    Format(name: "MATLAB v7.3", seeds: ["v73.mat", "v73_special.mat"], count: 60),
  ]

  @Test(arguments: formats) func mutatedFilesDoNotCrash(format: Format) throws {
    let folder = try TemporaryFolder()
    let before = residentBytes()
    for seed in format.seeds {
      let original = [UInt8](try Data(contentsOf: fixture(seed)))
      let file = folder.file("m." + (seed.split(separator: ".").last ?? "bin"))
      for index in 0..<format.count { try read(format.mutation(original, index, seed), as: file) }
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
    #expect(throws: FileError.self) { try ArraySource(arraysOf: file) }
  }

  /// Reads every item of a file; what is refused must be refused in words.
  private func read(_ bytes: [UInt8], as url: URL) throws {
    try Data(bytes).write(to: url)
    do {
      let source = try ArraySource(arraysOf: url)
      for item in source.items {
        do {
          _ = try source.read(item)
        } catch is FileError {}
      }
    } catch is FileError {}
  }
}
