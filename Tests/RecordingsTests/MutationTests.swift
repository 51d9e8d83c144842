import ArrayFiles
import ArrayNumerics
import Foundation
import Recordings
import TestSupport
import Testing

/// Damaged recordings must end in an error or in data, never in a crash or in memory that the file cannot justify. Each layout
/// is one line of `formats`; `Scripts/fuzz` goes further, guided by coverage.
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
    // What damaged arrays are taken for; that they are read at all is tested with the formats.
    Format(name: "npz", seeds: ["pickles.npz"], count: 60),
    Format(name: "csv", seeds: ["fuzz/table.csv", "fuzz/spikes.csv", "fuzz/matrix.txt"], count: 100),
    Format(
      name: "tables of other programs",
      seeds: [
        "inscopix.csv", "motive.csv", "bonsai.csv", "regions.csv", "octave.txt", "units.tsv", "decimal-comma.csv",
        "hand-labelled.csv", "utf16.csv",
      ].map { "fuzz/tables/" + $0 }, count: 100),
    Format(name: "MATLAB v7.3", seeds: ["v73_special.mat"], count: 60, mutation: damagedAtTheEnds),
    Format(
      name: "NWB", seeds: ["nwb-behaviour.nwb", "nwb-tables.nwb", "nwb-imaging.nwb", "nwb-places.nwb"], count: 60,
      mutation: damagedValues),
    Format(
      name: "poses, text", seeds: ["deeplabcut.csv", "deeplabcut-two-animals.csv", "sleap.csv", "fuzz/anipose.csv"],
      count: 120, options: poses),
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

  private func read(_ bytes: [UInt8], as url: URL, _ options: ReadingOptions) throws {
    try Data(bytes).write(to: url)
    do {
      _ = try InspectionReport.inspect(url, options: options).text
    } catch is FileError {}
  }
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
