import ArrayFiles
import Foundation
import Schema
import TestSupport
import Testing
import Workflows

@Suite struct SessionManifestTests {
  private func manifest(_ text: String) throws -> SessionManifest {
    let folder = try TemporaryFolder()
    let file = folder.file("sessions.tsv")
    try Data(text.utf8).write(to: file)
    return try SessionManifest(contentsOf: file)
  }

  private func refusal(_ text: String) throws -> String {
    do {
      _ = try manifest(text)
      return "read"
    } catch let error as FileError {
      #expect(error.kind == .unusableData)
      return error.description
    }
  }

  @Test func columnsAreTextOptionsAndLabels() throws {
    let manifest = try manifest("# mice\nsession\trecording\t--module\tanimal\n01\tdata/a.npz\t2\t007\n02\t/b.npz\t\tx y\n")
    let folder = manifest.url.deletingLastPathComponent()
    #expect(manifest.sessions.map(\.name) == ["01", "02"])
    #expect(manifest.sessions[0].recording?.path == folder.appendingPathComponent("data/a.npz").path)
    #expect(manifest.sessions[1].recording?.path == "/b.npz" && manifest.sessions[1].writtenRecording == "/b.npz")
    #expect(manifest.sessions.map(\.options) == [[ParameterSetting(name: "module", text: "2")], []])
    #expect(manifest.sessions.map { $0.labels.map(\.text) } == [["007"], ["x y"]])
    #expect(manifest.sessions[0].results == nil)
  }

  @Test func commasSeparateToo() throws {
    let manifest = try manifest("\u{FEFF}recording,day,results\r\n\"a, \"\"b\"\".npz\",1,out/a\r\n")
    #expect(manifest.sessions.map(\.writtenRecording) == ["a, \"b\".npz"])
    #expect(manifest.sessions[0].name == "a, \"b\"" && manifest.sessions[0].results?.lastPathComponent == "a")
  }

  @Test(arguments: [
    ("", "empty"), ("animal\nR\n", "recording"), ("recording\n", "names no session"),
    ("recording\tday\na\n", "line 2: 1 cells where the first line names 2 columns"),
    ("recording\na/x.npz\nb/x.npz\n", "two sessions are called 'x'"), ("recording\tx\tx\na\tb\tc\n", "'x' is there twice"),
    ("session\trecording\n\ta.npz\n", "the cell of 'session' is empty"),
  ]) func whatIsNoManifestIsRefused(text: String, words: String) throws {
    let said = try refusal(text)
    #expect(said.contains(words), "\(said)")
  }
}
