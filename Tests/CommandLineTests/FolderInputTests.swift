import ArrayFiles
import ArrayNumerics
import Foundation
import Recordings
import Schema
import TestSupport
import Testing

/// Recordings that are folders, or that have their behaviour in a file of its own.
@Suite(.enabled(if: Program.isBuilt)) struct FolderInputTests {
  private let session = SyntheticRecording()

  /// The folder of a sorter and a table with the path.
  private func phy(in folder: TemporaryFolder) throws {
    let url = folder.file("sorted")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    var spikes: [(sample: Int, cluster: Int)] = []
    for (cluster, train) in session.trains.enumerated() {
      spikes += train.map { (Int(($0 * 30000).rounded()), cluster) }
    }
    spikes.sort { $0 < $1 }
    try NPYFile.write(DataArray(spikes.map(\.sample)), to: url.appendingPathComponent("spike_times.npy"))
    try NPYFile.write(DataArray(spikes.map(\.cluster)), to: url.appendingPathComponent("spike_clusters.npy"))
    let labels = session.trains.indices.map { "\($0)\t\($0 == 3 ? "mua" : "good")\n" }.joined()
    try Data(("cluster_id\tgroup\n" + labels).utf8).write(to: url.appendingPathComponent("cluster_group.tsv"))
    try Data("sample_rate = 30000.\n".utf8).write(to: url.appendingPathComponent("params.py"))
    let rows = session.t.indices.map { "\(session.t[$0]),\(session.x[$0]),\(session.y[$0]),\(session.direction[$0])\n" }
    try Data(("t,x,y,hd\n" + rows.joined()).utf8).write(to: folder.file("path.csv"))
  }

  @Test func aFolderIsInspectedEmbeddedAndConverted() throws {
    let folder = try TemporaryFolder()
    try phy(in: folder)
    let inspection = try Program.run("inspect sorted", in: folder.url)
    #expect(inspection.status == 0 && inspection.output.contains("15 of 16 clusters are good"), "\(inspection.output)")
    let first = try Program.run("embed sorted --behaviour path.csv -o o --no-figures", in: folder.url)
    #expect(first.status == 0, "\(first.message)")
    let embedded = try NPZArchive(contentsOf: folder.file("o/embed.npz"))
    let shape = try embedded.shape(of: "rates").shape
    #expect(shape[1] == 15)
    #expect(embedded.names.contains("head_direction"))
    let again = try Program.run("embed sorted --behaviour path.csv -o o --no-figures", in: folder.url)
    #expect((again.output + again.message).contains("nothing done"))
    // Files beside those that are read do not count; a label does, and so does the path.
    try Data("x".utf8).write(to: folder.file("sorted/notes.txt"))
    let beside = try Program.run("embed sorted --behaviour path.csv -o o --no-figures", in: folder.url)
    #expect((beside.output + beside.message).contains("nothing done"))
    try Data("cluster_id\tgroup\n0\tgood\n1\tgood\n2\tgood\n".utf8).write(to: folder.file("sorted/cluster_group.tsv"))
    let curated = try Program.run("embed sorted --behaviour path.csv -o o --no-figures", in: folder.url)
    #expect((curated.output + curated.message).contains("3 cells"))
    let converted = try Program.run("convert sorted out.npz", in: folder.url)
    #expect(converted.status == 0)
    let read = try RecordingReader.read(url: folder.file("out.npz"))
    #expect(read.cellIDs == ["0", "1", "2"])
  }

  @Test func foldersThatAreNoRecordingsEndWith65() throws {
    let folder = try TemporaryFolder()
    try FileManager.default.createDirectory(at: folder.file("empty"), withIntermediateDirectories: true)
    for command in ["inspect empty", "convert empty a.npz", "embed empty -o o", "run empty -o o --preset grid"] {
      try Program.run(command, in: folder.url).expectFailure(65, "this is a folder", "suite2p", "Neurosuite")
    }
  }
}
