import ArrayFiles
import ArrayNumerics
import Foundation
import Recordings
import TestSupport
import Testing

@Suite struct PhyFolderTests {
  @Test func goodClustersAreRead() throws {
    let recording = try RecordingReader.read(url: laboratory("phy"))
    // Samples at 30 kHz; one is negative and one beyond the 10000 samples of the raw data.
    #expect(recording.trains == ["2": [0.001, 0.002, 0.2, 0.3]])
    #expect(recording.says("1 good, 1 mua, 1 noise, 1 unsorted"))
    #expect(recording.says("1 spikes lie before the start", .warning))
    #expect(recording.says("and 1 at or after its end", .warning))
    #expect(recording.says("1 labelled clusters have no spike"))
  }

  @Test(arguments: ["spike_times.npy", "spike_clusters.npy", "spike_templates.npy", "params.py", "cluster_group.tsv"])
  func anyFileStandsForTheFolder(_ name: String) throws {
    let whole = try RecordingReader.read(url: laboratory("phy"))
    let recording = try RecordingReader.read(url: laboratory("phy/\(name)"))
    #expect(recording.trains == whole.trains)
    #expect(recording.says("\(name) is one of the files of a recording (Phy/Kilosort)", .found))
    #expect(try recording.source.sha256() == whole.source.sha256())
  }

  @Test func samplesWithoutTheirFolderAreSuspected() throws {
    let folder = try TemporaryFolder()
    try FileManager.default.copyItem(at: laboratory("kilosort/spike_times.npy"), to: folder.file("spike_times.npy"))
    #expect(try RecordingReader.read(url: folder.file("spike_times.npy")).says("--spike-time-unit samples:HZ", .warning))
    try write("sample_rate = 30000.\n", to: folder.file("params.py"))
    #expect(failure(folder.file("params.py")).contains("never run"))
  }

  @Test func paramsAreReadAndNotRun() throws {
    _ = try RecordingReader.read(url: laboratory("phy"))
    #expect(!FileManager.default.fileExists(atPath: "ran"))
    #expect(!FileManager.default.fileExists(atPath: laboratory("phy/ran").path))
  }

  @Test func otherLabelsAreReadOnRequest() throws {
    func ids(_ labels: String) throws -> [String] {
      try RecordingReader.read(url: laboratory("phy"), options: ReadingOptions(map: ["labels": labels])).cellIDs
    }
    #expect(try ids("good+mua") == ["2", "3"])
    #expect(try ids("all") == ["2", "3", "5", "7"])
    #expect(try ids("unsorted") == ["7"])
    #expect(failure(laboratory("phy"), map: ["labels": "great"]).contains("there are 1 good, 1 mua, 1 noise, 1 unsorted"))
  }

  @Test func timesInUnsignedIntegersOfTheSorterAreRead() throws {
    let recording = try RecordingReader.read(url: laboratory("kilosort"))
    #expect(recording.trains == ["4": [1, 3]])
    #expect(recording.says("before any curation", .warning))
    #expect(recording.says("cluster_KSLabel.tsv"))
  }

  @Test func theTableOfClustersHasLabelsToo() throws {
    let recording = try RecordingReader.read(url: laboratory("phy-info"))
    #expect(recording.trains == ["0": [0.01]])
    #expect(recording.says("1 good, 1 mua, 1 unsorted"))
  }

  @Test func withoutLabelsAllAreKeptWithAWarning() throws {
    let folder = try TemporaryFolder()
    let copied = try copy(of: "kilosort", in: folder)
    try FileManager.default.removeItem(at: copied.appendingPathComponent("cluster_KSLabel.tsv"))
    let recording = try RecordingReader.read(url: copied)
    #expect(recording.cellIDs == ["1", "4"])
    #expect(recording.says("no file labels the clusters", .warning))
    try write("cluster_id\tgroup\n", to: copied.appendingPathComponent("cluster_group.tsv"))
    #expect(try RecordingReader.read(url: copied).cellIDs == ["1", "4"])
  }

  @Test func theRateComesFromTheUserWhereThereIsNone() throws {
    let folder = try TemporaryFolder()
    let copied = try copy(of: "kilosort", in: folder)
    try FileManager.default.removeItem(at: copied.appendingPathComponent("params.py"))
    #expect(failure(copied).contains("--map fs=30000"))
    let recording = try RecordingReader.read(url: copied, options: ReadingOptions(map: ["fs": "10000"]))
    #expect(recording.trains == ["4": [3, 9]])
    try write("sample_rate = open('x').read()\n", to: copied.appendingPathComponent("params.py"))
    #expect(failure(copied).contains("read as text and never run"))
  }

  @Test func filesOfDifferentRunsAreRefused() throws {
    let folder = try TemporaryFolder()
    let copied = try copy(of: "phy", in: folder)
    try NPYFile.write(DataArray([1, 2] as [Int32]), to: copied.appendingPathComponent("spike_clusters.npy"))
    #expect(failure(copied).contains("has 12 spikes and spike_clusters.npy 2"))
    try Data("nonsense".utf8).write(to: copied.appendingPathComponent("spike_clusters.npy"))
    #expect(!failure(copied).isEmpty)
  }
}
