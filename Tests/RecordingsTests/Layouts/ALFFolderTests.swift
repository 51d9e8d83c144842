import ArrayFiles
import ArrayNumerics
import Foundation
import Recordings
import TestSupport
import Testing

/// Folders of the International Brain Laboratory: `spikes.times.npy` and `spikes.clusters.npy`.
@Suite struct ALFFolderTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func write(_ times: [Double], _ clusters: [Int32], _ names: (String, String) = ("spikes.times", "spikes.clusters"))
    throws
  {
    try NPYFile.write(DataArray(times), to: folder.file("\(names.0).npy"))
    try NPYFile.write(DataArray(clusters, shape: [clusters.count]), to: folder.file("\(names.1).npy"))
  }

  @Test(arguments: [
    ("spikes.times", "spikes.clusters"), ("_ibl_spikes.times", "_ibl_spikes.clusters"),
    ("spikes.times.0b7a3c1e", "spikes.clusters.44c1f5d2"),
  ])
  func spikesOfAllClusters(_ names: (String, String)) throws {
    try write([0.1, 0.25, 0.5, 0.75, 1.5], [7, 2, 7, 7, 10], names)
    try NPYFile.write(DataArray([1.0, 1, 1, 1, 1]), to: folder.file("spikes.amps.npy"))
    for url in [folder.url, folder.file("\(names.0).npy"), folder.file("\(names.1).npy")] {
      let recording = try RecordingReader.read(url: url)
      #expect(recording.trains == ["2": [0.25], "7": [0.1, 0.5, 0.75], "10": [1.5]])
      #expect(recording.cellIDs == ["2", "7", "10"])
      #expect(recording.says("spikes.amps.npy", .found) && !recording.says("quality", .warning))
    }
  }

  @Test func qualityThatIsNotReadIsSaid() throws {
    try write([0.1, 0.25], [0, 1])
    try Data("cluster_id,label\n0,1.0\n1,0.33\n".utf8).write(to: folder.file("clusters.metrics.csv"))
    #expect(try RecordingReader.read(url: folder.url).says("clusters.metrics.csv", .warning))
  }

  @Test func regionsAndLabelsOfClustersAreSaid() throws {
    try write([0.1, 0.25], [0, 1])
    for name in ["clusters.brainLocationAcronyms_ccf_2017", "clusters.label", "clusters.depths"] {
      try NPYFile.write(DataArray([1.0, 0.5]), to: folder.file("\(name).npy"))
    }
    let recording = try RecordingReader.read(url: folder.url)
    #expect(recording.says("clusters.brainLocationAcronyms_ccf_2017.npy says in which region", .warning))
    #expect(recording.says("clusters.label.npy holds what is known of the clusters' quality", .warning))
    #expect(recording.says("clusters.depths.npy", .found))
  }

  @Test func partsThatDoNotBelongTogetherAreRefused() throws {
    try write([0.1, 0.25, 0.5], [0, 1])
    #expect(failure(folder.url).contains("3 spikes and spikes.clusters 2"))
    #expect(failure(folder.url, map: ["labels": "good"]).contains("no such setting"))
  }
}
