import Schema
import Yams

extension PlotConfig {
  /// The sections of a configuration file, in the order in which they are written.
  static let sections = ["style", "files", "movement", "figures"]

  /// The configuration written in YAML; what is missing keeps its default.
  ///
  /// The options of figures are checked by `check(_:)`, when the figures of the run are known.
  ///
  /// - Throws: `PlottingError.unknownKey` naming a key that does not exist and the nearest one that does, `.misplacedKey` with
  ///   the place of a key that stands in the wrong one, `.unusableValue` and `.invalidValue`, `.notYAML`.
  public init(yaml: String) throws(PlottingError) {
    self.init()
    guard !hasTooManyAliases(yaml: yaml) else {
      throw .notYAML("it refers to its own anchors (*name) more than 32 times; write the values out")
    }
    let root: Node?
    do {
      root = try Yams.compose(yaml: yaml)
    } catch {
      throw .notYAML("\(error)")
    }
    guard let root, !root.isEmptyValue else { return }
    guard let mapping = root.mapping else { throw .notYAML("expected lines of the form “style: {theme: dark}”") }
    for (key, node) in mapping {
      switch key.string {
      case "style": style = try Self.table(node, "style")
      case "files": files = try Self.table(node, "files")
      case "movement": movement = try Self.table(node, "movement")
      case "figures": figures = try Self.rules(node)
      case let name: throw Self.unknownKey(name ?? "\(key)", in: nil, known: Self.sections)
      }
    }
  }

