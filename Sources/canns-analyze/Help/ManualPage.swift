import Schema
import Stages

/// Pages of the manual, for `man`, from the table of commands.
enum ManualPage {
  /// All pages by the names of their files.
  static func all(_ commands: [Command], registry: StageRegistry) -> [(name: String, text: String)] {
    [("canns-analyze.1", overview(commands))]
      + HelpTopic.allCases.map { ("canns-analyze-\($0.rawValue).7", page(of: $0, registry)) }
      + commands.map { ("canns-analyze-\($0.name).1", page(of: $0)) }
  }

  static func overview(_ commands: [Command]) -> String {
    var text = title("canns-analyze", 1)
    text += section("NAME", "canns\\-analyze \\- continuous attractors in recordings, from the file to the report")
    text += section("SYNOPSIS", "\(bold("canns-analyze")) \\fICOMMAND INPUT\\fR [\(bold("-o")) \\fIDIR\\fR] [\\fIoptions\\fR]")
    text += ".SH COMMANDS\n"
    for group in CommandGroup.allCases {
      let members = commands.filter { $0.group == group }
      if members.isEmpty { continue }
      text += ".SS \(group.rawValue)\n"
      for command in members { text += ".TP\n\(bold("canns-analyze-\(command.name)"))(1)\n\(line(command.summary))\n" }
    }
    text += ".SH \"EXIT STATUS\"\n"
    for (code, meaning) in exitCodes { text += ".TP\n.B \(code)\n\(line(meaning))\n" }
    let topics = HelpTopic.allCases.map { "\(bold("canns-analyze-\($0.rawValue)"))(7)" }
    return text + section("SEE ALSO", topics.joined(separator: ", "))
  }

  static func page(of command: Command) -> String {
    let tables = command.tables()
    let name = "canns-analyze-\(command.name)"
    var text = title(name, 1)
    text += section("NAME", "\(escaped(name)) \\- \(escaped(command.summary))")
    let synopsis = "\(bold("canns-analyze \(command.name)")) \(escaped(command.operands)) [\\fIoptions\\fR]"
    text += section("SYNOPSIS", synopsis)
    text += section("DESCRIPTION", line(command.purpose))
    text += options("OPTIONS", tables.options.map { OptionText($0, default: tables.defaults[$0.name]) })
    if !tables.partOptions.isEmpty {
      text += options("A PART OF THE CELLS OR THE TIME", tables.partOptions.map { OptionText($0, default: nil) })
    }
    let common = CommonOptions()
    text += options(
      "COMMON OPTIONS",
      CommonOptions.parameters.filter { command.takes().contains(CommonOptions.part(of: $0.information.name)) }
        .map { OptionText($0.information, default: $0.value(in: common).parameterText) })
    text += section("EXAMPLE", ".nf\n\(line(command.example))\n.fi")
    if !command.writes.isEmpty { text += section("FILES", ".nf\n\(command.writes.map(line).joined(separator: "\n"))\n.fi") }
    if !command.references.isEmpty {
      text += section("REFERENCES", command.references.map { line($0.citation) }.joined(separator: "\n.PP\n"))
    }
    return text + section("SEE ALSO", "\(bold("canns-analyze"))(1), \(bold("canns-analyze-options"))(7)")
  }

  private static func page(of topic: HelpTopic, _ registry: StageRegistry) -> String {
    let name = "canns-analyze-\(topic.rawValue)"
    let lines = topic.text(registry).split(separator: "\n", omittingEmptySubsequences: false).dropFirst()
      .map { line(String($0)) }
    return title(name, 7) + section("NAME", "\(escaped(name)) \\- \(escaped(topic.summary))")
      + section("DESCRIPTION", ".nf\n\(lines.joined(separator: "\n"))\n.fi")
  }

  private static let exitCodes = [
    ("0", "done"), ("64", "wrong usage"), ("65", "the data are not usable; the message says which and why"),
    ("66", "no such input"), ("70", "a defect of the program"), ("73", "cannot write"), ("74", "input or output error"),
    ("75", "stopped; run again to resume"), ("77", "would exceed --max-memory"),
  ]

  // MARK: - roff

  private static func title(_ name: String, _ section: Int) -> String {
    ".TH \(escaped(name.uppercased())) \(section) \"\" \"canns-analyze \(CannsAnalyze.version)\" \"canns-analyze\"\n"
  }

  private static func section(_ title: String, _ body: String) -> String { ".SH \"\(title)\"\n\(body)\n" }

  private static func options(_ title: String, _ options: [OptionText]) -> String {
    if options.isEmpty { return "" }
    return ".SH \"\(title)\"\n"
      + options.map { option in
        let value = option.name.dropFirst(option.word.count).drop { $0 == " " }
        let word = bold(option.word) + (value.isEmpty ? "" : " \\fI\(escaped(String(value)))\\fR")
        return ".TP\n\(word)\n\(line(option.help))\n"
      }.joined()
  }

  private static func bold(_ text: String) -> String { "\\fB\(escaped(text))\\fR" }

  private static func escaped(_ text: String) -> String {
    text.replacing("\\", with: "\\e").replacing("-", with: "\\-")
  }

  /// A line of text, which must not begin as a request does.
  private static func line(_ text: String) -> String {
    let text = escaped(text)
    return text.hasPrefix(".") || text.hasPrefix("'") ? "\\&" + text : text
  }
}
