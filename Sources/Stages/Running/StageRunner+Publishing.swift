import Foundation
import Schema

extension StageRunner {
  /// Lets `make` write files into a folder beside the results, then puts them in place together with the record. When anything
  /// fails, the earlier result is untouched.
  ///
  /// - Parameter isRun: whether the run gets its line in `provenance.jsonl`.
  func publish(isRun: Bool, _ make: (URL) throws -> StageRecord) throws -> StageRecord {
    try FolderUpdate.publishing(completedBy: "\(description.stem).json", in: folder) { update in
      let record = try make(update.gathered)
      try update.publish(record.json.prettyText.utf8, provenance: isRun ? provenanceEntry(record) : nil)
      return record
    }
  }

  /// Refuses to put a result where one of its inputs lies, or a file that is no result.
  ///
  /// - Parameter extensions: of the files that are to be written.
  /// - Throws: `StageError.cannotWrite`.
  func requireFreeNames(_ extensions: [String]) throws {
    let names = extensions.map { "\(description.stem).\($0)" }
    let read = Set(source.filesRead.map { $0.resolvingSymlinksInPath().path })
    let isResults = FileManager.default.fileExists(atPath: folder.provenanceURL.path)
    for name in names {
      let target = folder.url.appendingPathComponent(name)
      guard FileManager.default.fileExists(atPath: target.path) else { continue }
      if read.contains(target.resolvingSymlinksInPath().path) {
        throw StageError.cannotWrite(
          path: target.path,
          reason: "it is read by this command, and its result would take its place. Choose another folder (-o).")
      }
      guard !isResults, !environment.force, (try? folder.record(of: description.stem)) == nil else { continue }
      throw StageError.cannotWrite(
        path: target.path,
        reason: "a file of this name lies there, and nothing says that it is a result. Choose another folder (-o), or give "
          + "--force to replace it.")
    }
  }

  /// Results that somebody removed while this one was computed from them would leave it without an origin.
  ///
  /// - Throws: `StageError.missingResult`.
  func requireInputs() throws {
    for case .result(let stage) in S.Input.requirements {
      let record = source.folder.recordURL(of: stage.stem)
      guard FileManager.default.fileExists(atPath: record.path) else {
        throw StageError.missingResult(of: stage, folder: source.folder.path, neededBy: description.command)
      }
    }
  }
}
