import ArrayFiles
import ArrayNumerics
import Foundation
import Recordings
import TestSupport
import Testing

/// Sorted spikes as SpikeInterface writes them.
@Suite struct SpikeInterfaceFileTests {
  private func read(
    _ changes: [(String, DataArray)] = [], without left: Set<String> = [], map: [String: String] = [:]
  ) throws -> Recording {
    let folder = try TemporaryFolder()
    var arrays: [(String, DataArray)] = [
      ("unit_ids", DataArray([12, 3, 7] as [Int64], shape: [3])), ("num_segment", DataArray([1] as [Int64], shape: [1])),
      ("sampling_frequency", DataArray([20000.0])),
      ("spike_indexes_seg0", DataArray([0, 10, 20_000, 90_000] as [Int64], shape: [4])),
      ("spike_labels_seg0", DataArray([3, 12, 3, 3] as [Int64], shape: [4])),
    ]
    arrays.removeAll { array in left.contains(array.0) || changes.contains { $0.0 == array.0 } }
    try NPZArchive.write(arrays + changes, to: folder.file("sorting.npz"))
    return try RecordingReader.read(url: folder.file("sorting.npz"), options: ReadingOptions(map: map))
  }

  @Test func samplesBecomeSecondsOfEachUnit() throws {
    let recording = try read()
    #expect(recording.cellIDs == ["12", "3", "7"])
    #expect(recording.trains == ["12": [0.0005], "3": [0, 1, 4.5], "7": []])
    #expect(recording.says(.warning, "spikes", "without a spike"))
    let named = try read([
      ("unit_ids", DataArray(["a", "b"])), ("spike_labels_seg0", DataArray(["b", "a", "b", "b"])),
    ])
    #expect(named.cellIDs == ["a", "b"] && named.trains.mapValues(\.count) == ["a": 1, "b": 3])
  }

  /// The clocks of segments do not follow on each other.
  @Test func ofSeveralSegmentsOneIsChosen() throws {
    let second: [(String, DataArray)] = [
      ("spike_indexes_seg1", DataArray([40_000] as [Int64], shape: [1])),
      ("spike_labels_seg1", DataArray([7] as [Int64], shape: [1])),
    ]
    #expect(throws: FileError.self) { try read(second) }
    #expect(try read(second, map: ["segment": "1"]).trains == ["12": [], "3": [], "7": [2]])
    #expect(throws: FileError.self) { try read(second, map: ["segment": "2"]) }
  }

  @Test func contradictionsAreRefused() throws {
    #expect(throws: FileError.self) { try read([("spike_labels_seg0", DataArray([3, 12, 3] as [Int64], shape: [3]))]) }
    #expect(throws: FileError.self) { try read([("spike_labels_seg0", DataArray([3, 12, 3, 4] as [Int64], shape: [4]))]) }
    #expect(throws: FileError.self) { try read([("sampling_frequency", DataArray([0.0]))]) }
    #expect(throws: FileError.self) { try read([("unit_ids", DataArray([3, 12, 3] as [Int64], shape: [3]))]) }
    #expect(throws: FileError.self) {
      try read([("spike_indexes_seg0", DataArray([-1, 10, 20, 30] as [Int64], shape: [4]))])
    }
  }
}
