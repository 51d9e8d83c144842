import ArrayFiles
import ArrayNumerics
import Foundation
import Glibc
import Plotting
import Recordings
import Schema

/// What came of running a stage.
public struct StageOutcome: Sendable {
  public enum Status: Sendable {
    case computed
    /// Inputs, parameters and version are those of the result that is there.
    case unchanged
    /// The result was there; only figures were drawn.
    case redrawn
  }

  public var status: Status
  public var record: StageRecord
}

/// Runs one stage in an environment: gathers its input, looks whether the result is there already, computes, draws, and
/// writes archive, figures and record, so that what exists in the folder is always whole.
struct StageRunner<S: Stage> {
  let settings: [ParameterSetting]
  let environment: StageEnvironment
  let source: InputSource

  private var name: String { S.description.name }
  private var folder: ResultsFolder { environment.folder }

  func run() throws -> StageOutcome {
    let parameters = try S.Parameters(settings: settings)
    let inputs = try inputFiles(parameters)
    let key = try cacheKey(parameters: parameters, inputs: inputs)
    // A damaged record is no record: the stage runs and replaces it.
    if !environment.force, let record = try? folder.record(of: name), record.key == key,
      folder.holdsArchive(of: record)
    {
      if hasFigures(record) { return StageOutcome(status: .unchanged, record: record) }
      let result = try source.result(of: S.self, neededBy: name)
      var redrawn = record
      try publish { partial in
        redrawn = record.replacing("figures", try drawFigures(result, parameters: parameters, into: partial))
          .replacing("figure_settings", figureSettings)
        return redrawn
      }
      return StageOutcome(status: .redrawn, record: redrawn)
    }
    let clock = ContinuousClock()
    let start = clock.now
    var context = environment.context
    let checkpoint = try checkpoint(parameters: parameters, inputs: inputs)
    if environment.force { checkpoint?.remove() }
    if let checkpoint { context.checkpoint = checkpoint }
    let result = try S.run(
      S.input(from: source, parameters: parameters), parameters: parameters, context: context)
    try checkpoint?.settle()
    try folder.create()
    let wall = Double((clock.now - start) / .milliseconds(1)) / 1000
    let record = try publish { partial in
      let archive = partial.appendingPathComponent("\(name).\(environment.archive.rawValue)")
      try writeArchive(result.arrays, to: archive, format: environment.archive)
      for named in S.texts(result, parameters: parameters) {
        try Data(named.text.utf8).write(to: partial.appendingPathComponent("\(name).\(named.fileExtension)"))
      }
      return makeRecord(
        result, parameters: parameters, key: key, inputs: inputs, wall: wall,
        archive: try fileRecord(of: archive, name: archive.lastPathComponent),
        figures: try drawFigures(result, parameters: parameters, into: partial))
    }
    try Provenance.append(provenanceEntry(record), to: folder.provenanceURL)
    source.remember(result, of: S.self)
    return StageOutcome(status: .computed, record: record)
  }

  // MARK: - Inputs and key

  private func inputFiles(_ parameters: S.Parameters) throws -> [FileRecord] {
    var files: [FileRecord] = []
    var records: [StageRecord] = []
    for requirement in S.Input.requirements {
      switch requirement {
      case .recording: files += try source.recordingFiles(neededBy: name)
      case .result(let stage):
        guard let record = try source.folder.record(of: stage), let archive = record.archive else {
          throw StageError.missingResult(stage: stage, folder: source.folder.path, neededBy: name)
        }
        files.append(archive)
        records.append(record)
      case .optionalResult(let stage):
        if let record = try source.folder.record(of: stage), let archive = record.archive {
          files.append(archive)
          records.append(record)
        }
      }
    }
    try requireOneOrigin(records)
    for other in S.otherResults(parameters) {
      let folder = ResultsFolder(url: URL(fileURLWithPath: other.folder))
      guard let archive = try folder.record(of: other.stage)?.archive else {
        throw StageError.missingResult(stage: other.stage, folder: other.folder, neededBy: name)
      }
      files.append(archive)
    }
    return files
  }

  /// Results that were computed from another version of each other do not belong together: their rows would not match.
  private func requireOneOrigin(_ records: [StageRecord]) throws {
    for record in records {
      for origin in records {
        guard let archive = origin.archive,
          let used = record.inputs.first(where: { $0.name == archive.name }),
          used.sha256 != archive.sha256
        else { continue }
        throw StageError.unusableData(
          stage: name,
          reason:
            "the result of '\(record.stage)' was computed from another result of '\(origin.stage)' than is there now.",
          remedy: "Run '\(record.stage)' again first.")
      }
    }
  }

  /// SHA-256 over everything that decides the result: the stage and its version, the parameters, the seed where it counts,
  /// how the recording is read, and the checksums of all inputs.
  private func cacheKey(parameters: S.Parameters, inputs: [FileRecord]) throws -> String {
    try key(
      parameters: parameters.record, inputs: inputs, adding: [.init("archive", .string(environment.archive.rawValue))])
  }

