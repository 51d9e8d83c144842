import ArrayFiles
import Foundation
import Schema
import Stages
import Workflows

extension Command {
  /// A chain over many sessions, for a scheduler.
  static var workflow: Command {
    let registry = CommandTable.registry
    let options = ChainChoice.options(registry) + WorkflowCommand.ownOptions
    return Command(
      name: "workflow", group: .results, operands: "MANIFEST -o DIR --preset NAME",
      summary: "a chain over many sessions, for Snakemake, SLURM or Nextflow",
      purpose: sentence {
        "Writes a workflow over the sessions of a MANIFEST: a table, separated by tabs or commas, with the column 'recording' "
        "and, if wanted, 'session', options for single sessions (--module, --position-unit) and labels (animal, day). "
        "The chain is that of 'run', with the same options. A job is one stage of one session; a null distribution is cut "
        "into parts of --batch draws. The results have the bytes that 'run' gives, however they were cut. Nothing is "
        "analysed yet: the first lines of the Snakefile and of slurm/submit.sh say how to start, and "
        "'canns-analyze status DIR' what is done."
      },
      example: "canns-analyze workflow sessions.tsv -o study --preset grid --shuffles 1000",
      writes: [
        "Snakefile           for Snakemake, on one machine or a cluster",
        "slurm/submit.sh     the same work as arrays of SLURM",
        "main.nf             an example for Nextflow", "chain.yaml          the chain with all that it sets",
        "sessions.tsv        the sessions with the place of their results; 'group' takes it",
        "workflow.json       what 'status' reads",
      ],
      takes: Set(CommonOptions.Part.allCases),
      tables: {
        var tables = CommandTables(options: options)
        tables.acceptedOptions = ChainChoice.accepted(options, registry)
        tables.defaults["batch"] = String(WorkflowCommand.standardBatch)
        return tables
      }()
    ) { try WorkflowCommand(registry: registry, invocation: $0).run() }
  }
}

struct WorkflowCommand {
  let registry: StageRegistry
  let invocation: Invocation

  /// A job should take minutes: a scheduler needs ten seconds for each.
  static let standardBatch = 25

  static let ownOptions = [
    ParameterInformation(
      name: "batch", help: "draws of a null distribution in one job; 0 does each in one piece", expected: "a whole number")
  ]

  func run() throws {
    let file = try invocation.onlyFile("a table of sessions")
    guard let path = invocation.common.output else { throw UsageError("workflow needs a folder: -o DIR.") }
    var isFolder = ObjCBool(false)
    guard FileManager.default.fileExists(atPath: file, isDirectory: &isFolder), !isFolder.boolValue else {
      throw FileError(
        .noSuchInput, file: file, problem: "there is no such table of sessions.",
        remedy: "Its first line names the columns, for example: session, recording, animal.")
    }
    let manifest = try SessionManifest(contentsOf: URL(fileURLWithPath: file))
    let folder = ResultsFolder(url: URL(fileURLWithPath: path, isDirectory: true))
    let pipeline = try ChainChoice(registry: registry, command: "workflow")
      .pipeline(invocation.settings, without: Set(Self.ownOptions.map(\.name)))
    let plan = try WorkflowPlan(
      manifest: manifest, pipeline: pipeline, registry: registry, batch: try batch(), common: common,
      threads: invocation.common.threads ?? 1, program: "canns-analyze \(CannsAnalyze.version)", folder: folder.url)
    try check(plan)
    let environment = try invocation.common.environment(folder: folder, command: invocation.text, drawing: registry.stages)
    let lock = try environment.takeLock()
    defer { withExtendedLifetime(lock) {} }
    for file in plan.files {
      let url = folder.url.appendingPathComponent(file.name)
      try ResultsFolder(url: url.deletingLastPathComponent()).create()
      try OutputFile.write(file.text.utf8, to: url)
    }
    tell(plan, folder)
  }

