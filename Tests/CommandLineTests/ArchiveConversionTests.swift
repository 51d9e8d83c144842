import Foundation
import TestSupport
import Testing

/// `convert … out.nwb` with what an archive asks of a session.
@Suite(.enabled(if: Program.isBuilt)) struct ArchiveConversionTests {
  private let about = """
    session_start: 2021-03-01T10:30:00+01:00
    identifier: r7-20210301
    subject: R7
    species: Rattus norvegicus
    sex: M
    age: P12W
    experimenter: "Doe, Jane; Roe, Per"
    keywords: [grid cells, torus]
    device: Neuropixels 2.0

    """

  @Test func optionsAndAFileSayWhatThereIs() throws {
    let folder = try SmallAnalysis.copy()
    try Data(about.utf8).write(to: folder.file("about.yaml"))
    let outcome = try Program.run(
      ["convert", "session.npz", "out.nwb", "--about", "about.yaml", "--subject", "R8"], in: folder.url)
    #expect(outcome.status == 0 && !outcome.message.contains("2000-01-01"), "\(outcome.message)")
    // The text of the file: HDF5 keeps short texts as they are.
    let bytes = String(decoding: try folder.bytes("out.nwb"), as: UTF8.self)
    for text in ["2021-03-01T10:30:00+01:00", "Rattus norvegicus", "Roe, Per", "Neuropixels 2.0", "R8"] {
      #expect(bytes.contains(text), "\(text)")
    }
  }

  @Test func whatIsNotOfTheirFormIsRefusedInWords() throws {
    let folder = try SmallAnalysis.copy()
    let start = ["convert", "session.npz", "out.nwb"]
    for (options, words) in [
      (["--species", "rat"], "Rattus norvegicus"), (["--age", "12"], "P12W"), (["--sex", "male"], "M (male)"),
      (["--session-start", "2021-03-01"], "offset from UTC"), (["--experimenter", "Jane Doe"], "Last, First"),
      (["--device-description", "x"], "--device"), (["--subject", "a/b"], "slashes"),
    ] {
      try Program.run(start + options, in: folder.url).expectFailure(64, words)
      #expect(!FileManager.default.fileExists(atPath: folder.file("out.nwb").path))
    }
    try Program.run("convert session.npz out.h5 --sex M", in: folder.url).expectFailure(64, "--sex", "NWB")
    try Program.run("convert session.npz out.nwb --recording session.npz", in: folder.url)
      .expectFailure(64, "results folder")
    try Data("spezies: Mus musculus\n".utf8).write(to: folder.file("about.yaml"))
    try Program.run("convert session.npz out.nwb --about about.yaml", in: folder.url)
      .expectFailure(64, "about.yaml", "'spezies'", "'species'")
    try Data("species: mouse\n".utf8).write(to: folder.file("about.yaml"))
    try Program.run("convert session.npz out.nwb --about about.yaml", in: folder.url)
      .expectFailure(64, "about.yaml", "Mus musculus")
  }

  @Test func resultsStandBesideTheRecordingTheyWereMadeFrom() throws {
    let folder = try SmallAnalysis.copy()
    let whole = try Program.run("convert results whole.nwb --recording session.npz --subject R7", in: folder.url)
    #expect(whole.status == 0, "\(whole.message)")
    #expect(try Program.run("convert whole.nwb back.npz", in: folder.url).status == 0)
    #expect(try Program.run("embed back.npz -o back --no-figures", in: folder.url).status == 0)
    #expect(try folder.bytes("back/embed.npz") == folder.bytes("results/embed.npz"))
    #expect(String(decoding: try folder.bytes("whole.nwb"), as: UTF8.self).contains("decoded_coordinates"))
    try SyntheticRecording(cells: 5, seconds: 20).write(to: folder.file("other.npz"))
    try Program.run("convert results no.nwb --recording other.npz", in: folder.url)
      .expectFailure(65, "not made from this recording", "session.npz")
  }
}
