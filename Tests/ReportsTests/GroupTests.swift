import Foundation
import Reports
import Schema
import Stages
import Testing

/// One table and one page over several sessions.
@Suite struct GroupTests {
  /// Sessions as folders, and the folder of the group beside them.
  private struct Trial {
    var examples: [ExampleFolder]
    var output: ResultsFolder
    var members: [GroupMember]

    init(_ changes: [(inout ExampleFolder) -> Void]) throws {
      examples = try changes.map { change in
        var example = try ExampleFolder()
        change(&example)
        try example.write()
        return example
      }
      output = ResultsFolder(url: examples[0].folder.url.deletingLastPathComponent().appendingPathComponent("group"))
      members = examples.enumerated().map { GroupMember(name: "s\($0 + 1)", folder: $1.folder) }
    }

    func write() throws -> GroupSummary {
      try output.create()
      return try writeGroup(of: members, title: "mice", program: "canns-analyze 0.1.0", into: output)
    }

    func text(_ name: String) throws -> String {
      try String(contentsOf: output.url.appendingPathComponent(name), encoding: .utf8)
    }

    func remove() { for example in examples { example.remove() } }
  }

  private func trial(_ changes: ((inout ExampleFolder) -> Void)...) throws -> Trial { try Trial(changes) }

  /// Rows of the table by session, cells by column.
  private func table(_ text: String) -> [[String: String]] {
    let rows = text.split(separator: "\n").map { $0.split(separator: "\t", omittingEmptySubsequences: false).map(String.init) }
    return rows.dropFirst().map { Dictionary(uniqueKeysWithValues: zip(rows[0], $0)) }
  }

  @Test func eachSessionIsARowWithItsNumbers() throws {
    var trial = try trial({ _ in }, { $0.recording = "other.npz" })
    defer { trial.remove() }
    for place in trial.members.indices { trial.members[place].labels = [.init("animal", "00\(place + 7)")] }
    let summary = try trial.write()
    #expect(summary.sentence == "2 sessions: Torus in 2.")
    let rows = table(try trial.text("group.tsv"))
    #expect(rows.map { $0["session"] } == ["s1", "s2"])
    #expect(rows.map { $0["animal"] } == ["007", "008"])
    #expect(rows.map { $0["recording"] } == ["session.npz", "other.npz"])
    #expect(rows[0]["embed.mean_rate_hz"] == "1.4973" && rows[0]["embed.cells"] == "60")
    #expect(rows[1]["tda.h1_null_99_9"] == "1.9662675" && rows[1]["verdict"] == "torus")
    #expect(rows[0]["checks_pass"] == "1" && rows[0]["checks_fail"] == "1" && rows[0]["outdated"] == "")
    let page = try trial.text("group.html")
    // Two folders of another root: up to it and down again.
    let link = "../../\(trial.examples[1].folder.url.deletingLastPathComponent().lastPathComponent)/results/report.html"
    #expect(!page.contains(link) && page.contains("s2 <span class=\"quiet\">(no report)</span>"))
    try trial.examples[1].write("report", as: "report.html")
    _ = try trial.write()
    #expect(try trial.text("group.html").contains("href=\"./\(link)\""))
  }

  @Test func listsOfFewNumbersAreTakenApart() throws {
    let trial = try trial({ _ in }, { _ in })
    defer { trial.remove() }
    for (example, list) in zip(trial.examples, ["[7.5, 6.25]", "[5, 4, 3]"]) {
      let record = try example.text("tda.json").replacing(
        "\"h1_null_99_9\": 1.9662675", with: "\"h1_longest\": \(list), \"gram\": [[1, 2], [3, 4]], \"edges\": 1e400")
      try example.write(record, as: "tda.json")
    }
    _ = try trial.write()
    let rows = table(try trial.text("group.tsv"))
    #expect(rows.map { $0["tda.h1_longest.1"] } == ["7.5", "5"])
    #expect(rows.map { $0["tda.h1_longest.3"] } == ["", "3"])
    #expect(rows[0].keys.allSatisfy { !$0.contains("gram") })
  }

  @Test func whatDiffersIsNamed() throws {
    let trial = try trial({ _ in }, { $0.sigma = 100 }, { _ in })
    defer { trial.remove() }
    let summary = try trial.write()
    #expect(summary.differences == ["Spike embedding, --sigma-ms: 50 ms in 2 sessions; 100 ms in s2."])
    #expect(summary.notes.contains { $0.contains("not all analysed alike") })
    // The same recording three times over.
    #expect(summary.notes.contains("3 sessions are results of the same recording: s1, s2, s3."))
    let page = try trial.text("group.html")
    #expect(page.contains("<code>--sigma-ms</code>"))
    // The one that is unlike the others is a diamond, in the strips of that stage alone.
    #expect(page.components(separatedBy: "class=\"odd\"").count - 1 == 2)
    let differing = try JSONValue(text: Data(try trial.text("group.json").utf8))["differences"]?.array?.first
    #expect(differing?["values"]?.array?.last?["sessions"]?.array?.compactMap(\.string) == ["s2"])
  }

  @Test func versionsOfTheStagesAreCompared() throws {
    let trial = try trial({ _ in }, { _ in })
    defer { trial.remove() }
    let example = trial.examples[1]
    try example.write(
      try example.text("embed.json").replacing("\"stage_version\": 1", with: "\"stage_version\": 2"), as: "embed.json")
    #expect(try trial.write().differences == ["Spike embedding, version of the stage: 1 in 1 session; 2 in s2."])
  }

  @Test func resultsThatDoNotBelongTogetherAreNoted() throws {
    let trial = try trial({ _ in }, { $0.topologyInput = "0123" })
    defer { trial.remove() }
    try trial.examples[0].write("shorter", as: "tda.npz")
    let summary = try trial.write()
    #expect(summary.notes.contains("s2, tda: It was made from an earlier result of embed."))
    #expect(summary.notes.contains("s1, tda: Its arrays, tda.npz, are not those that were written."))
    #expect(summary.sentence == "2 sessions, none with a verdict.")
  }

  @Test func theSameFoldersGiveTheSameBytes() throws {
    let trial = try trial({ _ in }, { $0.sigma = 100 })
    defer { trial.remove() }
    let files = ["group.html", "group.tsv", "group.json", "canns_analyze_mqc.json"]
    _ = try trial.write()
    let first = try files.map(trial.text)
    _ = try trial.write()
    #expect(try files.map(trial.text) == first)
    // No name of a file becomes a tag, and nothing is loaded.
    #expect(!first[0].contains("src=") && !first[0].contains("<link"))
  }

  @Test func aFolderWithoutResultsIsRefused() throws {
    let trial = try trial({ _ in })
    defer { trial.remove() }
    let parent = trial.examples[0].folder.url.deletingLastPathComponent()
    func refusal(_ url: URL) -> String? {
      do {
        _ = try writeGroup(
          of: [GroupMember(name: "x", folder: ResultsFolder(url: url))], title: "", program: "", into: trial.output)
        return nil
      } catch {
        return String(describing: error)
      }
    }
    #expect(refusal(parent)?.contains("it holds 1 results folder. Name them: \(parent.path)/*") == true)
    #expect(refusal(trial.examples[0].folder.figuresURL)?.contains("canns-analyze run RECORDING") == true)
  }

  @Test func foldersAreNamedByWhatTellsThemApart() {
    let urls = ["/a/x/out", "/a/y/out", "/a/y/other", "/a/x/out"].map { URL(fileURLWithPath: $0) }
    #expect(GroupMember.named(urls).map(\.name) == ["x/out", "y/out", "other"])
  }
}
