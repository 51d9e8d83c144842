import ArrayFiles
import ArrayNumerics
import Foundation
import TestSupport
import Testing

/// Some cells or some time of a results folder, analysed apart.
@Suite(.enabled(if: Program.isBuilt)) struct FolderPartTests {
  /// A function that reads an array of an archive by its name.
  private static func arrays(_ folder: TemporaryFolder, _ name: String) throws -> (String) throws -> DataArray? {
    let archive = try NPZArchive(contentsOf: folder.file(name))
    return { try archive.read($0).array }
  }

  @Test func aStageMakesThePartAndWorksOnIt() throws {
    let folder = try SmallAnalysis.copy()
    let line = "ratemaps results --cells 2,0 --epoch 0:60 -o part --no-figures"
    let outcome = try Program.run(line, in: folder.url)
    #expect(outcome.status == 0, "\(outcome.message)")
    let embedding = try Self.arrays(folder, "part/embed.npz")
    #expect(try embedding("cell_ids")?.strings == ["2", "0"])
    #expect(try embedding("t")?.doubles?.allSatisfy { $0 < 60 } ?? false)
    let whole = try Self.arrays(folder, "results/embed.npz")
    #expect(try whole("rates")?.shape.last ?? 0 > 2)
    let maps = try Self.arrays(folder, "part/ratemaps.npz")
    #expect(try maps("maps")?.shape.first == 2)
    let record = try String(contentsOf: folder.file("part/embed.json"), encoding: .utf8)
    #expect(record.contains("2 of ") && record.contains("not among --cells"))
    // The whole is as it was, and what is there is not made again.
    #expect(try Program.run(line, in: folder.url).output.contains("up to date"))
    #expect(try Program.run("ratemaps part --no-figures", in: folder.url).output.contains("up to date"))
    // A part of the part.
    let again = try Program.run("embed part --cells 0 -o less --no-figures", in: folder.url)
    #expect(again.status == 0, "\(again.message)")
    #expect(try Self.arrays(folder, "less/embed.npz")("cell_ids")?.strings == ["0"])
  }

  @Test(arguments: [
    ("ratemaps results --cells 0", 64, "a folder of its own"), ("ratemaps results --cells 0 -o results", 64, "another one"),
    ("ratemaps results --cells nobody -o part", 64, "there is no cell 'nobody'"),
    ("ratemaps results --epoch sleep -o part", 64, "keeps no names of epochs"),
    ("ratemaps results --epoch 90000:90001 -o part", 65, "bins are left"),
    ("embed results --cells 0 --sigma-ms 77 -o part", 64, "cut out and not made anew"),
    ("embed results -o part", 66, "results folder"),
    ("ratemaps results --cells 0 --position-unit cm -o part", 64, "position-unit"),
  ])
  func whatMakesNoPartIsTold(_ line: String, _ code: Int32, _ words: String) throws {
    let folder = try SmallAnalysis.copy()
    try Program.run(line, in: folder.url).expectFailure(code, words)
  }

  /// Cells that an earlier result names, for a stage that has no such option of its own, and for several groups.
  @Test func cellsOfAGroupMakeThePart() throws {
    let folder = try SmallAnalysis.copy()
    #expect(try Program.run("cell-classes results --shuffles 100 --no-figures", in: folder.url).status == 0)
    let classes = try Self.arrays(folder, "results/cell-classes.npz")
    let (names, labels) = (try classes("cell_ids")?.strings ?? [], try classes("label")?.strings ?? [])
    let none = zip(names, labels).filter { $1 == "none" }.map(\.0)
    try #require(!none.isEmpty)
    let line = "speed-histogram results --cells-from cell-classes:none -o part --no-figures"
    let outcome = try Program.run(line, in: folder.url)
    #expect(outcome.status == 0, "\(outcome.message)")
    #expect(try Self.arrays(folder, "part/embed.npz")("cell_ids")?.strings == none)
    #expect(try Program.run(line, in: folder.url).output.contains("up to date"))
    let both = try Program.run("embed results --cells-from cell-classes:none,NONE -o two --no-figures", in: folder.url)
    #expect(both.status == 0, "\(both.message)")
    #expect(try Self.arrays(folder, "two/embed.npz")("cell_ids")?.strings == none)
    let options = "--cells-from cell-classes:none -o three"
    try Program.run("ratemaps results --cells 0 \(options)", in: folder.url).expectFailure(64, "one of them")
    try Program.run("ratemaps results --cells-from cell-classes:dull -o three", in: folder.url)
      .expectFailure(65, "the groups are")
    try Program.run("ratemaps results --cells-from grid -o three", in: folder.url).expectFailure(64, "STAGE:CLASS")
    try Program.run("ratemaps results --cells-from cell-classes:none", in: folder.url).expectFailure(64, "with -o")
  }

  @Test func aChainBeginsWithThePart() throws {
    let folder = try SmallAnalysis.copy()
    try Data("steps:\n  - stage: embed\n  - stage: ratemaps\n  - stage: speed-histogram\n".utf8)
      .write(to: folder.file("chain.yaml"))
    let outcome = try Program.run(
      "run results --pipeline chain.yaml --cells 1,2,0 --exclude 10:20 -o part --no-figures", in: folder.url)
    #expect(outcome.status == 0, "\(outcome.message)")
    #expect(try Self.arrays(folder, "part/ratemaps.npz")("maps")?.shape.first == 3)
    let report = try String(contentsOf: folder.file("part/report.html"), encoding: .utf8)
    #expect(report.contains("Of this a part is analysed: 3 of"))
  }
}
