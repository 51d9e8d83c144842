import ArrayFiles
import ArrayNumerics
import Foundation
import Schema

/// A file of a data set that is on this machine, whole and verified.
public struct FetchedFile: Sendable, Equatable {
  /// How it came here.
  public enum Outcome: Sendable, Equatable {
    case downloaded
    /// An earlier download was continued.
    case resumed
    case alreadyThere
  }

  /// Where it lies.
  public var url: URL
  /// Its length.
  public var bytes: Int
  /// SHA-256 as 64 lower-case hexadecimal digits.
  public var sha256: String
  /// How it came here.
  public var outcome: Outcome
  /// False when nothing was known to compare the checksum with: it was recorded, and later downloads are compared with
  /// it.
  public var isVerified: Bool
}

/// Downloads data sets with the program curl.
///
/// A file arrives under the name `NAME.part`, is checked against the registered size and SHA-256, and only then gets
/// its name: a file that exists is whole. When the registry has no checksum, the one of the first download is written
/// beside the file as `NAME.sha256` (in the format of `sha256sum -c`) and holds from then on.
public enum DatasetFetcher {
  /// Downloads all files of a data set; continues what an interrupted run left, skips what is there.
  ///
  /// - Parameters:
  ///   - folder: where the files go; made when it is missing.
  ///   - work: its progress counts bytes; cancelling keeps the part that has arrived.
  ///   - searchPath: the folders in which curl is looked for; `PATH` when `nil`.
  /// - Throws: `DatasetError`; `FileError` when a file cannot be read back; `CancellationError`.
  public static func fetch(
    _ entry: DatasetEntry, into folder: URL, work: Work, searchPath: String? = nil
  ) throws -> [FetchedFile] {
    switch entry.kind {
    case .download: break
    case .embedded:
      throw DatasetError.notDownloadable(
        name: entry.name, remedy: "It is part of the repository, in the folder datasets/.")
    case .simulated:
      throw DatasetError.notDownloadable(
        name: entry.name, remedy: "It is simulated; make it: canns-analyze datasets make \(entry.name).")
    }
    return try entry.files.map { file in
      try FileDownload(file: file, folder: folder, searchPath: searchPath).run(work: work)
    }
  }
}

/// The way of one file from its address to its name.
private struct FileDownload {
  let file: DatasetFile
  let final: URL
  let part: URL
  let record: URL
  let searchPath: String

  init(file: DatasetFile, folder: URL, searchPath: String?) {
    self.file = file
    final = folder.appendingPathComponent(file.path)
    part = folder.appendingPathComponent(file.path + ".part")
    record = folder.appendingPathComponent(file.path + ".sha256")
    self.searchPath =
      searchPath ?? ProcessInfo.processInfo.environment["PATH"] ?? "/usr/local/bin:/usr/bin:/bin"
  }

