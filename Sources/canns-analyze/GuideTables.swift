import Schema

/// The tables of the guides, in Markdown, from the declarations of a command: options, arrays and numbers of the record.
enum GuideTables {
  static func of(_ tables: CommandTables) -> String {
    var text = "| option | default | means |\n|---|---|---|\n"
    for option in tables.options { text += row(option, tables) }
    let arrays = tables.fields.filter { $0.kind == .array }
    if !arrays.isEmpty {
      text += "\n| array | type | axes | unit | holds |\n|---|---|---|---|---|\n"
      for field in arrays {
        let axes = field.axes.map { $0.map(\.text).joined(separator: ", ") }.map { "[\($0)]" } ?? ""
        text += line(["`\(field.key)`", field.typeName, axes, field.unit, field.meaning])
      }
    }
    let numbers = tables.fields.filter { $0.kind == .number }
    if !numbers.isEmpty {
      text += "\n| number of the record | is |\n|---|---|\n"
      for field in numbers { text += line(["`\(field.key)`", field.meaning]) }
    }
    return text
  }

  /// Names, equations and works of all of one kind: `encoder`, `decoder`; `nil` for a kind that there is not.
  static func ofModels(_ kind: String) -> String? {
    let pages = CataloguePage.all(.standard).filter { $0.kind == kind }
    guard !pages.isEmpty else { return nil }
    var text = "| \(kind) | equations | works |\n|---|---|---|\n"
    for page in pages {
      let works = page.references.map { "\($0.authors.prefix { $0 != "," }) \($0.year)" }.joined(separator: "; ")
      let spaic = page.spaicEquations.map { "with `profile: spaic`: `\($0)`" }
      let equations = (page.equations.isEmpty ? ["none: \(page.reason)"] : page.equations.map { "`\($0)`" }) + spaic
      for (index, equation) in equations.enumerated() {
        text += line(index == 0 ? ["`\(page.name)`", equation, works] : ["", equation, ""])
      }
    }
    return text
  }

  private static func row(_ option: ParameterInformation, _ tables: CommandTables) -> String {
    let unit = option.unit.isEmpty ? "" : " \(option.unit)"
    let owners = tables.sections.filter { $0.names.contains(option.name) }
    let owner = owners.count == 1 && tables.sections.count > 1 ? owners[0].title : nil
    let conditions = [owner, option.condition].compactMap { $0 }.map { " (\($0))" }.joined()
    let choices = option.expected.hasPrefix("one of") ? " (\(option.expected))" : ""
    let value = tables.defaults[option.name] ?? ""
    return line([
      "`--\(option.name)`", value.isEmpty || value == "none" && !option.expected.contains("none,") ? "" : value + unit,
      option.help + choices + conditions,
    ])
  }

  private static func line(_ cells: [String]) -> String {
    "| " + cells.map { $0.replacing("|", with: "\\|") }.joined(separator: " | ") + " |\n"
  }
}
