import ArrayFiles
import ArrayNumerics
import DimensionReduction
import Foundation
import Plotting
import Schema
import Stages
import Topology

/// The program: finds the command, runs it, and turns what went wrong into one paragraph and an exit code.
@main
enum CannsAnalyze {
  static let version = "0.1.0"

  static func main() {
    openMissingStreams()
    keepFreedMemory()
    PackagedFonts.use()
    Interruption.install()
    let arguments = Array(CommandLine.arguments.dropFirst())
    do {
      try requireText(of: arguments.count + 1)
      try run(arguments)
      try StandardOutput.finish()
    } catch {
      let failure = Failure(error)
      writeToStandardError("canns-analyze: \(failure.message)\n")
      exit(failure.code.rawValue)
    }
  }

  /// Names of files are bytes; those that are no UTF-8 cannot be kept here, and another name is another file.
  private static func requireText(of count: Int) throws {
    for index in 1..<max(1, count) {
      guard let argument = CommandLine.unsafeArgv[index], let shown = bytesThatAreNoText(argument) else { continue }
      throw UsageError(
        sentence {
          "the argument '\(shown)' is not UTF-8 text, so the program cannot keep the bytes of this name. "
          "Rename the file, or give it a second name: ln -s NAME plain-name."
        })
    }
  }

  /// The same for the folder that relative names start from.
  private static func requireTextOfFolder() throws {
    guard let folder = getcwd(nil, 0) else { return }
    defer { free(folder) }
    if let shown = bytesThatAreNoText(folder) {
      throw UsageError(
        sentence {
          "the current folder, '\(shown)', has a name that is not UTF-8 text, so no file in it can be named. "
          "Rename it, or start the program in another folder and give whole paths by a second name: ln -s NAME plain-name."
        })
    }
  }

  /// The bytes of a name that is not UTF-8, those that are no printable ASCII as `\xe9`; `nil` for text.
  private static func bytesThatAreNoText(_ name: UnsafePointer<CChar>) -> String? {
    guard String(validatingCString: name) == nil else { return nil }
    return UnsafeBufferPointer(start: name, count: strlen(name)).map { character in
      let byte = UInt8(bitPattern: character)
      return (0x20..<0x7F).contains(byte) ? String(UnicodeScalar(byte)) : "\\x" + String(byte, radix: 16)
    }.joined()
  }

  private static func run(_ arguments: [String]) throws {
    let commands = CommandTable.all
    guard let name = arguments.first, !["help", "--help", "-h"].contains(name) else {
      try showHelp(Array(arguments.dropFirst()), commands: commands)
      return
    }
    if name == "--version" {
      StandardOutput.write("canns-analyze \(version)\n")
      return
    }
    if let tool = ShellTool(rawValue: name) { return try tool.run(Array(arguments.dropFirst()), commands: commands) }
    guard let command = commands.first(where: { $0.name == name }) else {
      if name.hasPrefix("-") || name.isEmpty {
        throw UsageError(
          "the command comes first: canns-analyze COMMAND INPUT [options]; '\(name)' is none. 'canns-analyze help' lists them.")
      }
      let nearest = nearestName(to: name, in: commands.map(\.name))
      throw UsageError(
        "there is no command '\(name)'" + (nearest.map { "; did you mean '\($0)'?" } ?? ".")
          + " 'canns-analyze help' lists them.")
    }
    let rest = Array(arguments.dropFirst())
    if rest.contains("--help") || rest.contains("-h") {
      StandardOutput.write(HelpText.of(command))
      return
    }
    try requireTextOfFolder()
    let invocation = try Invocation(rest, of: command)
    if let limit = invocation.common.givenMemory { MemoryWatch.start(limit: limit) }
    try MemoryBudget.$current.withValue(MemoryBudget(bytes: invocation.common.memoryBudget)) { try command.run(invocation) }
  }

  private static func showHelp(_ words: [String], commands: [Command]) throws {
    let flags = words.filter { $0.hasPrefix("--") }
    if let unknown = flags.first(where: { !["--figures", "--markdown"].contains($0) }) {
      throw UsageError("help takes a command, --figures and --markdown, not \(unknown).")
    }
    guard let name = words.first(where: { !$0.hasPrefix("--") }) else {
      StandardOutput.write(HelpText.overview(commands))
      return
    }
    if let topic = HelpTopic(rawValue: name), flags.isEmpty {
      StandardOutput.write(topic.text(CommandTable.registry))
      return
    }
    // A table of the models of one kind, for the guides.
    if flags == ["--markdown"], name.hasPrefix("models-"), let table = GuideTables.ofModels(String(name.dropFirst(7))) {
      StandardOutput.write(table)
      return
    }
    guard let command = commands.first(where: { $0.name == name }) else {
      let nearest = nearestName(to: name, in: commands.map(\.name) + HelpTopic.allCases.map(\.rawValue))
      throw UsageError(
        "there is no command '\(name)' to help with" + (nearest.map { "; did you mean '\($0)'?" } ?? "."))
    }
    if flags.contains("--figures") {
      StandardOutput.write(HelpText.figures(of: command))
    } else {
      StandardOutput.write(flags.contains("--markdown") ? GuideTables.of(command.tables()) : HelpText.of(command))
    }
  }
}

/// A mistake on the command line.
struct UsageError: Error, CustomStringConvertible {
  var description: String
  init(_ description: String) { self.description = description }
}
