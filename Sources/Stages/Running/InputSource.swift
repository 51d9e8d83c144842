import ArrayFiles
import Foundation
import Recordings

/// Gives a stage its input: opens the recording, loads earlier results. Within one run of a pipeline every result is
/// loaded or computed once and handed on in memory.
public final class InputSource {
  /// The recording or file that the command was given.
  public let recordingURL: URL?
  /// The folder with the results of earlier stages.
  public let folder: ResultsFolder
  /// Where a part of an earlier result is taken in place of a recording: the folder that holds it; `recordingURL` is its
  /// archive.
  public let wholeFolder: ResultsFolder?
  /// How the recording is read.
  public let readingOptions: ReadingOptions
  /// Formats that the program adds to those that the reader knows.
  private let formats: [any RecordingFormat]
  /// Whether results are kept for later stages.
  private let keepsResults: Bool
  private var recordingCache: Recording?
  /// The file from which the field potential of that recording was read, where it was another.
  private var fieldPotentialOfCache: URL?
  private var channelOfCache: String?
  private var digests: [Requirement.FileKind: [FileRecord]] = [:]
  /// The files whose checksums were taken, in the versions that were there before.
  private var versions: [(url: URL, files: [URL], identities: [FileIdentity], sha256: String)] = []
  private var results: [String: any Sendable] = [:]
  private var records: [String: StageRecord] = [:]

  /// - Parameters:
  ///   - formats: asked first, in order.
  ///   - keepsResults: false when only one stage will read: the memory of what it lets go is free at once.
  ///   - wholeFolder: the folder with the result of which a part is taken, when `recordingURL` is its archive.
  public init(
    recordingURL: URL?, folder: ResultsFolder, readingOptions: ReadingOptions = ReadingOptions(),
    formats: [any RecordingFormat] = [], keepsResults: Bool = true, wholeFolder: ResultsFolder? = nil
  ) {
    self.wholeFolder = wholeFolder
    self.formats = formats
    self.keepsResults = keepsResults
    self.recordingURL = recordingURL
    self.folder = folder
    self.readingOptions = readingOptions
  }

  // MARK: - Files

  /// The recording, read once.
  ///
  /// - Parameter fieldPotential: the file with its field potential, when that is not in the recording itself.
  /// - Throws: what the reader throws; `StageError.recordingNeeded` when only a results folder was given.
  public func recording(
    neededBy consumer: String, fieldPotential: URL? = nil, channel: String? = nil
  ) throws -> Recording {
    if let recordingCache, fieldPotentialOfCache == fieldPotential, channelOfCache == channel { return recordingCache }
    guard let recordingURL, wholeFolder == nil else {
      throw StageError.recordingNeeded(stage: consumer, given: (wholeFolder ?? folder).path)
    }
    var options = readingOptions
    options.fieldPotential = fieldPotential
    if let channel { options.map["lfp"] = channel }
    let recording = try RecordingReader.read(url: recordingURL, options: options, formats: formats)
    recordingCache = recording
    (fieldPotentialOfCache, channelOfCache) = (fieldPotential, channel)
    return recording
  }

  /// What the reader said about the recording; empty while it was not read.
  var findings: [Finding] { recordingCache?.findings ?? [] }

  /// Name, checksum and size of the recording and of the file of its behaviour, or of the one file.
  func fileRecords(_ kind: Requirement.FileKind, neededBy consumer: String) throws -> [FileRecord] {
    if let known = digests[kind] { return known }
    guard let recordingURL else { throw StageError.recordingNeeded(stage: consumer, given: folder.path) }
    let urls = kind == .recording ? [recordingURL, readingOptions.behaviour].compactMap { $0 } : [recordingURL]
    var found = try urls.map { try fileRecord(of: $0) }
    // Its name is that of the part's own archive: with its folder before it nobody takes one for the other.
    if let whole = wholeFolder {
      for index in found.indices { found[index].name = "\(whole.url.lastPathComponent)/\(found[index].name)" }
    }
    digests[kind] = found
    return found
  }

  /// Name, checksum and size of a file or folder that is read; its version is remembered.
  func fileRecord(of url: URL) throws -> FileRecord {
    let files = try ArraySource.files(readFrom: url)
    let identities = try files.map(FileIdentity.init(of:))
    let digest = try sha256(of: files, in: url)
    versions.append((url, files, identities, digest))
    return FileRecord(
      name: url.standardizedFileURL.lastPathComponent, sha256: digest, bytes: files.reduce(0) { $0 + byteCount(of: $1) })
  }

  /// The files that were read, or whose checksums were taken.
  var filesRead: [URL] { [recordingURL, readingOptions.behaviour].compactMap { $0 } + versions.flatMap(\.files) }

  /// Nobody may have replaced a file between its checksum and its reading: the record would name another one than was read.
  ///
  /// - Throws: `FileError`
  func requireUnchangedFiles() throws {
    for (url, files, identities, digest) in versions where (try? files.map(FileIdentity.init(of:))) != identities {
      // A new link or other permissions change no byte.
      guard (try? sha256(of: files, in: url)) != digest else { continue }
      throw FileError(
        .unusableData, file: url.path, problem: "it was replaced or changed while it was read; nothing was written.",
        remedy: "Run the command again when nobody writes the file any more.")
    }
  }

  // MARK: - Results

  /// The result of an earlier stage.
  ///
  /// - Throws: `StageError.missingResult`, `.damagedResult`
  public func result<S: Stage>(of stage: S.Type, neededBy consumer: String) throws -> S.Result {
    let stem = S.description.stem
    if let result = results[stem] as? S.Result { return result }
    guard let record = try record(of: S.description) else {
      throw StageError.missingResult(of: S.description, folder: folder.path, neededBy: consumer)
    }
    let result: S.Result = try folder.load(record)
    if keepsResults { results[stem] = result }
    return result
  }

  /// The result of which a part is taken, and its record; `nil` where a recording is read.
  ///
  /// - Throws: as `result(of:neededBy:)`.
  public func whole<S: Stage>(
    of stage: S.Type, neededBy consumer: String
  ) throws -> (result: S.Result, record: StageRecord)? {
    guard let wholeFolder else { return nil }
    guard let record = try wholeFolder.record(of: S.description.stem) else {
      throw StageError.missingResult(of: S.description, folder: wholeFolder.path, neededBy: consumer)
    }
    return (try wholeFolder.load(record), record)
  }

  /// Whether a stage has a result in the folder.
  public func hasResult(of stage: StageDescription) throws -> Bool { try record(of: stage) != nil }

  /// The record of a stage, decoded once.
  func record(of stage: StageDescription) throws -> StageRecord? { try record(ofStem: stage.stem) }

  /// The same by the stem of the result.
  func record(ofStem stem: String) throws -> StageRecord? {
    if let known = records[stem] { return known }
    let record = try folder.record(of: stem)
    records[stem] = record
    return record
  }

  func remember<S: Stage>(_ result: S.Result, record: StageRecord, of stage: S.Type) {
    records[S.description.stem] = record
    results[S.description.stem] = keepsResults ? result : nil
  }
}

extension Requirement {
  /// The kinds of files that stages read.
  enum FileKind: Hashable { case recording, file }

  var fileKind: FileKind? {
    switch self {
    case .recording: .recording
    case .file, .optionalFile: .file
    case .result, .optionalResult, .oneOf: nil
    }
  }
}

/// Bytes of a file; 0 when it is not there.
func byteCount(of url: URL) -> Int {
  (try? FileManager.default.attributesOfItem(atPath: url.path)[.size] as? Int) ?? 0
}
