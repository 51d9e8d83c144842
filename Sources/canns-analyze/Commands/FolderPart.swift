import Foundation
import Schema
import Stages

/// Some of the cells or of the time of a results folder, analysed apart: the part is made in a folder of its own, and what is
/// computed there is of the part alone. Rows and cells of two parts can then never be mixed up.
struct FolderPart {
  /// The stage that makes the part.
  let stage: RegisteredStage
  /// What it is told: how the whole was made, and what is taken.
  private(set) var settings: [ParameterSetting]
  /// The folder with the whole.
  let whole: ResultsFolder
  /// The folder of the part.
  let output: ResultsFolder
  private let archive: URL

  /// Names of the options that choose a part.
  private(set) var names: Set<String>

  /// Where the part is made.
  var places: Places {
    var places = Places(folder: output)
    places.recording = archive
    return places
  }

  // MARK: Options

  /// The cells of a group that an earlier result in the folder of the whole names. A stage that has an option of this name
  /// takes them itself, and needs no folder of its own.
  private static let group = ParameterInformation(
    name: "cells-from", unit: "",
    help: "take only the cells of groups that an earlier result in the folder names: cell-classes:grid, modules:1,2",
    source: nil, expected: CellGroupChoice.expectedText, isFlag: false, isList: false)

  /// The stage that takes parts of its result.
  private static var maker: RegisteredStage? {
    CommandTable.registry.stages.first { !$0.description.partParameters.isEmpty }
  }

  /// The options that choose a part, for a command that reads a result which has parts; none for one that has its own.
  static func options(beside family: StageFamily) -> [ParameterInformation] {
    if family.command == maker?.description.command { return [group] }
    guard let maker, family.stages.contains(where: { $0.requirements.contains { $0.names(maker.description) } }) else {
      return []
    }
    let own = Set(family.options.map(\.name))
    return (maker.parameters.filter { maker.description.partParameters.contains($0.name) } + [group])
      .filter { !own.contains($0.name) }
  }

  // MARK: Making

  /// The part that a command line asks for; `nil` where none of its options choose one, or where a recording is read.
  ///
  /// - Throws: `UsageError` without a folder of its own for the part.
  init?(_ invocation: Invocation, _ family: StageFamily, input: String) throws {
    guard let maker = Self.maker else { return nil }
    let isMaker = family.command == maker.description.command
    let names =
      isMaker ? Set(maker.description.partParameters + [Self.group.name]) : Set(Self.options(beside: family).map(\.name))
    let chosen = invocation.settings.filter { names.contains($0.name) }
    guard !chosen.isEmpty else { return nil }
    let given = isMaker ? invocation.settings.filter { $0.name != KeptAnalysis.option.name } : chosen
    try self.init(maker, given, chosen, invocation, input: input)
    self.names = names
  }

  /// Whether the input is a folder with a result of which there can be parts.
  private static func record(of maker: RegisteredStage, in input: String) throws -> (folder: ResultsFolder, StageRecord)? {
    var isFolder = ObjCBool(false)
    guard FileManager.default.fileExists(atPath: input, isDirectory: &isFolder), isFolder.boolValue else { return nil }
    let folder = ResultsFolder(url: URL(fileURLWithPath: input, isDirectory: true))
    return try folder.record(of: maker.description.stem).map { (folder, $0) }
  }

  /// The settings with the cells of a group by their names.
  private static func namingCells(
    _ settings: [ParameterSetting], of folder: ResultsFolder, _ record: StageRecord, _ invocation: Invocation
  ) throws -> [ParameterSetting] {
    guard let setting = settings.first(where: { $0.name == group.name }) else { return settings }
    guard !settings.contains(where: { $0.name == "cells" }) else {
      throw UsageError("\(invocation.command): --cells and --\(group.name) both choose cells; give one of them.")
    }
    guard let choice = CellGroupChoice(parameterText: setting.text) else {
      throw UsageError(
        "--\(group.name): '\(setting.text)' is no group of cells; \(CellGroupChoice.expectedText) is expected.")
    }
    let identifiers = try folder.arrays(of: record, only: ["cell_ids"])["cell_ids"]?.strings ?? []
    let places = try InputSource(recordingURL: nil, folder: folder, keepsResults: false).cells(
      of: choice, among: identifiers, parameter: group.name, neededBy: invocation.command)
    let names = places.map { identifiers[$0] }
    if let name = names.first(where: { $0.contains { $0 == "," || $0.isWhitespace } }) {
      throw UsageError(
        "\(invocation.command): the name of cell '\(name)' has a comma or a space, so that --\(group.name) cannot take it.")
    }
    return settings.map {
      $0 == setting ? ParameterSetting(name: "cells", text: names.joined(separator: ",")) : $0
    }
  }

