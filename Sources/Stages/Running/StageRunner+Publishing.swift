import ArrayFiles
import ArrayNumerics
import Foundation
import Glibc
import Plotting
import Recordings
import Schema

extension StageRunner {
  /// Lets `make` write files into a temporary folder beside the results, then moves them into place and writes the record
  /// last. When anything fails, the earlier result is untouched.
  func publish(_ make: (URL) throws -> StageRecord) throws -> StageRecord {
    let files = FileManager.default
    // A folder of its own for each process, so that two that run at a time do not clear each other's away.
    let temporary = ".\(description.stem)-partial-\(getpid())"
    let partial = folder.url.appendingPathComponent(temporary, isDirectory: true)
    removeAbandonedFolders()
    defer { try? files.removeItem(at: partial) }
    do {
      try files.createDirectory(at: partial.appendingPathComponent("figures"), withIntermediateDirectories: true)
      let record = try make(partial)
      try Data(record.json.prettyText.utf8).write(to: partial.appendingPathComponent("\(description.stem).json"))
      let figures = try files.contentsOfDirectory(atPath: partial.appendingPathComponent("figures").path)
      if !figures.isEmpty {
        try files.createDirectory(at: folder.figuresURL, withIntermediateDirectories: true)
      }
      for figure in figures.sorted() { try move("figures/\(figure)", from: partial) }
      let archives = try files.contentsOfDirectory(atPath: partial.path).filter { $0.hasPrefix("\(description.stem).") }
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
    for entry in (try? files.contentsOfDirectory(atPath: folder.path)) ?? []
    where entry.hasPrefix(".\(description.stem)-partial") {
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
}
