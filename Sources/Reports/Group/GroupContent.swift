import ArrayNumerics
import Foundation
import Schema
import Stages

/// Everything that a group says, before it is laid out: the page, the tables and MultiQC's file are views of this value.
struct GroupContent {
  var title: String
  /// In the order given.
  var sessions: [GroupSession]
  var absent: [AbsentMember]
  var stages: [GroupStage]
  var differences: [GroupDifference]
  /// Program and version that made the group.
  var program: String
  /// Where the files of the group go; links are relative to it.
  var output: URL

  /// - Throws: `ReportError`, `StageError.damagedResult`, `CancellationError`
  init(
    _ members: [GroupMember], absent: [AbsentMember], title: String, program: String, output: URL, work: Work
  ) throws {
    self.title = title
    self.absent = absent
    self.program = program
    self.output = output
    sessions = try concurrentMap(members.count, work: work) { try GroupSession(members[$0]) }
    stages = GroupStage.all(sessions)
    differences = GroupDifference.all(sessions, stages)
  }

  /// Names of the columns of the manifest.
  var labelNames: [String] { sessions.first?.member.labels.map(\.name) ?? [] }

  /// "24 sessions: torus in 20, ring in 3, no verdict in 1."
  var sentence: String {
    let verdicts = sessions.map { $0.conclusion?.label ?? "no verdict" }
    var counts: [(label: String, count: Int)] = []
    for label in verdicts {
      if let known = counts.firstIndex(where: { $0.label == label }) {
        counts[known].count += 1
      } else {
        counts.append((label, 1))
      }
    }
    let count = counted(sessions.count, "session")
    guard sessions.contains(where: { $0.conclusion != nil }) else { return "\(count), none with a verdict." }
    let said = counts.sorted { $0.count > $1.count }.map { "\($0.label) in \($0.count)" }
    return "\(count): \(said.joined(separator: ", "))."
  }

  /// What is to be known before the numbers are compared, a sentence each.
  var notes: [String] {
    var notes = absent.map { "\($0.name) is not in the group: \($0.reason)" }
    if differences.contains(where: \.matters) {
      notes.append("The sessions were not all analysed alike: see what differs before the numbers are compared.")
    }
    for session in sessions {
      for record in session.records {
        if let reason = session.outdated[record.stage] { notes.append("\(session.name), \(record.stage): \(reason)") }
      }
      for step in session.missing { notes.append("\(session.name): \(step.reason)") }
    }
    return notes + sameRecordings
  }

  /// Sessions that are results of the same bytes count twice in every average.
  private var sameRecordings: [String] {
    let named = Dictionary(
      grouping: sessions.compactMap { session in session.recording.map { (session.name, $0.sha256) } }, by: \.1)
    return named.values.filter { $0.count > 1 }.map { $0.map(\.0) }.sorted { $0[0] < $1[0] }.map { names in
      "\(counted(names.count, "session")) are results of the same recording: \(firstNames(names, 12))."
    }
  }

  /// The path of a file of a session, from the folder of the group.
  func path(to file: String, of session: GroupSession) -> String {
    relativePath(from: output, to: session.member.folder.url.appendingPathComponent(file))
  }
}
