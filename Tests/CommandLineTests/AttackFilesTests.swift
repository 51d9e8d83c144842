import ArrayFiles
import Foundation
import Schema
import TestSupport
import Testing

/// The files of attacks that lie beside the repository on some machines, as their list says is right.
@Suite(.enabled(if: Program.isBuilt && SharedFixtures.exist)) struct AttackFilesTests {
  private func attack(_ name: String) throws -> String {
    try #require(SharedFixtures.folder).appendingPathComponent("attacks").appendingPathComponent(name).path
  }

  /// Each within a minute, and within eight gigabytes of address space where the list says so.
  @Test(
    arguments: [
      ("inspect hang-min.h5", 65, "damaged"), ("embed hang-min.h5 -o o", 65, "damaged"),
      ("embed stray-spike.npz -o o --no-figures", 0, "lies far from all others"),
      ("embed million-cells.npz -o o", 65, "--cells"), ("inspect nested-vlen.h5", 0, ""),
      ("embed bin-width-1e-300.npz -o o", 65, "--bin-width"), ("inspect escape.csv", 65, "line 3"),
    ] as [(String, Int32, String)])
  func endsInWordsAndWithinBounds(_ line: String, _ status: Int32, _ word: String) throws {
    let folder = try TemporaryFolder()
    let words = try line.split(separator: " ").enumerated().map {
      try $0.offset == 1 ? attack(String($0.element)) : String($0.element)
    }
    let quoted = words.map { "'\($0)'" }.joined(separator: " ")
    let outcome = try Program.shell("cd \(folder.url.path) && ulimit -v 8000000 && timeout 60 $CANNS \(quoted)", in: folder.url)
    #expect(outcome.status == status, "\(outcome.message)")
    #expect(word.isEmpty || outcome.message.contains(word), "\(outcome.message)")
    #expect(!(outcome.output + outcome.message).unicodeScalars.contains { $0 == "\u{1b}" || $0 == "\u{7}" })
  }

  /// Names of cells with line breaks, quotes before combining marks and formulas come back, or are refused.
  @Test(arguments: ["csv-id-0.npz", "csv-id-1.npz", "csv-id-2.npz"]) func namesSurviveATable(_ name: String) throws {
    let folder = try TemporaryFolder()
    let file = try attack(name)
    let outcome = try Program.run(["convert", file, "o.csv"], in: folder.url)
    guard outcome.status == 0 else {
      outcome.expectFailure(65, "cannot stand in a table")
      return
    }
    func cells(_ path: String) throws -> [String] {
      let text = try Program.run(["inspect", path, "--json"], in: folder.url).output
      return try JSONValue(text: Data(text.utf8))["cellIDs"]?.array?.compactMap(\.string) ?? []
    }
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.url.path)
    let table = try #require(names.first { $0.hasSuffix("spikes.csv") } ?? names.first { $0 == "o.csv" })
    #expect(try cells(table) == cells(file))
  }

  /// A figure of a folder from elsewhere is drawn again, or its markup does not reach the page.
  @Test func figuresFromElsewhereAreNoMarkup() throws {
    let folder = try TemporaryFolder()
    try FileManager.default.copyItem(atPath: try attack("svg-meta-refresh"), toPath: folder.file("r").path)
    #expect(try Program.run("report r", in: folder.url).status == 0)
    let page = String(decoding: try folder.bytes("r/report.html"), as: UTF8.self).lowercased()
    #expect(!page.contains("http-equiv=\"refresh\"") && !page.contains("http-equiv=refresh"))
  }

  /// The library that lets one system call fail, built where there is a compiler.
  private func shim(_ folder: TemporaryFolder) throws -> String? {
    let source = try attack("failshim.c")
    let built = try Program.shell(
      "cc -w -shared -fPIC -O1 -o \(folder.url.path)/shim.so '\(source)' -ldl 2>/dev/null", in: folder.url)
    return built.status == 0 ? folder.file("shim.so").path : nil
  }

  /// After a failed write, close or rename there is a whole file and 0, or no file and a sentence.
  @Test(arguments: [("write", [1, 3, 9]), ("close", [1, 4]), ("fsync", [1]), ("rename", [1])])
  func aFailedCallLeavesNoHalfFile(_ call: String, _ numbers: [Int]) throws {
    let folder = try TemporaryFolder()
    guard let shim = try shim(folder) else { return }
    try SyntheticRecording().write(to: folder.file("s.npz"))
    #expect(try Program.run("convert s.npz good.h5", in: folder.url).status == 0)
    for number in numbers {
      let line =
        "FAIL_CALL=\(call) FAIL_ERRNO=5 FAIL_N=\(number) FAIL_PREFIX=\(folder.url.path) LD_PRELOAD=\(shim) "
        + "$CANNS convert s.npz o.h5"
      let outcome = try Program.shell(line, in: folder.url)
      let exists = FileManager.default.fileExists(atPath: folder.file("o.h5").path)
      #expect(outcome.status == 0 ? exists : outcome.status < 128 && !outcome.message.isEmpty, "\(call) \(number)")
      if exists { #expect(try folder.bytes("o.h5") == folder.bytes("good.h5"), "\(call) \(number)") }
      try? FileManager.default.removeItem(at: folder.file("o.h5"))
    }
  }

  /// Killed between the renames of a stage that is computed again, its files are all of one time, and the next run mends it.
  @Test(arguments: [1, 6, 9, 10, 12, 17]) func aKilledRunLeavesOneVersion(_ number: Int) throws {
    let folder = try TemporaryFolder()
    guard let shim = try shim(folder) else { return }
    try SyntheticRecording().write(to: folder.file("s.npz"))
    #expect(try Program.run("embed s.npz -o r", in: folder.url).status == 0)
    let old = try folder.bytes("r/embed.npz")
    let line = "$CANNS embed s.npz -o r --sigma-ms 20"
    _ = try Program.shell(
      "FAIL_CALL=rename FAIL_KILL=1 FAIL_N=\(number) FAIL_PREFIX=\(folder.url.path) LD_PRELOAD=\(shim) \(line)", in: folder.url)
    #expect(try Program.run("verify r", in: folder.url).status == 0)
    let record = String(decoding: try folder.bytes("r/embed.json"), as: UTF8.self)
    let isOld = try folder.bytes("r/embed.npz") == old
    #expect(isOld != record.contains("\"sigma_ms\": 20.0"))
    #expect(try Program.shell(line, in: folder.url).status == 0)
    #expect(try folder.bytes("r/embed.npz") != old)
  }
}
