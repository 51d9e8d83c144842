import ArrayFiles
import Schema
import Stages

/// A stage whose result does not belong to the other results of the folder.
struct OutdatedStage: Equatable {
  var record: StageRecord
  /// Why, as a sentence.
  var reason: String
  /// The command that makes it anew.
  var command: String
}

/// Separates the records whose inputs are the results that are there now from those made from earlier ones.
///
/// A record is out of date when an input has another checksum than the archive of that name in the folder, when a stage it
/// was made from is itself out of date, or when its own archive is missing.
func separated(
  _ records: [StageRecord], folder: ResultsFolder, history: RunHistory
) -> (current: [StageRecord], outdated: [OutdatedStage]) {
  let reasons = outdatedReasons(records) { record in
    guard !folder.holdsArchive(of: record) else { return nil }
    return record.archive.map { "Its arrays, \($0.name), are missing or are not those that were written." }
      ?? "Its record names no arrays."
  }
  let current = records.filter { reasons[$0.stage] == nil }
  let outdated = records.compactMap { record in
    reasons[record.stage].map {
      OutdatedStage(
        record: record, reason: $0, command: commandText(record, run: history.run(of: record), among: records, folder: folder))
    }
  }
  return (current, outdated)
}

/// For each stage whose result does not belong to the others of its folder the reason, as a sentence.
///
/// - Parameter fault: what is wrong with the arrays of a record; `nil` for those that were written.
func outdatedReasons(_ records: [StageRecord], fault: (StageRecord) -> String?) -> [String: String] {
  var reasons: [String: String] = [:]
  for record in records { reasons[record.stage] = fault(record) }
  let makers = Dictionary(
    records.compactMap { record in record.archive.map { ($0.name, record) } },
    uniquingKeysWith: { first, _ in first })
  // Each pass can only add reasons, so as many passes as there are stages are enough.
  for _ in records {
    for record in records where reasons[record.stage] == nil {
      for input in record.inputs {
        guard let maker = makers[input.name], maker.stage != record.stage else { continue }
        if maker.archive?.sha256 != input.sha256 {
          reasons[record.stage] = "It was made from an earlier result of \(maker.stage)."
        } else if reasons[maker.stage] != nil {
          reasons[record.stage] = "It was made from the result of \(maker.stage), which is not up to date."
        }
        if reasons[record.stage] != nil { break }
      }
    }
  }
  return reasons
}
