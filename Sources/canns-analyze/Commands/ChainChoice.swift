import ArrayFiles
import Foundation
import Schema
import Stages

/// The chain that a command was asked for: a preset or a pipeline file, with the options of its stages.
struct ChainChoice {
  let registry: StageRegistry
  /// The command that asks, for messages.
  let command: String

  /// The options that choose a chain.
  static func options(_ registry: StageRegistry) -> [ParameterInformation] {
    [
      ParameterInformation(
        name: "preset", unit: "", help: "a chain that comes with the program", source: nil,
        expected: "one of \(registry.presets.map(\.name).joined(separator: ", "))", isFlag: false, isList: false),
      ParameterInformation(
        name: "pipeline", unit: "", help: "a YAML file with a chain of your own", source: nil, expected: "a file",
        isFlag: false, isList: false),
    ]
  }

  /// Options of a command, and those of every stage behind them, plain and with the name of the stage.
  static func accepted(_ own: [ParameterInformation], _ registry: StageRegistry) -> [ParameterInformation] {
    var accepted = own
    for family in registry.commands {
      for option in family.options {
        if !accepted.contains(where: { $0.name == option.name }) { accepted.append(option) }
        accepted.append(option.named("\(family.command).\(option.name)"))
      }
    }
    return accepted
  }

  /// The chain with the options of the command line added.
  ///
  /// - Parameter own: names of options that are the command's, not of a stage.
  func pipeline(_ settings: [ParameterSetting], without own: Set<String>) throws -> Pipeline {
    let preset = settings.first { $0.name == "preset" }?.text
    let file = settings.first { $0.name == "pipeline" }?.text
    let options = settings.filter { !own.contains($0.name) && !["preset", "pipeline"].contains($0.name) }
    let names = registry.presets.map(\.name)
    switch (preset, file) {
    case (let preset?, nil):
      guard let pipeline = registry.presets.first(where: { $0.name == preset }) else {
        throw UsageError(
          sentence {
            "there is no preset '\(preset)'"
            nearestName(to: preset, in: names).map { "; did you mean '\($0)'?" } ?? "."
            " Presets: \(names.joined(separator: ", "))."
          })
      }
      return try pipeline.adding(options, registry: registry)
    case (nil, let file?):
      guard let text = givenText(file) else {
        throw FileError(
          .noSuchInput, file: file, problem: "there is no such file.", remedy: "--pipeline takes a YAML file.")
      }
      return try Pipeline(yaml: text, file: file).adding(options, registry: registry)
    case (_?, _?):
      throw UsageError("\(command) takes --preset or --pipeline, and both were given.")
    case (nil, nil):
      throw UsageError("\(command) needs either --preset \(names.joined(separator: "|")) or --pipeline FILE.yaml.")
    }
  }
}

extension ParameterInformation {
  func named(_ name: String) -> ParameterInformation {
    ParameterInformation(
      name: name, unit: unit, help: help, source: source, expected: expected, isFlag: isFlag, isList: isList)
  }
}
