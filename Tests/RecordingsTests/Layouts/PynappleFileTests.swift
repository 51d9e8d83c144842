import ArrayFiles
import ArrayNumerics
import Foundation
import Recordings
import TestSupport
import Testing

/// What a `TsGroup` of pynapple says of its cells and of its time.
@Suite struct PynappleFileTests {
  @Test func curationAndTimeSupportOfPynapplesOwnFile() throws {
    let recording = try RecordingReader.read(url: fixture("pynapple.npz"))
    // Cells 1, 4, 7, 10 are good, noise, more than one cell, good.
    #expect(recording.cellIDs == ["1", "7", "10"])
    #expect(recording.says(.warning, "spikes", "'quality' calls 1 of 4 cells none"))
    #expect(recording.says(.warning, "spikes", "'quality' calls 1 of 4 cells more than one"))
    // 10 to 20 s lie outside of its support.
    let invalid = recording.epochs.filter { $0.name == Epoch.invalidName }
    #expect(invalid.map(\.start) == [10] && invalid.map(\.stop) == [20])
    #expect(recording.says(.warning, "spikes", "the 10 s between them are left out"))
    let chosen = try RecordingReader.read(
      url: fixture("pynapple.npz"), options: ReadingOptions(cells: CellSelection(["4"])))
    #expect(chosen.cellIDs == ["4"])
  }

  @Test func columnsOfTheirOwnInOlderFiles() throws {
    let folder = try TemporaryFolder()
    func read(_ name: String, _ column: DataArray) throws -> Recording {
      try NPZArchive.write(
        [
          ("type", DataArray(["TsGroup"])), ("t", DataArray([0.1, 0.2, 0.3, 1])),
          ("index", DataArray([0, 1, 1, 2] as [Int64], shape: [4])), ("keys", DataArray([0, 1, 2] as [Int64], shape: [3])),
          ("start", DataArray([0.0])), ("end", DataArray([2.0])), (name, column),
        ], to: folder.file("a.npz"))
      return try RecordingReader.read(url: folder.file("a.npz"))
    }
    #expect(try read("group", DataArray(["good", "good", "noise"])).cellIDs == ["0", "1"])
    #expect(try read("is_good", DataArray([1, 0, 1] as [Int64], shape: [3])).cellIDs == ["0", "2"])
    #expect(try read("rate", DataArray([1, 0, 1] as [Int64], shape: [3])).cellIDs == ["0", "1", "2"])
    #expect(throws: FileError.self) { try read("quality", DataArray(["noise", "bad", "noise"])) }
  }
}
