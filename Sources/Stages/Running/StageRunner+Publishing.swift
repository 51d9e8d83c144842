import ArrayFiles
import Foundation
import Schema

extension StageRunner {
  /// Lets `make` write files into a folder beside the results, then puts them in place together with the record. When anything
  /// fails, the earlier result is untouched.
  ///
  /// - Parameter isRun: whether the run gets its line in `provenance.jsonl`.
  func publish(isRun: Bool, _ make: (URL) throws -> StageRecord) throws -> StageRecord {
    let update = try FolderUpdate(of: description.stem, in: folder)
    do {
      let record = try make(update.gathered)
      try update.publish(record, provenance: isRun ? provenanceEntry(record) : nil)
      return record
    } catch {
      update.discard()
      throw named(error, without: update.gathered.lastPathComponent)
    }
  }

  /// An error with the names that files were to get: the folder in which they are gathered means nothing to the user.
  private func named(_ error: any Error, without gathered: String) -> any Error {
    switch error {
    case var error as FileError:
      error.file = error.file?.replacingOccurrences(of: "/\(gathered)", with: "")
      return error
    case StageError.cannotWrite(let path, let reason):
      return StageError.cannotWrite(path: path.replacingOccurrences(of: "/\(gathered)", with: ""), reason: reason)
    case let error as CocoaError: return StageError.cannotWrite(path: folder.path, reason: reasonText(error))
    default: return error
    }
  }
}