  /// The same without what only decides how many pieces are made; for a stage that works in pieces.
  private func checkpoint(parameters: S.Parameters, inputs: [FileRecord]) throws -> CheckpointFile? {
    guard let pieces = S.description.pieces else { return nil }
    let lasting = parameters.record.filter { !pieces.extentParameters.contains($0.key) }
    return CheckpointFile(
      url: folder.checkpointURL(of: S.description), stage: name,
      key: try key(parameters: lasting, inputs: inputs, adding: []))
  }

  /// The file in which the pieces of this stage are kept here; `nil` for a stage without.
  func checkpoint() throws -> CheckpointFile? {
    try checkpoint(parameters: S.Parameters(settings: settings), inputs: inputFiles(S.Parameters(settings: settings)))
  }

  private func key(
    parameters: [JSONValue.Member], inputs: [FileRecord], adding others: [JSONValue.Member]
  ) throws -> String {
    var members: [JSONValue.Member] = [
      .init("stage", .string(name)), .init("version", .integer(S.description.version)),
      .init("parameters", .object(parameters)), .init("inputs", JSONValue(inputs.map(\.sha256))),
    ]
    members += others
    if S.description.usesSeed { members.append(.init("seed", .string(String(environment.context.seed)))) }
    if S.Input.requirements.contains(.recording) {
      members.append(.init("reading", .object(environment.readingRecord)))
    }
    return try sha256(Array(JSONValue.object(members).compactText.utf8))
  }

  /// Checksum of the settings that figures are drawn with; null without figures.
  private var figureSettings: JSONValue {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    guard environment.figures.isEnabled, let text = try? encoder.encode(environment.figures.config),
      let digest = try? sha256(Array(text))
    else { return .null }
    return .string(digest)
  }

  private func hasFigures(_ record: StageRecord) -> Bool {
    guard environment.figures.isEnabled else { return true }
    // A run without figures leaves no list of them, not an empty one.
    guard record.json["figures"]?.array != nil, record.json["figure_settings"] == figureSettings else {
      return false
    }
    let files = record.figures.flatMap(\.files)
    return environment.figures.formats.allSatisfy { format in
      record.figures.allSatisfy { $0.files.contains { $0.hasSuffix(".\(format.rawValue)") } }
    }
      && files.allSatisfy {
        FileManager.default.fileExists(atPath: folder.url.appendingPathComponent($0).path)
      }
  }

  // MARK: - Output

  /// Lets `make` write files into a temporary folder beside the results, then moves them into place and writes the record
  /// last. When anything fails, the earlier result is untouched.
  @discardableResult
  private func publish(_ make: (URL) throws -> StageRecord) throws -> StageRecord {
    let files = FileManager.default
    // A folder of its own for each process, so that two that run at a time do not clear each other's away.
    let temporary = ".\(name)-partial-\(getpid())"
    let partial = folder.url.appendingPathComponent(temporary, isDirectory: true)
    removeAbandonedFolders()
    defer { try? files.removeItem(at: partial) }
    do {
      try files.createDirectory(at: partial.appendingPathComponent("figures"), withIntermediateDirectories: true)
      let record = try make(partial)
      try Data(record.json.prettyText.utf8).write(to: partial.appendingPathComponent("\(name).json"))
      let figures = try files.contentsOfDirectory(atPath: partial.appendingPathComponent("figures").path)
      if !figures.isEmpty {
        try files.createDirectory(at: folder.figuresURL, withIntermediateDirectories: true)
      }
      for figure in figures.sorted() { try move("figures/\(figure)", from: partial) }
      let archives = try files.contentsOfDirectory(atPath: partial.path).filter { $0.hasPrefix("\(name).") }
      // The record goes last: it says which archive is the right one.
      for file in archives.sorted(by: { a, _ in !a.hasSuffix(".json") }) { try move(file, from: partial) }
      return record
    } catch var error as FileError {
      // The temporary folder means nothing to the user.
      error.file = error.file?.replacingOccurrences(of: "/\(temporary)", with: "")
      throw error
    } catch let error as CocoaError {
      throw StageError.cannotWrite(path: folder.path, reason: reasonText(error))
    }
  }

  /// What processes left behind that were killed while they wrote.
  private func removeAbandonedFolders() {
    let files = FileManager.default
    for entry in (try? files.contentsOfDirectory(atPath: folder.path)) ?? [] where entry.hasPrefix(".\(name)-partial") {
      let process = entry.split(separator: "-").last.flatMap { Int32($0) }
      if let process, process != getpid(), kill(process, 0) == 0 { continue }
      try? files.removeItem(at: folder.url.appendingPathComponent(entry))
    }
  }

  private func move(_ file: String, from partial: URL) throws {
    let destination = folder.url.appendingPathComponent(file)
    guard rename(partial.appendingPathComponent(file).path, destination.path) == 0 else {
      throw StageError.cannotWrite(path: destination.path, reason: String(cString: strerror(errno)))
    }
  }

