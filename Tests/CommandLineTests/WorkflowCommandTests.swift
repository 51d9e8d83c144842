import Foundation
import Schema
import TestSupport
import Testing

/// `workflow`, `status` and the steps of `run` that a workflow is made of.
@Suite(.enabled(if: Program.isBuilt)) struct WorkflowCommandTests {
  private static let chain = """
    name: small ring
    steps:
      - {stage: embed}
      - {stage: ratemaps, optional: true}
      - {stage: tda, components: 4, stride: 2, active: 600, neighbors: 80, landmarks: 60, landmark-neighbors: 40, shuffles: 20}
      - {stage: decode}
    """

  /// Two recordings, a chain and a table of sessions.
  private func study() throws -> TemporaryFolder {
    let folder = try SmallAnalysis.copy()
    try FileManager.default.createDirectory(at: folder.file("data"), withIntermediateDirectories: true)
    try SyntheticRecording().write(to: folder.file("data/a.npz"))
    try SyntheticRecording(tuned: false).write(to: folder.file("data/b c.npz"))
    try Data("session\trecording\t--sigma-ms\tanimal\nA\tdata/a.npz\t60\tR\nB\tdata/b c.npz\t\tQ\n".utf8)
      .write(to: folder.file("mice.tsv"))
    try Data(Self.chain.utf8).write(to: folder.file("small.yaml"))
    let outcome = try Program.run(
      "workflow mice.tsv -o study --pipeline small.yaml --batch 8 --no-figures --seed 3", in: folder.url)
    #expect(outcome.status == 0, "\(outcome.message)")
    #expect(outcome.output.contains("2 sessions, 4 stages, 14 jobs") && outcome.output.contains("20 draws in 3 parts"))
    return folder
  }

  private func text(_ name: String, _ folder: TemporaryFolder) throws -> String {
    String(decoding: try folder.bytes(name), as: UTF8.self)
  }

  /// Every line of the tasks, as a job of an array would run it.
  private func runTasks(_ names: [String], in folder: TemporaryFolder) throws {
    for name in names {
      for line in try text("study/slurm/\(name).tasks", folder).split(separator: "\n") {
        let typed = "cd study && PATH=\"$(dirname \"$CANNS\"):$PATH\" && \(line)"
        let outcome = try Program.shell(typed, in: folder.url)
        #expect(outcome.status == 0, "\(line): \(outcome.message)")
      }
    }
  }

  @Test func howeverItIsCutTheBytesAreThoseOfRun() throws {
    let folder = try study()
    #expect(try Program.run("status study", in: folder.url).output.contains("0 of 8 stages done, 8 missing"))
    try runTasks(["1-prepare", "2-parts"], in: folder)
    let half = try Program.run("status study", in: folder.url)
    #expect(half.output.contains("A: embed done, ratemaps done, tda missing (3 of 3 parts), decode missing"), "\(half.output)")
    try runTasks(["3-finish", "4-group"], in: folder)
    let whole = try Program.run(
      "run data/a.npz -o alone --pipeline small.yaml --sigma-ms 60 --no-figures --seed 3", in: folder.url)
    #expect(whole.status == 0, "\(whole.message)")
    for name in ["embed", "ratemaps", "tda", "decode"] {
      #expect(try folder.bytes("study/sessions/A/\(name).npz") == folder.bytes("alone/\(name).npz"), "\(name)")
    }
    // The second session has no structure: the chain says so, and so does the status.
    let status = try Program.run("status study", in: folder.url)
    #expect(status.output.contains("B: embed done, ratemaps done, tda done, decode no result"), "\(status.output)")
    #expect(status.output.contains("7 of 8 stages done, 1 without a result."))
    let table = try text("study/group/group.tsv", folder)
    #expect(table.hasPrefix("session\tanimal\t") && table.contains("\nA\tR\t") && table.contains("\nB\tQ\t"))
  }

  @Test func whatIsStaleIsSaidWithTheReason() throws {
    let folder = try study()
    try runTasks(["1-prepare"], in: folder)
    let table = try text("study/sessions.tsv", folder).replacing("\t60\t", with: "\t70\t")
    try Data(table.utf8).write(to: folder.file("study/sessions.tsv"))
    let other = try Program.run("status study", in: folder.url)
    #expect(other.output.contains("A: embed stale") && other.output.contains("--sigma-ms is 70 and was 60"), "\(other.output)")
    try SyntheticRecording(cells: 17, tuned: false).write(to: folder.file("data/b c.npz"))
    let changed = try Program.run("status study --json", in: folder.url)
    let sessions = try JSONValue(text: Data(changed.output.utf8))["sessions"]?.array ?? []
    #expect(sessions.last?["stages"]?.array?.first?["status"]?.string == "stale")
    #expect(sessions.last?["stages"]?.array?.first?["reasons"]?.array?.first?.string == "b c.npz has changed")
    try FileManager.default.removeItem(at: folder.file("data/a.npz"))
    #expect(try Program.run("status study", in: folder.url).output.contains("a.npz is not there; mend the path"))
  }

  @Test func aResultsFolderHasAStatusToo() throws {
    let folder = try SmallAnalysis.copy()
    let fresh = try Program.run("status results", in: folder.url)
    #expect(fresh.output.contains("results: embed done, tda done, decode done"), "\(fresh.output)")
    #expect(try Program.run("embed session.npz -o results --sigma-ms 80 --no-figures", in: folder.url).status == 0)
    let stale = try Program.run("status results", in: folder.url)
    #expect(stale.output.contains("tda stale") && stale.output.contains("tda: embed.npz has changed"), "\(stale.output)")
    try Program.run("status data", in: folder.url).expectFailure(66, "no such file or folder")
    try FileManager.default.createDirectory(at: folder.file("empty"), withIntermediateDirectories: true)
    try Program.run("status empty", in: folder.url).expectFailure(66, "neither results nor a workflow")
  }

  @Test func verboseSaysWhyAStageIsComputed() throws {
    let folder = try SmallAnalysis.copy()
    let changed = try Program.run("embed session.npz -o results --sigma-ms 80 --no-figures --verbose", in: folder.url)
    #expect(changed.message.contains("embed: computed, since --sigma-ms is 80 and was 50."), "\(changed.message)")
    let after = try Program.run("decode results --no-figures --verbose", in: folder.url)
    #expect(after.status == 65 && after.message.contains("computed from another result of 'embed'"), "\(after.message)")
    let forced = try Program.run("embed session.npz -o results --no-figures --verbose --force", in: folder.url)
    #expect(forced.message.contains("since --force was given"))
  }

  /// A recording may bear the name of a result: its checksum in one is not that of another.
  @Test func aRecordingMayBearTheNameOfAResult() throws {
    let folder = try SmallAnalysis.copy()
    try FileManager.default.moveItem(at: folder.file("session.npz"), to: folder.file("tda.npz"))
    for line in ["embed tda.npz -o named --no-figures", "tda named \(SmallAnalysis.homology)"] {
      let outcome = try Program.run(line, in: folder.url)
      #expect(outcome.status == 0, "\(outcome.message)")
    }
    let decoded = try Program.run("decode named --anyway --circles 1 --no-figures", in: folder.url)
    #expect(decoded.status == 0, "\(decoded.message)")
  }

  @Test func stepsOfAChainRunAlone() throws {
    let folder = try study()
    let line = "run session.npz -o out --pipeline small.yaml --no-figures --steps"
    try Program.run("\(line) tdaa", in: folder.url).expectFailure(64, "did you mean 'tda'")
    try Program.run("run session.npz -o out --pipeline small.yaml --from results", in: folder.url).expectFailure(64, "--steps")
    let embed = try Program.run("\(line) embed,ratemaps", in: folder.url)
    #expect(embed.status == 0 && embed.message.contains("step 2 of 2: ratemaps"), "\(embed.message)")
    #expect(!FileManager.default.fileExists(atPath: folder.file("out/report.html").path))
    // Without what it needs a step says so, as in the chain.
    let decode = try Program.run("\(line) decode", in: folder.url)
    #expect(decode.status == 0 && decode.output.contains("decode: not run, since tda has no result."), "\(decode.output)")
  }

  @Test func whatCannotBeAWorkflowIsRefused() throws {
    let folder = try study()
    func refuse(_ table: String, _ code: Int32, _ words: String, more: String = "--preset grid") throws {
      try Data(table.utf8).write(to: folder.file("bad.tsv"))
      try Program.run("workflow bad.tsv -o other \(more)", in: folder.url).expectFailure(code, words)
    }
    try refuse("session\tresults\nA\tout\n", 65, "no column 'recording'")
    try refuse("recording\ndata/x.npz\n", 66, "is not there")
    try refuse("session\trecording\na b\tdata/a.npz\n", 65, "cannot name a folder")
    try refuse("recording\t--sigma\ndata/a.npz\t3\n", 64, "session 'a' of the manifest")
    // An option without its dashes would be a label, and its unit forgotten.
    for name in ["position_unit", "Position-Unit", "sigma-ms"] {
      try refuse("recording\t\(name)\ndata/a.npz\tcm\n", 64, "not its dashes")
    }
    try refuse("recording\ndata/a.npz\n", 64, "did you mean 'grid'", more: "--preset gird")
    try refuse("recording\ndata/a.npz\n", 64, "whole number", more: "--preset grid --batch few")
    try Program.run("workflow nothing.tsv -o other --preset grid", in: folder.url).expectFailure(66, "no such table")
    #expect(!FileManager.default.fileExists(atPath: folder.file("other").path))
  }
}
