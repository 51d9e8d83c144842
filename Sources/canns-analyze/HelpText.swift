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

      'canns-analyze help COMMAND' explains a command and its options, and
      'canns-analyze help \(HelpTopic.allCases.map(\.rawValue).joined(separator: "|"))' what they have in common.
      'canns-analyze version' prints the versions of program and stages; 'completions bash|zsh|fish' a completion for the
      shell, 'man -o DIR' the pages of the manual.
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
    if !tables.partOptions.isEmpty {
      text += "\na part of the cells or of the time, analysed apart in the folder of -o:\n"
      text += tables.partOptions.map { entry(OptionText($0, default: nil)) }.joined()
    }
    text += commonOptions(command.takes())
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
    func lines(_ title: String, defaults: [String: String]? = nil, _ names: (String) -> Bool) -> String {
      let shown = tables.options.filter { names($0.name) }
      if shown.isEmpty { return "" }
      let defaults = defaults ?? tables.defaults
      return "\n\(title):\n" + shown.map { entry(OptionText($0, default: defaults[$0.name])) }.joined()
    }
    if tables.sections.isEmpty { return lines("options") { _ in true } }
    let known = tables.sections.flatMap(\.names)
    func isShared(_ name: String) -> Bool {
      !known.contains(name) || tables.sections.allSatisfy { $0.names.contains(name) }
    }
    return lines("options", isShared)
      + tables.sections.map { section in
        lines("options \(section.title)", defaults: section.defaults) { section.names.contains($0) && !isShared($0) }
      }.joined()
  }

  /// The common options that do something for a command, by what they are about.
  private static func commonOptions(_ parts: Set<CommonOptions.Part>) -> String {
    let common = CommonOptions()
    let sections = CommonOptions.Part.allCases.filter(parts.contains).map { part in
      let members = CommonOptions.parameters.filter { CommonOptions.part(of: $0.information.name) == part }
      return "\ncommon options, \(part.rawValue):\n"
        + members.map { entry(OptionText($0.information, default: $0.value(in: common).parameterText)) }.joined()
    }
    return sections.joined()
  }

  static func entry(_ option: OptionText) -> String { entry(option.name, option.help) }

  /// A name with what it is, in two columns.
  static func entry(_ name: String, _ help: String) -> String {
    let head = "  " + padded(name, 28)
    let body = wrapped(help, indent: 30)
    return head.count > 30 ? head + "\n" + body + "\n" : head + body.dropFirst(30) + "\n"
  }

  /// The figures of a command with the options that --plot-config can give them.
  static func figures(of command: Command) -> String {
    var text = "canns-analyze \(command.name): figures and their options in --plot-config\n"
    for figure in command.tables().figures {
      text += "\n\(figure.name): \(figure.kind.about)\n"
      for (option, value) in zip(figure.kind.parameters, figure.kind.defaults) {
        var help = option.help + (option.expected.hasPrefix("one of") ? " (\(option.expected))" : "")
        if value.value != .null { help += "; default \(value.value.parameterText)" }
        text += entry(option.name, help)
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
