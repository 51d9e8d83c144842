import Schema

/// An option as help, manual and completion show it.
struct OptionText {
  /// `--bin-ms MS`, `--no-speed-filter`.
  var name: String
  /// What it does, with default, unit, choices and source.
  var help: String
  /// What it may be, where it is one of a few words.
  var choices: [String]
  /// Whether a value follows.
  var takesValue: Bool

  /// - Parameter value: the default as text; `nil` where there is none.
  init(_ option: ParameterInformation, default value: String?) {
    takesValue = !option.isFlag
    choices = option.isFlag ? [] : Self.choices(option.expected)
    let isSwitchedOff = option.isFlag && value == "true"
    name = "--\(isSwitchedOff ? "no-" : "")\(option.name)"
    if takesValue { name += " " + (option.unit.isEmpty ? "VALUE" : option.unit.uppercased()) }
    help = sentence {
      if isSwitchedOff { "switch off: " }
      option.help
      if !option.isFlag, option.expected.hasPrefix("one of") { " (\(option.expected))" }
      if !option.isFlag, let value, !value.isEmpty, value != "none" || option.expected.contains("none,") {
        "; default \(value)"
        if !option.unit.isEmpty { " \(option.unit)" }
      }
      option.condition.map { " (\($0))" }
      option.source.map { " [\($0)]" }
    }
  }

  /// Without the value: `--bin-ms`.
  var word: String { name.prefix { $0 != " " }.description }

  /// "one of svg, png, pdf, or several of them separated by commas or none".
  private static func choices(_ expected: String) -> [String] {
    guard expected.hasPrefix("one of ") else { return [] }
    let words = expected.dropFirst("one of ".count)
    let few = words.range(of: ", or several").map { words[..<$0.lowerBound] } ?? words
    return few.replacing(" or none", with: "").split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
  }
}

extension Command {
  /// The options that a person may type, those of single stages of a chain too, without the names that only tell stages apart.
  func offeredOptions() -> [OptionText] {
    let tables = tables()
    let common = CommonOptions()
    let own = (tables.acceptedOptions ?? tables.options).filter { !$0.name.contains(".") }
      .map { OptionText($0, default: tables.defaults[$0.name]) }
    return own
      + CommonOptions.parameters.filter { takes().contains(CommonOptions.part(of: $0.information.name)) }
      .map { OptionText($0.information, default: $0.value(in: common).parameterText) }
  }
}
