import ArrayFiles
import Foundation
import Reports
import Schema
import Stages
import Workflows

extension Command {
  /// One table and report over sessions.
  static let group = Command(
    name: "group", group: .results, operands: "DIR...|MANIFEST -o DIR", summary: "one table and report over several sessions",
    purpose: sentence {
      "Puts the numbers of several results folders side by side: one row for each session, every number that its stages "
      "recorded, a strip for each number with a dot for each session that leads to its report. Sessions that were analysed by "
      "different versions or with different parameters are named. A MANIFEST is a table, separated by tabs or commas, with the "
      "columns 'session' and 'results'; its other columns (animal, day) go into the tables. The records are read, not the "
      "arrays: 'verify' re-hashes those of a session."
    },
    example: "canns-analyze group results-1 results-2 results-3 -o group",
    writes: [
      "group.html   the report", "group.tsv    one row for each session", "group.json   the same with units and what differs",
      "canns_analyze_mqc.json   custom content for MultiQC",
    ],
    tables: CommandTables(
      options: GroupOptions.parameters.map(\.information),
      defaults: ["title": "none"])
  ) { try GroupCommand($0).run() }
}

/// Options of `group`.
struct GroupOptions: ParameterTable {
  var title: String?
  var skipMissing = false

  static let parameters: [Parameter<GroupOptions>] = [
    Parameter("title", \.title, help: "heading of the report; the name of its folder by default"),
    Parameter(
      "skip-missing", \.skipMissing,
      help: "go on without the sessions of a manifest that have no results yet; the report names them"),
  ]
}

struct GroupCommand {
  private let invocation: Invocation
  private let options: GroupOptions

  init(_ invocation: Invocation) throws {
    self.invocation = invocation
    options = try GroupOptions(settings: invocation.settings)
  }

  func run() throws {
    guard !invocation.files.isEmpty else {
      throw UsageError("group needs results folders, or a table that names them. 'canns-analyze help group' shows how.")
    }
    guard let path = invocation.common.output else { throw UsageError("group needs a folder for its report: -o DIR.") }
    let folder = ResultsFolder(url: URL(fileURLWithPath: path, isDirectory: true))
    let output = Output(invocation.common)
    let (members, absent) = try members(output)
    let environment = try invocation.common.environment(folder: folder, command: invocation.text, drawing: [])
    let lock = try environment.takeLock()
    defer { withExtendedLifetime(lock) {} }
    let summary = try writeGroup(
      of: members, absent: absent, title: options.title ?? folder.url.standardizedFileURL.lastPathComponent,
      program: "canns-analyze \(CannsAnalyze.version)", into: folder, work: environment.context.work)
    if output.json { return output.print(summary.json) }
    output.say("group: \(summary.sentence)")
    for difference in summary.differences { output.note("  differs: \(difference)") }
    for note in summary.notes { output.note("  note: \(note)") }
    for file in summary.files { output.say("\(file.pathExtension == "html" ? "report" : "table"): \(file.path)") }
  }

  /// The sessions of all folders and manifests that were named.
  private func members(_ output: Output) throws -> (members: [GroupMember], absent: [AbsentMember]) {
    var folders: [URL] = []
    var members: [GroupMember] = []
    var absent: [AbsentMember] = []
    for path in invocation.files {
      let url = URL(fileURLWithPath: path)
      var isFolder = ObjCBool(false)
      if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), !isFolder.boolValue {
        for session in try SessionManifest(contentsOf: url).sessions {
          do {
            members.append(try member(session, of: path))
          } catch let error as FileError where error.kind == .noSuchInput && options.skipMissing {
            absent.append(AbsentMember(name: session.name, reason: "there are no results at \(error.file ?? path)."))
          }
        }
      } else {
        folders.append(try Places(input: path, output: nil, readsRecording: false, command: "group").upstream.url)
      }
    }
    let named = GroupMember.named(folders)
    if named.count < folders.count {
      output.note("  note: \(counted(folders.count - named.count, "folder")) named twice, taken once.")
    }
    members += named.map { member in
      var member = member
      member.labels = members.first?.labels.map { GroupMember.Label($0.name, "") } ?? []
      return member
    }
    guard !members.isEmpty else {
      throw FileError(
        .noSuchInput, file: invocation.files[0], problem: "none of its sessions has results yet.",
        remedy: "Analyse them first: canns-analyze run RECORDING -o RESULTS --preset NAME.")
    }
    if let twice = members.first(where: { member in members.count { $0.name == member.name } > 1 }) {
      throw UsageError("two sessions are called '\(twice.name)'. Name them in the column 'session' of a manifest.")
    }
    if let other = members.first(where: { $0.labels.map(\.name) != members[0].labels.map(\.name) }) {
      throw UsageError(
        "the manifests of '\(members[0].name)' and '\(other.name)' have different columns. Put all sessions into one table.")
    }
    return (members, absent)
  }

  private func member(_ session: SessionManifest.Session, of manifest: String) throws -> GroupMember {
    guard let results = session.results else {
      throw FileError(
        .unusableData, file: manifest, problem: "it has no column 'results'.",
        remedy: "Add one with the results folder of each session; 'canns-analyze workflow' writes such a table.")
    }
    let folder = ResultsFolder(url: results)
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    guard names.contains(where: { $0.hasSuffix(".json") }) else {
      throw FileError(
        .noSuchInput, file: folder.path, problem: "the session '\(session.name)' has no results there.",
        remedy: "Analyse it first, or leave such sessions out with --skip-missing.")
    }
    return GroupMember(name: session.name, folder: folder, labels: session.labels.map { GroupMember.Label($0.name, $0.text) })
  }
}
