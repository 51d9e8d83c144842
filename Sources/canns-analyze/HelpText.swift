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
    for group in CommandGroup.allCases {
      let members = commands.filter { $0.group == group }
      if members.isEmpty { continue }
      text += "\n\(group.rawValue)\n"
      for command in members { text += "  " + padded(command.name, 18) + command.summary + "\n" }
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
    let tables = command.tables()
    text += options(tables)
    let common = CommonOptions()
    text += "\ncommon options:\n"
    for parameter in CommonOptions.parameters {
      text += line(parameter.information, default: parameter.value(in: common).parameterText)
    }
    if !command.writes.isEmpty {
      text += "\nwrites into DIR:\n" + command.writes.map { "  \($0)\n" }.joined()
    }
    if !tables.figures.isEmpty {
      text += "\nfigures (options of each: help --figures \(command.name)):\n"
      for figure in tables.figures { text += "  " + padded(figure.name, 28) + figure.kind.about + "\n" }
    }
    if !command.references.isEmpty {
      text += "\nreferences:\n" + command.references.map { wrapped($0.citation, indent: 2) + "\n" }.joined()
    }
    return text
  }

  /// The options; of a command with several stages first those that all have, then those of each.
  private static func options(_ tables: CommandTables) -> String {
    func lines(_ title: String, _ names: (String) -> Bool) -> String {
      let shown = tables.options.filter { names($0.name) }
      if shown.isEmpty { return "" }
      return "\n\(title):\n" + shown.map { line($0, default: tables.defaults[$0.name]) }.joined()
    }
    if tables.sections.isEmpty { return lines("options") { _ in true } }
    let known = tables.sections.flatMap(\.names)
    func isShared(_ name: String) -> Bool {
      !known.contains(name) || tables.sections.allSatisfy { $0.names.contains(name) }
    }
    return lines("options", isShared)
      + tables.sections.map { section in
        lines("options \(section.title)") { section.names.contains($0) && !isShared($0) }
      }.joined()
  }

  private static func line(_ option: ParameterInformation, default value: String?) -> String {
    var name = "--\(option.name)"
    if option.isFlag, value == "true" { name = "--no-\(option.name)" }
    if !option.isFlag { name += " " + (option.unit.isEmpty ? "VALUE" : option.unit.uppercased()) }
    var help = (name.hasPrefix("--no-") && option.isFlag ? "switch off: " : "") + option.help
    if !option.isFlag, option.expected.hasPrefix("one of") { help += " (\(option.expected))" }
    if !option.isFlag, let value, !value.isEmpty, value != "none" || option.expected.contains("none,") {
      help += "; default \(value)" + (option.unit.isEmpty ? "" : " \(option.unit)")
    }
    if let condition = option.condition { help += " (\(condition))" }
    if let source = option.source { help += " [\(source)]" }
    let body = wrapped(help, indent: 30)
    let head = "  " + padded(name, 28)
    return head.count > 30 ? head + "\n" + body + "\n" : head + body.dropFirst(30) + "\n"
  }

  /// The figures of a command with the options that --plot-config can give them.
  static func figures(of command: Command) -> String {
    var text = "canns-analyze \(command.name): figures and their options in --plot-config\n"
    for figure in command.tables().figures {
      text += "\n\(figure.name): \(figure.kind.about)\n"
      for (option, value) in zip(figure.kind.parameters, figure.kind.defaults) {
        let head = "  " + padded(option.name, 28)
        var help = option.help + (option.expected.hasPrefix("one of") ? " (\(option.expected))" : "")
        if value.value != .null { help += "; default \(value.value.parameterText)" }
        text += head + wrapped(help, indent: 30).dropFirst(30) + "\n"
      }
    }
    return text
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
