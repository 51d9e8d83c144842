import ArrayFiles
import Foundation
import Schema
import Stages
import TestSupport
import Testing

/// That a stage's files are replaced together, whenever a process is killed.
@Suite final class FolderUpdateTests: ToyFolder {
  /// Runs a stage twice with other parameters, and puts the folder into the state between the two: the first result in place,
  /// the files of the second gathered, with their record when the update is complete.
  private func leaveUpdate(complete: Bool) throws -> (old: Data?, new: Data?) {
    try run(Source.self, [("cells", "4")])
    let names = ["source.npz", "source.json"]
    let old = names.map { bytes($0)! }
    let line = try #require(bytes("provenance.jsonl"))
    try run(Source.self, [("cells", "5")])
    let new = names.map { bytes($0)! }
    let lines = try #require(bytes("provenance.jsonl"))
    let gathered = folder.url.appendingPathComponent(".source.json-partial-1")
    try FileManager.default.createDirectory(at: gathered.appendingPathComponent("figures"), withIntermediateDirectories: true)
    for (index, name) in names.enumerated() {
      try old[index].write(to: folder.url.appendingPathComponent(name))
      if complete || index == 0 { try new[index].write(to: gathered.appendingPathComponent(name)) }
    }
    try line.write(to: folder.provenanceURL)
    try lines.dropFirst(line.count).dropLast().write(to: gathered.appendingPathComponent("provenance.line"))
    return (old[0], new[0])
  }

  @Test func aCompleteUpdateIsCarriedOutByTheNextCommand() throws {
    let (_, new) = try leaveUpdate(complete: true)
    try folder.settle()
    #expect(bytes("source.npz") == new)
    #expect(try folder.record(of: "source").map(folder.holdsArchive) == true)
    #expect(bytes("provenance.jsonl")?.split(separator: 10).count == 2)
    #expect(try files() == ["provenance.jsonl", "source.json", "source.npz"])
  }

  @Test func anUpdateThatWasStoppedBetweenItsFilesIsFinished() throws {
    let (_, new) = try leaveUpdate(complete: true)
    let gathered = folder.url.appendingPathComponent(".source.json-partial-1")
    try FileManager.default.removeItem(at: folder.archiveURL(of: "source", format: .npz))
    try FileManager.default.moveItem(
      at: gathered.appendingPathComponent("source.npz"), to: folder.archiveURL(of: "source", format: .npz))
    #expect(try folder.record(of: "source").map(folder.holdsArchive) == false)
    #expect(try run(Source.self, [("cells", "5")]).status == .unchanged)
    #expect(bytes("source.npz") == new && tally.runs == 2)
  }

  @Test func anUpdateWithoutItsRecordNeverWas() throws {
    let (old, _) = try leaveUpdate(complete: false)
    try folder.settle()
    #expect(bytes("source.npz") == old)
    #expect(bytes("provenance.jsonl")?.split(separator: 10).count == 1)
    #expect(try files() == ["provenance.jsonl", "source.json", "source.npz"])
  }

  /// That of a report no record completes, but the file that is named last.
  @Test func filesWithoutARecordAreReplacedTogether() throws {
    try folder.create()
    try folder.replace([("report.html", Array("old".utf8)), ("report.bib", Array("old".utf8))])
    let gathered = folder.url.appendingPathComponent(".report.bib-partial-1")
    func leave(_ names: [String]) throws {
      try FileManager.default.createDirectory(at: gathered, withIntermediateDirectories: true)
      for name in names { try Data("new".utf8).write(to: gathered.appendingPathComponent(name)) }
    }
    try leave(["report.html"])
    try folder.settle()
    #expect(bytes("report.html") == Data("old".utf8) && bytes("report.bib") == Data("old".utf8))
    try leave(["report.html", "report.bib"])
    try folder.settle()
    #expect(bytes("report.html") == Data("new".utf8) && bytes("report.bib") == Data("new".utf8))
    #expect(try files() == ["report.bib", "report.html"])
  }

  @Test func aFigureThatIsNotTheOneThatWasDrawnIsDrawnAgain() throws {
    figures = FigureSettings(formats: [.svg])
    try run(Source.self)
    let file = folder.figuresURL.appendingPathComponent("source-values.svg")
    let drawing = try Data(contentsOf: file)
    let figure = try #require(try folder.record(of: "source")?.figures.first)
    #expect(figure.checksums == [try sha256(of: file)])
    try (drawing + Data(" ".utf8)).write(to: file)
    #expect(folder.problem(of: "figures/source-values.svg", in: figure)?.contains("checksum") == true)
    #expect(try run(Source.self).status == .redrawn)
    #expect(try Data(contentsOf: file) == drawing)
    try FileManager.default.removeItem(at: file)
    try FileManager.default.createSymbolicLink(at: file, withDestinationURL: folder.recordURL(of: "source"))
    #expect(folder.problem(of: "figures/source-values.svg", in: figure) == "is a link or a folder")
    #expect(folder.problem(of: "figures/../source.json", in: figure) == "is not one of its figures")
  }

  @Test func aFolderThatCannotGetItsProvenanceKeepsItsResult() throws {
    try run(Source.self, [("cells", "4")])
    let before = (bytes("source.npz"), bytes("source.json"))
    try FileManager.default.removeItem(at: folder.provenanceURL)
    try FileManager.default.createDirectory(at: folder.provenanceURL, withIntermediateDirectories: true)
    #expect(throws: FileError.self) { try run(Source.self, [("cells", "5")]) }
    #expect(bytes("source.npz") == before.0 && bytes("source.json") == before.1)
    #expect(try files() == ["provenance.jsonl", "source.json", "source.npz"])
  }
}
