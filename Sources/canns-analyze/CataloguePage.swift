import LearningAnalysis
import ModelAnalysis
import Schema
import Stages

/// What `models NAME` prints of one name, whatever kind of thing it is: the same sections in the same order, as text and for
/// programs.
struct CataloguePage {
  /// A parameter, a variable or a monitor.
  struct Row {
    var name: String
    var unit: String
    var meaning: String
    /// Text and value of the default; `nil` for what has none.
    var value: (text: String, json: JSONValue)?
    /// Where the default is from.
    var source: String?
  }

  var name: String
  /// One word: rate, trained, neuron, generator, encoder, decoder …
  var kind: String
  var otherNames: [String]
  var title: String
  /// A paragraph, or remarks; empty without.
  var purpose: String
  /// What programs find it under.
  var purposeKey = "purpose"
  var equations: [String]
  /// How the equations are to be read; empty where they need no word.
  var notation = ""
  /// Those with `profile: spaic`, where they differ.
  var spaicEquations: [String] = []
  /// Why there are no equations; empty where there are.
  var reason = ""
  var parameters: [Row] = []
  var parametersTitle = "parameters"
  var theory: [TheoryNumber] = []
  var time: ModelTime?
  var tasks: [String] = []
  /// What can be looked at.
  var looks: [Row] = []
  var looksTitle = "monitors"
  /// spikes, values or nothing; `nil` where it is not said.
  var output: String?
  /// How a file or a program asks for it; empty where the name is enough.
  var use = ""
  /// The command that runs it; empty for what only a Swift program runs.
  var command: String
  var references: [Reference]

  // MARK: - Text

  var text: String {
    var text = "\(name): \(title)\n"
    if !purpose.isEmpty { text += "\n" + HelpText.wrapped(purpose, indent: 0) + "\n" }
    if !otherNames.isEmpty { text += "\nelsewhere: \(otherNames.joined(separator: ", "))\n" }
    text += section("equations", equations.isEmpty ? ["none: \(reason)"] : equations)
    if !notation.isEmpty { text += HelpText.wrapped("(\(notation))", indent: 2) + "\n" }
    if !spaicEquations.isEmpty { text += section("equations with 'profile: spaic'", spaicEquations) }
    if !parameters.isEmpty { text += section(parametersTitle, parameters.map { line($0, width: 32) }) }
    if !theory.isEmpty {
      text += section(
        "theory, at these values",
        theory.map { "\($0.name): \(formatted($0.value, digits: 4))" + ($0.unit.isEmpty ? "" : " \($0.unit)") })
    }
    if let time { text += "\ntime: dt and durations in \(time.text)\n" }
    if !tasks.isEmpty { text += "\ntasks: \(tasks.joined(separator: ", "))\n" }
    if !looks.isEmpty { text += section(looksTitle, looks.map { line($0, width: 14) }) }
    if let output { text += "\nputs out: \(output)\n" }
    if !use.isEmpty { text += "\n\(kind), used as\n  \(use)\n" }
    if !command.isEmpty { text += "\nrun by: canns-analyze \(command)\n" }
    return text + "\nreferences:\n" + references.map { HelpText.wrapped($0.citation, indent: 2) + "\n" }.joined()
  }

  private func section(_ title: String, _ lines: [String]) -> String {
    "\n\(title):\n" + lines.map { "  \($0)\n" }.joined()
  }

  /// A default stands with its unit before the meaning; without one the unit follows it.
  private func line(_ row: Row, width: Int) -> String {
    let unit = row.unit.isEmpty ? "" : " \(row.unit)"
    let head = row.name + (row.value.map { " = \($0.text)\(unit)" } ?? "")
    let tail = row.value == nil && !row.unit.isEmpty ? " (\(row.unit))" : ""
    let source = row.source.map { " [\($0)]" } ?? ""
    return head + String(repeating: " ", count: max(2, width - 2 - head.count)) + row.meaning + tail + source
  }

  // MARK: - For programs

  var json: JSONValue {
    func rows(_ rows: [Row], withDefaults: Bool) -> JSONValue {
      .array(
        rows.map { row in
          var members: [JSONValue.Member] = [.init("name", .string(row.name)), .init("unit", .string(row.unit))]
          if withDefaults { members.append(.init("default", row.value?.json ?? .null)) }
          members.append(.init("meaning", .string(row.meaning)))
          if withDefaults { members.append(.init("source", row.source.map(JSONValue.string) ?? .null)) }
          return .object(members)
        })
    }
    var members: [JSONValue.Member] = [
      .init("name", .string(name)), .init("kind", .string(kind)), .init("other_names", JSONValue(otherNames)),
      .init("title", .string(title)), .init(purposeKey, .string(purpose)), .init("equations", JSONValue(equations)),
    ]
    if !reason.isEmpty { members.append(.init("no_equations_because", .string(reason))) }
    if !spaicEquations.isEmpty { members.append(.init("equations_spaic", JSONValue(spaicEquations))) }
    members.append(.init("parameters", rows(parameters, withDefaults: true)))
    if let time {
      let numbers = theory.map { number in
        JSONValue.record([
          "name": .string(number.name), "unit": .string(number.unit), "value": .number(number.value),
        ])
      }
      members += [
        .init("theory", .array(numbers)), .init("time_unit", .string(time.rawValue)), .init("tasks", JSONValue(tasks)),
      ]
    }
    if !looks.isEmpty { members.append(.init(looksTitle, rows(looks, withDefaults: false))) }
    if let output { members.append(.init("output", .string(output))) }
    if !use.isEmpty { members.append(.init("use", .string(use))) }
    return .object(
      members + [
        .init("command", command.isEmpty ? .null : .string(command)),
        .init("references", JSONValue(references.map(\.citation))),
      ])
  }
}

