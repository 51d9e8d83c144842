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
    keepFreedMemory()
    Interruption.install()
    let arguments = Array(CommandLine.arguments.dropFirst())
    do {
      try run(arguments)
      try finishOutput()
    } catch {
      let failure = Failure(error)
      writeToStandardError("canns-analyze: \(failure.message)\n")
      exit(failure.code.rawValue)
    }
  }

  /// Sends out what was printed.
  ///
  /// - Throws: an error when it could not be written, unless the reader simply had enough, as `head` has.
  private static func finishOutput() throws {
    errno = 0
    guard fflush(nil) != 0, errno != EPIPE, errno != EBADF else { return }
    throw FileError(
      .inputOutput, problem: "standard output could not be written: \(String(cString: strerror(errno))).",
      remedy: "Where it was sent may be full; the results folder is not concerned.")
  }

  private static func run(_ arguments: [String]) throws {
    let commands = CommandTable.all
    guard let name = arguments.first, !["help", "--help", "-h"].contains(name) else {
      try showHelp(Array(arguments.dropFirst()), commands: commands)
      return
    }
    if name == "--version" {
      print("canns-analyze \(version)")
      return
    }
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
      print(HelpText.of(command), terminator: "")
      return
    }
    try command.run(try Invocation(rest, of: command))
  }

  private static func showHelp(_ words: [String], commands: [Command]) throws {
    let flags = words.filter { $0.hasPrefix("--") }
    if let unknown = flags.first(where: { !["--figures", "--markdown"].contains($0) }) {
      throw UsageError("help takes a command, --figures and --markdown, not \(unknown).")
    }
    guard let name = words.first(where: { !$0.hasPrefix("--") }) else {
      print(HelpText.overview(commands), terminator: "")
      return
    }
    guard let command = commands.first(where: { $0.name == name }) else {
      let nearest = nearestName(to: name, in: commands.map(\.name))
      throw UsageError(
        "there is no command '\(name)' to help with" + (nearest.map { "; did you mean '\($0)'?" } ?? "."))
    }
    if flags.contains("--figures") {
      print(HelpText.figures(of: command), terminator: "")
    } else {
      print(flags.contains("--markdown") ? GuideTables.of(command.tables()) : HelpText.of(command), terminator: "")
    }
  }
}

/// A mistake on the command line.
struct UsageError: Error, CustomStringConvertible {
  var description: String
  init(_ description: String) { self.description = description }
}