  /// The configuration as YAML, every key written; reading it gives an equal configuration.
  public func yaml() -> String {
    var lines: [String] = []
    for (name, record) in [("style", style.record), ("files", files.record), ("movement", movement.record)] {
      lines.append("\(name):")
      lines += record.map { "  \($0.key): \($0.value.yaml)" }
    }
    lines.append(figures.isEmpty ? "figures: {}" : "figures:")
    for rule in figures {
      let settings = rule.settings.map { "\($0.name): \(JSONValue.string($0.text).yaml)" }
      lines.append("  \(JSONValue.string(rule.pattern).compactText): {\(settings.joined(separator: ", "))}")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// What differs from the defaults: section, key, value. The options of figures are texts, as they were given.
  public var changes: JSONValue {
    func changed<Table: ParameterTable>(_ table: Table) -> JSONValue {
      .object(zip(table.record, Table().record).filter { $0.value != $1.value }.map { $0.0 })
    }
    let rules = figures.map { rule in
      JSONValue.Member(rule.pattern, .object(rule.settings.map { .init($0.name, .string($0.text)) }))
    }
    let sections: [JSONValue.Member] = [
      .init("style", changed(style)), .init("files", changed(files)), .init("movement", changed(movement)),
      .init("figures", .object(rules)),
    ]
    return .object(sections.filter { $0.value.members?.isEmpty == false })
  }

  // MARK: Reading

  private static func table<Table: ParameterTable>(_ node: Node, _ section: String) throws(PlottingError) -> Table {
    let settings = try settings(of: node, section)
    let known = Table.parameters.map(\.information.name)
    for setting in settings where !known.contains(setting.name) {
      throw unknownKey(setting.name, in: section, known: known)
    }
    do {
      return try Table(settings: settings)
    } catch {
      throw PlottingError(error, in: section, known: known)
    }
  }

  private static func rules(_ node: Node) throws(PlottingError) -> [FigureRule] {
    if node.isEmptyValue { return [] }
    guard let mapping = node.mapping else {
      throw .unusableValue(
        key: "figures", found: "not a mapping", expected: "names of figures with their options: tda-barcode: {width: double}")
    }
    var rules: [FigureRule] = []
    for (key, node) in mapping {
      let pattern = key.string ?? "\(key)"
      rules.append(FigureRule(pattern, try settings(of: node, "figures.\(pattern)")))
    }
    return rules
  }

  private static func settings(of node: Node, _ path: String) throws(PlottingError) -> [ParameterSetting] {
    if node.isEmptyValue { return [] }
    guard let mapping = node.mapping else {
      let found = node.scalar.map { "“\($0.string)”" } ?? "a list"
      throw .unusableValue(key: path, found: found, expected: "keys with their values: {key: value}")
    }
    var settings: [ParameterSetting] = []
    for (key, value) in mapping {
      let name = key.string ?? "\(key)"
      settings.append(ParameterSetting(name: name, text: try text(of: value, "\(path).\(name)")))
    }
    return settings
  }

  /// The text of a value, as it would be given to an option: lists separated by commas, `none` for no value.
  private static func text(of node: Node, _ path: String) throws(PlottingError) -> String {
    if let scalar = node.scalar { return node.isEmptyValue && scalar.style == .plain ? "none" : scalar.string }
    guard let list = node.sequence else {
      throw .unusableValue(key: path, found: "a mapping", expected: "a value, or a list of values")
    }
    var parts: [String] = []
    for element in list {
      guard let scalar = element.scalar, !scalar.string.contains(",") else {
        throw .unusableValue(key: path, found: "a list of lists or of texts with commas", expected: "a list of plain values")
      }
      parts.append(scalar.string)
    }
    return parts.joined(separator: ",")
  }

  // MARK: Keys in the wrong place

  private static func unknownKey(_ name: String, in section: String?, known: [String]) -> PlottingError {
    let key = section.map { "\($0).\(name)" } ?? name
    if let place = place(of: name) { return .misplacedKey(key, place: place) }
    if let nearest = nearestName(to: name, in: known) { return .unknownKey(key, nearest: nearest, known: known) }
    if let elsewhere = nearestName(to: name, in: allKeys).flatMap(place) { return .misplacedKey(key, place: elsewhere) }
    return .unknownKey(key, nearest: nil, known: known)
  }

  private static var allKeys: [String] {
    func names<Table: ParameterTable>(_ table: Table.Type) -> [String] { Table.parameters.map(\.information.name) }
    return names(PlotStyle.self) + names(FileSettings.self) + names(Movement.self) + names(FigureFrame.self)
  }

  /// Where a key is read that stands elsewhere, in the words of an example.
  private static func place(of name: String) -> String? {
    switch name {
    case "repeats": return "movement: {repeat: …}"
    case "time_steps_per_second": return "movement: {steps_per_second: …}"
    case "options", "kind": return "figures: {tda-barcode: {maximum_bars: …}}, with the figure's own name"
    default: break
    }
    func contains(_ table: (some ParameterTable).Type) -> Bool { table.parameters.contains { $0.information.name == name } }
    if contains(PlotStyle.self) { return "style: {\(name): …}" }
    if contains(FileSettings.self) { return "files: {\(name): …}" }
    if contains(Movement.self) { return "movement: {\(name): …}" }
    if contains(FigureFrame.self) {
      return "figures: {tda-barcode: {\(name): …}}, with the figure's own name, or \"*\" for all that have it"
    }
    return nil
  }
}

extension Node {
  /// Whether nothing, or the word for nothing, stands there.
  fileprivate var isEmptyValue: Bool {
    guard let scalar else { return false }
    return scalar.style == .plain && ["", "~", "null", "Null", "NULL"].contains(scalar.string)
  }
}

extension JSONValue {
  /// The value of a parameter as YAML.
  fileprivate var yaml: String {
    switch self {
    case .null: return "none"
    case .number(let value) where value == value.rounded() && abs(value) < 1e15: return String(Int(value))
    case .array(let values): return "[\(values.map(\.yaml).joined(separator: ", "))]"
    case .string(let text):
      let isPlain = text.first?.isLetter ?? false
      let isWord = text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-_ ".contains($0)) }
      let isSafe = isPlain && isWord && text.last != " " && text.lowercased() != "null"
      return isSafe ? text : compactText
    default: return compactText
    }
  }
}
