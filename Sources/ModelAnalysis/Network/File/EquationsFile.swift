import Foundation
import Schema
import SpikingNetworks

extension NeuronEquations {
  /// A neuron that a file writes down, `{name, form, parameters, variables, equations, threshold, reset}`.
  init(_ section: FileSection) throws {
    try section.require(
      known: ["name", "form", "parameters", "variables", "equations", "threshold", "reset", "output"])
    guard let name = try section.text("name"), let form = try section.word("form", Form.self) else {
      throw section.error(
        "a model has a name and a form, one of \(Form.allCases.map(\.rawValue).joined(separator: ", ")).")
    }
    func quantities(_ key: String) throws -> [Quantity] {
      guard let inner = try section.section(key) else { return [] }
      return try inner.keys.map { name in
        guard let value: Double = try inner.value(name) else { throw inner.error("'\(name)' takes a number.") }
        return Quantity(name, value)
      }
    }
    self.init(
      name, form: form, parameters: try quantities("parameters"), variables: try quantities("variables"),
      equations: try section.lines("equations"), threshold: try section.text("threshold"), reset: try section.lines("reset"),
      output: try section.text("output"))
  }
}

extension FileSection {
  /// A list of texts, or one text of several lines.
  fileprivate func lines(_ key: String) throws -> [String] {
    try (values(key, as: String.self) ?? []).flatMap { text in
      text.split(whereSeparator: \.isNewline).map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
    }
  }
}
