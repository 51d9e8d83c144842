import ArrayFiles
import ArrayNumerics
import Foundation
import Schema
import Stages

/// What a group came to, besides the files that were written.
public struct GroupSummary: Sendable {
  /// The files, the page first.
  public var files: [URL]
  /// One sentence on the sessions and their verdicts.
  public var sentence: String
  /// What is to be known before the numbers are compared.
  public var notes: [String]
  /// What was not done alike in all sessions, a sentence each.
  public var differences: [String]
  /// The table with what differs, as it was written.
  public var json: JSONValue
}

/// Writes one table and one page over the results of several sessions: `group.html`, `group.tsv`, `group.json`, and
/// `canns_analyze_mqc.json` for MultiQC.
///
/// Every number comes from the records of the stages; nothing is computed again and no archive is read: whether a result
/// belongs to the others is judged by the checksums in the records and the sizes of the archives. The same folders give the
/// same bytes. The folder of the group is to be locked.
///
/// - Parameters:
///   - members: at least one; the names differ.
///   - absent: sessions that were to be in it and have no results, which the page names.
///   - title: of the page.
///   - program: name and version.
/// - Throws: `ReportError` for a folder that is no results folder; `StageError.damagedResult`; `FileError` when the files
///   cannot be written.
public func writeGroup(
  of members: [GroupMember], absent: [AbsentMember] = [], title: String, program: String, into folder: ResultsFolder,
  work: Work = Work()
) throws -> GroupSummary {
  let content = try GroupContent(
    members, absent: absent, title: title, program: program, output: folder.url, work: work)
  let json = content.json
  let files: [(name: String, bytes: [UInt8])] = [
    ("group.html", Array(try GroupPage(content: content).html())), ("group.tsv", Array(content.tsv.utf8)),
    ("canns_analyze_mqc.json", Array(content.multiQC.prettyText.utf8)), ("group.json", Array(json.prettyText.utf8)),
  ]
  try folder.replace(files)
  return GroupSummary(
    files: files.map { folder.url.appendingPathComponent($0.name) }, sentence: content.sentence, notes: content.notes,
    differences: content.differences.map(\.sentence), json: json)
}
