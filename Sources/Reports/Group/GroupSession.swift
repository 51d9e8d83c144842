import Foundation
import Schema
import Stages

/// What a group says of one session, read from the records of its stages.
struct GroupSession {
  var member: GroupMember
  /// In the order in which the stages were first run.
  var records: [StageRecord]
  /// For each stage whose result does not belong to the others the reason, as a sentence.
  var outdated: [String: String]
  /// Steps of its chain that have no result, with the reason.
  var missing: [(stage: String, reason: String)]

  /// - Throws: `ReportError.noResults`, `.nothingToReport`; `StageError.damagedResult`
  init(_ member: GroupMember) throws {
    self.member = member
    let folder = member.folder
    let records = try folder.records()
    guard !records.isEmpty else { throw Self.refusal(of: folder) }
    self.records = records
    // The archives are not read: two hundred sessions hold more than can be hashed while somebody waits.
    outdated = outdatedReasons(records) { record in
      guard let archive = record.archive else { return "Its record names no arrays." }
      let path = folder.url.appendingPathComponent(archive.name).path
      guard let size = try? FileManager.default.attributesOfItem(atPath: path)[.size] as? Int else {
        return "Its arrays, \(archive.name), are missing."
      }
      return size == archive.bytes ? nil : "Its arrays, \(archive.name), are not those that were written."
    }
    let history = RunHistory(contentsOf: folder.provenanceURL)
    missing = history.missing.filter { step in !records.contains { $0.stage == step.stage } }
  }

  var name: String { member.name }

  /// The answer of the first stage that has one and is up to date.
  var conclusion: Conclusion? {
    records.lazy.filter { outdated[$0.stage] == nil }.compactMap(\.conclusion).first
  }

  /// The file that the first stage read.
  var recording: FileRecord? {
    let archives = Set(records.compactMap(\.archive?.name))
    return records.lazy.flatMap(\.inputs).first { !archives.contains($0.name) }
  }

  func count(of outcome: QualityCheck.Outcome) -> Int {
    records.reduce(0) { $0 + $1.checks.count { $0.outcome == outcome } }
  }

  var warningCount: Int { records.reduce(0) { $0 + $1.warnings.count } }

  /// Whether the folder holds a report to link to.
  var hasReport: Bool {
    FileManager.default.fileExists(atPath: member.folder.url.appendingPathComponent("report.html").path)
  }

  /// A folder without a record, and what was meant perhaps.
  private static func refusal(of folder: ResultsFolder) -> ReportError {
    let names = ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []).sorted()
    let within = names.filter { name in
      let inner = ResultsFolder(url: folder.url.appendingPathComponent(name, isDirectory: true))
      return !name.hasPrefix(".") && FileManager.default.fileExists(atPath: inner.provenanceURL.path)
    }
    return within.isEmpty
      ? .nothingToReport(folder: folder.path) : .foldersWithin(folder: folder.path, count: within.count)
  }
}
