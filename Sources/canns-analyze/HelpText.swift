import Schema
import Stages

/// The texts of `help`.
enum HelpText {
  /// All commands in groups.
  static func overview(_ commands: [Command]) -> String {
    var text = """
      canns-analyze \(CannsAnalyze.version): continuous attractors in recordings, from the file to the report.

      usage: canns-analyze COMMAND INPUT [-o DIR] [options]

      """
    for group in Command.Group.allCases {
      let members = commands.filter { $0.group == group }
      if members.isEmpty { continue }
      text += "\n\(group.rawValue)\n"
      for command in members { text += "  " + padded(command.name, 16) + command.summary + "\n" }
    }
    return text + """

      'canns-analyze help COMMAND' explains a command and its options; --version prints the version.
      Start with: canns-analyze run datasets/grid-module.npz -o results --preset grid

      Exit codes: 0 done, 64 wrong usage, 65 data not usable, 66 no such input, 70 a defect of the program,
      73 cannot write, 74 input or output error, 75 stopped (run again to resume), 77 over --max-memory.

      """
  }

  /// One command: purpose, example, options with unit and default, files written, references.
  static func of(_ command: Command) -> String {
    var text = "canns-analyze \(command.name): \(command.summary)\n\n"
    text += "usage: canns-analyze \(command.name) \(command.operands) [options]\n\n"
    text += wrapped(command.purpose, indent: 0) + "\n\nexample:\n  \(command.example)\n"
    if !command.options.isEmpty {
      text += "\noptions:\n"
      for option in command.options { text += line(option, default: command.defaults[option.name]) }
    }
    let common = CommonOptions()
    text += "\ncommon options:\n"
    for parameter in CommonOptions.parameters {
      text += line(parameter.information, default: defaultText(parameter.value(in: common)))
    }
    if !command.writes.isEmpty {
      text += "\nwrites into DIR:\n" + command.writes.map { "  \($0)\n" }.joined()
    }
    if !command.references.isEmpty {
      text += "\nreferences:\n" + command.references.map { wrapped($0.citation, indent: 2) + "\n" }.joined()
    }
    return text
  }

  private static func line(_ option: ParameterInformation, default value: String?) -> String {
    var name = "--\(option.name)"
    if option.isFlag, value == "true" { name = "--no-\(option.name)" }
    if !option.isFlag { name += " " + (option.unit.isEmpty ? "VALUE" : option.unit.uppercased()) }
    var help = (name.hasPrefix("--no-") && option.isFlag ? "switch off: " : "") + option.help
    if !option.isFlag, option.expected.hasPrefix("one of") { help += " (\(option.expected))" }
    if !option.isFlag, let value, value != "none" {
      help += "; default \(value)" + (option.unit.isEmpty ? "" : " \(option.unit)")
    }
    if let source = option.source { help += " [\(source)]" }
    let body = wrapped(help, indent: 30)
    let head = "  " + padded(name, 28)
    return head.count > 30 ? head + "\n" + body + "\n" : head + body.dropFirst(30) + "\n"
  }

  private static func padded(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(1, width - text.count))
  }

  /// Text in lines of up to 100 characters.
  static func wrapped(_ text: String, indent: Int) -> String {
    let margin = String(repeating: " ", count: indent)
    var lines: [String] = []
    var current = ""
    for word in text.split(separator: " ") {
      if !current.isEmpty, indent + current.count + 1 + word.count > 100 {
        lines.append(margin + current)
        current = ""
      }
      current += (current.isEmpty ? "" : " ") + word
    }
    return (lines + [margin + current]).joined(separator: "\n")
  }
}
