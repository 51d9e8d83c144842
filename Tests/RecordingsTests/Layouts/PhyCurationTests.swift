import ArrayFiles
import ArrayNumerics
import Foundation
import Recordings
import TestSupport
import Testing

/// Phy: where a recording ends, fractions of samples, older and contradicting labels.
@Suite struct PhyCurationTests {
  private let folder: TemporaryFolder
  private var url: URL { folder.file("sorted") }

  /// 100 spikes, one each 300 samples at 1 kHz, of clusters 0, 1, 2, 3 in turn.
  init() throws {
    folder = try TemporaryFolder()
    try FileManager.default.createDirectory(at: folder.file("sorted"), withIntermediateDirectories: true)
    try writeSamples((0..<100).map { Double(300 * $0) })
    try NPYFile.write(DataArray((0..<100).map { Int32($0 % 4) }, shape: [100]), to: file("spike_clusters.npy"))
    try write(labels(["good", "good", "mua", "good"]), to: file("cluster_group.tsv"))
    try writeParameters()
  }

  private func file(_ name: String) -> URL { url.appendingPathComponent(name) }

  private func writeSamples(_ samples: [Double]) throws {
    let isWhole = samples.allSatisfy { $0 == $0.rounded() }
    try NPYFile.write(
      isWhole ? DataArray(samples.map { Int64($0) }, shape: [samples.count]) : DataArray(samples), to: file("spike_times.npy"))
  }

  private func writeParameters(raw: String = "raw.dat", type: String = "int16", channels: Int = 1) throws {
    try write(
      "dat_path = '\(raw)'\nn_channels_dat = \(channels)\ndtype = '\(type)'\noffset = 0\nsample_rate = 1000.\n",
      to: file("params.py"))
  }

  private func writeRaw(_ bytes: Int, _ name: String = "raw.dat") throws {
    try Data(count: bytes).write(to: file(name))
  }

  private func labels(_ values: [String]) -> String {
    "cluster_id\tgroup\n" + values.enumerated().map { "\($0.offset)\t\($0.element)\n" }.joined()
  }

  private func read(_ map: [String: String] = [:], unit: TimeUnit? = nil) throws -> Recording {
    try RecordingReader.read(url: url, options: ReadingOptions(spikeTimeUnit: unit, map: map))
  }

  private func count(_ recording: Recording) -> Int { recording.spikes?.spikeCounts.reduce(0, +) ?? 0 }

  // MARK: The end

  @Test func aRawFileThatFitsEndsTheRecording() throws {
    // 29,600 samples: the last spike, at 29,700, lies in the padding of a last batch.
    try writeRaw(2 * 29_600)
    let recording = try read()
    #expect(count(recording) == 74)
    #expect(recording.says("and 1 at or after its end; left out", .warning))
    try writeRaw(2 * 29_701)
    let whole = try read()
    #expect(count(whole) == 75 && !whole.says("at or after"))
  }

  @Test(arguments: [
    // Half of the file's samples by a type of twice the size, or by twice the channels.
    ("raw.dat", "float32", 1, 2 * 30_000, "50 spikes lie at or after 15 s"),
    ("raw.dat", "int16", 2, 2 * 30_000, "50 spikes lie at or after 15 s"),
    // Sorted from 20 s on: the filtered copy is shorter than the recording.
    ("temp_wh.dat", "int16", 1, 2 * 29_500, "Kilosort's filtered copy"),
    ("raw.dat", "int16", 1, 2 * 10_000, "the last at 29.7 s. They were kept"),
    // No whole number of samples.
    ("raw.dat", "float32", 1, 4 * 29_600 + 2, "no whole number of samples"),
  ])
  func aRawFileOfAnotherTypeDoesNot(_ raw: String, _ type: String, _ channels: Int, _ bytes: Int, _ words: String) throws {
    try writeParameters(raw: raw, type: type, channels: channels)
    try writeRaw(bytes, raw)
    let recording = try read()
    #expect(count(recording) == 75)
    #expect(recording.says(words, .warning))
  }

  // MARK: Samples

  /// Samples that ran over the largest number of 32 bits come again from the least.
  @Test func manySamplesBelowZeroAreNoPadding() throws {
    try writeSamples((0..<100).map { Double(Int32(truncatingIfNeeded: Int(Int32.max) - 15_000 + 300 * $0)) })
    #expect(failure(url).contains("49 of 100 samples are below 0"))
  }

  /// Labels 0 to 3 of clusters 1 to 4 would leave the last one out and give each the label of another.
  @Test func labelsThatCountFromAnotherNumberAreRefused() throws {
    try NPYFile.write(DataArray((0..<100).map { Int32($0 % 4 + 1) }, shape: [100]), to: file("spike_clusters.npy"))
    let error = failure(url)
    #expect(error.contains("numbers the clusters from 0") && error.contains("number them from 1"))
    #expect(try read(["labels": "all"]).cellIDs == ["1", "2", "3", "4"])
  }

  @Test func fractionsAreNoSamples() throws {
    try writeSamples((0..<100).map { Double($0) * 0.3 + 0.05 })
    let error = failure(url)
    #expect(error.contains("100 of 100 are fractions (0.05)"))
    #expect(error.contains("--spike-time-unit s") && error.contains("--spike-time-unit samples:1000"))
    #expect(try read(unit: .second).trains["1"]?.first == 0.35)
    #expect(try read(unit: .sample(rate: 1000)).trains["1"]?.first == 0.00035)
  }

