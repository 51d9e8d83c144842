import ArrayFiles
import ArrayNumerics
import Foundation
import Plotting
import Recordings
import Schema

/// Runs one stage in an environment: gathers its input, looks whether the result is there already, computes, draws, and
/// writes archive, figures and record, so that what exists in the folder is always whole.
struct StageRunner<S: Stage> {
  let parameters: S.Parameters
  /// Names of the parameters that somebody gave.
  let given: Set<String>
  let environment: StageEnvironment
  let source: InputSource

  /// - Parameter settings: of the stage, and the option that chose it where it is one of a family.
  init(settings: [ParameterSetting], environment: StageEnvironment, source: InputSource) throws {
    let own = settings.filter { $0.name != S.description.variant?.option }
    parameters = try S.Parameters(settings: own)
    given = Set(settings.map(\.name))
    var environment = environment
    if !environment.isSeedGiven, let seed = try S.seed(from: source, parameters: parameters) {
      environment.context.seed = seed
    }
    self.environment = environment
    self.source = source
  }

  var description: StageDescription { S.description }
  var folder: ResultsFolder { environment.folder }

  func run() throws -> StageOutcome {
    let lock = try environment.lock ?? environment.takeLock()
    return try withExtendedLifetime(lock) { try runAlone() }
  }

  /// The run, with the folder locked.
  private func runAlone() throws -> StageOutcome {
    try FolderUpdate.settle(folder)
    let inputs = try inputFiles()
    let key = try cacheKey(inputs)
    // A damaged record is no record: the stage runs and replaces it.
    let former = try? folder.record(of: description.stem)
    let reasons = environment.force ? ["--force was given"] : reasons(against: former, key: key, inputs: inputs)
    if let former, reasons.isEmpty {
      return try hasFigures(former) ? StageOutcome(status: .unchanged, record: former) : redraw(former)
    }
    try requireFreeNames([environment.archive.rawValue, "json"])
    environment.tellsReason("\(description.command): computed, since \(reasons.joined(separator: ", and ")).")
    let clock = ContinuousClock()
    let start = clock.now
    let progress = try KeptProgress(self, inputs: inputs)
    let result = try run(S.input(from: source, parameters: parameters), in: progress.context(environment.context))
    try source.requireUnchangedFiles()
    try requireInputs()
    try progress.settle()
    let wall = Double((clock.now - start) / .milliseconds(1)) / 1000
    let stored = result.storedFields
    let texts = S.texts(result, parameters: parameters)
    try requireFreeNames(texts.map(\.fileExtension))
    let record = try publish(isRun: true) { partial in
      let name = "\(description.stem).\(environment.archive.rawValue)"
      try writeArchive(stored, to: partial.appendingPathComponent(name), format: environment.archive)
      for named in texts {
        let name = "\(description.stem).\(named.fileExtension)"
        try OutputFile.write(named.text.utf8, to: partial.appendingPathComponent(name))
      }
      return makeRecord(
        result, stored: stored, key: key, inputs: inputs, wall: wall,
        archive: try fileRecord(of: partial.appendingPathComponent(name), name: name),
        figures: try drawFigures(result, into: partial))
    }
    progress.remove()
    source.remember(result, record: record, of: S.self)
    return StageOutcome(status: .computed, record: record)
  }

  private func run(_ input: consuming S.Input, in context: RunContext) throws -> S.Result {
    var context = context
    context.memoryInUse = residentMemory()
    return try S.run(input, parameters: parameters, context: context)
  }

  private func redraw(_ record: StageRecord) throws -> StageOutcome {
    let result = try source.result(of: S.self, neededBy: description.command)
    let redrawn = try publish(isRun: false) { partial in
      record.replacing(try drawFigures(result, into: partial))
    }
    return StageOutcome(status: .redrawn, record: redrawn)
  }

  // MARK: - Inputs and key

