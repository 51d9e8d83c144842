import Foundation
import TestSupport
import Testing

/// The table of what does the same as canns: its commands, options and files exist.
@Suite(.enabled(if: Program.isBuilt)) struct FromCannsTests {
  private let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  /// The command lines of the guide's tables.
  private var commands: [[String]] {
    get throws {
      let guide = root.appendingPathComponent("Sources/Workbench/Documentation.docc/FromCanns.md")
      return try String(contentsOf: guide, encoding: .utf8).components(separatedBy: "\n").compactMap { line in
        guard line.hasPrefix("|"), let start = line.range(of: "`canns-analyze ") else { return nil }
        return line[start.upperBound...].prefix { $0 != "`" }.split(separator: " ").map(String.init)
      }
    }
  }

  @Test func everyCommandAndOptionExists() throws {
    let (commands, folder) = (try commands, try TemporaryFolder())
    #expect(commands.count > 60)
    var helps: [String: String] = [:]
    for words in commands {
      let name = words[0]
      if helps[name] == nil {
        let outcome = try Program.run(["help", name], in: folder.url)
        #expect(outcome.status == 0, "there is no command \(name)")
        helps[name] = outcome.output
      }
      for option in words.dropFirst() where option.hasPrefix("--") {
        #expect(helps[name]?.contains("  \(option) ") == true, "\(words.joined(separator: " ")): \(option)")
      }
    }
  }

  @Test func everyFileAndModelIsThere() throws {
    let folder = try TemporaryFolder()
    let models = try Program.run("models", in: folder.url).output
    for words in try commands {
      for path in words where path.hasPrefix("datasets/") {
        #expect(FileManager.default.fileExists(atPath: root.appendingPathComponent(path).path), "\(path)")
      }
      guard ["simulate", "fixed-points", "models"].contains(words[0]), !words[1].hasPrefix("datasets/") else { continue }
      #expect(models.contains("  \(words[1]) "), "\(words[1])")
    }
  }

  /// Those that need nothing but what comes with the project and take a second.
  @Test(arguments: [
    "models cann1d", "train datasets/learning/oja.yaml -o memories", "inspect datasets/grid-module.npz --brief",
  ])
  func someAreRun(line: String) throws {
    let folder = try TemporaryFolder()
    let words = line.split(separator: " ").map { word in
      word.hasPrefix("datasets/") ? root.appendingPathComponent(String(word)).path : String(word)
    }
    let outcome = try Program.run(words, in: folder.url)
    #expect(outcome.status == 0, "\(outcome.message)")
  }
}
