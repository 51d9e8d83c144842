import Schema

/// The stages that a program offers. A value: whoever builds a program says which stages it has.
public struct StageRegistry: Sendable {
  /// In the order of the list of commands.
  public let stages: [RegisteredStage]
  /// The chains that come with it.
  public let presets: [Pipeline]

  public init(_ stages: [RegisteredStage], presets: [Pipeline] = []) {
    self.stages = stages
    self.presets = presets
  }

  /// The stages by command word, in the order of their first.
  public var commands: [StageFamily] {
    var words: [String] = []
    for stage in stages where !words.contains(stage.description.command) { words.append(stage.description.command) }
    return words.map { word in StageFamily(stages: stages.filter { $0.description.command == word }) }
  }

  /// The stages behind a command word; the stem of their files is understood too.
  ///
  /// - Throws: `StageError.unknownStage`
  public func command(named name: String) throws -> StageFamily {
    let commands = commands
    if let family = commands.first(where: { $0.command == name }) { return family }
    if let family = commands.first(where: { $0.standard.description.stem == name }) { return family }
    let names = commands.map(\.command)
    throw StageError.unknownStage(name: name, nearest: nearestName(to: name, in: names), known: names)
  }

  /// The stage that a command word and settings ask for, and the settings that concern it.
  ///
  /// - Throws: `StageError.unknownStage`, `ParameterError`
  public func resolve(
    _ name: String, _ settings: [ParameterSetting] = []
  ) throws -> (stage: RegisteredStage, settings: [ParameterSetting]) {
    try command(named: name).resolve(settings)
  }
}
