import Foundation
import Recordings
import TestSupport
import Testing

@Suite struct AxonaSessionTests {
  @Test func unitsOfTheCutTetrodesAreRead() throws {
    let recording = try RecordingReader.read(url: laboratory("axona"))
    #expect(recording.trains == ["1_1": [0.1, 1], "1_2": [0.5]])
    #expect(recording.says("1 of 4 spikes are noise (cluster 0)"))
    #expect(recording.says("tetrodes 2 have no clusters", .warning))
  }

  @Test func whatIsNotReadIsNamed() throws {
    let folder = try TemporaryFolder()
    let session = folder.file("session")
    try FileManager.default.copyItem(at: laboratory("axona"), to: session)
    for name in ["rat.inp", "rat.clu.1", "other.txt"] { try Data([49]).write(to: session.appendingPathComponent(name)) }
    let recording = try RecordingReader.read(url: session)
    #expect(recording.trains == ["1_1": [0.1, 1], "1_2": [0.5]])
    #expect(recording.says("not used: .clu.1, rat.inp; settings"))
    #expect(!(try RecordingReader.read(url: laboratory("axona")).says("not used:")))
  }

  @Test func lightsGivePositionAndHeadDirection() throws {
    let trajectory = try #require(try RecordingReader.read(url: laboratory("axona")).trajectory)
    #expect(trajectory.t.count == 20)
    #expect(trajectory.t[3] == 3.0 / 50)
    // 400 pixels a metre.
    #expect(trajectory.x?[0] == 0.25)
    #expect(trajectory.y?[0] == 0.75)
    #expect(trajectory.x?[5].isNaN == true)
    #expect(trajectory.x?[7].isFinite == true)
    // The lights lie along x and light 1 stands 90 degrees anticlockwise of the nose, seen in an image whose y grows downward.
    #expect(abs((trajectory.headDirection?[0] ?? 0) - .pi / 2) < 1e-12)
    #expect(trajectory.headDirection?[5].isNaN == true)
    #expect(trajectory.headDirection?[7].isNaN == true)
  }

  @Test func yCanBeTurnedUpward() throws {
    let options = ReadingOptions(map: ["y": "up"])
    let trajectory = try #require(try RecordingReader.read(url: laboratory("axona"), options: options).trajectory)
    // The window is 480 pixels high.
    #expect(trajectory.y?[0] == 180.0 / 400)
    #expect(abs((trajectory.headDirection?[0] ?? 0) - 1.5 * .pi) < 1e-12)
  }

  @Test func fieldPotentialsAreInVolts() throws {
    let options = ReadingOptions(map: ["lfp": "eeg"])
    let eeg = try #require(try RecordingReader.read(url: laboratory("axona"), options: options).fieldPotential)
    #expect(eeg.rate == 250)
    #expect(try eeg.samples.count == 500)
    // EEG 1 is channel 4 (gain_ch_3 5000): 1.5 V / 128 / 5000.
    #expect(try abs(eeg.samples[1] - 64 * 1.5 / 128 / 5000) < 1e-15)
    let second = ReadingOptions(map: ["lfp": "egf2"])
    let egf = try #require(try RecordingReader.read(url: laboratory("axona"), options: second).fieldPotential)
    #expect(egf.rate == 4800)
    #expect(try egf.samples.count == 9)
    #expect(try abs(egf.samples[2] - -1.5 / 2000) < 1e-15)
    #expect(failure(laboratory("axona"), map: ["lfp": "eeg9"]).contains("eeg, egf2"))
  }

  @Test(arguments: ["rat.set", "rat.pos", "rat.1", "rat.2", "rat_1.cut", "rat.eeg", "rat.egf2"])
  func anyFileStandsForTheSession(_ name: String) throws {
    let whole = try RecordingReader.read(url: laboratory("axona"))
    let recording = try RecordingReader.read(url: laboratory("axona/\(name)"))
    #expect(recording.trains == whole.trains)
    #expect(recording.trajectory?.t == whole.trajectory?.t)
    #expect(recording.fieldPotential?.rate == (name == "rat.egf2" ? 4800 : 250))
    #expect(recording.says("\(name) is one of the files of a recording (Axona), which was opened whole", .found))
    #expect(try recording.source.sha256() == whole.source.sha256())
    #expect(try InspectionReport.inspect(laboratory("axona/\(name)")).findings.contains { $0.what == "file" })
  }

  @Test func clustersOfKlustaKwikStandForTheSession() throws {
    let folder = try TemporaryFolder()
    let copied = try copy(of: "axona", in: folder)
    try FileManager.default.removeItem(at: copied.appendingPathComponent("rat_1.cut"))
    let clusters = copied.appendingPathComponent("rat.clu.1")
    try write("3\n2\n1\n3\n2\n", to: clusters)
    #expect(try RecordingReader.read(url: clusters).trains == ["1_1": [0.1, 1], "1_2": [0.5]])
  }

  @Test func aFileWithoutItsSessionIsReadOrSaysWhatIsMissing() throws {
    let folder = try TemporaryFolder()
    func alone(_ name: String, as other: String) throws -> URL {
      try FileManager.default.copyItem(at: laboratory("axona/\(name)"), to: folder.file(other))
      return folder.file(other)
    }
    let recording = try RecordingReader.read(url: alone("rat.egf2", as: "a.EGF"))
    #expect(try recording.fieldPotential?.samples.prefix(2) == [0, 16384])
    #expect(recording.says("in counts of the converter"))
    #expect(recording.spikes == nil && !recording.says("opened whole"))
    #expect(try failure(alone("rat.1", as: "b.1")).contains("spikes of tetrodes without their clusters (.1 without"))
    #expect(try failure(alone("rat_1.cut", as: "c_1.cut")).contains("without the times of their spikes (_1.cut"))
    #expect(try failure(alone("rat.set", as: "d.set")).contains("there are only settings"))
  }

  @Test func truncatedFilesAreReadAsFarAsTheyGo() throws {
    let folder = try TemporaryFolder()
    let copied = try copy(of: "axona", in: folder)
    let position = copied.appendingPathComponent("rat.pos")
    let bytes = try Data(contentsOf: position)
    try bytes.prefix(bytes.count - 12 - 50).write(to: position)
    let recording = try RecordingReader.read(url: copied)
    #expect(recording.trajectory?.t.count == 17)
    #expect(recording.says("ends early: 3 of the samples", .warning))
    try bytes.prefix(380).write(to: position)
    #expect(!failure(copied).isEmpty)
  }

  @Test func cutsOfAnotherTrialAreRefused() throws {
    let folder = try TemporaryFolder()
    let copied = try copy(of: "axona", in: folder)
    let cut = copied.appendingPathComponent("rat_1.cut")
    try write("n_clusters: 1\nExact_cut_for: rat spikes: 2\n 1 1\n", to: cut)
    #expect(failure(copied).contains("tetrode 1 has 4 spikes"))
    try write("n_clusters: 1\nExact_cut_for: rat spikes: 4\n 1 1\n", to: cut)
    #expect(failure(copied).contains("promises 4 spikes and has the clusters of 2"))
    try write("n_clusters: 1\n", to: cut)
    #expect(failure(copied).contains("no line 'Exact_cut_for"))
    try write("", to: cut)
    #expect(!failure(copied).isEmpty)
    // KlustaKwik counts from 1, and 1 is noise.
    try FileManager.default.removeItem(at: cut)
    try write("3\n2\n1\n3\n2\n", to: copied.appendingPathComponent("rat.clu.1"))
    #expect(try RecordingReader.read(url: copied).trains == ["1_1": [0.1, 1], "1_2": [0.5]])
  }
}
