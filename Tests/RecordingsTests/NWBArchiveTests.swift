import ArrayFiles
import ArrayNumerics
import Foundation
import Recordings
import TestSupport
import Testing

/// What archives want to know of a session: refused when it is not of their form, written, read back.
/// Scripts/check-nwb has the checks of DANDI look at such files.
@Suite struct NWBArchiveTests {
  private var said: SessionMetadata {
    var session = SessionMetadata(
      identifier: "r7-20210301", description: "Open field.", startTime: "2021-03-01T10:30:00+01:00", subjectID: "R7",
      species: "Rattus norvegicus", sex: "M", age: "P12W/P14W")
    session.subjectDescription = "Long-Evans."
    session.sessionID = "of1"
    session.experimenters = ["Doe, Jane", "Røe, Per"]
    session.institution = "An institute"
    session.laboratory = "A laboratory"
    session.keywords = ["grid cells"]
    session.device = "Neuropixels 2.0"
    session.deviceDescription = "Four shanks."
    return session
  }

  private func session(_ folder: TemporaryFolder) throws -> URL {
    let t = (0..<100).map { Double($0) / 50 }
    let recording = Recording(
      source: RecordingSource(url: folder.file("made"), format: "made"),
      spikes: .trains([SpikeTrain(id: "1", times: [0.1, 0.7]), SpikeTrain(id: "2", times: [0.4])]),
      trajectory: Trajectory(t: t, x: t, y: t), fieldPotential: FieldPotential(samples: t, rate: 50, start: 0))
    try recording.write(to: folder.file("a.npz"))
    return folder.file("a.npz")
  }

  @Test func everythingSaidIsWrittenAndReadBack() throws {
    let folder = try TemporaryFolder()
    let written = try convert(from: session(folder), to: folder.file("b.nwb"), session: said)
    #expect(!written.recording.findings.contains { $0.what == "session" })
    #expect(try RecordingReader.read(url: folder.file("b.nwb")).session == said)
    let file = try HDF5File(contentsOf: folder.file("b.nwb"))
    #expect(try file.read("/general/experimenter").strings == ["Doe, Jane", "Røe, Per"])
    #expect(try file.read("/general/session_id").strings == ["of1"])
    #expect(file.attribute("description", of: "/general/devices/Neuropixels 2.0")?.strings == ["Four shanks."])
    // Once more through the format, and byte for byte the same.
    try convert(from: folder.file("b.nwb"), to: folder.file("c.nwb"))
    try convert(from: folder.file("c.nwb"), to: folder.file("d.nwb"))
    #expect(try Data(contentsOf: folder.file("c.nwb")) == Data(contentsOf: folder.file("d.nwb")))
    #expect(try RecordingReader.read(url: folder.file("c.nwb")).session == said)
  }

  @Test func whatIsSaidGoesBeforeWhatTheFileSays() throws {
    let folder = try TemporaryFolder()
    try convert(from: session(folder), to: folder.file("b.nwb"), session: said)
    try convert(from: folder.file("b.nwb"), to: folder.file("c.nwb"), session: SessionMetadata(subjectID: "R8", sex: "F"))
    let read = try RecordingReader.read(url: folder.file("c.nwb")).session
    #expect(read?.subjectID == "R8" && read?.sex == "F" && read?.species == "Rattus norvegicus" && read?.device == said.device)
    // Other files are other objects.
    let ids = try ["b.nwb", "c.nwb"].map { try HDF5File(contentsOf: folder.file($0)).attribute("object_id", of: "/")?.strings }
    #expect(ids[0] != ids[1])
  }

  @Test(arguments: [
    "2021-03-01T10:30:00+01:00", "2021-03-01T10:30:00Z", "2021-03-01T10:30:00.250-0500", "2020-02-29T23:59:59Z",
  ])
  func startsThatAreFine(text: String) { #expect(SessionRules.start(text) == nil) }

  @Test func startsThatAreNot() {
    for (text, words) in [
      ("yesterday", "no start of a session"), ("2021-03-01", "no start of a session"),
      ("2021-03-01T10:30:00", "time zone"), ("2021-02-30T10:30:00Z", "no such time"),
      ("2021-03-01T25:30:00Z", "no such time"),
    ] { #expect(SessionRules.start(text)?.contains(words) == true, "\(text)") }
  }

  @Test func agesSpeciesAndNames() {
    for age in ["P90D", "P12W", "P3Y6M", "P80D/P90D", "P80D/", "P1DT12H", "P1.5Y"] {
      #expect(SessionRules.age(age) == nil, "\(age)")
    }
    for age in ["90", "90D", "P", "PT", "P1DT", "P90", "3 months", "P1D/P2D/P3D", ""] {
      #expect(SessionRules.age(age)?.contains("P90D") == true, "\(age)")
    }
    for name in ["Mus musculus", "Meriones unguiculatus", "Canis lupus familiaris"] {
      #expect(SessionRules.species(name) == nil, "\(name)")
    }
    #expect(SessionRules.species("mouse")?.contains("'Mus musculus', if it was one") == true)
    #expect(SessionRules.species("rattus norvegicus")?.contains("'Rattus norvegicus'") == true)
    #expect(SessionRules.species("gerbils")?.contains("such as 'Mus musculus'") == true)
    for sex in ["M", "F", "O", "U"] { #expect(SessionRules.sex(sex) == nil) }
    #expect(SessionRules.sex("male")?.contains("M (male)") == true)
    #expect(SessionRules.name("R 7") == nil && SessionRules.name("a/b") != nil && SessionRules.name(" a") != nil)
    #expect(SessionRules.name("") != nil && SessionRules.person("Doe, Jane") == nil && SessionRules.person("Jane Doe") != nil)
  }
}
