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
    let input = try invocation.onlyFile(readsRecording ? "a recording: a file or a folder" : "a results folder")
    let places = try Places(
      input: input, output: invocation.common.output, readsRecording: readsRecording, command: invocation.command)
    if !readsRecording { try invocation.common.refuseReadingOptions(for: invocation.command) }
    let given = invocation.settings.filter { $0.name != KeptAnalysis.option.name }
    let wantsDefaults = invocation.settings.contains(ParameterSetting(name: KeptAnalysis.option.name, text: "true"))
    let kept = wantsDefaults ? KeptAnalysis() : keptAnalysis(places, given, invocation, input)
    let common = try CommonOptions(settings: kept.common + invocation.givenCommon)
    let (stage, settings) = try resolved(given, kept)
    // A file for a whole chain may speak of the figures of other stages.
    let environment = try common.environment(
      folder: places.output, command: invocation.text, drawing: CommandTable.registry.stages)
    let source = InputSource(
      recordingURL: places.recording, folder: places.upstream, readingOptions: try common.readingOptions(),
      keepsResults: false)
    let output = Output(common)
    if !kept.isEmpty {
      output.note("\(description.stem): as its result in this folder was made (--defaults: the stage's own): \(kept.text)")
    }
    let outcome = try stage.run(settings, in: environment, from: source)
    if common.json {
      output.print(outcome.record.json)
    } else {
      output.tell(outcome, folder: places.output)
    }
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

/// Where a command reads and writes.
struct Places {
  /// The recording: a file, or a folder that a layout knows.
  var recording: URL?
  /// The folder with the results of earlier stages.
  var upstream: ResultsFolder
  var output: ResultsFolder

  init(input: String, output: String?, readsRecording: Bool, command: String) throws {
    guard !input.isEmpty else {
      throw UsageError("\(command): the name of the input is empty; is a variable of your shell not set?")
    }
    var isFolder = ObjCBool(false)
    guard FileManager.default.fileExists(atPath: input, isDirectory: &isFolder) else {
      throw FileError(
        .noSuchInput, file: input, problem: "there is no such file or folder.",
        remedy: readsRecording
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
    if isFolder.boolValue, FileManager.default.fileExists(atPath: url.appendingPathComponent("embed.json").path) {
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
