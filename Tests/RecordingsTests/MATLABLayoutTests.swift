import ArrayFiles
import Foundation
import Recordings
import TestSupport
import Testing

/// Real recordings that lie beside the fixtures on some machines.
private func recordings(_ path: String) -> URL? {
  let file = SharedFixtures.folder?.deletingLastPathComponent().appendingPathComponent("recordings").appendingPathComponent(
    path)
  return file.flatMap { FileManager.default.fileExists(atPath: $0.path) ? $0 : nil }
}

@Suite struct MATLABLayoutTests {
  @Test func rawSessionsOfGridModulesLoseTheirFirstAndLastSample() throws {
    let recording = try RecordingReader.read(url: fixture("v73_special.mat"))
    #expect(recording.trajectory?.t == (1...10).map { Double($0) / 4 })
    #expect(recording.trajectory?.headDirection?.first == 0.25)
    #expect(recording.spikes?.spikeCounts == [1, 1])
  }

  @Test func cellsOfTheFilterFrameworkAreJoinedOverEpochs() throws {
    let recording = try RecordingReader.read(url: fixture("v5_filter.mat"))
    guard case .trains(let trains)? = recording.spikes else { return #expect(Bool(false)) }
    #expect(trains.map(\.id) == ["t2c1", "t2c3"])
    #expect(try trains.map { try $0.times } == [[0.5, 1.5, 10], [2, 3, 11]])
    #expect(recording.trajectory == nil)
    #expect(
      recording.findings.contains { $0.message.contains("2 cells from 2 epochs") && $0.message.contains("1 without a spike") })
  }

  @Test func tagsOfTheFilterFrameworkAreSaid() throws {
    let recording = try RecordingReader.read(url: fixture("v5_filter_tags.mat"))
    #expect(recording.cellIDs == ["t1c1", "t1c2", "t1c3"])
    #expect(recording.says("2 of 3 trains are tagged as no single cell", .warning))
    #expect(recording.says("'mua'") && recording.says("'noise'"))
    #expect(recording.says("not used: /cellinfo", .found))
    #expect(!(try RecordingReader.read(url: fixture("v5_filter.mat")).says("tagged")))
  }

  @Test(arguments: ["struct", "cells"]) func wordsOfCellsInMATLABAreFollowed(kind: String) throws {
    let recording = try RecordingReader.read(url: fixture("v5_\(kind)_quality.mat"))
    #expect(recording.spikes?.spikeCounts == [2, 2, 2])
    #expect(recording.says("quality' calls 1 of 4 cells none: they were left out", .warning))
    #expect(recording.says("quality' calls 1 of 4 cells more than one or poor; they were kept", .warning))
    #expect(recording.says("/units/region' says that the cells are of 2 kinds", .warning) == (kind == "struct"))
  }

