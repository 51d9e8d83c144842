import ArrayFiles
import Foundation
import Glibc
import Schema

/// The files of a stage on their way into a results folder: all of them get there, or none.
///
/// They are gathered in a hidden folder beside the results. Once the record of the stage stands in it, the update is complete:
/// from then on it is carried out, by this process or, when that is killed, by the next one that uses the folder. Before, it
/// never was.
struct FolderUpdate {
  /// Where the files are gathered, with a folder `figures` in it.
  let gathered: URL
  private let folder: ResultsFolder
  private let stem: String
  private static let mark = "-partial-"
  /// The line for `provenance.jsonl` among the gathered files.
  private static let provenance = "provenance.line"

  /// - Throws: `FileError`, `StageError.cannotWrite`
  init(of stem: String, in folder: ResultsFolder) throws {
    let name = ".\(stem)\(Self.mark)\(String(UInt64.random(in: 0...UInt64.max), radix: 16))"
    self.init(stem: stem, gathered: folder.url.appendingPathComponent(name, isDirectory: true), folder: folder)
    try ResultsFolder(url: figures).create()
  }

  private init(stem: String, gathered: URL, folder: ResultsFolder) {
    self.stem = stem
    self.gathered = gathered
    self.folder = folder
  }

  private var figures: URL { gathered.appendingPathComponent("figures", isDirectory: true) }
  private var record: URL { gathered.appendingPathComponent("\(stem).json") }
  private var line: URL { gathered.appendingPathComponent(Self.provenance) }

  /// Puts everything in place.
  ///
  /// - Parameter line: what is added to `provenance.jsonl`.
  /// - Throws: `FileError`, `StageError.cannotWrite`
  func publish(_ record: StageRecord, provenance line: JSONValue?) throws {
    if !names(in: figures).isEmpty { try ResultsFolder(url: folder.figuresURL).create() }
    if let line { try OutputFile.write(line.compactText.utf8, to: self.line) }
    try OutputFile.write(record.json.prettyText.utf8, to: self.record)
    do {
      try addLine()
    } catch {
      // Nothing has moved yet: without its record the update never was.
      unlink(self.record.path)
      throw error
    }
    try carryOut()
  }

  /// Removes what was gathered, unless it is complete and only has to get into place.
  func discard() {
    if FileManager.default.fileExists(atPath: record.path) { return }
    try? FileManager.default.removeItem(at: gathered)
  }

  private func addLine() throws {
    guard let text = FileManager.default.contents(atPath: line.path) else { return }
    try Provenance.append(String(decoding: text, as: UTF8.self), to: folder.provenanceURL)
    unlink(line.path)
  }

  private func carryOut() throws {
    for name in names(in: figures) { try move("figures/\(name)") }
    // The record goes last: it says which archive is the right one, and that there is something left to do.
    let last = record.lastPathComponent
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
      let stem = String(name.dropFirst().prefix(upTo: name.dropFirst().range(of: mark)?.lowerBound ?? name.endIndex))
      let gathered = folder.url.appendingPathComponent(name, isDirectory: true)
      let update = FolderUpdate(stem: stem, gathered: gathered, folder: folder)
      guard let text = FileManager.default.contents(atPath: update.record.path),
        (try? JSONValue(text: text))?["stage"]?.string == stem
      else {
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
  /// Puts in place what a killed process had finished, and removes what it had not, unless somebody is at work in the folder.
  ///
  /// - Throws: `FileError`, `StageError.cannotWrite`
  public func settle() throws {
    guard !FolderUpdate.leftovers(in: self).isEmpty, let lock = try FolderLock(ifFree: self) else { return }
    try withExtendedLifetime(lock) { try FolderUpdate.settle(self) }
  }
}