  private func batch() throws -> Int {
    guard let text = invocation.settings.first(where: { $0.name == "batch" })?.text else { return Self.standardBatch }
    guard let batch = Int(text), batch >= 0 else {
      throw ParameterError.invalid(name: "batch", reason: "'\(text)' is not a whole number of 0 or more.")
    }
    return batch
  }

  /// What every command of the workflow is given; where things go and how much is said is the workflow's.
  private var common: [ParameterSetting] {
    let own: Set = ["output", "threads", "quiet", "verbose", "json", "force", "plot-config", "behaviour"]
    let files = invocation.givenCommon.filter { ["plot-config", "behaviour"].contains($0.name) }.map {
      ParameterSetting(name: $0.name, text: URL(fileURLWithPath: $0.text).standardizedFileURL.path)
    }
    return invocation.givenCommon.filter { !own.contains($0.name) } + files
  }

  /// Options of single sessions are read now, not by the first job that meets them.
  ///
  /// - Throws: `UsageError`, also for a label that is meant for an option by all likelihood: nobody names an animal or a room
  ///   with the two words of one, as `position_unit`.
  private func check(_ plan: WorkflowPlan) throws {
    if let (label, option) = labelsLikeOptions(plan).first(where: { $0.option.contains("-") }) {
      throw UsageError(
        "the column '\(label)' of the manifest has the name of an option and not its dashes: call it '--\(option)' to give the "
          + "option, or otherwise if it is a label.")
    }
    for session in plan.sessions where !session.options.isEmpty {
      let words = session.options.map { "--\($0.name)=\($0.text)" }
      do {
        let given = try Invocation(["recording"] + words, of: .run)
        let pipeline = try plan.pipeline.adding(given.settings, registry: registry)
        for step in pipeline.steps {
          let (stage, settings) = try registry.resolve(step.stage, step.settings)
          try stage.validate(settings)
        }
      } catch {
        throw UsageError("session '\(session.name)' of the manifest: \(error)")
      }
    }
  }

  /// Columns that are labels and have the name of an option, which would have to begin with dashes, as the column and the
  /// option.
  private func labelsLikeOptions(_ plan: WorkflowPlan) -> [(label: String, option: String)] {
    let options = Set(
      CommonOptions.parameters.map(\.information.name) + registry.stages.flatMap { $0.parameters.map(\.name) })
    var labels: [String] = []
    for label in plan.sessions.flatMap({ $0.labels.map(\.name) }) where !labels.contains(label) { labels.append(label) }
    return labels.compactMap { label in
      let name = label.lowercased().replacing("_", with: "-").drop { $0 == "-" }
      guard options.contains(String(name)) else { return nil }
      return (label, String(name))
    }
  }

  private func tell(_ plan: WorkflowPlan, _ folder: ResultsFolder) {
    let output = Output(invocation.common)
    let jobs = plan.sessions.count * plan.steps.reduce(0) { $0 + 1 + $1.parts.count }
    if output.json {
      return output.print(
        .record([
          "folder": .string(folder.path), "sessions": JSONValue(plan.sessions.map(\.name)),
          "stages": JSONValue(plan.steps.map(\.command)), "jobs": .integer(jobs),
        ]))
    }
    output.say(
      sentence {
        "workflow: \(counted(plan.sessions.count, "session")), \(counted(plan.steps.count, "stage")), "
        "\(counted(jobs, "job")) in \(folder.path)"
      })
    for (label, option) in labelsLikeOptions(plan) {
      output.say("  warning: the column '\(label)' is a label of the sessions; to give the option, call it '--\(option)'.")
    }
    for step in plan.steps where !step.parts.isEmpty {
      output.say("  \(step.command): \(step.parts.last?.upperBound ?? 0) draws in \(counted(step.parts.count, "part"))")
    }
    let place = shellQuoted(folder.url.relativePath)
    output.say("  start with: cd \(place) && snakemake --cores 2     (or: sh slurm/submit.sh)")
  }
}
