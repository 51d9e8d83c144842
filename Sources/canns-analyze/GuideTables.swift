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
