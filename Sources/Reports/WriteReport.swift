import Foundation
import Stages

/// Writes the report of a results folder: `report.html`, `report.bib` and `report.pdf`.
///
/// Everything said in it comes from the stages' records, `provenance.jsonl` and `figures/`; nothing is computed again. The
/// same folder gives the same bytes: the only dates are those of the provenance. Files are written under a temporary name
/// and renamed, so that an earlier report stays whole when something fails.
///
/// - Returns: the files written, the page first.
/// - Throws: `ReportError`; `StageError.damagedResult` for a record that names another stage than its file.
@discardableResult
public func writeReport(of folder: ResultsFolder, options: ReportOptions = ReportOptions()) throws -> [URL] {
  let content = try ReportContent(folder: folder, notes: options.notes)
  var files: [URL] = []
  if options.formats.contains(.html) {
    let page = try ReportPage(content: content, maximumBytes: options.maximumPageBytes)
    files.append(try write(page.html, as: "report.html", in: folder))
  }
  if options.formats.contains(.pdf) {
    let url = folder.url.appendingPathComponent("report.pdf")
    let bytes = try PrintedReport(content: content, path: url.path).pdf()
    files.append(try write(bytes, as: "report.pdf", in: folder))
  }
  files.append(try write(Data(content.bibliography.utf8), as: "report.bib", in: folder))
  return files
}

private func write(_ data: Data, as name: String, in folder: ResultsFolder) throws -> URL {
  let url = folder.url.appendingPathComponent(name)
  do {
    try data.write(to: url, options: .atomic)
  } catch {
    let underlying = (error as NSError).userInfo[NSUnderlyingErrorKey] as? NSError
    throw ReportError.cannotWrite(
      path: url.path, reason: (underlying ?? error as NSError).localizedDescription)
  }
  return url
}