  @Test(.enabled(if: recordings("place-rat-nelpy") != nil), arguments: [("linear-track", 31, 28_829), ("w-maze", 25, 518_352)])
  func sessionsOfTheFilterFramework(name: String, cells: Int, spikes: Int) throws {
    let recording = try RecordingReader.read(url: #require(recordings("place-rat-nelpy/\(name)/spikes.mat")))
    #expect(recording.cellIDs.count == cells)
    #expect(recording.spikes?.spikeCounts.reduce(0, +) == spikes)
  }

  @Test(.enabled(if: recordings("hd-mouse28-th1") != nil)) func toolboxObjectsAndCounts() throws {
    let spikes = try #require(recordings("hd-mouse28-th1/spikes.Mouse28-140313.mat"))
    let all = try RecordingReader.read(url: spikes)
    #expect(all.cellIDs.count == 32 && all.cellIDs.first == "ADn1" && all.cellIDs.last == "Pos15")
    guard case .trains(let trains)? = all.spikes else { return #expect(Bool(false)) }
    let first = try trains[0].times.first
    #expect(trains[0].count == 2186 && first == 5565.00975)
    let one = try RecordingReader.read(url: spikes, options: ReadingOptions(map: ["spikes": "/Pos"]))
    #expect(one.cellIDs.count == 15)
    #expect(one.says("of other areas") && one.says("not used: /ADn"))
    let counts = try #require(recordings("hd-mouse28-th1/boosted_tree.Mouse28-140313.mat"))
    let error = #expect(throws: FileError.self) { try RecordingReader.read(url: counts) }
    #expect(error?.description.contains("--map spikes=/ADn --bin-width") ?? false)
    let wake = try RecordingReader.read(
      url: counts, options: ReadingOptions(map: ["spikes": "/ADn"], binWidth: 0.025))
    #expect(wake.spikes?.spikeCounts.reduce(0, +) == 170_494)
    #expect(wake.trajectory?.t.first == 0.0125 && wake.trajectory?.headDirection?.count == 49_893)
  }

  @Test(.enabled(if: recordings("matv73-cellexplorer") != nil)) func cellExplorerInBothVersions() throws {
    let v73 = try RecordingReader.read(url: #require(recordings("matv73-cellexplorer/d533101.cell_metrics.cellinfo.mat")))
    #expect(v73.cellIDs == ["1"] && v73.spikes?.spikeCounts == [849])
    let v5 = try RecordingReader.read(url: #require(recordings("matv73-cellexplorer/mouse3_180627.cell_metrics.cellinfo.mat")))
    #expect(v5.cellIDs == ["18", "21", "28"] && v5.spikes?.spikeCounts == [160_015, 155_685, 116_754])
  }

  @Test(.enabled(if: recordings("grid-rat-hafting2008") != nil)) func moserSessionsInOneAndInSeveralFiles() throws {
    let one = try RecordingReader.read(url: #require(recordings("grid-rat-hafting2008/l2c4_0.mat")))
    #expect(one.spikes?.spikeCounts == [606, 4149, 640, 2529] && one.cellIDs.first == "t1c1")
    #expect(one.trajectory?.t.count == 60_000 && one.fieldPotential?.rate == 250)
    let folder = "grid-rat-hafting2008/11684-20020710/11684-20020710_POS.mat"
    let several = try RecordingReader.read(url: #require(recordings(folder)))
    #expect(several.cellIDs == ["T5C1", "T7C1", "T8C1"] && several.spikes?.spikeCounts == [5772, 4512, 3703])
    let names = ["POS", "T5C1", "T7C1", "T8C1"].map { "11684-20020710_\($0).mat" }
    #expect(several.source.files.map(\.lastPathComponent) == names)
    let cell = folder.replacing("POS.mat", with: "T5C1.mat")
    let alone = try RecordingReader.read(url: #require(recordings(cell)))
    #expect(alone.findings.contains { $0.message.contains("11684-20020710_POS.mat beside it has the path") })
  }

  @Test func theChecksumOfAMoserSessionCoversItsCells() throws {
    let folder = try TemporaryFolder()
    let names = ["s_POS.mat", "s_T1C1.mat", "s_T1C2.mat"].map { folder.file($0) }
    try matlab([("post", [0, 0.02, 0.04]), ("posx", [1, 2, 3]), ("posy", [4, 5, 6])]).write(to: names[0])
    try matlab([("cellTS", [0.01])]).write(to: names[1])
    try matlab([("cellTS", [0.02, 0.03])]).write(to: names[2])
    let source = try RecordingReader.read(url: names[0]).source
    #expect(source.files == names)
    #expect(try source.sha256() == sha256(of: ArraySource.files(readFrom: names[0]), in: names[0]))
    let before = try source.sha256()
    try matlab([("cellTS", [0.02, 0.035])]).write(to: names[2])
    let changed = try RecordingReader.read(url: names[0])
    #expect(try changed.source.sha256() != before)
    #expect(changed.cellIDs == ["T1C1", "T1C2"])
  }

  /// A MATLAB v5 file of columns of doubles, little-endian.
  private func matlab(_ variables: [(name: String, values: [Double])]) -> Data {
    func bytes<T: FixedWidthInteger>(_ value: T) -> [UInt8] { withUnsafeBytes(of: value.littleEndian) { Array($0) } }
    func element(_ type: Int32, _ content: [UInt8]) -> [UInt8] {
      let padding = [UInt8](repeating: 0, count: (8 - content.count % 8) % 8)
      return bytes(type) + bytes(Int32(content.count)) + content + padding
    }
    var file = Array("MATLAB 5.0 MAT-file".utf8)
    file += [UInt8](repeating: 0x20, count: 116 - file.count) + [UInt8](repeating: 0, count: 8) + [0, 1] + Array("IM".utf8)
    for (name, values) in variables {
      // miUINT32 flags (mxDOUBLE_CLASS), miINT32 dimensions, miINT8 name, miDOUBLE numbers
      file += element(
        14,
        element(6, bytes(Int32(6)) + bytes(Int32(0))) + element(5, bytes(Int32(values.count)) + bytes(Int32(1)))
          + element(1, Array(name.utf8)) + element(9, values.flatMap { bytes($0.bitPattern) }))
    }
    return Data(file)
  }

  @Test(.enabled(if: recordings("fly-eb-turnerevans2017") != nil)) func flyOnABall() throws {
    let path = "fly-eb-turnerevans2017/PEN1-EB/20160429/Fly2_7day_6fx37F06_jRGC1ax60D05_1x_00001.mat"
    let recording = try RecordingReader.read(url: #require(recordings(path)))
    let roi = try #require(recording.roiSignals)
    #expect(roi.matrix.rows == 750 && roi.matrix.columns == 16)
    // 11.42 volumes per second, from the first plane of each.
    let t = try #require(roi.t)
    #expect(abs(Double(t.count - 1) / (t[t.count - 1] - t[0]) - 11.42) < 0.02)
    #expect(abs(roi.matrix[0, 0] - 1.12847838) < 1e-6)
    #expect(recording.trajectory?.headDirection?.count == 8036)
  }

  @Test(.enabled(if: recordings("matv73-hd-blanco2023") != nil)) func tablesAreRefusedWithTheWayOut() throws {
    let file = try #require(recordings("matv73-hd-blanco2023/Figure_3.mat"))
    let error = #expect(throws: FileError.self) { try RecordingReader.read(url: file) }
    #expect(error?.description.contains("table2struct") ?? false)
  }

  @Test func aStructForEachCellWhateverTheTimesAreCalled() throws {
    let recording = try RecordingReader.read(url: fixture("v5_units.mat"))
    guard case .trains(let trains)? = recording.spikes else { return #expect(Bool(false)) }
    #expect(trains.map(\.id) == ["TT1c1", "TT1c2", "TT4c1"])
    #expect(try trains.map { try $0.times } == [[0.1, 0.25, 0.5], [0.3, 0.9], [0.2]])
    #expect(recording.trajectory?.y?.last == 0.8)
    let mapped = try RecordingReader.read(url: fixture("v5_units.mat"), options: ReadingOptions(map: ["spikes": "/units/ts"]))
    #expect(mapped.spikes?.spikeCounts == [3, 2, 1])
  }
}
