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
}