  /// The part that a chain begins with; its first stage takes it from the folder and is told so in the pipeline.
  init?(_ invocation: Invocation, _ pipeline: inout Pipeline, input: String) throws {
    guard let maker = Self.maker else { return nil }
    let command = maker.description.command
    let known = Set(maker.parameters.map(\.name))
    let given = invocation.settings.compactMap { setting -> ParameterSetting? in
      let name = setting.name.hasPrefix("\(command).") ? String(setting.name.dropFirst(command.count + 1)) : setting.name
      return known.contains(name) ? ParameterSetting(name: name, text: setting.text) : nil
    }
    guard let step = pipeline.steps.firstIndex(where: { $0.stage == command }) else { return nil }
    // What a preset sets is not asked of a folder that was made otherwise; what a person wrote is.
    let isPreset = invocation.settings.contains { $0.name == "preset" }
    let asked = isPreset ? given : pipeline.steps[step].settings
    let chosen = asked.filter { maker.description.partParameters.contains($0.name) }
    guard !chosen.isEmpty else { return nil }
    try self.init(maker, asked, chosen, invocation, input: input)
    pipeline.steps[step].settings = settings
  }

  private init?(
    _ maker: RegisteredStage, _ given: [ParameterSetting], _ chosen: [ParameterSetting], _ invocation: Invocation, input: String
  ) throws {
    guard let (folder, record) = try Self.record(of: maker, in: input), let file = record.archive else {
      guard !given.contains(where: { $0.name == Self.group.name }) else {
        throw UsageError(
          "\(invocation.command): --\(Self.group.name) takes groups that results name, and \(input) is no folder of results.")
      }
      return nil
    }
    let given = try Self.namingCells(given, of: folder, record, invocation)
    names = Set(maker.description.partParameters)
    let option = chosen.map { "--\($0.name)" }.joined(separator: ", ")
    guard let path = invocation.common.output else {
      throw UsageError(
        sentence {
          "\(invocation.command): a part of the cells or of the time (\(option)) is analysed apart, in a folder of its own: "
          "give one with -o. What is in \(input) is of all that '\(maker.description.command)' kept."
        })
    }
    let output = ResultsFolder(url: URL(fileURLWithPath: path, isDirectory: true))
    guard output.url.standardizedFileURL.resolvingSymlinksInPath() != folder.url.standardizedFileURL.resolvingSymlinksInPath()
    else {
      throw UsageError("\(invocation.command): -o \(path) is the folder of the whole; a part (\(option)) needs another one.")
    }
    if let former = try output.record(of: maker.description.stem), former.summary["part"]?.string == nil {
      throw UsageError(
        "\(invocation.command): \(path) holds an embedding of a recording; a part (\(option)) needs a folder of its own.")
    }
    stage = maker
    let kept = record.givenSettings.filter { setting in
      !maker.description.partParameters.contains(setting.name) && !given.contains { $0.name == setting.name }
    }
    settings = kept + given
    whole = folder
    self.output = output
    archive = folder.url.appendingPathComponent(file.name)
  }

  /// Makes the part, unless it is there.
  ///
  /// - Throws: as the stage.
  func make(_ invocation: Invocation) throws -> StageOutcome {
    try stage.validate(settings)
    let environment = try invocation.common.environment(
      folder: output, command: invocation.text, drawing: CommandTable.registry.stages)
    let source = InputSource(recordingURL: archive, folder: output, keepsResults: false, wholeFolder: whole)
    return try stage.run(settings, in: environment, from: source)
  }
}

extension Requirement {
  /// Whether it is, or may be, a result of a stage.
  fileprivate func names(_ stage: StageDescription) -> Bool {
    switch self {
    case .recording, .file, .optionalFile: false
    case .result(let needed), .optionalResult(let needed): needed.stem == stage.stem
    case .oneOf(let several): several.contains { $0.stem == stage.stem }
    }
  }
}
