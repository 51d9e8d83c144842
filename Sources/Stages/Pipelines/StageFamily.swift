import ArrayNumerics
import Schema

/// The stages behind one command word: one, or a family of which an option chooses, each with its own parameters.
public struct StageFamily: Sendable {
  /// At least one.
  public let stages: [RegisteredStage]

  /// The command word.
  public var command: String { stages[0].description.command }

  /// The stage that runs when nothing chooses.
  public var standard: RegisteredStage {
    stages.first { $0.description.variant.map { $0.name == $0.defaultName } ?? true } ?? stages[0]
  }

  /// The option that chooses, with what can be chosen; `nil` for a single stage.
  public var choice: ParameterInformation? {
    guard let variant = standard.description.variant else { return nil }
    return ParameterInformation(
      name: variant.option, help: variant.help, expected: "one of \(variantNames.joined(separator: ", "))")
  }

  /// The choosing option and the parameters of all stages, each name once.
  public var options: [ParameterInformation] {
    var options = choice.map { [$0] } ?? []
    for option in stages.flatMap(\.parameters) where !options.contains(where: { $0.name == option.name }) {
      options.append(option)
    }
    return options
  }

  private var variantNames: [String] { stages.compactMap { $0.description.variant?.name } }

  /// The stage that settings ask for (by the option, else by a setting that implies one, else the standard one) and the
  /// settings that concern it: the default of another variant's parameter asks for nothing and is left out.
  ///
  /// - Throws: `ParameterError` for an unknown variant, and for a parameter that belongs to another variant only.
  public func resolve(_ settings: [ParameterSetting]) throws -> (stage: RegisteredStage, settings: [ParameterSetting]) {
    let known = options.map(\.name)
    if let unknown = settings.first(where: { !known.contains($0.name) }) {
      throw ParameterError.unknown(name: unknown.name, nearest: nearestName(to: unknown.name, in: known))
    }
    let stage = try chosen(by: settings)
    guard let variant = stage.description.variant else { return (stage, settings) }
    let own = Set(stage.parameters.map(\.name) + [variant.option])
    let concerned = try settings.filter { setting in
      if own.contains(setting.name) { return true }
      let owners = stages.filter { $0.parameters.contains { $0.name == setting.name } }
      let variants = owners.compactMap(\.description.variant)
      guard let owner = variants.first else { return true }
      if owners.contains(where: { $0.isDefault(setting) }) { return false }
      throw ParameterError.idle(
        name: setting.name, condition: "with --\(owner.option) \(variants.map(\.name).joined(separator: ", "))")
    }
    return (stage, concerned)
  }

  /// The stage that settings ask for, by the option or by implying it; `nil` when nothing chooses or the choice is unknown.
  func asked(by settings: [ParameterSetting]) -> RegisteredStage? {
    guard let option = standard.description.variant?.option else { return nil }
    if let name = settings.last(where: { $0.name == option })?.text.lowercased() {
      return stages.first { $0.description.variant?.name == name }
    }
    return stages.first { $0.description.variant?.implied.contains(where: settings.contains) ?? false }
  }

  private func chosen(by settings: [ParameterSetting]) throws -> RegisteredStage {
    if let asked = asked(by: settings) { return asked }
    guard let option = standard.description.variant?.option else { return standard }
    if let name = settings.last(where: { $0.name == option })?.text.lowercased() {
      let nearest = nearestName(to: name, in: variantNames)
      throw ParameterError.invalid(
        name: option,
        reason: "'\(name)' is not one of \(variantNames.joined(separator: ", "))"
          + (nearest.map { "; did you mean \($0)?" } ?? "."))
    }
    return standard
  }
}