  /// The files that the result is made from, with their checksums.
  func inputFiles() throws -> [FileRecord] {
    var files: [FileRecord] = []
    var records: [StageRecord] = []
    func add(_ record: StageRecord?) -> Bool {
      guard let record, let archive = record.archive else { return false }
      files.append(archive)
      records.append(record)
      return true
    }
    for requirement in S.Input.requirements {
      if let kind = requirement.fileKind, requirement != .optionalFile || source.recordingURL != nil {
        files += try source.fileRecords(kind, neededBy: description.command)
      }
      switch requirement {
      case .recording, .file, .optionalFile: break
      case .result(let stage):
        guard add(try source.record(of: stage)) else {
          throw StageError.missingResult(of: stage, folder: source.folder.path, neededBy: description.command)
        }
      case .optionalResult(let stage): _ = add(try source.record(of: stage))
      case .oneOf(let stages): _ = try stages.contains { add(try source.record(of: $0)) }
      }
    }
    // A missing one is told of by whoever reads it.
    for stem in S.namedResults(parameters) { _ = add(try source.record(ofStem: stem)) }
    try requireOneOrigin(records)
    files += try S.otherFiles(parameters, source: source).map { try source.fileRecord(of: URL(fileURLWithPath: $0)) }
    for other in S.otherResults(parameters) {
      let folder = ResultsFolder(url: URL(fileURLWithPath: other.folder))
      guard let archive = try folder.record(of: other.stage.stem)?.archive else {
        let consumer = ([description.command] + [other.option].compactMap { $0 }).joined(separator: " ")
        throw StageError.missingResult(of: other.stage, folder: other.folder, neededBy: consumer)
      }
      files.append(archive)
    }
    return files
  }

  /// Results that were computed from another version of each other do not belong together: their rows would not match.
  private func requireOneOrigin(_ records: [StageRecord]) throws {
    for record in records {
      // A part of a result is made from one of the same name in another folder.
      for origin in records where origin.stage != record.stage {
        guard let archive = origin.archive,
          let used = record.inputs.first(where: { $0.name == archive.name }),
          used.sha256 != archive.sha256, !isRecording(used, of: record, beside: origin)
        else { continue }
        throw StageError.unusableData(
          stage: description.command,
          reason: "the result of '\(record.stage)' was computed from another result of '\(origin.stage)' than is there now.",
          remedy: "Run '\(record.command)' again first.")
      }
    }
  }

  /// Whether an input of a result is a recording that has the name of another result's archive, as theta.npz: the other result
  /// was made from it too, or from this result.
  private func isRecording(_ input: FileRecord, of record: StageRecord, beside origin: StageRecord) -> Bool {
    origin.inputs.contains { $0.name == input.name && $0.sha256 == input.sha256 }
      || origin.inputs.contains { $0.name == record.archive?.name }
  }

  /// SHA-256 over everything that decides the result: the stage and its version, the parameters, the seed where it counts,
  /// how the recording is read, and the checksums of all inputs.
  func cacheKey(_ inputs: [FileRecord]) throws -> String {
    try key(parameters: parameters.record, inputs: inputs, adding: [.init("archive", .string(environment.archive.rawValue))])
  }

  /// The same without what only decides how far the work goes.
  func progressKey(_ inputs: [FileRecord], without extent: [String]) throws -> String {
    try key(parameters: parameters.record.filter { !extent.contains($0.key) }, inputs: inputs, adding: [])
  }

  private func key(
    parameters: [JSONValue.Member], inputs: [FileRecord], adding others: [JSONValue.Member]
  ) throws -> String {
    var members: [JSONValue.Member] = [
      .init("stage", .string(description.key)), .init("version", .integer(description.version)),
      .init("parameters", .object(parameters)), .init("inputs", JSONValue(inputs.map(\.sha256))),
    ]
    members += others
    if description.usesSeed { members.append(.init("seed", .string(String(environment.context.seed)))) }
    if readsFile { members.append(.init("reading", .object(environment.readingRecord))) }
    return try sha256(Array(JSONValue.object(members).compactText.utf8))
  }

  /// Whether the options of reading count.
  var readsFile: Bool { S.Input.requirements.contains { $0.fileKind != nil } }
}

func fileRecord(of url: URL, name: String) throws -> FileRecord {
  FileRecord(name: name, sha256: try sha256(of: url), bytes: byteCount(of: url))
}