  func run(work: Work) throws -> FetchedFile {
    try work.checkCancellation()
    let expected = file.sha256 ?? recordedChecksum
    if fileSize(final) != nil { return try checkExisting(expected) }
    guard let address = file.url else {
      throw DatasetError.notDownloadable(name: file.path, remedy: "The registry has no address for it.")
    }
    let folder = final.deletingLastPathComponent()
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    } catch {
      throw DatasetError.cannotWrite(path: folder.path, reason: "the folder cannot be made.")
    }
    let wasResumed = try download(address, work: work)
    return try accept(expected, wasResumed: wasResumed)
  }

  /// The checksum that an earlier download wrote down.
  private var recordedChecksum: String? {
    guard let text = try? String(contentsOf: record, encoding: .utf8) else { return nil }
    let digits = String(text.prefix(64))
    return digits.count == 64 && digits.allSatisfy(\.isHexDigit) ? digits : nil
  }

  private func checkExisting(_ expected: String?) throws -> FetchedFile {
    let found = try sha256(of: final)
    if let expected, expected != found {
      throw DatasetError.differentFileExists(file: final.path, expected: expected, found: found)
    }
    if expected == nil { try writeRecord(found) }
    return FetchedFile(
      url: final, bytes: fileSize(final) ?? 0, sha256: found, outcome: .alreadyThere,
      isVerified: expected != nil)
  }

  // MARK: Download

  /// Fills the part file. Returns true when it went on from an earlier one.
  private func download(_ address: String, work: Work) throws -> Bool {
    if let size = fileSize(part), let bytes = file.bytes {
      if size == bytes { return true }
      if size > bytes { try remove(part) }
    }
    let curl = try CurlTransfer.find(searchPath: searchPath)
    let resumeAt = fileSize(part) ?? 0
    var outcome = try CurlTransfer(
      program: curl, url: address, target: part, resumeAt: resumeAt, expectedBytes: file.bytes
    ).run(work: work)
    // 33: the server cannot continue. 416: there is nothing behind what we have, so either it is whole or of another
    // file; without a known size only a new download tells.
    var wasResumed = resumeAt > 0
    if wasResumed && (outcome.exitCode == 33 || outcome.status == 416) {
      try remove(part)
      wasResumed = false
      outcome = try CurlTransfer(
        program: curl, url: address, target: part, resumeAt: 0, expectedBytes: file.bytes
      ).run(work: work)
    }
    if outcome.exitCode == 63 || outcome.exitCode != 0 && (fileSize(part) ?? 0) > (file.bytes ?? .max) {
      let found = fileSize(part) ?? 0
      if found > 0 { try remove(part) }
      throw DatasetError.sizeMismatch(file: final.path, expected: file.bytes ?? 0, found: found)
    }
    guard outcome.exitCode == 0 else { throw failure(outcome, address) }
    // curl writes no file at all for an empty answer.
    if fileSize(part) == nil { _ = FileManager.default.createFile(atPath: part.path, contents: nil) }
    return wasResumed
  }

  private func failure(_ outcome: CurlTransfer.Outcome, _ address: String) -> DatasetError {
    if outcome.exitCode == 22 || outcome.status >= 400 {
      return .refused(url: address, status: outcome.status)
    }
    let reason: String
    switch outcome.exitCode {
    case 5: reason = "the proxy's name is not known."
    case 6: reason = "the server's name is not known; is there a network?"
    case 7: reason = "no connection to the server; is there a network, and is the server up?"
    case 18, 52, 56, 92: reason = "the connection broke before the file was complete."
    case 28: reason = "the server did not answer in time."
    case 23:
      return .cannotWrite(
        path: part.path,
        reason: "writing failed (is the disk full, or the folder read-only?) What was written is kept.")
    case 35, 51, 53, 54, 58, 59, 60, 64, 66, 77, 80, 82, 83, 90, 91:
      reason = "no secure connection (\(outcome.message)); are the certificates (ca-certificates) installed?"
    case -1: reason = "curl was ended by a signal."
    default:
      reason = outcome.message.isEmpty ? "curl failed with code \(outcome.exitCode)." : outcome.message + "."
    }
    let kept = (fileSize(part) ?? 0) > 0 ? part.path : nil
    return .noConnection(url: address, reason: reason, partFile: kept)
  }

  // MARK: Acceptance

  /// Checks what has arrived and gives it its name.
  private func accept(_ expected: String?, wasResumed: Bool) throws -> FetchedFile {
    let size = fileSize(part) ?? 0
    if let bytes = file.bytes, size != bytes {
      try remove(part)
      throw DatasetError.sizeMismatch(file: final.path, expected: bytes, found: size)
    }
    let found = try sha256(of: part)
    if let expected, expected != found {
      try remove(part)
      throw DatasetError.checksumMismatch(file: final.path, expected: expected, found: found)
    }
    // The record first: should we be stopped between the two, the next run compares with it.
    if file.sha256 == nil { try writeRecord(found) }
    do {
      try FileManager.default.moveItem(at: part, to: final)
    } catch {
      throw DatasetError.cannotWrite(path: final.path, reason: "the finished download cannot be renamed.")
    }
    return FetchedFile(
      url: final, bytes: size, sha256: found, outcome: wasResumed ? .resumed : .downloaded,
      isVerified: expected != nil)
  }

  private func writeRecord(_ digits: String) throws {
    do {
      try OutputFile.write("\(digits)  \(final.lastPathComponent)\n".utf8, to: record)
    } catch {
      throw DatasetError.cannotWrite(path: record.path, reason: "the checksum cannot be recorded.")
    }
  }

  private func remove(_ url: URL) throws {
    do {
      try FileManager.default.removeItem(at: url)
    } catch {
      throw DatasetError.cannotWrite(path: url.path, reason: "an unusable part cannot be removed.")
    }
  }
}
