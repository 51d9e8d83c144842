import ArrayFiles
import Foundation
import Recordings
import Schema

/// What a stage reads: the recording, or results of earlier stages.
public enum Requirement: Sendable, Equatable {
  case recording
  case result(String)
  /// Used when it is there.
  case optionalResult(String)
}

/// The input value of a stage, gathered from a recording or a results folder.
public protocol StageInput {
  static var requirements: [Requirement] { get }
  init(from source: InputSource) throws
}

/// Gives a stage its input: opens the recording, loads earlier results. Within one run of a pipeline every result is
/// loaded or computed once and handed on in memory.
public final class InputSource {
  public let recordingURL: URL?
  public let folder: ResultsFolder
  public let readingOptions: ReadingOptions
  /// Whether results are kept for later stages.
  private let keepsResults: Bool
  private var recordingCache: Recording?
  private var recordingDigests: [FileRecord]?
  private var results: [String: any Sendable] = [:]

  /// - Parameter keepsResults: false when only one stage will read: the memory of what it lets go is free at once.
  public init(
    recordingURL: URL?, folder: ResultsFolder, readingOptions: ReadingOptions = ReadingOptions(),
    keepsResults: Bool = true
  ) {
    self.keepsResults = keepsResults
    self.recordingURL = recordingURL
    self.folder = folder
    self.readingOptions = readingOptions
  }

  /// The recording, read once.
  ///
  /// - Throws: what the reader throws; `StageError.recordingNeeded` when only a results folder was given.
  public func recording(neededBy stage: String) throws -> Recording {
    if let recordingCache { return recordingCache }
    guard let recordingURL else { throw StageError.recordingNeeded(stage: stage, given: folder.path) }
    let recording = try RecordingReader.read(url: recordingURL, options: readingOptions)
    recordingCache = recording
    return recording
  }

  /// What the reader said about the recording; empty while it was not read.
  var findings: [Finding] { recordingCache?.findings ?? [] }

  /// Name, checksum and size of the recording, and of the file of its behaviour.
  func recordingFiles(neededBy stage: String) throws -> [FileRecord] {
    if let recordingDigests { return recordingDigests }
    guard let recordingURL else { throw StageError.recordingNeeded(stage: stage, given: folder.path) }
    let digests = try [recordingURL, readingOptions.behaviour].compactMap { $0 }.map { url in
      let files = try ArraySource.files(readFrom: url)
      return FileRecord(
        name: url.standardizedFileURL.lastPathComponent, sha256: try sha256(of: files, in: url),
        bytes: files.reduce(0) { $0 + size(of: $1) })
    }
    recordingDigests = digests
    return digests
  }

  /// The result of an earlier stage.
  public func result<S: Stage>(of stage: S.Type, neededBy consumer: String) throws -> S.Result {
    let name = S.description.name
    if let result = results[name] as? S.Result { return result }
    let result = try S.Result(from: folder.load(stage: name, neededBy: consumer))
    if keepsResults { results[name] = result }
    return result
  }

  /// The result of an earlier stage, or `nil` when that stage was not run.
  public func optionalResult<S: Stage>(of stage: S.Type, neededBy consumer: String) throws -> S.Result? {
    try hasResult(of: S.description.name) ? result(of: stage, neededBy: consumer) : nil
  }

  func hasResult(of stage: String) throws -> Bool { try folder.record(of: stage) != nil }

  func remember<S: Stage>(_ result: S.Result, of stage: S.Type) {
    if keepsResults { results[S.description.name] = result }
  }
}

func fileRecord(of url: URL, name: String) throws -> FileRecord {
  FileRecord(name: name, sha256: try sha256(of: url), bytes: size(of: url))
}

private func size(of url: URL) -> Int {
  (try? FileManager.default.attributesOfItem(atPath: url.path)[.size] as? Int) ?? 0
}
