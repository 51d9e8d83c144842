import ArrayFiles
import Foundation
import Schema

extension WorkflowPlan {
  /// The files of the workflow by their names; the last one says that all are there.
  public var files: [(name: String, text: String)] {
    [
      (Self.tableFile, table), (Self.chainFile, pipeline.yaml), ("Snakefile", snakefile), ("main.nf", nextflow),
      ("slurm/submit.sh", slurmSubmission), ("slurm/task.sbatch", slurmTask),
    ] + slurmTasks + [(Self.planFile, json.prettyText)]
  }

  /// The sessions, with the place of their results, so that `group` takes the table.
  private var table: String {
    let options = names(sessions.map { $0.options.map { "--\($0.name)" } })
    let labels = names(sessions.map { $0.labels.map(\.name) })
    var rows = [["session", "recording", "results"] + options + labels]
    for session in sessions {
      rows.append(
        [session.name, session.writtenRecording ?? "", Self.results(of: session.name)]
          + options.map { name in session.options.first { "--\($0.name)" == name }?.text ?? "" }
          + labels.map { name in session.labels.first { $0.name == name }?.text ?? "" })
    }
    return rows.map { row in row.map(Self.cell).joined(separator: "\t") }.joined(separator: "\n") + "\n"
  }

  private static func cell(_ text: String) -> String {
    guard text.contains(where: { $0 == "\"" || $0 == "\t" }) || text.hasPrefix("#") else { return text }
    return "\"" + text.replacing("\"", with: "\"\"") + "\""
  }

  private func names(_ lists: [[String]]) -> [String] {
    lists.joined().reduce(into: []) { all, name in if !all.contains(name) { all.append(name) } }
  }

  /// What was asked for, for `status`.
  private var json: JSONValue {
    .record([
      "program": .string(program), "threads": .integer(threads),
      "common": .object(common.map { JSONValue.Member($0.name, .string($0.text)) }),
      "steps": .array(
        steps.map { step in
          .record([
            "command": .string(step.command), "stem": .string(step.stem),
            "parts": .array(step.parts.map { [.integer($0.lowerBound), .integer($0.upperBound)] }),
          ])
        }),
    ])
  }
}
