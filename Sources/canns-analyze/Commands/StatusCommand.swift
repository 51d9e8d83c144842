import ArrayFiles
import Foundation
import Schema
import Stages
import Workflows

extension Command {
  /// What is done, missing and stale.
  static let status = Command(
    name: "status", group: .results, operands: "DIR...",
    summary: "what of a workflow or a results folder is done, missing, stale",
    purpose: sentence {
      "Looks at each stage of a results folder, or of every session of a workflow, and says whether its result is there and is "
      "the one that a run would give: input files are re-hashed, parameters, seed and versions compared. Of a null "
      "distribution that is made in parts it counts those that are done. Nothing is written."
    },
    example: "canns-analyze status study"
  ) { try StatusCommand(registry: CommandTable.registry, invocation: $0).run() }
}

struct StatusCommand {
  let registry: StageRegistry
  let invocation: Invocation

  func run() throws {
    guard !invocation.files.isEmpty else { throw UsageError("status needs a results folder or the folder of a workflow.") }
    let output = Output(invocation.common)
    var sessions: [SessionStatus] = []
    for path in invocation.files {
      let folder = try Places(input: path, output: nil, readsRecording: false, command: "status").upstream
      if let workflow = try StoredWorkflow(folder.url, registry: registry) {
        sessions += try workflow.sessions.map { try workflow.status(of: $0, invocation) }
      } else {
        sessions.append(try status(of: folder))
      }
    }
    if output.json { return output.print(.record(["sessions": .array(sessions.map(\.json))])) }
    for session in sessions { for line in session.lines(verbose: output.verbose) { output.say(line) } }
    output.say(SessionStatus.total(sessions))
  }

  /// The stages that were run in a folder, judged by what they were given then.
  private func status(of folder: ResultsFolder) throws -> SessionStatus {
    let records = try folder.records()
    guard !records.isEmpty else {
      throw FileError(
        .noSuchInput, file: folder.path, problem: "it holds neither results nor a workflow.",
        remedy: "'canns-analyze run RECORDING -o DIR' makes results, 'canns-analyze workflow MANIFEST -o DIR' a workflow.")
    }
    let history = try provenance(folder)
    var stages: [StageStatus] = []
    for record in records {
      stages.append(StageStatus(name: record.command, state: try state(of: record, in: folder, history)))
    }
    for line in history {
      guard let reason = line["missing"]?.string, let stage = line["stage"]?.string else { continue }
      stages.removeAll { $0.name == stage && $0.state == .refused(reason) }
      if !records.contains(where: { $0.stage == stage }), !stages.contains(where: { $0.name == stage }) {
        stages.append(StageStatus(name: stage, state: .refused(reason)))
      }
    }
    return SessionStatus(name: folder.url.standardizedFileURL.lastPathComponent, stages: stages)
  }

  private func state(of record: StageRecord, in folder: ResultsFolder, _ history: [JSONValue]) throws -> StageStatus.State {
    guard let family = try? registry.command(named: record.command) else {
      return .stale(["this program has no stage '\(record.command)'"])
    }
    let run = history.last { $0["stage"]?.string == record.stage && $0["key"]?.string == record.key }
    let recording = run?["recording"]?.string.map { named($0, in: run, of: folder) }
    if let recording, !FileManager.default.fileExists(atPath: recording.path) {
      return .unknown("its input \(recording.path) is not there, so it was not compared")
    }
    var words = record.readingSettings
    if let seed = record.seed { words.append(ParameterSetting(name: "seed", text: String(seed))) }
    if let behaviour = run?["behaviour"]?.string {
      words.append(ParameterSetting(name: "behaviour", text: named(behaviour, in: run, of: folder).path))
    }
    if let format = record.archiveFormat { words.append(ParameterSetting(name: "archive", text: format.rawValue)) }
    let common = try CommonOptions(settings: words)
    let source = InputSource(
      recordingURL: recording, folder: folder, readingOptions: try common.readingOptions(), keepsResults: false)
    let environment = try common.environment(folder: folder, command: invocation.text, drawing: [])
    do {
      let (stage, settings) = try family.resolve(record.givenSettings)
      let reasons = try stage.reasonsToRun(settings, in: environment, from: source)
      return reasons.isEmpty ? .done : .stale(reasons)
    } catch let error as StageError {
      return .stale([error.description])
    } catch let error as ParameterError {
      return .stale([error.description])
    }
  }
}

/// A file that a run named by a path from where it was started, which is where the results lie from what it called them; else,
/// where they were moved or it called them by an absolute path, a path from here.
private func named(_ path: String, in run: JSONValue?, of folder: ResultsFolder) -> URL {
  let here = URL(fileURLWithPath: path)
  guard !path.hasPrefix("/"), let called = run?["folder"]?.string, !called.hasPrefix("/") else { return here }
  let parts = called.split(separator: "/").filter { $0 != "." }
  var base = folder.url.standardizedFileURL
  // What is called ../results lies beside the folder of the run, whose name is not known.
  let names = base.pathComponents.suffix(parts.count)
  guard !parts.contains(".."), names.elementsEqual(parts.map(String.init)) else { return here }
  for _ in parts { base.deleteLastPathComponent() }
  let there = base.appendingPathComponent(path).standardizedFileURL
  return FileManager.default.fileExists(atPath: there.path) || !FileManager.default.fileExists(atPath: here.path) ? there : here
}

/// The lines of a folder's `provenance.jsonl` that can be read.
func provenance(_ folder: ResultsFolder) throws -> [JSONValue] {
  let text = FileManager.default.contents(atPath: folder.provenanceURL.path) ?? Data()
  return text.split(separator: UInt8(ascii: "\n")).compactMap { try? JSONValue(text: Data($0)) }
}
