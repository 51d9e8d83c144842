import ArrayFiles
import Foundation
import Schema
import Stages

/// Runs the stage that the options choose, on a recording or in a results folder.
struct StageCommand {
  let family: StageFamily

  func run(_ invocation: Invocation) throws {
    let description = family.standard.description
    let readsRecording = description.inputName != nil
    var invocation = invocation
    if let parameter = description.furtherFolders { try invocation.takeFurtherFolders(as: parameter) }
    let input = try invocation.onlyFile(
      description.readsText ? "a YAML file" : readsRecording ? "a recording: a file or a folder" : "a results folder")
    if let part = try FolderPart(invocation, family, input: input) {
      try invocation.common.refuseReadingOptions(for: "a part of \(input)")
      let outcome = try part.make(invocation)
      if part.stage.description.stem == description.stem { return tell(outcome, Output(invocation.common), part.output) }
      Output(invocation.common).tell(outcome, folder: part.output)
      invocation.settings.removeAll { part.names.contains($0.name) }
      return try run(invocation, readsRecording: false, input: part.output.path)
    }
    try run(invocation, readsRecording: readsRecording, input: input)
  }

  private func run(_ invocation: Invocation, readsRecording: Bool, input: String) throws {
    let description = family.standard.description
    let named = try NamedInput(input, of: description, beside: invocation)
    let places =
      try named?.places
      ?? Places(
        input: input, output: invocation.common.output, readsRecording: readsRecording, command: invocation.command,
        readsText: description.readsText)
    if !readsRecording { try invocation.common.refuseReadingOptions(for: invocation.command) }
    var given = invocation.settings.filter { $0.name != KeptAnalysis.option.name } + (named?.settings ?? [])
    if let variant = variantOfNamedFolder(given) { given.append(variant) }
    let wantsDefaults = invocation.settings.contains(ParameterSetting(name: KeptAnalysis.option.name, text: "true"))
    let written = try places.recording.flatMap { try family.settings(inFile: $0, beside: given) } ?? []
    // Where a file says all, the folder says nothing.
    let kept = wantsDefaults || description.readsSettings ? KeptAnalysis() : keptAnalysis(places, given, invocation, input)
    let (shared, own) = (written.filter { $0.name == "seed" }, written.filter { $0.name != "seed" })
    let common = try CommonOptions(settings: kept.common + shared + invocation.givenCommon)
    let (stage, settings) = try resolved(own + given, kept)
    // A file for a whole chain may speak of the figures of other stages.
    var environment = try common.environment(
      folder: places.output, command: invocation.text, drawing: CommandTable.registry.stages)
    environment.isSeedGiven = invocation.isSeedGiven
    let source = InputSource(
      recordingURL: places.recording, folder: places.upstream, readingOptions: try common.readingOptions(),
      keepsResults: false)
    let output = Output(common)
    if !kept.isEmpty {
      output.note("\(description.stem): as its result in this folder was made (--defaults: the stage's own): \(kept.text)")
    }
    tell(try stage.run(settings, in: environment, from: source), output, places.output)
  }

  private func tell(_ outcome: StageOutcome, _ output: Output, _ folder: ResultsFolder) {
    if output.json {
      output.print(outcome.record.json)
    } else {
      output.tell(outcome, folder: folder)
    }
  }

  /// The choice of the result that a folder named by an option holds, where the choice itself is not given: `reduce --from DIR`
  /// goes by the method of DIR.
  private func variantOfNamedFolder(_ given: [ParameterSetting]) -> ParameterSetting? {
    let description = family.standard.description
    guard let variant = description.variant, let parameter = variant.folderParameter,
      !given.contains(where: { $0.name == variant.option }), let folder = given.last(where: { $0.name == parameter })?.text,
      let record = try? ResultsFolder(url: URL(fileURLWithPath: folder)).record(of: description.stem)
    else { return nil }
    return record.parameters.first { $0.name == variant.option }
      .map { ParameterSetting(name: variant.option, text: $0.value.parameterText) }
  }

  /// What the result in the folder, or in the folder that is read, was made with; nothing when there is none that can be read.
  private func keptAnalysis(
    _ places: Places, _ given: [ParameterSetting], _ invocation: Invocation, _ input: String
  ) -> KeptAnalysis {
    let records = [places.output, places.upstream].lazy.compactMap { try? $0.record(of: family.standard.description.stem) }
    return records.first.map {
      KeptAnalysis(of: $0, family: family, beside: given, invocation: invocation, input: input)
    } ?? KeptAnalysis()
  }

