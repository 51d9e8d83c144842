import LearningAnalysis
import ModelAnalysis
import Schema
import Stages

extension Command {
  /// The models of the workbench.
  static let models = Command(
    name: "models", group: .models, operands: "[NAME]", summary: "the models: equations, parameters, units, references",
    purpose: sentence {
      "Lists the models that can be simulated, trained or analysed; with a name, one of them with its equations, its "
      "parameters with units and defaults, what it can be shown, what can be looked at, and the works behind it. Names of "
      "other programs, such as CANN1D_SFA, are understood."
    },
    example: "canns-analyze models cann1d"
  ) { try ModelsCommand(invocation: $0).run() }
}

/// What `models` prints.
struct ModelsCommand {
  let invocation: Invocation
  var catalogue = ModelCatalogue.standard

  func run() throws {
    let output = Output(invocation.common)
    guard invocation.files.count <= 1 else {
      throw UsageError("models takes one name, and these were given: \(invocation.files.joined(separator: ", ")).")
    }
    guard let name = invocation.files.first else {
      let all =
        catalogue.entries.map(json) + LearningEntry.all.map(json) + NeuronEntry.all.map(\.json)
        + NetworkPart.all.map(\.json)
      if output.json { return output.print(.array(all)) }
      for entry in catalogue.entries { StandardOutput.write(line(entry.name, entry.title)) }
      StandardOutput.write("\nmodels that learn, for train:\n")
      for entry in LearningEntry.all { StandardOutput.write(line(entry.name, entry.title)) }
      StandardOutput.write("\nneurons and sources, for the populations of a network:\n")
      for entry in NeuronEntry.all { StandardOutput.write(line(entry.name, entry.summary)) }
      StandardOutput.write("\nother parts of a network:\n")
      for part in NetworkPart.all { StandardOutput.write(line(part.name, "\(part.kind.rawValue): \(part.summary)")) }
      StandardOutput.write("\n'canns-analyze models NAME' shows one with its equations and parameters.\n")
      return
    }
    let entry: ModelEntry
    do {
      entry = try catalogue.entry(named: name)
    } catch {
      if let entry = LearningEntry.named(name) {
        return output.json ? output.print(json(entry)) : StandardOutput.write(text(entry))
      }
      if let neuron = NeuronEntry.named(name) {
        return output.json ? output.print(neuron.json) : StandardOutput.write(neuron.text)
      }
      if let part = NetworkPart.named(name) { return output.json ? output.print(part.json) : StandardOutput.write(part.text) }
      throw UsageError(unknown(name, error))
    }
    if output.json { return output.print(json(entry)) }
    StandardOutput.write(text(entry))
  }

  /// Offers the nearest name of each list.
  private func unknown(_ name: String, _ error: ModelNameError) -> String {
    let learning = LearningEntry.all.map(\.name)
    let nearest = nearestName(to: name, in: NeuronEntry.all.map(\.name) + NetworkPart.all.map(\.name))
    return sentence {
      error.description
      " Models that learn: \(learning.joined(separator: ", "))."
      if let nearest { " Of neurons and parts of networks, the nearest name is '\(nearest)'." }
    }
  }

  private func line(_ name: String, _ title: String) -> String {
    "  " + name + String(repeating: " ", count: max(1, 26 - name.count)) + title + "\n"
  }

