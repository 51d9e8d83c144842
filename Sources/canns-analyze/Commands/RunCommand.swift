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
      takes: Set(CommonOptions.Part.allCases), tables: CommandTables(chainsOf: registry)
    ) { try RunCommand(registry: registry).run($0) }
  }
}

extension CommandTables {
  /// Lists what chooses a chain; takes the options of every stage besides.
  fileprivate init(chainsOf registry: StageRegistry) {
    options = ChainChoice.options(registry) + RunCommand.ownOptions
    acceptedOptions = ChainChoice.accepted(options, registry)
  }
}

struct RunCommand {
  let registry: StageRegistry

  /// Options of the command itself, besides those that choose a chain.
  fileprivate static let ownOptions = [
    ParameterInformation(
      name: "print-pipeline", help: "print the chain as a pipeline file and run nothing", expected: "", isFlag: true),
    ParameterInformation(
      name: "steps", help: "run only these stages of the chain, and no report: for workflows that run them one by one",
      expected: "stages of the chain", isList: true),
    ParameterInformation(
      name: "from", help: "with --steps: the folder with the results of the stages before them, when it is not DIR",
      expected: "a results folder"),
  ]

  func run(_ invocation: Invocation) throws {
    if invocation.settings.contains(ParameterSetting(name: "print-pipeline", text: "true")) {
      return try printPipeline(invocation)
    }
    let input = try invocation.onlyFile("a recording: a file or a folder")
    var pipeline = try pipeline(invocation)
    let part = try FolderPart(invocation, &pipeline, input: input)
    if part != nil { try invocation.common.refuseReadingOptions(for: "a part of \(input)") }
    let places =
      try part?.places
      ?? Places(input: input, output: invocation.common.output, readsRecording: true, command: "run")
    let whole = try chain(of: pipeline)
    let chain = try chosen(of: whole, invocation)
    var environment = try invocation.common.environment(
      folder: places.output, command: invocation.text, drawing: chain.map(\.stage))
    environment.isSeedGiven = invocation.isSeedGiven
    // A file may say something else tomorrow: then the records say what each stage was given.
    let isPartial = invocation.settings.contains { $0.name == "steps" }
    if !isPartial, !invocation.settings.contains(where: { $0.name == "pipeline" }) {
      environment.program.again = invocation.repeated(into: places.output.url.relativePath)
    }
    // For the whole chain: two chains at once would mix their results.
    let lock = try environment.takeLock()
    defer { withExtendedLifetime(lock) {} }
    environment.lock = lock
    let upstream = try upstream(invocation) ?? places.output
    let source = InputSource(
      recordingURL: places.recording, folder: upstream, readingOptions: try invocation.common.readingOptions(),
      wholeFolder: part?.whole)
    let output = Output(invocation.common)
    var notes: [String] = []
    // Of the steps that were run before these, those without a result.
    let earlier = whole.prefix { link in link.step != chain.first?.step }
    var missing = Set(try earlier.map(\.stage.description.stem).filter { try upstream.record(of: $0) == nil })
    var records: [JSONValue] = []
    for (number, (step, stage, settings)) in chain.enumerated() {
      let stem = stage.description.stem
      if chain.count > 1 { output.note("step \(number + 1) of \(chain.count): \(step.stage)") }
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
        // Most errors of a stage begin with its name.
        let said = String(describing: error)
        output.note(said.hasPrefix("\(step.stage): ") ? said : "\(step.stage): \(said)")
      }
    }
    if !isPartial { try writeReportFiles(places.output, invocation: invocation, output: output) }
    if invocation.common.json {
      output.print(
        .record([
          "pipeline": .string(pipeline.name), "stages": .array(records), "notes": JSONValue(notes),
        ]))
    }
  }

  /// The stages of a pipeline. Every parameter is checked before anything runs.
  private func chain(of pipeline: Pipeline) throws -> [Link] {
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
    try ChainChoice(registry: registry, command: "run")
      .pipeline(invocation.settings, without: Set(Self.ownOptions.map(\.name)))
  }

  private typealias Link = (step: Pipeline.Step, stage: RegisteredStage, settings: [ParameterSetting])

  /// The steps that were asked for, in the order of the chain.
  private func chosen(of chain: [Link], _ invocation: Invocation) throws -> [Link] {
    guard let text = invocation.settings.first(where: { $0.name == "steps" })?.text else { return chain }
    let names = chain.map(\.step.stage)
    let asked = text.split(separator: ",").map(String.init)
    for name in asked where !names.contains(name) {
      throw UsageError(
        sentence {
          "--steps: the chain has no stage '\(name)'"
          nearestName(to: name, in: names).map { "; did you mean '\($0)'?" } ?? "."
          " It has \(names.joined(separator: ", "))."
        })
    }
    return chain.filter { asked.contains($0.step.stage) }
  }

  /// The folder with the results of earlier steps, where one was named.
  private func upstream(_ invocation: Invocation) throws -> ResultsFolder? {
    guard let path = invocation.settings.first(where: { $0.name == "from" })?.text else { return nil }
    guard invocation.settings.contains(where: { $0.name == "steps" }) else {
      throw ParameterError.idle(name: "from", condition: "with --steps")
    }
    return try Places(input: path, output: nil, readsRecording: false, command: "run").upstream
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
