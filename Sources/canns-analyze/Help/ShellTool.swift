import ArrayFiles
import Foundation
import Schema
import Stages

/// What a program offers besides its commands: its versions, and its table of commands for shells and `man`.
enum ShellTool: String {
  case version, completions, man

  /// - Throws: `UsageError` for words that it does not know; `FileError` when pages cannot be written.
  func run(_ words: [String], commands: [Command]) throws {
    switch self {
    case .version: try version(words)
    case .completions: try completions(words, commands)
    case .man: try man(words, commands)
    }
  }

  /// The versions that decide what a result is: the program's, and of each stage the one that keys its results.
  private func version(_ words: [String]) throws {
    let stages = CommandTable.registry.stages.map(\.description)
    switch words {
    case []:
      var text = "canns-analyze \(CannsAnalyze.version)\n\n"
      text += "versions of the stages (a result of another one is computed again):\n"
      let names = stages.map { $0.command + ($0.variant.map { " --\($0.option) \($0.name)" } ?? "") }
      let width = names.map(\.count).max() ?? 0
      for (name, stage) in zip(names, stages) {
        text += "  \(name.padding(toLength: width, withPad: " ", startingAt: 0))  \(stage.version)\n"
      }
      StandardOutput.write(text)
    case ["--json"]:
      let members = stages.map { JSONValue.Member($0.key, .integer($0.version)) }
      StandardOutput.write(
        JSONValue.record(["program": "canns-analyze", "version": .string(CannsAnalyze.version), "stages": .object(members)])
          .prettyText)
    default: throw UsageError("version takes --json and nothing else, not \(words.joined(separator: " ")).")
    }
  }

  private func completions(_ words: [String], _ commands: [Command]) throws {
    let known = CompletionShell.allCases.map(\.rawValue).joined(separator: ", ")
    guard words.count == 1, let shell = CompletionShell(rawValue: words[0]) else {
      throw UsageError("completions needs the name of a shell: \(known).")
    }
    StandardOutput.write(shell.script(commands))
  }

  private func man(_ words: [String], _ commands: [Command]) throws {
    if words.count == 2, ["-o", "--output"].contains(words[0]) {
      let folder = URL(fileURLWithPath: words[1], isDirectory: true)
      for page in ManualPage.all(commands, registry: CommandTable.registry) {
        let section = folder.appendingPathComponent("man\(page.name.suffix(1))", isDirectory: true)
        try ResultsFolder(url: section).create()
        try OutputFile.write(page.text.utf8, to: section.appendingPathComponent(page.name))
      }
      StandardOutput.write("manual: \(folder.path); read it with: man -M \(shellQuoted(folder.path)) canns-analyze\n")
      return
    }
    guard let name = words.first else { return StandardOutput.write(ManualPage.overview(commands)) }
    guard words.count == 1, let command = commands.first(where: { $0.name == name }) else {
      throw UsageError("man takes a command, or -o DIR for all pages, not \(words.joined(separator: " ")).")
    }
    StandardOutput.write(ManualPage.page(of: command))
  }
}