  private func text(_ entry: ModelEntry) -> String {
    var text = "\(entry.name): \(entry.title)\n\n" + HelpText.wrapped(entry.purpose, indent: 0) + "\n"
    if !entry.otherNames.isEmpty { text += "\nelsewhere: \(entry.otherNames.joined(separator: ", "))\n" }
    text += "\nequations:\n" + entry.equations.map { "  \($0)\n" }.joined()
    text += "\nparameters:\n" + lines(entry.parameters, entry.defaults)
    if !entry.theory.isEmpty {
      text += "\ntheory, at these values:\n"
      for number in entry.theory {
        let unit = number.unit.isEmpty ? "" : " \(number.unit)"
        text += "  \(number.name): \(formatted(number.value, digits: 4))\(unit)\n"
      }
    }
    text += "\ntime: dt and durations in \(entry.time.text)\n"
    if !entry.tasks.isEmpty { text += "\ntasks: \(entry.tasks.joined(separator: ", "))\n" }
    if !entry.monitors.isEmpty {
      text += "\nmonitors:\n"
      for monitor in entry.monitors {
        let head = "  \(monitor.name)"
        let unit = monitor.unit.isEmpty ? "" : " (\(monitor.unit))"
        text += head + String(repeating: " ", count: max(2, 14 - head.count)) + monitor.meaning + unit + "\n"
      }
    }
    text += "\nrun by: canns-analyze \(entry.stage.command)\n"
    text += "\nreferences:\n" + entry.references.map { HelpText.wrapped($0.citation, indent: 2) + "\n" }.joined()
    return text
  }

  private func text(_ entry: LearningEntry) -> String {
    var text = "\(entry.name): \(entry.title)\n\n" + HelpText.wrapped(entry.purpose, indent: 0) + "\n"
    if !entry.otherNames.isEmpty { text += "\nelsewhere: \(entry.otherNames.joined(separator: ", "))\n" }
    text += "\nequations:\n" + entry.equations.map { "  \($0)\n" }.joined()
    text += "\nparameters, keys of the file:\n" + lines(entry.parameters, entry.defaults)
    text += "\nrun by: canns-analyze train\n"
    return text + "\nreferences:\n" + entry.references.map { HelpText.wrapped($0.citation, indent: 2) + "\n" }.joined()
  }

  /// A line for each parameter with its default.
  private func lines(_ parameters: [ParameterInformation], _ defaults: [JSONValue.Member]) -> String {
    zip(parameters, defaults).map { parameter, member in
      let head = "  \(parameter.name) = \(member.value.parameterText)" + (parameter.unit.isEmpty ? "" : " \(parameter.unit)")
      let source = parameter.source.map { " [\($0)]" } ?? ""
      return head + String(repeating: " ", count: max(2, 32 - head.count)) + parameter.help + source + "\n"
    }.joined()
  }

  private func json(_ parameters: [ParameterInformation], _ defaults: [JSONValue.Member]) -> JSONValue {
    .array(
      zip(parameters, defaults).map { parameter, member in
        .record([
          "name": .string(parameter.name), "unit": .string(parameter.unit), "default": member.value,
          "meaning": .string(parameter.help), "source": parameter.source.map(JSONValue.string) ?? .null,
        ])
      })
  }

  private func json(_ entry: LearningEntry) -> JSONValue {
    .record([
      "name": .string(entry.name), "other_names": JSONValue(entry.otherNames), "title": .string(entry.title),
      "purpose": .string(entry.purpose), "equations": JSONValue(entry.equations),
      "parameters": json(entry.parameters, entry.defaults), "command": .string("train"),
      "references": JSONValue(entry.references.map(\.citation)),
    ])
  }

  private func json(_ entry: ModelEntry) -> JSONValue {
    .record([
      "name": .string(entry.name), "other_names": JSONValue(entry.otherNames), "title": .string(entry.title),
      "purpose": .string(entry.purpose), "equations": JSONValue(entry.equations),
      "parameters": json(entry.parameters, entry.defaults),
      "theory": .array(
        entry.theory.map {
          .record(["name": .string($0.name), "unit": .string($0.unit), "value": .number($0.value)])
        }),
      "time_unit": .string(entry.time.rawValue), "tasks": JSONValue(entry.tasks),
      "monitors": .array(
        entry.monitors.map {
          .record(["name": .string($0.name), "unit": .string($0.unit), "meaning": .string($0.meaning)])
        }), "command": .string(entry.stage.command), "references": JSONValue(entry.references.map(\.citation)),
    ])
  }
}