  private func drawFigures(_ result: S.Result, parameters: S.Parameters, into partial: URL) throws -> JSONValue {
    guard environment.figures.isEnabled else { return .null }
    let settings = environment.figures
    let figures = S.figures(result, parameters: parameters, config: settings.config)
    let records = try figures.map { named in
      try environment.context.work.checkCancellation()
      let files = try settings.formats.map { format in
        let file = "figures/\(name)-\(named.name).\(format.rawValue)"
        try named.figure.write(
          to: partial.appendingPathComponent(file), format: format, config: settings.config)
        return file
      }
      return FigureRecord(
        name: named.name, caption: named.caption, altText: named.figure.altText, files: files)
    }
    return .array(records.map(\.json))
  }

  // MARK: - Records

  private func makeRecord(
    _ result: S.Result, parameters: S.Parameters, key: String, inputs: [FileRecord], wall: Double,
    archive: FileRecord, figures: JSONValue
  ) -> StageRecord {
    let summary = result.summary
    let given = Set(settings.map(\.name))
    let defaults = S.Parameters().record
    let parameterMembers = zip(S.Parameters.parameters, zip(parameters.record, defaults)).map {
      parameter, values in
      JSONValue.Member(
        parameter.information.name,
        ParameterRecord.json(
          value: values.0.value, defaultValue: values.1.value,
          given: given.contains(parameter.information.name), unit: parameter.information.unit))
    }
    var members: [JSONValue.Member] = [
      .init("stage", .string(name)), .init("title", .string(S.description.title)),
      .init("headline", .string(summary.headline)),
    ]
    members += summary.topLevel
    members += [
      .init("parameters", .object(parameterMembers)), .init("summary", .object(summary.numbers)),
      .init("dropped", .array(summary.dropped.map(\.json))), .init("warnings", JSONValue(readingWarnings + summary.warnings)),
      .init("checks", .array(S.checks(result, parameters: parameters).map(\.json))),
      .init("arrays", .array(result.arrays.map(\.json))),
      .init("units", .object(result.arrays.map { .init($0.key, .string($0.unit)) })),
      .init("methods", .string(S.methods(parameters, result: result))),
      .init("references", .array(S.description.references.map(\.json))), .init("figures", figures),
      .init("figure_settings", figureSettings),
      .init("inputs", .array(inputs.map(\.json))), .init("archive", archive.json),
    ]
    if S.Input.requirements.contains(.recording), !environment.readingRecord.isEmpty {
      members.append(.init("reading", .object(environment.readingRecord)))
    }
    if S.Input.requirements.contains(.recording) {
      members.append(.init("reading_findings", .array(source.findings.map(\.json))))
    }
    members += [
      .init("seed", S.description.usesSeed ? .integer(Int(truncatingIfNeeded: environment.context.seed)) : .null),
      .init("stage_version", .integer(S.description.version)),
      .init("program", .string("\(environment.program.name) \(environment.program.version)")),
      .init("key", .string(key)), .init("wall_time_s", .number(wall)),
      .init("peak_memory_bytes", .integer(peakMemory())),
    ]
    return StageRecord(json: .object(members))
  }

  /// What the reader found amiss with the recording.
  private var readingWarnings: [String] {
    guard S.Input.requirements.contains(.recording) else { return [] }
    return source.findings.filter { $0.level == .warning }.map(\.text)
  }

  private func provenanceEntry(_ record: StageRecord) -> JSONValue {
    func copied(_ key: String) -> JSONValue.Member { .init(key, record.json[key] ?? .null) }
    let parameters = record.parameters.map { JSONValue.Member($0.name, $0.value) }
    return .object([
      .init("time", environment.program.time.map(JSONValue.string) ?? .null), copied("stage"),
      copied("stage_version"), copied("program"), .init("command", .string(environment.program.command)),
      copied("key"), .init("parameters", .object(parameters)), copied("seed"),
      .init("threads", .integer(environment.context.work.threads)), copied("inputs"), copied("archive"),
      copied("wall_time_s"), copied("peak_memory_bytes"),
    ])
  }
}

extension ResultArray {
  var json: JSONValue {
    .record([
      "key": .string(key), "dtype": .string(array.typeName),
      "shape": .array(array.shape.map(JSONValue.integer)), "unit": .string(unit), "meaning": .string(meaning),
    ])
  }
}

extension Finding {
  var json: JSONValue {
    .record(["level": .string(level.rawValue), "about": .string(what), "text": .string(text)])
  }
}

extension StageRecord {
  func replacing(_ key: String, _ value: JSONValue) -> StageRecord {
    var members = (json.members ?? []).map { $0.key == key ? JSONValue.Member(key, value) : $0 }
    if json[key] == nil { members.append(JSONValue.Member(key, value)) }
    return StageRecord(json: .object(members))
  }
}

/// The largest resident memory of the process so far, in bytes.
func peakMemory() -> Int {
  var usage = rusage()
  getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
  return usage.ru_maxrss * 1024
}
