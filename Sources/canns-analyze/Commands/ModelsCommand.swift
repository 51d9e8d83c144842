import LearningAnalysis
import ModelAnalysis
import Schema

extension Command {
  /// The models of the workbench.
  static let models = Command(
    name: "models", group: .models, operands: "[NAME]", summary: "the models: equations, parameters, units, references",
    purpose: sentence {
      "Lists the models that can be simulated, trained or analysed, and what networks are made of; with a name, one of them "
      "with its equations, its parameters with units and defaults, what it can be shown, what can be looked at, and the works "
      "behind it. Where SPAIC's program computes something else, its equations ('profile: spaic') stand beside. Encoders of "
      "intensities (poisson, bernoulli, latency, relative-latency, uniform) take numbers from 0 to 1 and refuse others, unless "
      "'rescale: 1' or 'profile: spaic' asks for what SPAIC makes of them. Names of other programs, such as CANN1D_SFA or "
      "compute_overlap, are understood."
    },
    example: "canns-analyze models cann1d",
    words: [CompletedWords(after: "models", CataloguePage.all(.standard).map(\.name))]
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
      if output.json { return output.print(.array(CataloguePage.all(catalogue).map(\.json))) }
      return StandardOutput.write(list)
    }
    let pages = CataloguePage.named(name, catalogue)
    if let first = pages.first {
      guard output.json else { return StandardOutput.write(pages.map(\.text).joined(separator: "\n")) }
      let others = JSONValue.array(pages.dropFirst().map(\.json))
      guard case .object(let members) = first.json, pages.count > 1 else { return output.print(first.json) }
      return output.print(.object(members + [.init("same_name", others)]))
    }
    if let foreign = ForeignName.named(name) {
      return output.json ? output.print(foreign.json) : StandardOutput.write(foreign.text(asked: name))
    }
    throw UsageError(unknown(name))
  }

  /// Every name with what it is.
  private var list: String {
    func line(_ name: String, _ title: String) -> String {
      "  " + name + String(repeating: " ", count: max(1, 26 - name.count)) + title + "\n"
    }
    var text = catalogue.entries.map { line($0.name, $0.title) }.joined()
    text += "\nmodels that learn, for train:\n" + LearningEntry.all.map { line($0.name, $0.title) }.joined()
    text += "\nneurons and sources, for the populations of a network:\n"
    text += NeuronEntry.all.map { line($0.name, $0.summary) }.joined()
    text += "\nother parts of a network:\n"
    text += NetworkPart.all.map { line($0.name, "\($0.kind.rawValue): \($0.summary)") }.joined()
    return text + "\n'canns-analyze models NAME' shows one with its equations, parameters and references.\n"
  }

  /// Offers the nearest of all names, those of other programs too.
  private func unknown(_ name: String) -> String {
    let pages = CataloguePage.all(catalogue)
    let names = pages.map(\.name) + pages.flatMap(\.otherNames) + ForeignName.all.flatMap(\.names)
    return sentence {
      "there is no model '\(name)'"
      if let nearest = nearestName(to: name, in: names) { "; did you mean '\(nearest)'?" } else { "." }
      " 'canns-analyze models' lists all names; those of models are \(catalogue.entries.map(\.name).joined(separator: ", "))."
    }
  }
}
