import Schema
import Stages

/// One command of the program.
struct Command: Sendable {
  enum Group: String, CaseIterable {
    case files = "Files"
    case recordings = "Recordings"
    case general = "General"
    case results = "Results"
  }

  var name: String
  var group: Group
  /// What stands behind the name: `RECORDING -o DIR`.
  var operands: String
  /// One line.
  var summary: String
  /// A paragraph.
  var purpose: String
  var example: String
  var options: [ParameterInformation] = []
  /// Options that are understood but not all listed in the help; the listed ones when nil.
  var acceptedOptions: [ParameterInformation]?
  /// Defaults of the options by name, as text.
  var defaults: [String: String] = [:]
  /// What it writes, a line each.
  var writes: [String] = []
  var references: [Reference] = []
  var run: @Sendable (Invocation) throws -> Void

  init(
    name: String, group: Group, operands: String, summary: String, purpose: String, example: String,
    options: [ParameterInformation] = [], writes: [String] = [], run: @escaping @Sendable (Invocation) throws -> Void
  ) {
    self.name = name
    self.group = group
    self.operands = operands
    self.summary = summary
    self.purpose = purpose
    self.example = example
    self.options = options
    self.writes = writes
    self.run = run
  }

  /// The command of a stage, derived from what the stage says of itself.
  init(_ stage: RegisteredStage) {
    let readsRecording = stage.requirements.contains(.recording)
    self.init(
      name: stage.description.command,
      group: stage.description.inputName == "RECORDING"
        ? .recordings : stage.description.inputName == "FILE" ? .files : .general,
      operands: readsRecording ? "\(stage.description.inputName) -o DIR" : "DIR",
      summary: stage.description.summary, purpose: stage.description.purpose, example: stage.description.example,
      options: stage.parameters,
      writes: [
        "\(stage.name).npz   the arrays", "\(stage.name).json  parameters, numbers, what was dropped, checks, units",
        "figures/\(stage.name)-*.svg, .png", "provenance.jsonl  one line added",
      ]
    ) { try StageCommand(stage: stage).run($0) }
    for member in stage.defaults { defaults[member.key] = defaultText(member.value) }
    references = stage.description.references
  }
}

/// A default as a person would type it.
func defaultText(_ value: JSONValue) -> String {
  switch value {
  case .string(let text): text
  case .null: "none"
  case .array(let values): values.isEmpty ? "none" : values.map(defaultText).joined(separator: ",")
  case .number(let number) where number == number.rounded() && abs(number) < 1e15: String(Int(number))
  default: value.compactText
  }
}
