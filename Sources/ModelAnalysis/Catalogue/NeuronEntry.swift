import Schema
import SpikingNetworks

/// A model of neurons or a source for networks, as `models` shows it.
public struct NeuronEntry: Sendable {
  /// As a simulation file calls it.
  public let name: String
  /// What it is, in a sentence.
  public let summary: String
  /// What to know before it is used; empty when there is nothing.
  public let remarks: String
  /// spikes, values or nothing.
  public let output: String
  /// Whether it makes its output by itself.
  public let isSource: Bool
  /// Name, unit, default and meaning of each.
  public let parameters: [NeuronParameterInformation]
  /// What can be looked at and set at the start.
  public let variables: [NeuronVariableInformation]

  init(_ model: NeuronModel) {
    name = model.name
    summary = model.summary
    remarks = model.remarks
    output = model.output.rawValue
    isSource = model.isSource
    parameters = model.parameters
    variables = model.variables
  }

  /// All that a population may be.
  public static var all: [NeuronEntry] { NeuronCatalogue.standard.models.map(NeuronEntry.init) }

  /// The entry of a name; letter case, hyphens and underscores do not count. `nil` when there is none.
  public static func named(_ name: String) -> NeuronEntry? {
    (try? NeuronCatalogue.standard.model(name)).map(NeuronEntry.init)
  }

  /// What `models NAME` prints.
  public var text: String {
    func line(_ name: String, _ meaning: String) -> String {
      "  " + name + String(repeating: " ", count: max(2, 30 - name.count)) + meaning + "\n"
    }
    var text = "\(name): \(summary)\n"
    if !remarks.isEmpty { text += "\n\(remarks)\n" }
    if !parameters.isEmpty {
      text += "\nparameters:\n"
      for parameter in parameters {
        let unit = parameter.unit.isEmpty ? "" : " \(parameter.unit)"
        let value = parameter.value.isNaN ? "" : " = \(formatted(parameter.value, digits: 8))\(unit)"
        text += line("\(parameter.name)\(value)", parameter.meaning)
      }
    }
    if !variables.isEmpty {
      text += "\nvariables:\n"
      for variable in variables {
        text += line(variable.name, variable.meaning + (variable.unit.isEmpty ? "" : " (\(variable.unit))"))
      }
    }
    return text + "\nputs out: \(output)\nused in: 'populations' of a file for canns-analyze simulate\n"
  }

  /// The same for programs.
  public var json: JSONValue {
    .record([
      "name": .string(name), "kind": .string(isSource ? "source" : "neuron"), "title": .string(summary),
      "remarks": .string(remarks), "output": .string(output),
      "parameters": .array(
        parameters.map {
          .record([
            "name": .string($0.name), "unit": .string($0.unit), "default": $0.value.isFinite ? .number($0.value) : .null,
            "meaning": .string($0.meaning),
          ])
        }),
      "variables": .array(
        variables.map {
          .record(["name": .string($0.name), "unit": .string($0.unit), "meaning": .string($0.meaning)])
        }),
      "command": .string("simulate"),
    ])
  }
}
