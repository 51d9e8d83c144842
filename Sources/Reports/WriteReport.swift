import ArrayFiles
import ArrayNumerics
import Foundation
import Stages

/// What `writeReport` wrote.
public struct WrittenReport: Sendable {
  /// The files, the page first.
  public var files: [URL]
  /// What is wrong with them that a reader of them might not see: letters that no font of this machine has.
  public var warnings: [String]
}

/// Writes the report of a results folder: `report.html`, `report.bib` and `report.pdf`, and the whole table of cells as
/// `report-cells.csv` and `report-cells.npz` where stages say something of single cells.
///
/// Everything said in it comes from the stages' records, `provenance.jsonl` and `figures/`; nothing is computed again. The
/// same folder gives the same bytes: the only dates are those of the provenance. The files are replaced together, as those of a
/// stage are, so that an earlier report stays whole when something fails. The folder is to be locked.
///
/// - Returns: the files written, the page first, and what is to be said of them.
/// - Throws: `ReportError`; `FileError` when they cannot be written; `StageError.damagedResult` for a record that names another
///   stage than its file.
@discardableResult
public func writeReport(of folder: ResultsFolder, options: ReportOptions = ReportOptions()) throws -> WrittenReport {
  let content = try ReportContent(folder: folder, notes: options.notes)
  var files: [(name: String, bytes: [UInt8])] = []
  var warnings: [String] = []
  func add(_ name: String, _ bytes: some Sequence<UInt8>) { files.append((name, Array(bytes))) }
  if options.formats.contains(.html) {
    add("report.html", try ReportPage(content: content, maximumBytes: options.maximumPageBytes).html)
  }
  if options.formats.contains(.pdf) {
    let name = "report.pdf"
    let printed = try PrintedReport(content: content, path: folder.url.appendingPathComponent(name).path).pdf()
    add(name, printed.data)
    let absent = missingLettersWarning(
      printed.missingLetters, in: "the words of \(name)", remedy: "write the report again (canns-analyze report)")
    if let absent { warnings.append(absent) }
  }
  add("report.bib", content.bibliography.utf8)
  var archives: [(name: String, arrays: [(name: String, array: DataArray)])] = []
  if let cells = content.cells {
    add("report-cells.csv", cells.csv.utf8)
    archives.append(("report-cells.npz", cells.arrays))
  }
  try folder.replace(files, archives: archives)
  let names = files.map(\.name) + archives.map(\.name)
  for name in ["report-cells.csv", "report-cells.npz"] where !names.contains(name) {
    // Of results that are no longer there.
    try? FileManager.default.removeItem(at: folder.url.appendingPathComponent(name))
  }
  return WrittenReport(files: names.map { folder.url.appendingPathComponent($0) }, warnings: warnings)
}
