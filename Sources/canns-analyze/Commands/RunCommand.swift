import ArrayFiles
import ArrayNumerics
import Foundation
import Recordings
import Schema
import Stages

extension Command {
  /// A whole chain, then the report.
  static var run: Command {
    let registry = CommandTable.registry
    let presets = registry.presets.map(\.name).joined(separator: ", ")
    return Command(
      name: "run", group: .recordings, operands: "RECORDING -o DIR --preset NAME",
      summary: "a whole chain of stages, then the report",
      purpose: sentence {
        "Runs the stages of a preset (\(presets)) or of a pipeline file one after the other and writes a report. "
        "It takes the options of every stage of the chain; where two stages share a name, put the stage before it, "
        "as in --tda.components 6. What is there already is not computed again. With --print-pipeline it runs nothing "
        "and prints the chain with all that it sets, as a file for --pipeline."
      },
      example: "canns-analyze run datasets/grid-module.npz -o results --preset grid --shuffles 50",
      writes: ["everything that the stages write", "report.html, report.pdf, report.bib"],
      tables: CommandTables(chainsOf: registry)
    ) { try RunCommand(registry: registry).run($0) }
  }
}

extension CommandTables {
  /// Lists what chooses a chain; takes the options of every stage besides.
  fileprivate init(chainsOf registry: StageRegistry) {
    let presets = registry.presets.map(\.name).joined(separator: ", ")
    options = [
      ParameterInformation(
        name: "preset", unit: "", help: "a chain that comes with the program: \(presets)", source: nil,
        expected: "the name of a preset", isFlag: false, isList: false),
      ParameterInformation(
        name: "pipeline", unit: "", help: "a YAML file with a chain of your own", source: nil, expected: "a file",
        isFlag: false, isList: false),
      ParameterInformation(
        name: "print-pipeline", unit: "", help: "print the chain as a pipeline file and run nothing", source: nil,
        expected: "", isFlag: true, isList: false),
    ]
    var accepted = options
    for family in registry.commands {
      for option in family.options {
        if !accepted.contains(where: { $0.name == option.name }) { accepted.append(option) }
        accepted.append(option.named("\(family.command).\(option.name)"))
      }
    }
    acceptedOptions = accepted
  }
}

extension ParameterInformation {
  func named(_ name: String) -> ParameterInformation {
    ParameterInformation(
      name: name, unit: unit, help: help, source: source, expected: expected, isFlag: isFlag, isList: isList)
  }
}

struct RunCommand {
  let registry: StageRegistry

  func run(_ invocation: Invocation) throws {
    if invocation.settings.contains(ParameterSetting(name: "print-pipeline", text: "true")) {
      return try printPipeline(invocation)
    }
    let input = try invocation.onlyFile("a recording: a file or a folder")
    let places = try Places(
      input: input, output: invocation.common.output, readsRecording: true, command: "run")
    let pipeline = try pipeline(invocation)
    let chain = try chain(of: pipeline)
    var environment = try invocation.common.environment(
      folder: places.output, command: invocation.text, drawing: chain.map(\.stage))
    environment.isSeedGiven = invocation.isSeedGiven
    // A file may say something else tomorrow: then the records say what each stage was given.
    if !invocation.settings.contains(where: { $0.name == "pipeline" }) {
      environment.program.again = invocation.repeated(into: places.output.url.lastPathComponent)
    }
    // For the whole chain: two chains at once would mix their results.
    let lock = try environment.takeLock()
    defer { withExtendedLifetime(lock) {} }
    environment.lock = lock
    let source = InputSource(
      recordingURL: places.recording, folder: places.output,
      readingOptions: try invocation.common.readingOptions())
    let output = Output(invocation.common)
    var notes: [String] = []
    var missing = Set<String>()
    var records: [JSONValue] = []
    for (step, stage, settings) in chain {
      let stem = stage.description.stem
      func note(_ text: String) throws {
        notes.append(text)
        missing.insert(stem)
        try places.output.noteMissingResult(of: stem, reason: text, program: environment.program)
      }
      func leaveOut(without needed: String) throws {
        try note("\(step.stage) was not run, since \(needed) has no result.")
        output.say("\(step.stage): not run, since \(needed) has no result.")
      }
      if let needed = stage.requirements.compactMap({ $0.missing(among: missing) }).first {
        try leaveOut(without: needed)
        continue
      }
      do {
        environment.program.time = CommonOptions.timeStamp()
        let outcome = try stage.run(settings, in: environment, from: source)
        output.tell(outcome, folder: places.output)
        records.append(outcome.record.json)
      } catch StageError.missingResult(let needed, _, _, _, _) where missing.contains(needed) {
        // Some inputs are needed with some parameters only.
        try leaveOut(without: needed)
      } catch  where Failure(error).allowsContinuing(error, optional: step.isOptional) {
        try note("\(step.stage) has no result: \(error)")
        output.note("\(step.stage): \(error)")
      }
    }
    try writeReportFiles(places.output, invocation: invocation, output: output)
    if invocation.common.json {
      output.print(
        .record([
          "pipeline": .string(pipeline.name), "stages": .array(records), "notes": JSONValue(notes),
        ]))
    }
  }

