import Foundation
import Recordings
import TestSupport
import Testing

@Suite struct TableFolderTests {
  @Test func spikesAndBehaviourOfAFolderBelongTogether() throws {
    let recording = try RecordingReader.read(url: laboratory("tables"))
    #expect(recording.trains == ["a": [0.5, 1.5], "b": [1], "c": []])
    #expect(recording.trajectory?.t.count == 21)
    #expect(recording.trajectory?.x?[20] == 1)
    #expect(recording.source.format == "tables")
  }

  @Test func whatConvertWritesIsReadBack() throws {
    let folder = try TemporaryFolder()
    let recording = try RecordingReader.read(url: laboratory("tables"))
    try FileManager.default.createDirectory(at: folder.file("out"), withIntermediateDirectories: true)
    let files = try recording.write(to: folder.file("out/session.csv"))
    #expect(files.map(\.lastPathComponent) == ["session.csv", "session_spikes.csv"])
    let again = try RecordingReader.read(url: folder.file("out"))
    #expect(again.trains == recording.trains)
    #expect(again.trajectory == recording.trajectory)
  }

  @Test func foldersThatNobodyKnowsSayWhatWasLookedFor() throws {
    let folder = try TemporaryFolder()
    try write("x", to: folder.file("notes.txt"))
    let words = failure(folder.url)
    for name in ["suite2p", "Phy/Kilosort", "Neurosuite", "Axona", "tables", "notes.txt"] { #expect(words.contains(name)) }
    try write("unit,time\na,1\n", to: folder.file("spikes.csv"))
    try write("unit,time\na,1\n", to: folder.file("b_spikes.csv"))
    #expect(failure(folder.url).contains("several files could be the spikes or signals: b_spikes.csv, spikes.csv"))
  }

  @Test func aWideMatrixOfTextIsTurned() throws {
    let recording = try RecordingReader.read(url: laboratory("wedges.txt"), options: ReadingOptions(map: ["fs": "10"]))
    let signals = try #require(recording.roiSignals)
    #expect((signals.matrix.rows, signals.matrix.columns) == (30, 4))
    #expect(signals.matrix[29, 3] == 3.29)
    #expect(signals.rate == 10)
    let kept = try RecordingReader.read(
      url: laboratory("wedges.txt"), options: ReadingOptions(map: ["roi": "matrix", "fs": "10"]))
    #expect(kept.roiSignals?.matrix.rows == 4)
  }
}
