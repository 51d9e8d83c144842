import Foundation
import Recordings
import Reports
import Stages

extension Command {
  /// The report from what is in the folder.
  static let report = Command(
    name: "report", group: .results, operands: "DIR", summary: "HTML and PDF report from what is in the folder",
    purpose:
      "Writes report.html and report.pdf: verdict, checks, figures, parameters, methods with references, and where every "
      + "number comes from. Each is one file that opens without a network.",
    example: "canns-analyze report results",
    writes: [
      "report.html, report.pdf", "report.bib   the references, for BibTeX",
      "report-cells.csv, report-cells.npz   what all stages say of each cell, where one says something",
    ]
  ) { invocation in
    let places = try Places(
      input: invocation.onlyFile("a results folder"), output: invocation.common.output, readsRecording: false,
      command: "report")
    let environment = try invocation.common.environment(folder: places.upstream, command: invocation.text, drawing: [])
    let lock = try environment.takeLock()
    defer { withExtendedLifetime(lock) {} }
    try writeReportFiles(places.upstream, invocation: invocation, output: Output(invocation.common))
  }

  /// Re-hashes everything.
  static let verify = Command(
    name: "verify", group: .results, operands: "DIR", summary: "compare all files with their recorded checksums",
    purpose:
      "Computes the SHA-256 of every archive and figure in the folder again and compares it with the records, and looks "
      + "whether every stage was computed from the results that are there now.",
    example: "canns-analyze verify results"
  ) { invocation in
    let places = try Places(
      input: invocation.onlyFile("a results folder"), output: nil, readsRecording: false, command: "verify")
    try FolderVerification(places.upstream).run(Output(invocation.common))
  }

  /// Compares two folders.
  static let diff = Command(
    name: "diff", group: .results, operands: "DIR1 DIR2", summary: "compare parameters, then numbers, of two folders",
    purpose:
      "Compares two results folders stage by stage: first the parameters, then every array, with the largest difference.",
    example: "canns-analyze diff results-1 results-2"
  ) { invocation in
    guard invocation.files.count == 2 else { throw UsageError("diff needs two results folders.") }
    let folders = try invocation.files.map {
      try Places(input: $0, output: nil, readsRecording: false, command: "diff").upstream
    }
    try FolderComparison(folders[0], folders[1]).run(Output(invocation.common))
  }
}

/// Writes the report and says where it is.
func writeReportFiles(
  _ folder: ResultsFolder, invocation: Invocation, output: Output
) throws {
  let report = try writeReport(of: folder)
  for file in report.files { output.say("report: \(file.path)") }
  for warning in report.warnings { output.note("warning: \(warning)") }
}