  private func resolved(
    _ given: [ParameterSetting], _ kept: KeptAnalysis
  ) throws -> (stage: RegisteredStage, settings: [ParameterSetting]) {
    do {
      let (stage, settings) = try family.resolve(kept.settings + given)
      try stage.validate(settings)
      return (stage, settings)
    } catch let error as ParameterError {
      throw kept.explained(error)
    }
  }
}

/// The name of something that the program knows, given where a file could stand.
struct NamedInput {
  /// The parameter that it sets.
  let settings: [ParameterSetting]
  let places: Places

  /// - Returns: `nil` for a stage that takes files only, for a file that is there, and for what looks like the name of one.
  /// - Throws: `UsageError` without a folder for the results, or when the parameter was given too.
  init?(_ input: String, of description: StageDescription, beside invocation: Invocation) throws {
    var isFolder = ObjCBool(false)
    let isFile = FileManager.default.fileExists(atPath: input, isDirectory: &isFolder) && !isFolder.boolValue
    guard let parameter = description.nameParameter, !isFile, !input.isEmpty, !input.contains(where: { "./".contains($0) })
    else { return nil }
    if let other = invocation.settings.first(where: { $0.name == parameter }) {
      throw UsageError("\(invocation.command): '\(input)' was given, and --\(parameter) \(other.text); leave out one of them.")
    }
    guard let output = invocation.common.output else {
      throw UsageError("\(invocation.command) needs a folder for its results: -o DIR.")
    }
    settings = [ParameterSetting(name: parameter, text: input)]
    places = Places(folder: ResultsFolder(url: URL(fileURLWithPath: output, isDirectory: true)))
  }
}

extension StageDescription {
  /// Whether the input is a page of YAML.
  var readsText: Bool { inputName.map { $0.hasPrefix("FILE.yaml") } ?? false }
}

/// Where a command reads and writes.
struct Places {
  /// The recording: a file, or a folder that a layout knows.
  var recording: URL?
  /// The folder with the results of earlier stages.
  var upstream: ResultsFolder
  var output: ResultsFolder

  /// A folder alone.
  init(folder: ResultsFolder) {
    upstream = folder
    output = folder
  }

  /// - Parameter readsText: whether the input is a page that a person writes.
  init(input: String, output: String?, readsRecording: Bool, command: String, readsText: Bool = false) throws {
    guard !input.isEmpty else {
      throw UsageError("\(command): the name of the input is empty; is a variable of your shell not set?")
    }
    var isFolder = ObjCBool(false)
    guard FileManager.default.fileExists(atPath: input, isDirectory: &isFolder) else {
      throw FileError(
        .noSuchInput, file: input, problem: "there is no such file or folder.",
        remedy: readsText
          ? "Check the path; '\(command)' reads a YAML file."
          : readsRecording
            ? "Check the path; a recording is a file or a folder of suite2p, Phy, Neurosuite, Axona or tables."
            : "Give a results folder; 'canns-analyze embed RECORDING -o DIR' makes one.")
    }
    let url = URL(fileURLWithPath: input)
    if isFolder.boolValue && !readsRecording {
      upstream = ResultsFolder(url: url)
      try upstream.settle()
      self.output = output.map { ResultsFolder(url: URL(fileURLWithPath: $0, isDirectory: true)) } ?? upstream
      return
    }
    if isFolder.boolValue, FileManager.default.fileExists(atPath: url.appendingPathComponent("embed.json").path),
      (try? ArraySource.files(readFrom: url)) == nil
    {
      throw StageError.recordingNeeded(stage: command, given: input)
    }
    guard readsRecording else {
      throw UsageError(
        "\(command) reads a results folder, and \(input) is a file. Make the folder with "
          + "'canns-analyze embed \(input) -o DIR', or all at once with 'canns-analyze run'.")
    }
    guard let output else {
      throw UsageError("\(command) needs a folder for its results: -o DIR.")
    }
    recording = url
    upstream = ResultsFolder(url: URL(fileURLWithPath: output, isDirectory: true))
    self.output = upstream
  }
}
