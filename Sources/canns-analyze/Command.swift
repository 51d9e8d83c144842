import ModelAnalysis
import Plotting
import Schema
import Stages

/// One command of the program.
struct Command: Sendable {
  var name: String
  var group: CommandGroup
  /// What stands behind the name: `RECORDING -o DIR`.
  var operands: String
  /// One line.
  var summary: String
  /// A paragraph.
  var purpose: String
  var example: String
  /// What it writes, a line each.
  var writes: [String]
  var references: [Reference] = []
  /// Options and results; made for the command that is asked for, not for a list of all.
  var tables: @Sendable () -> CommandTables
  /// The parts of the common options that do something for it; help and completion show these.
  var takes: @Sendable () -> Set<CommonOptions.Part>
  /// What a shell offers for the words that are no options.
  var words: @Sendable () -> [CompletedWords]
  var run: @Sendable (Invocation) throws -> Void

  init(
    name: String, group: CommandGroup, operands: String, summary: String, purpose: String, example: String,
    writes: [String] = [], takes: @escaping @autoclosure @Sendable () -> Set<CommonOptions.Part> = [.work, .output],
    tables: @escaping @autoclosure @Sendable () -> CommandTables = CommandTables(),
    words: @escaping @autoclosure @Sendable () -> [CompletedWords] = [],
    run: @escaping @Sendable (Invocation) throws -> Void
  ) {
    self.name = name
    self.group = group
    self.operands = operands
    self.summary = summary
    self.purpose = purpose
    self.example = example
    self.writes = writes
    self.takes = takes
    self.tables = tables
    self.words = words
    self.run = run
  }

  /// The command of one or several stages, derived from what they say of themselves.
  init(_ family: StageFamily) {
    let standard = family.standard
    let description = standard.description
    let folders = description.furtherFolders == nil ? "DIR" : "DIR1 DIR2 ..."
    let operands = description.inputName.map { "\($0) -o DIR" } ?? (standard.requirements.isEmpty ? "-o DIR" : folders)
    self.init(
      name: family.command, group: description.group, operands: operands, summary: description.summary,
      purpose: description.purpose, example: description.example,
      writes: [
        "\(description.stem).npz   the arrays",
        "\(description.stem).json  parameters, numbers, what was dropped, checks, units",
        "figures/\(description.stem)-*.svg, .png", "provenance.jsonl  one line added",
      ], takes: family.commonParts, tables: CommandTables(family),
      words: description.inputName?.contains("MODEL") ?? false
        ? [CompletedWords(after: family.command, ModelCatalogue.standard.entries.map(\.name), orFiles: true)] : []
    ) { try StageCommand(family: family).run($0) }
    for stage in family.stages {
      for reference in stage.description.references where !references.contains(reference) { references.append(reference) }
    }
  }
}

/// Words that a shell offers behind another one.
struct CompletedWords: Sendable {
  /// The word before: the command's own name for its first operand.
  var previous: String
  var words: [String]
  /// Whether a file may stand there too.
  var orFiles: Bool

  init(after previous: String, _ words: [String], orFiles: Bool = false) {
    (self.previous, self.words, self.orFiles) = (previous, words, orFiles)
  }
}

/// The options and results of a command.
struct CommandTables {
  var options: [ParameterInformation] = []
  /// Options that are understood but not all listed in the help; the listed ones when nil.
  var acceptedOptions: [ParameterInformation]?
  /// Options that choose a part of what a results folder keeps; empty for a command that reads no such result.
  var partOptions: [ParameterInformation] = []
  /// Defaults of the options by name, as text.
  var defaults: [String: String] = [:]
  /// For a command with several stages: which options belong to which.
  var sections: [OptionSection] = []
  /// Arrays and numbers of the result.
  var fields: [FieldInformation] = []
  /// Figures by name.
  var figures: [(name: String, kind: AnyFigureKind)] = []
}

extension CommandTables {
  /// Those of one or several stages, each option, field and figure once.
  init(_ family: StageFamily) {
    options = family.options + [KeptAnalysis.option]
    partOptions = FolderPart.options(beside: family)
    if !partOptions.isEmpty { acceptedOptions = options + partOptions }
    defaults = Self.defaults(family)
    if let variant = family.standard.description.variant { defaults[variant.option] = variant.defaultName }
    sections = family.stages.count > 1 ? family.stages.map(OptionSection.init) : []
    fields = family.stages.flatMap(\.fields).reduce(into: []) { list, field in
      if !list.contains(where: { $0.key == field.key && $0.kind == field.kind }) { list.append(field) }
    }
    figures = family.stages.flatMap { stage in
      stage.figureKinds.map { (name: "\(stage.description.stem)-\($0.name)", kind: $0) }
    }.reduce(into: []) { list, figure in
      if !list.contains(where: { $0.name == figure.name }) { list.append(figure) }
    }
  }
}

extension CommandTables {
  /// Of each option; where the stages of a family differ, each value with those that have it: "0.05 with oja; 0.02 with bcm".
  private static func defaults(_ family: StageFamily) -> [String: String] {
    let flags = Set(family.options.filter(\.isFlag).map(\.name))
    var values: [String: [(text: String, owners: [String])]] = [:]
    for stage in family.stages {
      for member in stage.defaults {
        let text = member.value.parameterText
        let owner = stage.description.variant?.name ?? ""
        if let same = values[member.key]?.firstIndex(where: { $0.text == text }) {
          values[member.key]?[same].owners.append(owner)
        } else {
          values[member.key, default: []].append((text, [owner]))
        }
      }
    }
    return values.reduce(into: [:]) { table, entry in
      let known = entry.value.filter { $0.text != "none" && !$0.text.isEmpty }
      // Where some have none, those that have one are named too.
      let isOne = entry.value.count == 1 || flags.contains(entry.key)
      table[entry.key] =
        isOne || known.isEmpty
        ? entry.value[0].text : known.map { "\($0.text) with \($0.owners.joined(separator: ", "))" }.joined(separator: "; ")
    }
  }
}

/// The options that one of several stages behind a command has.
struct OptionSection: Sendable {
  /// "with --decoder population".
  var title: String
  var names: [String]
  /// As text, by option.
  var defaults: [String: String]

  init(_ stage: RegisteredStage) {
    let variant = stage.description.variant
    title = variant.map { "with --\($0.option) \($0.name)" } ?? ""
    names = stage.parameters.map(\.name)
    defaults = stage.defaults.reduce(into: [:]) { $0[$1.key] = $1.value.parameterText }
  }
}
