import Foundation
import TestSupport
import Testing

/// The Chinese README gives the commands and the measured numbers of the English one.
@Suite struct ReadmeTests {
  private let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  private func lines(_ name: String) throws -> [String] {
    try String(contentsOf: root.appendingPathComponent(name), encoding: .utf8).components(separatedBy: "\n")
  }

  /// The lines within code blocks, without comments.
  private func commands(_ name: String) throws -> [String] {
    var isCode = false
    return try lines(name).filter { line in
      if line.hasPrefix("```") { isCode.toggle() }
      return isCode && !line.hasPrefix("```")
    }.map { line in
      line.components(separatedBy: "#")[0].trimmingCharacters(in: .whitespaces)
    }.filter { !$0.isEmpty }
  }

  @Test func commandsAreThoseOfTheEnglishOne() throws {
    let english = try commands("README.md")
    let chinese = try commands("README.zh.md")
    #expect(chinese.count > 25)
    for line in chinese { #expect(english.contains(line), "\(line)") }
  }

  @Test func everyCommandOfTheProgramThatIsShownExists() throws {
    guard Program.isBuilt else { return }
    let folder = try TemporaryFolder()
    let help = try Program.run("help", in: folder.url).output
    for line in try commands("README.md") + commands("README.zh.md") where line.hasPrefix("canns-analyze ") {
      let name = line.split(separator: " ")[1]
      #expect(help.contains("  \(name) ") || name == "help", "\(line)")
    }
  }

  @Test func measuredNumbersAreTheSame() throws {
    func rows(_ name: String) throws -> [String] {
      try lines(name).filter { $0.hasPrefix("|") && $0.contains("x |") && $0.contains(" / ") }.map { row in
        row.split(separator: "|").dropFirst(2).joined(separator: "|")
      }
    }
    let (english, chinese) = (try rows("README.md"), try rows("README.zh.md"))
    #expect(english == chinese && english.count == 6)
  }
}
