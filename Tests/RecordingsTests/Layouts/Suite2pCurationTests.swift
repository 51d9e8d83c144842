import ArrayFiles
import ArrayNumerics
import Foundation
import Recordings
import TestSupport
import Testing

/// suite2p: the curation of the combined view, merged regions and red cells.
@Suite struct Suite2pCurationTests {
  private let folder: TemporaryFolder

  /// Two planes of three and two regions whose signals are their numbers from 0 over both planes.
  init() throws {
    folder = try TemporaryFolder()
    for (plane, regions) in [(0, 0..<3), (1, 3..<5)] {
      try writePlane("plane\(plane)", regions, accepted: [1, 1, 0].prefix(regions.count).map { $0 })
    }
  }

  private func file(_ path: String) throws -> URL {
    let url = folder.file("suite2p").appendingPathComponent(path)
    try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    return url
  }

  private func writePlane(_ name: String, _ regions: Range<Int>, accepted: [Int]) throws {
    let values = regions.flatMap { [Float](repeating: Float($0), count: 10) }
    try NPYFile.write(DataArray(shape: [regions.count, 10], storage: .float32(values)), to: file("\(name)/spks.npy"))
    try writeFlags("\(name)/iscell.npy", accepted)
  }

  private func writeFlags(_ path: String, _ flags: [Int]) throws {
    let values = flags.flatMap { [Double($0), $0 == 1 ? 0.9 : 0.1] }
    try NPYFile.write(DataArray(values, shape: [flags.count, 2]), to: file(path))
  }

  private func read(_ path: String = "", _ map: [String: String] = [:]) throws -> Recording {
    let url = folder.file("suite2p")
    return try RecordingReader.read(
      url: path.isEmpty ? url : url.appendingPathComponent(path),
      options: ReadingOptions(map: map.merging(["fs": "10"]) { $1 }))
  }

  private func ids(_ recording: Recording) -> [String] { recording.roiSignals?.ids ?? [] }

  /// `ops.npy` as NumPy pickles a dictionary, in protocol 0: frames that suite2p took for bad.
  @Test(arguments: [2, 0]) func badFramesAreSaid(bad: Int) throws {
    let list = "(l" + (0..<10).map { "I0\($0 < bad ? 1 : 0)\na" }.joined()
    let dictionary = "}S'fs'\nF20.0\nsS'badframes'\n\(list)s"
    let pickle =
      "cnumpy.core.multiarray\n_reconstruct\n(cnumpy\nndarray\n(I0\ntS'b'\ntR(I1\n(t"
      + "cnumpy\ndtype\n(S'O8'\nI0\nI1\ntR(I3\nS'|'\nNNNI-1\nI-1\nI63\ntbI00\n(l\(dictionary)atb."
    let plain = "{'descr': '|O', 'fortran_order': False, 'shape': (), }"
    let header = plain + String(repeating: " ", count: 117 - plain.count) + "\n"
    let bytes = Data([0x93]) + Data("NUMPY".utf8) + Data([1, 0, UInt8(header.utf8.count), 0]) + Data((header + pickle).utf8)
    try bytes.write(to: file("plane0/ops.npy"))
    let recording = try RecordingReader.read(
      url: folder.file("suite2p"), options: ReadingOptions(map: ["plane": "0"]))
    #expect(recording.roiSignals?.rate == 20)
    #expect(recording.says("plane0/ops.npy calls 2 of 10 frames bad", .warning) == (bad > 0))
  }

  @Test func theCombinedViewsCurationIsFollowedWithAWarning() throws {
    #expect(ids(try read()) == ["plane0_0", "plane0_1", "plane1_0", "plane1_1"])
    try writeFlags("combined/iscell.npy", [0, 1, 1, 0, 1])
    let recording = try read()
    #expect(ids(recording) == ["plane0_1", "plane0_2", "plane1_1"])
    #expect(recording.roiSignals.map { Array($0.matrix.row(0)) } == [1, 2, 4])
    #expect(
      recording.says("differ for 3 of 5 regions; the combined view was followed, which accepts 3 (the planes 4)", .warning))
    #expect(ids(try read("", ["plane": "1"])) == ["plane1_1"])
    let planes = try read("", ["curation": "planes"])
    #expect(ids(planes) == ["plane0_0", "plane0_1", "plane1_0", "plane1_1"] && !planes.says("combined view"))
    #expect(failure(folder.file("suite2p"), map: ["curation": "mine", "fs": "10"]).contains("combined or planes"))
    // A plane opened alone says that it was curated elsewhere.
    let alone = try read("plane0")
    #expect(ids(alone) == ["0", "1"])
    #expect(alone.says("differs from its iscell.npy for 2 of 3 regions", .warning))
    #expect(alone.says("--map plane=0"))
  }

  @Test func theSameCurationIsNoWarning() throws {
    try writeFlags("combined/iscell.npy", [1, 1, 0, 1, 1])
    for path in ["", "plane0"] {
      let warnings = try read(path).findings.filter { $0.level == .warning }
      #expect(warnings.isEmpty)
    }
    // Merged in the combined view: another number of regions.
    try writeFlags("combined/iscell.npy", [1, 1, 0, 1, 1, 1])
    let merged = try read()
    #expect(ids(merged).count == 4 && merged.says("has 6 regions and the planes 5", .warning))
  }

  @Test func curatingTheCombinedViewChangesTheChecksum() throws {
    try writeFlags("combined/iscell.npy", [1, 1, 0, 1, 1])
    let before = try read().source.sha256()
    try writeFlags("combined/iscell.npy", [1, 1, 1, 1, 1])
    #expect(try read().source.sha256() != before)
  }

  @Test func theRegionsThatWereMergedAreLeftOut() throws {
    try writePlane("plane0", 0..<7, accepted: [1, 1, 1, 1, 1, 1, 1])
    try FileManager.default.copyItem(at: laboratory("suite2p-merged/stat.npy"), to: file("plane0/stat.npy"))
    let recording = try read("plane0")
    #expect(ids(recording) == ["0", "4", "6"])
    #expect(recording.says("regions 1, 2, 3, 5 were merged into 5, 6 and were left out"))
    let all = try read("plane0", ["accepted": "all"])
    #expect(ids(all).count == 7 && all.says("which therefore holds them twice", .warning))
    // The last merge was rejected: 3 and 5 stand for themselves.
    try writeFlags("plane0/iscell.npy", [1, 1, 1, 1, 1, 1, 0])
    #expect(ids(try read("plane0")) == ["0", "3", "4", "5"])
  }

  @Test func redCellsAreSaid() throws {
    try writeFlags("plane0/redcell.npy", [1, 0, 0])
    #expect(try read("plane0").says("marks 1 of the 2 kept regions as red", .warning))
  }

  @Test(.enabled(if: fieldReport("10-suite2p-curated-in-combined") != nil)) func theFoldersOfReports() throws {
    let curated = try RecordingReader.read(url: #require(fieldReport("10-suite2p-curated-in-combined/suite2p")))
    #expect(ids(curated) == ["plane0_0", "plane0_1", "plane0_5", "plane1_0", "plane1_3", "plane1_4"])
    let merged = try RecordingReader.read(url: #require(fieldReport("12-suite2p-merged-regions/plane0")))
    #expect(ids(merged) == ["0", "3", "4", "5"])
  }
}
