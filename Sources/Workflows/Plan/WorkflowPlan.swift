import ArrayFiles
import Foundation
import Schema
import Stages

/// A chain of stages over many sessions, cut into pieces of work that any scheduler can hand out: one stage of one session, and
/// of a null distribution some of its draws.
///
/// However the work is cut, the results have the same bytes: a draw depends on seed and number alone, and every piece is a
/// command that does nothing when its result is there.
public struct WorkflowPlan: Sendable, Equatable {
  /// One stage of the chain.
  public struct Step: Sendable, Equatable {
    /// The command word.
    public var command: String
    /// Of its files.
    public var stem: String
    /// The draws of each part; empty for a stage that is done as a whole.
    public var parts: [Range<Int>]
    /// The option that picks a part.
    public var rangeOption: String
  }

  /// Their recordings are relative to the folder of the workflow, or absolute.
  public var sessions: [SessionManifest.Session]
  /// The chain with all that it sets.
  public var pipeline: Pipeline
  /// The stages of the chain, in order.
  public var steps: [Step]
  /// Options that every command gets: seed, formats of figures.
  public var common: [ParameterSetting]
  /// Threads of a job.
  public var threads: Int
  /// Name and version of the program.
  public var program: String

  /// - Parameters:
  ///   - manifest: with a column of recordings.
  ///   - batch: the most draws in a part; 0 leaves all stages whole.
  ///   - folder: of the workflow.
  /// - Throws: `FileError` for a table that names no recordings, or a name that cannot be one of a folder; `StageError`,
  ///   `ParameterError` for the chain.
  public init(
    manifest: SessionManifest, pipeline: Pipeline, registry: StageRegistry, batch: Int, common: [ParameterSetting],
    threads: Int, program: String, folder: URL
  ) throws {
    self.pipeline = pipeline
    self.common = common
    self.threads = threads
    self.program = program
    sessions = try manifest.sessions.map { try Self.placed($0, of: manifest, in: folder) }
    steps = try pipeline.steps.map { step in
      let (stage, settings) = try registry.resolve(step.stage, step.settings)
      try stage.validate(settings)
      return Step(stage, settings: settings, batch: batch)
    }
  }

  /// The first stage that is cut.
  public var cut: Step? { steps.first { !$0.parts.isEmpty } }

  /// Where the results of a session are, from the folder of the workflow.
  public static func results(of session: String) -> String { "sessions/\(session)" }

  /// Where a part is, from the folder of the workflow.
  public static func place(of part: Range<Int>, of session: String) -> String { "parts/\(session)/\(name(of: part))" }

  static func name(of part: Range<Int>) -> String { "\(part.lowerBound)-\(part.upperBound)" }

  /// The session with its recording as the folder of the workflow sees it.
  private static func placed(
    _ session: SessionManifest.Session, of manifest: SessionManifest, in folder: URL
  ) throws -> SessionManifest.Session {
    var session = session
    let file = manifest.url.relativePath
    guard let recording = session.recording, let written = session.writtenRecording else {
      throw FileError(
        .unusableData, file: file, problem: "it has no column 'recording'.",
        remedy: "Add one with the file of each session, relative to the table.")
    }
    guard FileManager.default.fileExists(atPath: recording.path) else {
      throw FileError(
        .noSuchInput, file: recording.path, problem: "the recording of session '\(session.name)' is not there.",
        remedy: "Paths in \(file) are relative to its folder.")
    }
    let allowed = session.name.allSatisfy { $0.isLetter || $0.isNumber || "-_.+=@".contains($0) }
    guard allowed, session.name.first.map({ $0.isLetter || $0.isNumber }) ?? false else {
      throw FileError(
        .unusableData, file: file, problem: "the session '\(session.name)' cannot name a folder.",
        remedy: "Take letters, digits, '-', '_' and '.', in a column 'session'.")
    }
    // What was written as an absolute path is meant to stay one.
    session.writtenRecording = written.hasPrefix("/") ? written : relativePath(from: folder, to: recording)
    session.results = folder.appendingPathComponent(results(of: session.name), isDirectory: true)
    return session
  }
}

extension WorkflowPlan.Step {
  fileprivate init(_ stage: RegisteredStage, settings: [ParameterSetting], batch: Int) {
    command = stage.description.command
    stem = stage.description.stem
    parts = []
    rangeOption = ""
    guard let pieces = stage.description.progress.pieces?.split, batch > 0 else { return }
    let given = settings.last { $0.name == pieces.countParameter }?.text
    let standard = stage.defaults.first { $0.key == pieces.countParameter }?.value.integer
    let count = given.flatMap { Int($0) } ?? standard ?? 0
    // One part would only be the whole by a detour.
    guard count > batch else { return }
    rangeOption = pieces.rangeParameter
    parts = stride(from: 0, to: count, by: batch).map { $0..<min(count, $0 + batch) }
  }
}
