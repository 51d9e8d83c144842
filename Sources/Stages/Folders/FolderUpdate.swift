import ArrayFiles
import ArrayNumerics
import Foundation
import Glibc
import Schema

/// The files of a stage, or of a report, on their way into a results folder: all of them get there, or none.
///
/// They are gathered in a hidden folder beside the results. Once the last one, of a stage its record, stands in it, the update
/// is complete: from then on it is carried out, by this process or, when that is killed, by the next one that uses the folder.
/// Before, it never was.
struct FolderUpdate {
  /// Where the files are gathered, with a folder `figures` in it.
  let gathered: URL
  private let folder: ResultsFolder
  /// The name of the file that completes the update and is put in place last.
  private let last: String
  private static let mark = "-partial-"
  /// The line for `provenance.jsonl` among the gathered files.
  private static let provenance = "provenance.line"

  /// - Throws: `FileError`, `StageError.cannotWrite`
  init(completedBy last: String, in folder: ResultsFolder) throws {
    let name = ".\(last)\(Self.mark)\(String(UInt64.random(in: 0...UInt64.max), radix: 16))"
    self.init(last: last, gathered: folder.url.appendingPathComponent(name, isDirectory: true), folder: folder)
    try ResultsFolder(url: figures).create()
  }

  private init(last: String, gathered: URL, folder: ResultsFolder) {
    self.last = last
    self.gathered = gathered
    self.folder = folder
  }

  private var figures: URL { gathered.appendingPathComponent("figures", isDirectory: true) }
  private var completion: URL { gathered.appendingPathComponent(last) }
  private var line: URL { gathered.appendingPathComponent(Self.provenance) }

  /// Puts everything in place.
  ///
  /// - Parameters:
  ///   - bytes: of the file that completes the update.
  ///   - line: what is added to `provenance.jsonl`.
  /// - Throws: `FileError`, `StageError.cannotWrite`
  func publish(_ bytes: some Sequence<UInt8>, provenance line: JSONValue? = nil) throws {
    if !names(in: figures).isEmpty { try ResultsFolder(url: folder.figuresURL).create() }
    if let line { try OutputFile.write(line.compactText.utf8, to: self.line) }
    try OutputFile.write(bytes, to: completion)
    do {
      try addLine()
    } catch {
      // Nothing has moved yet: without its last file the update never was.
      unlink(completion.path)
      throw error
    }
    try carryOut()
  }

  /// Removes what was gathered, unless it is complete and only has to get into place.
  func discard() {
    if FileManager.default.fileExists(atPath: completion.path) { return }
    try? FileManager.default.removeItem(at: gathered)
  }

  /// Gathers files and publishes them. When anything fails, what was in the folder is untouched.
  ///
  /// - Throws: what `body` throws, with the names that the files were to get.
  static func publishing<Value>(
    completedBy last: String, in folder: ResultsFolder, _ body: (FolderUpdate) throws -> Value
  ) throws -> Value {
    let update = try FolderUpdate(completedBy: last, in: folder)
    do {
      return try body(update)
    } catch {
      update.discard()
      throw update.named(error)
    }
  }

  /// An error with the names that files were to get: the folder in which they are gathered means nothing to the user.
  private func named(_ error: any Error) -> any Error {
    let gathered = "/\(gathered.lastPathComponent)"
    switch error {
    case var error as FileError:
      error.file = error.file?.replacingOccurrences(of: gathered, with: "")
      return error
    case StageError.cannotWrite(let path, let reason):
      return StageError.cannotWrite(path: path.replacingOccurrences(of: gathered, with: ""), reason: reason)
    case let error as CocoaError: return StageError.cannotWrite(path: folder.path, reason: reasonText(error))
    default: return error
    }
  }

  private func addLine() throws {
    guard let text = FileManager.default.contents(atPath: line.path) else { return }
    try Provenance.append(String(decoding: text, as: UTF8.self), to: folder.provenanceURL)
    unlink(line.path)
  }

  private func carryOut() throws {
    for name in names(in: figures) { try move("figures/\(name)") }
    // The last one says that there is something left to do; the record of a stage says which archive is the right one.
    for name in names(in: gathered) where name != "figures" && name != Self.provenance && name != last { try move(name) }
    try move(last)
    OutputFile.storeFolder(folder.figuresURL.path)
    OutputFile.storeFolder(folder.path)
    try? FileManager.default.removeItem(at: gathered)
  }

  private func names(in url: URL) -> [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: url.path)) ?? []).sorted()
  }

  /// What fails once may be a moment's trouble, and half of the files are in place by now.
  private func move(_ file: String) throws {
    let (source, target) = (gathered.appendingPathComponent(file).path, folder.url.appendingPathComponent(file).path)
    for attempt in 1... {
      if rename(source, target) == 0 { return }
      guard attempt == 3 else { continue }
      throw StageError.cannotWrite(
        path: target,
        reason: "\(systemMessage(errno)). The result is complete, and the next command that uses the folder puts it in place.")
    }
  }

  /// Carries out or removes the updates that killed processes left in a folder, which must be locked.
  ///
  /// - Throws: `FileError`, `StageError.cannotWrite`
  static func settle(_ folder: ResultsFolder) throws {
    for name in leftovers(in: folder) {
      let last = String(name.dropFirst().prefix(upTo: name.dropFirst().range(of: mark)?.lowerBound ?? name.endIndex))
      let gathered = folder.url.appendingPathComponent(name, isDirectory: true)
      let update = FolderUpdate(last: last, gathered: gathered, folder: folder)
      guard FileManager.default.fileExists(atPath: update.completion.path) else {
        try? FileManager.default.removeItem(at: gathered)
        continue
      }
      try update.addLine()
      try update.carryOut()
    }
  }

  /// The names of the folders of updates.
  static func leftovers(in folder: ResultsFolder) -> [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []).sorted()
      .filter { $0.hasPrefix(".") && $0.contains(mark) }
  }
}

extension ResultsFolder {
  /// Replaces files of the folder together: all of them, or none. The folder is to be locked.
  ///
  /// - Parameters:
  ///   - files: by their names; the last one completes the update.
  ///   - archives: arrays that are written as NPZ, by the names of the files.
  /// - Throws: `FileError`, `StageError.cannotWrite`
  package func replace(
    _ files: [(name: String, bytes: [UInt8])], archives: [(name: String, arrays: [(name: String, array: DataArray)])] = []
  ) throws {
    guard let last = files.last else { return }
    try FolderUpdate.publishing(completedBy: last.name, in: self) { update in
      for archive in archives {
        try NPZArchive.write(archive.arrays, to: update.gathered.appendingPathComponent(archive.name))
      }
      for file in files.dropLast() {
        try OutputFile.write(file.bytes, to: update.gathered.appendingPathComponent(file.name))
      }
      try update.publish(last.bytes)
    }
  }

  /// Puts in place what a killed process had finished, and removes what it had not, unless somebody is at work in the folder.
  ///
  /// - Throws: `FileError`, `StageError.cannotWrite`
  public func settle() throws {
    guard !FolderUpdate.leftovers(in: self).isEmpty, let lock = try FolderLock(ifFree: self) else { return }
    try withExtendedLifetime(lock) { try FolderUpdate.settle(self) }
  }
}
