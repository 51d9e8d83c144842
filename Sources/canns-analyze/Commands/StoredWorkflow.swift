import ArrayFiles
import Foundation
import Schema
import Stages
import Workflows

/// A workflow as it stands in its folder.
struct StoredWorkflow {
  private let folder: URL
  private let registry: StageRegistry
  private let pipeline: Pipeline
  private let plan: JSONValue
  /// In the order of its table.
  let sessions: [SessionManifest.Session]

  /// `nil` for a folder that holds no workflow.
  ///
  /// - Throws: `FileError`, `StageError.badPipeline` when its files cannot be read.
  init?(_ folder: URL, registry: StageRegistry) throws {
    func file(_ name: String) -> URL { folder.appendingPathComponent(name) }
    guard let text = FileManager.default.contents(atPath: file(WorkflowPlan.planFile).path) else { return nil }
    guard let plan = try? JSONValue(text: text), plan["steps"]?.array != nil else {
      throw FileError(
        .unusableData, file: file(WorkflowPlan.planFile).path, problem: "it does not describe a workflow.",
        remedy: "Write the workflow again with 'canns-analyze workflow'.")
    }
    self.folder = folder
    self.registry = registry
    self.plan = plan
    let chain = file(WorkflowPlan.chainFile)
    pipeline = try Pipeline(
      yaml: String(decoding: FileManager.default.contents(atPath: chain.path) ?? Data(), as: UTF8.self), file: chain.path)
    sessions = try SessionManifest(contentsOf: file(WorkflowPlan.tableFile)).sessions
  }

  /// What is done of a session.
  func status(of session: SessionManifest.Session, _ invocation: Invocation) throws -> SessionStatus {
    let results = ResultsFolder(url: session.results ?? folder.appendingPathComponent(WorkflowPlan.results(of: session.name)))
    guard let recording = session.recording, FileManager.default.fileExists(atPath: recording.path) else {
      return SessionStatus(
        name: session.name, stages: [],
        note: "its recording \(session.recording?.path ?? "") is not there; mend the path in \(WorkflowPlan.tableFile)")
    }
    let common = (plan["common"]?.members ?? []).map { "--\($0.key)=\($0.value.string ?? "")" }
    let own = session.options.map { "--\($0.name)=\($0.text)" }
    let given = try Invocation([recording.path] + common + own, of: .run)
    let chain = try pipeline.adding(given.settings, registry: registry)
    let environment = try given.common.environment(folder: results, command: invocation.text, drawing: [])
    let source = InputSource(
      recordingURL: recording, folder: results, readingOptions: try given.common.readingOptions(), keepsResults: false)
    let history = try provenance(results)
    var stages: [StageStatus] = []
    for (index, step) in chain.steps.enumerated() {
      let (stage, settings) = try registry.resolve(step.stage, step.settings)
      let stem = stage.description.stem
      var status = StageStatus(name: step.stage, state: .missing)
      status.parts = parts(of: index, session)
      let refusal = history.last { $0["stage"]?.string == stem }?["missing"]?.string
      if let refusal {
        status.state = .refused(refusal)
      } else if (try? results.record(of: stem)) != nil {
        do {
          let reasons = try stage.reasonsToRun(settings, in: environment, from: source)
          status.state = reasons.isEmpty ? .done : .stale(reasons)
        } catch let error as StageError {
          status.state = .stale([error.description])
        }
      }
      stages.append(status)
    }
    return SessionStatus(name: session.name, stages: stages)
  }

  /// How many parts of a stage are there, and how many there will be.
  private func parts(of index: Int, _ session: SessionManifest.Session) -> (done: Int, all: Int)? {
    guard let steps = plan["steps"]?.array, steps.indices.contains(index), let parts = steps[index]["parts"]?.array,
      let stem = steps[index]["stem"]?.string, !parts.isEmpty
    else { return nil }
    let done = parts.count { part in
      guard let first = part.array?.first?.integer, let end = part.array?.last?.integer else { return false }
      let place = folder.appendingPathComponent(WorkflowPlan.place(of: first..<max(first, end), of: session.name))
      return FileManager.default.fileExists(atPath: place.appendingPathComponent("\(stem).json").path)
    }
    return (done, parts.count)
  }
}
