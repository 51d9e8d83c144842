import ArrayFiles
import ArrayNumerics
import Foundation
import Recordings
import TestSupport
import Testing

@Suite struct FieldPotentialFileTests {
  private func write(_ arrays: [(String, DataArray)], _ name: String, in folder: TemporaryFolder) throws -> URL {
    try NPZArchive.write(arrays, to: folder.file(name))
    return folder.file(name)
  }

  @Test func theFieldPotentialOfAnotherFileTakesItsPlace() throws {
    let folder = try TemporaryFolder()
    let spikes = try write([("spike_times", DataArray([0.5, 1.5])), ("spike_index", DataArray([1, 2]))], "s.npz", in: folder)
    let field = try write([("csc", DataArray((0..<500).map(Double.init)))], "f.npz", in: folder)
    var options = ReadingOptions(map: ["lfp": "csc", "fs": "250"])
    options.fieldPotential = field
    let recording = try RecordingReader.read(url: spikes, options: options)
    #expect(recording.fieldPotential?.rate == 250 && recording.fieldPotential?.count == 500)
    #expect(recording.cellIDs.count == 2 && recording.source.fieldPotential == field)
    #expect(recording.says("taken from f.npz"))
    options.map = [:]
    options.fieldPotential = spikes
    let error = #expect(throws: FileError.self) { try RecordingReader.read(url: spikes, options: options) }
    #expect(error?.description.contains("no field potential was found") ?? false)
  }

  /// Three channels of 600 samples, either way round: by number, by name and number, and what is said where none is named.
  @Test(arguments: [false, true]) func aChannelIsTakenByItsNumber(isTurned: Bool) throws {
    let folder = try TemporaryFolder()
    let values = (0..<1800).map { (index: Int) -> Double in
      let (channel, sample) = isTurned ? (index / 600, index % 600) : (index % 3, index / 3)
      return Double(1000 * channel + sample)
    }
    let file = try write(
      [("lfp", DataArray(values, shape: isTurned ? [3, 600] : [600, 3])), ("fs", DataArray([250.0], shape: []))], "c.npz",
      in: folder)
    for name in ["1", "lfp[1]"] {
      let recording = try RecordingReader.read(url: file, options: ReadingOptions(map: ["lfp": name]))
      let field = try #require(recording.fieldPotential)
      #expect(field.rate == 250 && field.count == 600)
      #expect(try field.samples[599] == 1599 && field.samples[0] == 1000)
    }
    let absent = #expect(throws: FileError.self) {
      try RecordingReader.read(url: file, options: ReadingOptions(map: ["lfp": "3"]))
    }
    #expect(absent?.description.contains("there is no channel 3; lfp has 3") ?? false)
    let unnamed = #expect(throws: FileError.self) { try RecordingReader.read(url: file) }
    #expect(unnamed?.description.contains("lfp has 3 channels") ?? false)
  }

  @Test func timesWithAGapSayWhereItIs() throws {
    let folder = try TemporaryFolder()
    let times = (0..<3000).map { (sample: Int) -> Double in 10 + Double(sample) / 250 + (sample >= 1000 ? 7 : 0) }
    let file = try write([("lfp", DataArray(times.map { sin($0) })), ("t", DataArray(times))], "g.npz", in: folder)
    let recording = try RecordingReader.read(url: file)
    let field = try #require(recording.fieldPotential)
    #expect(field.gaps.count == 1 && field.gaps[0].sample == 1000 && abs(field.gaps[0].seconds - 7) < 1e-9)
    #expect(field.start == 10 && abs(field.rate - 250) < 1e-6 && abs(field.end - 29) < 1e-6)
    #expect(recording.says("1 gap, together 7 s", .warning))
    var even: [Double] = []
    try field.forEachEvenBlock { even += $0 }
    #expect(even.count == 3000 + 1750 && even[999].isFinite && even[1000].isNaN && even[2749].isNaN)
    #expect(even[2750] == sin(times[1000]))
  }

  @Test func timesThatAreRoundedGiveTheMeanRate() throws {
    let folder = try TemporaryFolder()
    let times = (0..<20_000).map { (1000 * Double($0) / 1250).rounded(.down) / 1000 }
    let file = try write([("lfp", DataArray(times.map { sin($0) })), ("t", DataArray(times))], "r.npz", in: folder)
    let field = try #require(try RecordingReader.read(url: file).fieldPotential)
    #expect(abs(field.rate - 1250) < 0.5 && field.gaps.isEmpty)
  }

  @Test func aRateThatTheTimesContradictIsRefused() throws {
    let folder = try TemporaryFolder()
    let times = (0..<3000).map { Double($0) / 250 }
    let file = try write(
      [("lfp", DataArray(times)), ("t", DataArray(times)), ("fs", DataArray([1000.0], shape: []))], "c.npz", in: folder)
    let error = #expect(throws: FileError.self) { try RecordingReader.read(url: file) }
    #expect(error?.description.contains("said to have 1000 samples a second, and its times have 250") ?? false)
    let uneven = try write(
      [("lfp", DataArray(times)), ("t", DataArray(times.indices.map { Double($0) / 250 + ($0 % 10 == 0 ? 0.003 : 0) }))],
      "u.npz", in: folder)
    let other = #expect(throws: FileError.self) { try RecordingReader.read(url: uneven) }
    #expect(other?.description.contains("not evenly sampled") ?? false)
  }

  @Test func aLongFieldPotentialIsReadInBlocks() throws {
    let folder = try TemporaryFolder()
    let counts = (0..<5_000_000).map { Int16(truncatingIfNeeded: ($0 &* 7919) % 4001 - 2000) }
    for name in ["l.npz", "l.h5"] {
      let file = folder.file(name)
      let values = DataArray(shape: [counts.count], storage: .int16(counts))
      if name.hasSuffix("npz") {
        try NPZArchive.write([("lfp", values), ("fs", DataArray([30_000.0], shape: []))], to: file)
      } else {
        try HDF5File.write([("lfp", values, nil), ("fs", DataArray([30_000.0], shape: []), nil)], to: file)
      }
      let field = try #require(try RecordingReader.read(url: file).fieldPotential)
      var (blocks, place, isSame) = (0, 0, true)
      try field.forEachBlock { block in
        blocks += 1
        for value in block {
          if value != Double(counts[place]) { isSame = false }
          place += 1
        }
      }
      #expect(isSame && place == counts.count && blocks > 1, "\(name)")
      #expect(try field.samples.count == counts.count)
    }
  }
}
