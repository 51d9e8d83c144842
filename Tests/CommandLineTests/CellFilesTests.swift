import Foundation
import TestSupport
import Testing

/// Cells that files name.
@Suite(.enabled(if: Program.isBuilt)) struct CellFilesTests {
  private func folder() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    try SyntheticRecording(cells: 6, seconds: 20).write(to: folder.file("session.npz"))
    for (name, text) in [("a.txt", "1\n3\n5\n"), ("b.txt", "3 1\n4\n"), ("same.txt", "5,3,1"), ("none.txt", "\n")] {
      try Data(text.utf8).write(to: folder.file(name))
    }
    return folder
  }

  private func cells(_ options: String, in folder: TemporaryFolder) throws -> String {
    let ran = try Program.run("embed session.npz -o results --no-figures --force \(options)", in: folder.url)
    return ran.status == 0 ? String(ran.output.prefix { $0 != "," }) : ran.message
  }

  @Test func filesAndNamesAreTakenTogether() throws {
    let folder = try folder()
    #expect(try cells("--cells a.txt", in: folder) == "embed: 3 cells")
    #expect(try cells("--cells @a.txt --cells @same.txt", in: folder) == "embed: 3 cells")
    #expect(try cells("--cells @a.txt --cells 0,5", in: folder) == "embed: 4 cells")
  }

  /// Which of them is meant cannot be known.
  @Test func filesThatDisagreeAreRefusedWithWhatDiffers() throws {
    let folder = try folder()
    for options in ["--cells @a.txt --cells @b.txt", "--cells a.txt,b.txt"] {
      try Program.run("embed session.npz -o results --no-figures \(options)", in: folder.url).expectFailure(
        64, "a.txt and b.txt name different cells", "1 cell only in a.txt (5)", "1 cell only in b.txt (4)", "Give one of them")
    }
    try Program.run("embed session.npz -o results --cells @a.txt,@gone.txt", in: folder.url)
      .expectFailure(64, "no file gone.txt")
    try Program.run("embed session.npz -o results --cells 1,@none.txt", in: folder.url).expectFailure(64, "names no cell")
  }
}