  // MARK: Labels

  @Test(arguments: ["cluster_groups.csv", "cluster_group.csv", "cluster_groups.tsv"])
  func olderFilesOfLabelsAreRead(_ name: String) throws {
    try FileManager.default.removeItem(at: file("cluster_group.tsv"))
    try write(labels(["mua", "good", "noise", "unsorted"]), to: file(name))
    let recording = try read()
    #expect(recording.cellIDs == ["1"])
    #expect(recording.says("by \(name) (1 good, 1 mua, 1 noise, 1 unsorted)"))
  }

  @Test func labelsThatContradictEachOtherAreSaid() throws {
    try write(labels(["good", "mua", "good", "good"]), to: file("cluster_groups.csv"))
    let recording = try read()
    #expect(recording.cellIDs == ["0", "1", "3"])
    #expect(recording.says("contradicts cluster_group.tsv on 2 of 4 clusters (cluster 1: mua and good)", .warning))
    #expect(try read(["label_file": "cluster_groups.csv"]).cellIDs == ["0", "2", "3"])
    // The sorter's labels are what a person corrected.
    try FileManager.default.removeItem(at: file("cluster_groups.csv"))
    try write("cluster_id\tKSLabel\n0\tmua\n1\tmua\n2\tgood\n3\tgood\n", to: file("cluster_KSLabel.tsv"))
    let corrected = try read()
    #expect(!corrected.says("contradicts") && corrected.says("cluster_KSLabel.tsv; they hold neither"))
  }

  @Test func theVerdictOfAnotherProgramIsSaid() throws {
    try write("cluster_id\tbc_unitType\n0\tGOOD\n1\tNON-SOMA\n2\tMUA\n3\tNOISE\n", to: file("cluster_bc_unitType.tsv"))
    let recording = try read()
    #expect(recording.cellIDs == ["0", "1", "3"])
    #expect(recording.says("cluster_bc_unitType.tsv contradicts cluster_group.tsv on 2 of 3 clusters", .warning))
    #expect(try read(["label_file": "cluster_bc_unitType.tsv"]).cellIDs == ["0"])
    #expect(failure(url, map: ["label_file": "nothing.tsv"]).contains("cluster_bc_unitType.tsv"))
  }

  @Test func twoLabelsOfOneClusterAreRefused() throws {
    try write("cluster_id\tgroup\n0\tgood\n1\tgood\n0\tnoise\n", to: file("cluster_group.tsv"))
    #expect(failure(url).contains("it gives cluster 0 two labels"))
    try write("cluster_id\tgroup\n0\tgood \n0\tGood\n1\tmua\n", to: file("cluster_group.tsv"))
    #expect(try read().cellIDs == ["0"])
  }

  @Test(
    .enabled(if: fieldReport("08-phy-raw-file-decides-the-end") != nil), arguments: [("time-range", 543), ("dtype", 802)])
  func theFoldersOfAReport(_ name: String, _ spikes: Int) throws {
    let recording = try RecordingReader.read(url: #require(fieldReport("08-phy-raw-file-decides-the-end/\(name)")))
    #expect(count(recording) == spikes)
  }

  // MARK: Clocks

  @Test func aRateInKilohertzIsRefused() throws {
    try write("sample_rate = 30.0\n", to: file("params.py"))
    #expect(failure(url).contains("--map fs=30000 if that was in kHz"))
    #expect(try count(read(["fs": "1000"])) == 75)
  }

  @Test func timesOnAnotherClockAreSaid() throws {
    #expect(try !read().says("another clock", .warning))
    try NPYFile.write(DataArray((0..<100).map { 0.3003 * Double($0) + 5 }), to: file("spike_times_sec_adj.npy"))
    #expect(try read().says("spike_times_sec_adj.npy holds times that were brought onto another clock", .warning))
  }

  // MARK: What else is said of clusters

  @Test func gradesKindsAndMeasuresOfClustersAreSaid() throws {
    let table = "cluster_id\tContamPct\tch\tgroup\tregion\n"
    let rows = [(0, "0", "good", "MEC"), (1, "12.5", "good", "CA1"), (2, "90", "mua", "CA1"), (3, "30", "good", "MEC")]
    try FileManager.default.removeItem(at: file("cluster_group.tsv"))
    try write(table + rows.map { "\($0.0)\t\($0.1)\t5\t\($0.2)\t\($0.3)\n" }.joined(), to: file("cluster_info.tsv"))
    try write("cluster_id,snr\n0,1\n", to: file("quality_metrics.csv"))
    let recording = try read()
    #expect(recording.cellIDs == ["0", "1", "3"])
    #expect(recording.says("cluster_info.tsv also says, and it was not used: ContamPct, ch, region", .found))
    #expect(recording.says("cluster_info.tsv/ContamPct (0 to 30) grades the cells and was not used", .warning))
    #expect(recording.says("of 2 kinds ('MEC' 2, 'CA1' 1)", .warning))
    #expect(recording.says("quality_metrics.csv holds measures of the clusters' quality and was not used", .warning))
  }
}
