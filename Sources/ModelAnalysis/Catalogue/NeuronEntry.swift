import Schema
import SpikingNetworks

/// A model of neurons or a source for networks, as `models` shows it.
public struct NeuronEntry: Sendable {
  /// What it is for.
  public enum Kind: String, Sendable, CaseIterable {
    case neuron, generator, encoder
  }

  /// As a simulation file calls it.
  public let name: String
  /// What other programs call it.
  public let otherNames: [String]
  /// What it is, in a sentence.
  public let summary: String
  /// What to know before it is used; empty when there is nothing.
  public let remarks: String
  /// What a step computes, in lines of plain text.
  public let equations: [String]
  /// The same with `profile: spaic`; empty where it is no different.
  public let spaicEquations: [String]
  /// Works to cite.
  public let references: [Reference]
  /// spikes, values or nothing.
  public let output: String
  /// A neuron, or what makes its output by itself.
  public let kind: Kind
  /// Name, unit, default and meaning of each.
  public let parameters: [NeuronParameterInformation]
  /// What can be looked at and set at the start.
  public let variables: [NeuronVariableInformation]

  init(_ model: NeuronModel, of catalogue: NeuronCatalogue) {
    name = model.name
    otherNames = catalogue.otherNames(of: model)
    summary = model.summary
    remarks = model.remarks
    equations = model.equations
    spaicEquations = catalogue.variant(of: model)?.equations ?? []
    references = model.references
    output = model.output.rawValue
    kind = !model.isSource ? .neuron : model.name.hasSuffix("-encoder") ? .encoder : .generator
    parameters = model.parameters
    variables = model.variables
  }

  /// All that a population may be.
  public static var all: [NeuronEntry] {
    NeuronCatalogue.standard.models.map { NeuronEntry($0, of: .standard) }
  }

  /// The entry of a name; letter case, hyphens and underscores do not count. `nil` when there is none.
  public static func named(_ name: String) -> NeuronEntry? {
    (try? NeuronCatalogue.standard.model(name)).map { NeuronEntry($0, of: .standard) }
  }

  /// How the equations of `kind` are to be read.
  public static func notation(_ kind: Kind) -> String {
    switch kind {
    case .neuron:
      "x is what arrives in the step, o is 1 for a spike and else 0; <- gives a value at the end of the step from those before"
    case .generator, .encoder: "t is in ms, n counts the steps, i the neurons, both from 0"
    }
  }
}