  /// The stages of a pipeline. Every parameter is checked before anything runs.
  private func chain(
    of pipeline: Pipeline
  ) throws -> [(step: Pipeline.Step, stage: RegisteredStage, settings: [ParameterSetting])] {
    try pipeline.steps.map { step in
      let (stage, settings) = try registry.resolve(step.stage, step.settings)
      if stage.description.readsSettings {
        throw UsageError("\(step.stage) reads a file of its own settings and is run by itself, not in a chain.")
      }
      try stage.validate(settings)
      return (step, stage, settings)
    }
  }

  private func printPipeline(_ invocation: Invocation) throws {
    let pipeline = try pipeline(invocation)
    _ = try chain(of: pipeline)
    StandardOutput.write(pipeline.yaml)
  }

  /// The preset or pipeline file with the options of the command line added.
  private func pipeline(_ invocation: Invocation) throws -> Pipeline {
    let preset = invocation.settings.first { $0.name == "preset" }?.text
    let file = invocation.settings.first { $0.name == "pipeline" }?.text
    let options = invocation.settings.filter { !["preset", "pipeline", "print-pipeline"].contains($0.name) }
    switch (preset, file) {
    case (let preset?, nil):
      let names = registry.presets.map(\.name)
      guard let pipeline = registry.presets.first(where: { $0.name == preset }) else {
        throw UsageError(
          "there is no preset '\(preset)'"
            + (nearestName(to: preset, in: names).map { "; did you mean '\($0)'?" } ?? ".")
            + " Presets: \(names.joined(separator: ", ")).")
      }
      return try pipeline.adding(options, registry: registry)
    case (nil, let file?):
      guard let data = FileManager.default.contents(atPath: file) else {
        throw FileError(
          .noSuchInput, file: file, problem: "there is no such file.", remedy: "--pipeline takes a YAML file.")
      }
      return try Pipeline(yaml: String(decoding: data, as: UTF8.self), file: file).adding(
        options, registry: registry)
    case (_?, _?):
      throw UsageError("run takes --preset or --pipeline, and both were given.")
    case (nil, nil):
      throw UsageError(
        "run needs either --preset \(registry.presets.map(\.name).joined(separator: "|")) or --pipeline FILE.yaml.")
    }
  }
}

extension Requirement {
  /// The stem of a result that is needed and that earlier steps did not make.
  fileprivate func missing(among stems: Set<String>) -> String? {
    switch self {
    case .recording, .file, .optionalFile, .optionalResult: nil
    case .result(let stage): stems.contains(stage.stem) ? stage.stem : nil
    case .oneOf(let stages): stages.allSatisfy { stems.contains($0.stem) } ? stages.first?.stem : nil
    }
  }
}

extension Failure {
  /// Whether a chain goes on without this step: after a refusal always, and without an optional step when the data have nothing
  /// for it or what it needs is not there.
  fileprivate func allowsContinuing(_ error: any Error, optional: Bool) -> Bool {
    if case StageError.refused = error { return true }
    return optional && (code == .unusableData || code == .noSuchInput)
  }
}
