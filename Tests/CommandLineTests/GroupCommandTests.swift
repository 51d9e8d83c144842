import Foundation
import Schema
import TestSupport
import Testing

/// `group`: several results folders in one table.
@Suite(.enabled(if: Program.isBuilt)) struct GroupCommandTests {
  /// The small analysis under other names; its arrays are the same files.
  private func sessions(_ count: Int) throws -> TemporaryFolder {
    let folder = try SmallAnalysis.copy()
    for number in 0..<count {
      let session = folder.file("s\(number)")
      try FileManager.default.createDirectory(at: session, withIntermediateDirectories: true)
      for name in try FileManager.default.contentsOfDirectory(atPath: folder.file("results").path) where name != "figures" {
        try FileManager.default.linkItem(at: folder.file("results/\(name)"), to: session.appendingPathComponent(name))
      }
    }
    return folder
  }

  @Test func twoHundredSessionsTakeLessThanTwoSeconds() throws {
    let folder = try sessions(200)
    let names = (0..<200).map { "s\($0)" }.joined(separator: " ")
    // Time of the processor: other tests run beside this one.
    let outcome = try Program.shell(
      "bash -c 'TIMEFORMAT=\"took %U %S\"; time \"$CANNS\" group \(names) -o group'", in: folder.url)
    #expect(outcome.status == 0, "\(outcome.message)")
    let line = try #require(outcome.message.split(separator: "\n").first { $0.hasPrefix("took ") })
    let took = line.split(separator: " ").compactMap { Double($0) }.reduce(0, +)
    print("group of 200 sessions: \(took) s")
    #expect(took < 2, "\(took) s")
    #expect(outcome.output.contains("group: 200 sessions: "))
    let rows = String(decoding: try folder.bytes("group/group.tsv"), as: UTF8.self).split(separator: "\n")
    #expect(rows.count == 201)
  }

  @Test func aManifestNamesSessionsAndLabels() throws {
    let folder = try sessions(2)
    try Data("session,results,animal\nfirst,s0,007\nsecond,s1,R\nthird,s2,Q\n".utf8).write(to: folder.file("list.csv"))
    try Program.run("group list.csv -o group", in: folder.url).expectFailure(66, "third", "--skip-missing")
    let outcome = try Program.run("group list.csv -o group --skip-missing", in: folder.url)
    #expect(outcome.status == 0 && outcome.message.contains("third is not in the group"), "\(outcome.message)")
    let lines = String(decoding: try folder.bytes("group/group.tsv"), as: UTF8.self).split(separator: "\n")
    #expect(lines[0].hasPrefix("session\tanimal\tfolder\t") && lines[1].hasPrefix("first\t007\t"))
    // The numbers are those of the records.
    let record = try JSONValue(text: try folder.bytes("results/embed.json"))
    let place = try #require(lines[0].split(separator: "\t").firstIndex(of: "embed.mean_rate_hz"))
    let cells = lines[2].split(separator: "\t", omittingEmptySubsequences: false)
    #expect(Double(cells[place]) == record["summary"]?["mean_rate_hz"]?.double)
    let page = String(decoding: try folder.bytes("group/group.html"), as: UTF8.self)
    #expect(page.contains("third is not in the group"))
  }

  @Test func whatIsNoResultsFolderIsRefused() throws {
    let folder = try sessions(1)
    try Program.run("group s0", in: folder.url).expectFailure(64, "-o DIR")
    try Program.run("group -o out", in: folder.url).expectFailure(64, "results folders")
    try Program.run("group nothing -o out", in: folder.url).expectFailure(66, "no such file or folder")
    try Program.run("group . -o out", in: folder.url).expectFailure(66, "no results folder itself", "/*")
    try FileManager.default.createDirectory(at: folder.file("empty"), withIntermediateDirectories: true)
    try Program.run("group s0 empty -o out", in: folder.url).expectFailure(66, "holds no results")
    try Data("session,results\na,s0\na,s0\n".utf8).write(to: folder.file("twice.csv"))
    try Program.run("group twice.csv -o out", in: folder.url).expectFailure(65, "line 3", "two sessions are called 'a'")
    #expect(!FileManager.default.fileExists(atPath: folder.file("out/group.html").path))
  }

  @Test func otherParametersAreSaid() throws {
    let folder = try sessions(2)
    #expect(try Program.run("embed session.npz -o s1 --sigma-ms 80 --no-figures", in: folder.url).status == 0)
    let outcome = try Program.run("group s0 s1 s0 -o group", in: folder.url)
    #expect(outcome.status == 0)
    #expect(outcome.message.contains("--sigma-ms: 50 ms in 1 session; 80 ms in s1."), "\(outcome.message)")
    #expect(outcome.message.contains("1 folder named twice, taken once"))
    #expect(outcome.message.contains("made from an earlier result of embed"))
  }
}
