import Foundation
import TestSupport
import Testing

/// Results folders: kept, damaged, compared, converted.
@Suite(.enabled(if: Program.isBuilt)) struct ResultsFolderTests {
  private func flipBytes(_ folder: TemporaryFolder, _ name: String) throws {
    var bytes = try folder.bytes(name)
    for index in bytes.count / 2..<bytes.count / 2 + 40 { bytes[index] ^= 0xff }
    try bytes.write(to: folder.file(name))
  }

  /// A recording that has the name of a result, in the folder of the results; and a file that is no result.
  @Test func noInputAndNoForeignFileIsOverwritten() throws {
    let folder = try TemporaryFolder()
    try SyntheticRecording().write(to: folder.file("embed.npz"))
    let before = try Data(contentsOf: folder.file("embed.npz"))
    let own = try Program.run("embed embed.npz -o . --no-figures", in: folder.url)
    #expect(own.status == 73 && own.message.contains("is read by this command"), "\(own.message)")
    try FileManager.default.createDirectory(at: folder.file("other"), withIntermediateDirectories: true)
    try Data("mine".utf8).write(to: folder.file("other/embed.npz"))
    let foreign = try Program.run("embed embed.npz -o other --no-figures", in: folder.url)
    #expect(foreign.status == 73 && foreign.message.contains("nothing says that it is a result"), "\(foreign.message)")
    #expect(try String(contentsOf: folder.file("other/embed.npz"), encoding: .utf8) == "mine")
    let onto = try Program.run("convert embed.npz embed.npz", in: folder.url)
    #expect(onto.status == 73 && onto.message.contains("it is the file that is read"), "\(onto.message)")
    #expect(try Data(contentsOf: folder.file("embed.npz")) == before)
    // A table of the same stem stands in nobody's way.
    try Data("t,x,y\n".utf8 + (0..<200).flatMap { "\(0.02 * Double($0)),\($0 % 50),\($0 % 30)\n".utf8 })
      .write(to: folder.file("trajectory.csv"))
    let table = try Program.run("import-trajectory trajectory.csv -o . --no-figures --position-unit cm", in: folder.url)
    #expect(table.status == 0, "\(table.message)")
    #expect(try Program.run("embed embed.npz -o other --no-figures --force", in: folder.url).status == 0)
    #expect(try Program.run("embed embed.npz -o results --no-figures --cells ,", in: folder.url).status == 64)
  }

  @Test func aStageThatIsUpToDateDoesNothingUnlessForced() throws {
    let folder = try SmallAnalysis.copy()
    let record = try folder.bytes("results/tda.json")
    let line = "tda results --shuffles 20 \(SmallAnalysis.homology)"
    let again = try Program.run(line, in: folder.url)
    #expect(again.status == 0 && again.output.contains("up to date"))
    #expect(try folder.bytes("results/tda.json") == record)
    let archive = try folder.bytes("results/tda.npz")
    for threads in ["1", "2"] {
      let forced = try Program.run("\(line) --force --threads \(threads)", in: folder.url)
      #expect(forced.status == 0 && !forced.output.contains("up to date"))
      #expect(try folder.bytes("results/tda.npz") == archive, "\(threads) threads")
    }
  }

  @Test func aDamagedArchiveIsFoundByEveryCommandAndMadeAgain() throws {
    let folder = try SmallAnalysis.copy()
    try flipBytes(folder, "results/embed.npz")
    try Program.run("verify results", in: folder.url).expectFailure(65, "embed.npz", "checksum")
    try Program.run("decode results --circles 1", in: folder.url).expectFailure(65, "embed.npz", "checksum", "--force")
    let repaired = try Program.run("embed session.npz -o results --no-figures", in: folder.url)
    #expect(repaired.status == 0 && !repaired.output.contains("up to date"))
    #expect(try Program.run("verify results", in: folder.url).status == 0)
    try FileManager.default.removeItem(at: folder.file("results/embed.npz"))
    // With its kept parameters tda is up to date.
    try Program.run("tda results --defaults", in: folder.url).expectFailure(65, "the file is missing")
  }

  @Test func aDamagedRecordIsFoundAndReplaced() throws {
    let folder = try SmallAnalysis.copy()
    try folder.bytes("results/tda.json").prefix(300).write(to: folder.file("results/tda.json"))
    try Program.run("decode results", in: folder.url).expectFailure(65, "tda.json", "--force")
    try Program.run("verify results", in: folder.url).expectFailure(65, "tda.json")
    #expect(try Program.run("tda results --shuffles 20 \(SmallAnalysis.homology)", in: folder.url).status == 0)
    #expect(try Program.run("verify results", in: folder.url).status == 0)
  }

  @Test func aRecordThatPointsElsewhereIsRefused() throws {
    let folder = try SmallAnalysis.copy()
    var text = String(decoding: try folder.bytes("results/embed.json"), as: UTF8.self)
    text = text.replacingOccurrences(of: "\"embed.npz\"", with: "\"../session.npz\"")
    try Data(text.utf8).write(to: folder.file("results/embed.json"))
    try Program.run("tda results \(SmallAnalysis.homology) --force", in: folder.url).expectFailure(65, "not its own")
  }

  @Test func aNumberInARecordThatIsNoneDoesNotCrash() throws {
    let folder = try SmallAnalysis.copy()
    var text = String(decoding: try folder.bytes("results/tda.json"), as: UTF8.self)
    text = text.replacingOccurrences(of: "\"edges\": ", with: "\"edges\": 1e300, \"edges_then\": ")
    try Data(text.utf8).write(to: folder.file("results/tda.json"))
    try Program.run("decode results --force", in: folder.url).expectFailure(65, "'edges'")
  }

  @Test func foldersAreComparedByParametersThenNumbers() throws {
    let folder = try SmallAnalysis.copy()
    #expect(try Program.run("diff results results", in: folder.url).output.contains("no difference"))
    #expect(try Program.run("embed session.npz -o other --sigma-ms 80 --no-figures", in: folder.url).status == 0)
    let outcome = try Program.run("diff results other", in: folder.url)
    #expect(outcome.output.contains("embed --sigma-ms: 50 and 80") && outcome.output.contains("embed.rates"))
    #expect(!outcome.output.contains("made from"))
    try SyntheticRecording(tuned: false).write(to: folder.file("second.npz"))
    #expect(try Program.run("embed second.npz -o third --no-figures", in: folder.url).status == 0)
    let inputs = try Program.run("diff other third", in: folder.url).output
    #expect(inputs.contains("embed: made from session.npz (") && inputs.contains(" and second.npz ("))
    // From another folder, with a file of the same name there: the one that was analysed is looked at.
    try FileManager.default.createDirectory(at: folder.file("away"), withIntermediateDirectories: true)
    try SyntheticRecording(tuned: false).write(to: folder.file("away/session.npz"))
    let status = try Program.shell("cd away && \"$CANNS\" status ../other", in: folder.url)
    #expect(status.output.contains("embed done"), "\(status.output)")
  }

  @Test func hdf5ArchivesCarryTheChain() throws {
    let folder = try SmallAnalysis.copy()
    #expect(try Program.run("embed session.npz -o h5 --archive h5 --no-figures", in: folder.url).status == 0)
    #expect(FileManager.default.fileExists(atPath: folder.file("h5/embed.h5").path))
    #expect(try Program.run("tda h5 --archive h5 \(SmallAnalysis.homology)", in: folder.url).status == 0)
    #expect(try Program.run("verify h5", in: folder.url).status == 0)
  }

  @Test func aRecordingSurvivesConversionThereAndBack() throws {
    let folder = try SmallAnalysis.copy()
    #expect(try Program.run("convert session.npz a.h5", in: folder.url).status == 0)
    #expect(try Program.run("convert a.h5 b.npz", in: folder.url).status == 0)
    #expect(try Program.run("embed b.npz -o b --no-figures", in: folder.url).status == 0)
    #expect(try folder.bytes("b/embed.npz") == folder.bytes("results/embed.npz"))
    #expect(try Program.run("convert session.npz a.mat", in: folder.url).status == 0)
    #expect(try Program.run("embed a.mat -o m --no-figures", in: folder.url).status == 0)
    #expect(try folder.bytes("m/embed.npz") == folder.bytes("results/embed.npz"))
    try Program.run("convert session.npz a.xlsx", in: folder.url).expectFailure(73, ".npz, .h5")
    try Program.run("convert session.npz none/a.h5", in: folder.url).expectFailure(73, "folder does not exist")
  }

  @Test(arguments: [
    "inspect session.npz", "embed session.npz -o results", "tda results --max-dimension 1 \(SmallAnalysis.homology)",
    "decode results", "reduce results", "verify results", "diff results results", "convert session.npz c.h5",
  ])
  func withJSONStandardOutputHoldsNothingElse(_ line: String) throws {
    let folder = try SmallAnalysis.copy()
    let outcome = try Program.run("\(line) --no-figures --json", in: folder.url)
    #expect(outcome.status == 0, "\(outcome.message)")
    #expect((try? JSONSerialization.jsonObject(with: Data(outcome.output.utf8))) is [String: Any], "\(outcome.output)")
  }

  @Test func quietSaysNothing() throws {
    let folder = try SmallAnalysis.copy()
    for line in ["embed session.npz -o q --no-figures", "verify results", "diff results results", "convert session.npz c.h5"] {
      let outcome = try Program.run("\(line) --quiet", in: folder.url)
      #expect(outcome.status == 0 && outcome.output.isEmpty && outcome.message.isEmpty, "\(line)")
    }
  }

  @Test func verboseSaysMore() throws {
    let folder = try SmallAnalysis.copy()
    let plain = try Program.run("embed session.npz -o plain --sigma-ms 60 --no-figures", in: folder.url)
    let told = try Program.run("embed session.npz -o told --sigma-ms 60 --no-figures --verbose", in: folder.url)
    #expect(plain.status == 0 && told.status == 0 && told.output == plain.output)
    for words in [
      "read: session.npz", "SHA-256 ", "given: --sigma-ms 60 ms", "bins_in_recording: ", "check: Cells: warn", "took: ",
      "found: ",
    ] {
      #expect(told.message.contains(words), "\(words): \(told.message)")
      #expect(!plain.message.contains(words), "\(words): \(plain.message)")
    }
    #expect(try folder.bytes("plain/embed.npz") == folder.bytes("told/embed.npz"))
  }
}
