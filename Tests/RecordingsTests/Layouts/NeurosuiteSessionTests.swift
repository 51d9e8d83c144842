import Foundation
import Recordings
import TestSupport
import Testing

@Suite struct NeurosuiteSessionTests {
  @Test func unitsOfAllShanksAreRead() throws {
    let recording = try RecordingReader.read(url: laboratory("neurosuite"))
    #expect(recording.cellIDs == ["1_2", "1_3", "2_10"])
    #expect(recording.trains == ["1_2": [0.03, 0.05], "1_3": [0.04], "2_10": [0.1, 0.2]])
    #expect(recording.says("of 7 spikes 1 are artefacts (cluster 0) and 1 noise or multi-unit (cluster 1)"))
    let all = try RecordingReader.read(url: laboratory("neurosuite"), options: ReadingOptions(map: ["labels": "all"]))
    #expect(all.cellIDs == ["1_0", "1_1", "1_2", "1_3", "2_10"])
  }

  @Test func aChannelOfTheFieldPotentialIsRead() throws {
    let first = try #require(try RecordingReader.read(url: laboratory("neurosuite")).fieldPotential)
    #expect(first.rate == 1250)
    // 20 V over 2^16 steps, amplified 1000 times.
    let scale = 20.0 / 65536 / 1000
    #expect(try first.samples == (0..<20).map { Double($0) * scale })
    let options = ReadingOptions(map: ["lfp": "2"])
    let third = try #require(try RecordingReader.read(url: laboratory("neurosuite"), options: options).fieldPotential)
    #expect(try third.samples == (0..<20).map { -Double($0) * scale })
    #expect(failure(laboratory("neurosuite"), map: ["lfp": "3"]).contains("channels 0 to 2"))
  }

  @Test func lightsGivePositionAndDirection() throws {
    let recording = try RecordingReader.read(url: laboratory("neurosuite"), options: ReadingOptions(positionUnit: .centimetre))
    let trajectory = try #require(recording.trajectory)
    #expect(trajectory.t.count == 10)
    #expect(abs(trajectory.t[1] - 512.0 / 20000) < 1e-12)
    #expect(trajectory.x?[0] == 0.95)
    #expect(trajectory.y?[0] == 2)
    // Light 1 alone was lost in sample 3.
    #expect(trajectory.x?[3] == 0.93)
    #expect(trajectory.headDirection?[0] == 0)
    #expect(trajectory.headDirection?[3].isNaN == true)
  }

  @Test(arguments: ["mouse.xml", "mouse.res.1", "mouse.clu.2", "mouse.eeg", "mouse.whl"])
  func anyFileStandsForTheSession(_ name: String) throws {
    let byFile = try RecordingReader.read(url: laboratory("neurosuite/\(name)"))
    #expect(byFile.cellIDs == ["1_2", "1_3", "2_10"])
    #expect(byFile.source.format == "Neurosuite")
    #expect(byFile.trajectory != nil && byFile.fieldPotential != nil)
    #expect(byFile.says("\(name) is one of the files of a recording (Neurosuite)", .found))
  }

  @Test func positionsAndFieldPotentialsNeedNoSpikes() throws {
    let folder = try TemporaryFolder()
    func copyFile(_ name: String) throws -> URL {
      try FileManager.default.copyItem(at: laboratory("neurosuite/\(name)"), to: folder.file(name))
      return folder.file(name)
    }
    let position = try RecordingReader.read(url: copyFile("mouse.whl"))
    #expect(position.trajectory?.t.count == 10 && position.spikes == nil)
    #expect(position.says("39.0625 Hz", .guessed))
    let potential = try copyFile("mouse.eeg")
    #expect(!failure(potential).isEmpty)
    _ = try copyFile("mouse.xml")
    #expect(try RecordingReader.read(url: potential).fieldPotential?.rate == 1250)
    try FileManager.default.removeItem(at: potential)
    try FileManager.default.removeItem(at: folder.file("mouse.whl"))
    #expect(try failure(copyFile("mouse.res.1")).contains("there are only res.1, xml"))
  }

  @Test func sessionsThatAreNotWholeAreErrorsInWords() throws {
    let folder = try TemporaryFolder()
    let copied = try copy(of: "neurosuite", in: folder)
    func file(_ name: String) -> URL { copied.appendingPathComponent(name) }
    try write("4\n0\n1\n", to: file("mouse.clu.1"))
    #expect(failure(copied).contains("res.1 has 5 spikes and clu.1 2 after its first line"))
    try write("", to: file("mouse.clu.1"))
    #expect(failure(copied).contains("clu.1 is empty"))
    try write("4\n0\n1\nx\n2\n3\n", to: file("mouse.clu.1"))
    #expect(failure(copied).contains("mouse.clu.1, line 4: 'x' where a whole number was expected"))
    try FileManager.default.removeItem(at: file("mouse.res.1"))
    #expect(failure(copied).contains("clu.1 has no res.1"))
    try FileManager.default.removeItem(at: file("mouse.clu.1"))
    #expect(try RecordingReader.read(url: copied).cellIDs == ["2_10"])
    try FileManager.default.removeItem(at: file("mouse.xml"))
    #expect(failure(copied).contains("there is no .xml file"))
    #expect(try RecordingReader.read(url: copied, options: ReadingOptions(map: ["fs": "1000"])).trains == ["2_10": [2, 4]])
  }

  @Test func severalSessionsInAFolderAreToBeNamed() throws {
    let folder = try TemporaryFolder()
    let copied = try copy(of: "neurosuite", in: folder)
    for name in ["res.1", "clu.1", "xml"] {
      try FileManager.default.copyItem(
        at: copied.appendingPathComponent("mouse.\(name)"), to: copied.appendingPathComponent("other.\(name)"))
    }
    #expect(failure(copied).contains("2 Neurosuite sessions: mouse, other"))
    #expect(try RecordingReader.read(url: copied.appendingPathComponent("other.xml")).cellIDs == ["1_2", "1_3"])
  }
}
