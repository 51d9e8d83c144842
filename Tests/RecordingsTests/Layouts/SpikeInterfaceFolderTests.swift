import ArrayFiles
import ArrayNumerics
import Foundation
import Recordings
import TestSupport
import Testing

/// Folders in which SpikeInterface keeps sorted spikes.
@Suite struct SpikeInterfaceFolderTests {
  private func read(_ url: URL, map: [String: String] = ["segment": "0"], cells: CellSelection? = nil) throws -> Recording {
    try RecordingReader.read(url: url, options: ReadingOptions(map: map, cells: cells))
  }

  private func spoiled(_ file: String, _ text: String) throws -> (TemporaryFolder, URL) {
    let folder = try TemporaryFolder()
    let copied = try copy(of: "spikeinterface", in: folder)
    try write(text, to: copied.appendingPathComponent(file))
    return (folder, copied)
  }

  /// 20 kHz: sample 10 is 0.5 ms; unit 3 is called noise, unit 7 more than one.
  @Test func samplesBecomeSecondsAndNoiseIsLeftOut() throws {
    let recording = try read(laboratory("spikeinterface"))
    #expect(recording.trains == ["12": [0.0005], "7": []])
    #expect(recording.says("'properties/KSLabel' calls 1 of 3 cells none", .warning))
    #expect(recording.says("calls 1 of 3 cells more than one or poor", .warning))
    #expect(recording.says("properties/original_cluster_id"))
    #expect(try read(laboratory("spikeinterface"), map: ["segment": "1"]).trains == ["12": [], "7": [2]])
  }

  @Test func oneFileOfItStandsForTheFolder() throws {
    for name in ["spikes.npy", "numpysorting_info.json"] {
      let recording = try read(laboratory("spikeinterface").appendingPathComponent(name))
      #expect(recording.trains == ["12": [0.0005], "7": []], "\(name)")
    }
  }

  @Test func theFolderOfAnAnalyzerHasTheSortingInside() throws {
    let folder = try TemporaryFolder()
    _ = try copy(of: "spikeinterface", in: folder)
    let files = FileManager.default
    let analyzer = folder.file("analyzer")
    let metrics = analyzer.appendingPathComponent("extensions/quality_metrics")
    try files.createDirectory(at: metrics, withIntermediateDirectories: true)
    try files.moveItem(at: folder.file("spikeinterface"), to: analyzer.appendingPathComponent("sorting"))
    try write(",snr,num_spikes\n12,3.5,1\n3,8,3\n7,2,0\n", to: metrics.appendingPathComponent("metrics.csv"))
    let recording = try read(analyzer)
    #expect(recording.trains == ["12": [0.0005], "7": []])
    #expect(recording.says("metrics.csv/snr (2 to 3.5) grades the cells and was not used", .warning))
  }

  @Test func foldersOfOlderVersionsHoldAnArchive() throws {
    let folder = try TemporaryFolder()
    let sorting = folder.file("old")
    let properties = sorting.appendingPathComponent("properties")
    try FileManager.default.createDirectory(at: properties, withIntermediateDirectories: true)
    try NPZArchive.write(
      [
        ("unit_ids", DataArray(["a", "b"])), ("num_segment", DataArray([1] as [Int64], shape: [1])),
        ("sampling_frequency", DataArray([1000.0])), ("spike_indexes_seg0", DataArray([500, 700, 900] as [Int64], shape: [3])),
        ("spike_labels_seg0", DataArray(["b", "a", "b"])),
      ], to: sorting.appendingPathComponent("sorting_cached.npz"))
    try NPYFile.write(DataArray(["good", "bad"]), to: properties.appendingPathComponent("quality.npy"))
    #expect(try read(sorting, map: [:]).trains == ["a": [0.7]])
    #expect(try read(sorting, map: [:], cells: CellSelection(["b"])).trains == ["b": [0.5, 0.9]])
  }

  @Test func contradictionsAreRefused() throws {
    #expect(throws: FileError.self, "two segments") { try read(laboratory("spikeinterface"), map: [:]) }
    #expect(throws: FileError.self, "no such segment") { try read(laboratory("spikeinterface"), map: ["segment": "2"]) }
    for (text, words) in [
      ("{", "not JSON"), ("{}", "does not say"),
      (#"{"sampling_frequency": 20000, "unit_ids": [1, 2], "num_segments": 2}"#, "unit_ids names 2"),
      (#"{"sampling_frequency": 20000, "unit_ids": [1, 2, 3], "num_segments": 1}"#, "is of segment 1"),
      (#"{"sampling_frequency": 0, "unit_ids": [1, 2, 3], "num_segments": 2}"#, "no rate above 0"),
      (#"{"sampling_frequency": 20000, "unit_ids": [1, 2, 1], "num_segments": 2}"#, "a unit occurs twice"),
      (#"{"sampling_frequency": 20000, "unit_ids": [1, 2, 3], "num_segments": 1000000000000}"#, "segments"),
    ] {
      let (folder, copied) = try spoiled("numpysorting_info.json", text)
      #expect(failure(copied, map: ["segment": "0"]).contains(words), "\(text): \(failure(copied, map: ["segment": "0"]))")
      withExtendedLifetime(folder) {}
    }
    let (folder, copied) = try spoiled("spikes.npy", "no array")
    #expect(!failure(copied, map: ["segment": "0"]).isEmpty)
    withExtendedLifetime(folder) {}
  }
}
