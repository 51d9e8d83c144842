import Foundation
import Testing

/// A null distribution that was made in parts.
@Suite(.enabled(if: Program.isBuilt)) struct MergeTests {
  private let options = "--shuffles 20 \(SmallAnalysis.homology)"

  @Test func partsMakeTheSameFilesAsOneRun() throws {
    let folder = try SmallAnalysis.copy()
    let whole = try folder.bytes("results/tda.npz")
    for name in ["tda.npz", "tda.json", "tda.draws.jsonl"] {
      try FileManager.default.removeItem(at: folder.file("results/\(name)"))
    }
    for (part, range) in [("a", "0:9"), ("b", "9:15"), ("c", "15:20")] {
      let outcome = try Program.run("tda results -o \(part) \(options) --shuffle-range \(range)", in: folder.url)
      #expect(outcome.status == 0 && outcome.output.contains("untested"))
    }
    try Program.run("merge results a c --no-figures", in: folder.url).expectFailure(65, "9:15", "--shuffle-range")
    let merged = try Program.run("merge results a b c --no-figures", in: folder.url)
    #expect(merged.status == 0 && merged.output.contains("20 shuffled"))
    #expect(try folder.bytes("results/tda.npz") == whole)
    #expect(try Program.run("verify results", in: folder.url).status == 0)
    // Given again, nothing changes.
    #expect(try Program.run("merge results b --no-figures", in: folder.url).output.contains("up to date"))
  }

  @Test func partsOfSomethingElseAreRefused() throws {
    let folder = try SmallAnalysis.copy()
    for (part, more) in [("a", "--shuffle-range 0:10"), ("b", "--shuffle-range 10:20 --seed 5")] {
      #expect(try Program.run("tda results -o \(part) \(options) \(more)", in: folder.url).status == 0)
    }
    try Program.run("merge results a b", in: folder.url).expectFailure(65, "another seed")
    #expect(
      try Program.run("tda results -o c --shuffles 30 --shuffle-range 10:20 \(SmallAnalysis.homology)", in: folder.url).status
        == 0)
    try Program.run("merge results a c", in: folder.url).expectFailure(65, "same --shuffles")
    try Program.run("merge results", in: folder.url).expectFailure(64, "merge DIR PART")
    try Program.run("merge results session.npz", in: folder.url).expectFailure(64, "results folder", "--shuffle-range")
    try FileManager.default.createDirectory(at: folder.file("empty"), withIntermediateDirectories: true)
    try Program.run("merge results empty", in: folder.url).expectFailure(66, "tda", "--shuffle-range")
  }
}