extension CataloguePage {
  /// Parameters with defaults.
  private static func rows(_ parameters: [ParameterInformation], _ defaults: [JSONValue.Member]) -> [Row] {
    zip(parameters, defaults).map { parameter, member in
      Row(
        name: parameter.name, unit: parameter.unit, meaning: parameter.help, value: (member.value.parameterText, member.value),
        source: parameter.source)
    }
  }

  init(_ entry: ModelEntry) {
    self.init(
      name: entry.name, kind: "rate", otherNames: entry.otherNames, title: entry.title, purpose: entry.purpose,
      equations: entry.equations, parameters: Self.rows(entry.parameters, entry.defaults), theory: entry.theory,
      time: entry.time, tasks: entry.tasks,
      looks: entry.monitors.map { Row(name: $0.name, unit: $0.unit, meaning: $0.meaning) }, command: entry.stage.command,
      references: entry.references)
  }

  init(_ entry: LearningEntry) {
    self.init(
      name: entry.name, kind: "trained", otherNames: entry.otherNames, title: entry.title, purpose: entry.purpose,
      equations: entry.equations, parameters: Self.rows(entry.parameters, entry.defaults),
      parametersTitle: "parameters, keys of the file", command: "train", references: entry.references)
  }

  init(_ entry: NeuronEntry) {
    self.init(
      name: entry.name, kind: entry.kind.rawValue, otherNames: entry.otherNames, title: entry.summary, purpose: entry.remarks,
      purposeKey: "remarks", equations: entry.equations, notation: NeuronEntry.notation(entry.kind),
      spaicEquations: entry.spaicEquations,
      parameters: entry.parameters.map {
        let isGiven = $0.value.isNaN
        return Row(
          name: $0.name, unit: $0.unit, meaning: $0.meaning,
          value: isGiven ? nil : (formatted($0.value, digits: 8), $0.value.isFinite ? .number($0.value) : .null))
      }, looks: entry.variables.map { Row(name: $0.name, unit: $0.unit, meaning: $0.meaning) }, looksTitle: "variables",
      output: entry.output, use: "populations: [{name: p, model: \(entry.name), size: 10}]", command: "simulate",
      references: entry.references)
  }

  init(_ part: NetworkPart) {
    self.init(
      name: part.name, kind: part.kind.rawValue, otherNames: part.otherNames, title: part.summary, purpose: "",
      equations: part.equations, reason: part.reason, use: part.use, command: part.kind == .learning ? "" : "simulate",
      references: part.references)
  }

  /// The pages of all names, in the order of the list.
  static func all(_ catalogue: ModelCatalogue) -> [CataloguePage] {
    catalogue.entries.map(CataloguePage.init) + LearningEntry.all.map(CataloguePage.init)
      + NeuronEntry.all.map(CataloguePage.init) + NetworkPart.all.map(CataloguePage.init)
  }

  /// The pages of a name, or of one that another program uses: more than one where a trainer and a part of a network share it.
  static func named(_ name: String, _ catalogue: ModelCatalogue) -> [CataloguePage] {
    let pages = [
      (try? catalogue.entry(named: name)).map(CataloguePage.init), LearningEntry.named(name).map(CataloguePage.init),
      NeuronEntry.named(name).map(CataloguePage.init), NetworkPart.named(name).map(CataloguePage.init),
    ].compactMap(\.self)
    // Names of ours before what other programs call something.
    let own = pages.filter { $0.name.lowercased() == name.lowercased() }
    return own.isEmpty ? Array(pages.prefix(1)) : own
  }
}

extension ForeignName {
  /// What `models NAME` prints.
  ///
  /// - Parameter asked: the name that led here.
  func text(asked: String) -> String {
    let others = names.filter { $0 != asked }.joined(separator: ", ")
    return "\(asked): a name of \(owner)\n" + (others.isEmpty ? "" : "\nlikewise: \(others)\n") + "\n"
      + HelpText.wrapped(meaning, indent: 0) + "\n\nsee:\n" + see.map { "  canns-analyze models \($0)\n" }.joined()
  }

  /// The same for programs.
  var json: JSONValue {
    .record([
      "name": .string(names[0]), "kind": .string("elsewhere"), "other_names": JSONValue(Array(names.dropFirst())),
      "owner": .string(owner), "meaning": .string(meaning), "see": JSONValue(see),
    ])
  }
}
