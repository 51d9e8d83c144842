import ArrayFiles
import Foundation
import Schema
import Stages

/// The report on A4 pages: what the HTML page says, laid out for paper.
struct PrintedReport {
  let content: ReportContent
  let path: String

  private static let body = PrintSurface.Style(size: 9)
  private static let small = PrintSurface.Style(size: 7.5)
  private static let quiet = PrintSurface.Style(size: 7.5, gray: 0.35)
  private static let strong = PrintSurface.Style(size: 7.5, bold: true)
  private static let code = PrintSurface.Style(size: 7, monospaced: true)

  /// The document, and the letters in it that no font of this machine has.
  ///
  /// - Throws: `ReportError.drawingFailed`
  func pdf() throws(ReportError) -> (data: Data, missingLetters: [Character]) {
    let surface = try PrintSurface(
      path: path, title: "\(content.title): analysis report", date: date,
      footer: "\(content.title)  ·  \(content.program)")
    drawFront(on: surface)
    drawChecks(on: surface)
    for section in content.sections { draw(section, on: surface) }
    drawCells(on: surface)
    drawMethods(on: surface)
    drawParameters(on: surface)
    drawProvenance(on: surface)
    drawWarnings(on: surface)
    return (try surface.finished(), surface.missingLetters)
  }

  /// The time of the latest run, so that the document changes with its results alone.
  private var date: String {
    let times = content.sections.compactMap { $0.run?.time }.filter { time in
      time.count >= 10 && time.allSatisfy { $0.isASCII && ($0.isNumber || "-:TZ".contains($0)) }
    }
    return times.max() ?? "1970-01-01T00:00:00Z"
  }

  private func heading(_ title: String, on surface: PrintSurface, room: Double = 60) {
    surface.space(16)
    surface.needs(room)
    surface.bookmark(title)
    surface.paragraph(title, PrintSurface.Style(size: 13, bold: true), role: .heading)
    surface.space(4)
  }

  private func drawFront(on surface: PrintSurface) {
    let verdict = content.verdict
    surface.bookmark(verdict.heading)
    surface.paragraph("Analysis report", Self.quiet)
    surface.paragraph(content.title, PrintSurface.Style(size: 19, bold: true), role: .title)
    surface.paragraph(content.program, Self.quiet)
    surface.space(12)
    surface.line(width: 0.8)
    surface.space(6)
    surface.paragraph(verdict.label, PrintSurface.Style(size: 15, bold: true), role: .heading)
    surface.space(3)
    // The figure that the verdict rests on stands beside the words, which go on below it over the whole width.
    let beside = content.evidence.flatMap { figure in
      picture(figure).flatMap { surface.pictureAtRight($0, width: 190, height: 230, leadingTo: Self.mark(of: figure)) }
    }
    func words(_ text: String, _ style: PrintSurface.Style, space: Double) {
      let isBeside = beside.map { surface.y < $0.bottom } ?? false
      surface.paragraph(text, style, width: PrintSurface.textWidth - (isBeside ? (beside?.width ?? 0) + 14 : 0))
      surface.space(space)
    }
    words(verdict.sentence, PrintSurface.Style(size: 10.5), space: 4)
    if let meaning = verdict.meaning { words(meaning, Self.body, space: 4) }
    for finding in verdict.findings { words(finding, Self.body, space: 1) }
    if let beside { surface.space(max(0, beside.bottom + 4 - surface.y)) }
    if !verdict.reasons.isEmpty {
      surface.space(6)
      surface.paragraph("Why", PrintSurface.Style(size: 9, bold: true), role: .subheading)
      for reason in verdict.reasons { surface.paragraph("•  \(reason)", Self.body) }
    }
    if !content.notes.isEmpty {
      surface.space(6)
      surface.paragraph("Please note", PrintSurface.Style(size: 9, bold: true), role: .subheading)
      for note in content.notes { surface.paragraph(note, Self.body) }
    }
    surface.space(6)
    surface.line(width: 0.8)
  }

  private func drawChecks(on surface: PrintSurface) {
    heading("Checks", on: surface)
    if content.checks.isEmpty { surface.paragraph("None of the stages makes a check.", Self.body) }
    let widths = [54.0, 128, 138, PrintSurface.textWidth - 320]
    table(
      ["Outcome", "Check", "Found", "Threshold"], widths: widths,
      rows: content.checks.map { line in
        let outcome = line.check.outcome
        return [
          ("\(outcome.symbol) \(outcome.rawValue)", Self.strong),
          ("\(line.check.name) (\(line.stage))", Self.small),
          (line.check.found, Self.small), (line.check.threshold, Self.quiet),
        ]
      }, on: surface)
  }

  private func draw(_ section: StageSection, on surface: PrintSurface) {
    // A heading goes with its first figure; a figure as high as a page leaves room for its heading. Where there is no room for
    // it the numbers come first, so that no page stays half empty.
    let first = section.figures.first.flatMap(picture)
    let height = first.map { surface.pictureHeight($0, keeping: Self.captionRoom + Self.headingRoom) } ?? 0
    let room = height + Self.captionRoom + Self.headingRoom
    let startsWithNumbers =
      section.numbers.count > 3 && !surface.hasRoom(16 + room) && surface.hasRoom(16 + Self.headingRoom + Self.numbersRoom)
    heading(section.record.title, on: surface, room: startsWithNumbers ? Self.headingRoom : room)
    surface.paragraph(section.record.headline, Self.body)
    surface.paragraph(section.runText, Self.quiet)
    if startsWithNumbers {
      surface.space(8)
      drawNumbers(of: section, on: surface)
    }
    for figure in section.figures {
      surface.space(10)
      let isFirst = figure == section.figures.first
      let before = surface.y
      let isDrawn =
        picture(figure).map {
          surface.picture($0, keeping: Self.captionRoom, below: isFirst && !startsWithNumbers ? Self.headingRoom : 0)
        } ?? false
      surface.mark(Self.mark(of: figure), above: surface.y - (surface.y > before ? before : PrintSurface.margin))
      surface.space(3)
      let words = "Figure \(figure.number). \(figure.record.caption)"
      let absence = figure.files.isEmpty ? "its files are missing" : "it is not stored as PNG"
      surface.paragraph(isDrawn ? words : "\(words) (Not drawn here: \(absence).)", Self.small, role: .caption)
    }
    if !startsWithNumbers {
      surface.space(8)
      drawNumbers(of: section, on: surface)
    }
    surface.space(4)
    let dropped = section.record.dropped
    if dropped.isEmpty { surface.paragraph("Nothing was left out.", Self.quiet) }
    for item in dropped {
      surface.paragraph("Left out: \(grouped(item.count)) \(item.noun) (\(item.reason)).", Self.small)
    }
  }

  private func drawNumbers(of section: StageSection, on surface: PrintSurface) {
    table(
      ["Quantity", "Value"], widths: [190, PrintSurface.textWidth - 190],
      rows: section.numbers.map {
        [($0.label, Self.small), ($0.value + ($0.unit.isEmpty ? "" : " " + $0.unit), Self.small)]
      }, on: surface)
  }

  /// Room for the first rows of a table of numbers.
  private static let numbersRoom = 90.0
  /// Room under a figure for a caption of four lines.
  private static let captionRoom = 48.0
  /// Room above the first figure of a stage for its heading and the two lines below.
  private static let headingRoom = 80.0

  private func picture(_ figure: ReportFigure) -> URL? {
    figure.file(ending: ".png").map { content.folder.url.appendingPathComponent($0) }
  }

  private static func mark(of figure: ReportFigure) -> String { "figure\(figure.number)" }
  private static func mark(of reference: NumberedReference) -> String { "reference\(reference.number)" }

  /// The table of cells with the columns that fit, the groups of the stages first.
  private func drawCells(on surface: PrintSurface) {
    guard let cells = content.cells else { return }
    heading("Cells", on: surface, room: 90)
    surface.paragraph(
      "All columns, with all digits, are in report-cells.csv and report-cells.npz.", Self.quiet)
    let columns = Array(cells.shown.prefix(ReportPage.printedColumns))
    let maps = content.thumbnails
    let leading = maps == nil ? [70.0] : [70, 46]
    let width = (PrintSurface.textWidth - leading.reduce(0, +)) / Double(max(1, columns.count))
    let widths = leading + columns.map { _ in width }
    let head = PrintSurface.Style(size: 7.5, bold: true, gray: 0.35)
    let labels = ["Cell"] + (maps.map { ["Map (\($0.stage))"] } ?? []) + columns.map { "\($0.label) (\($0.stage))" }
    surface.space(4)
    surface.table {
      surface.row(zip(labels, widths).map { ($0, $1, head) }, role: .head, rule: 0.8)
      for row in cells.rows(ReportPage.mostCells, of: columns) {
        let texts = [row.cell] + (maps == nil ? [] : [""]) + row.values.map { $0?.text ?? "" }
        surface.row(
          zip(texts, widths).map { ($0, $1, Self.small) },
          picture: maps?.pictures[row.cell].map { (data: $0, column: 1, height: 24) })
      }
    }
    let left = cells.cells.count - ReportPage.mostCells
    if left > 0 { surface.paragraph("\(counted(left, "more cell")) in report-cells.csv.", Self.quiet) }
  }

  private func drawMethods(on surface: PrintSurface) {
    heading("Methods", on: surface)
    var links: [(words: String, target: PrintSurface.Target)] = []
    let text = content.methods.map { segment -> String in
      switch segment {
      case .words(let words): return words
      case .citations(let cited):
        let words = "[\(cited.map { "\($0.number)" }.joined(separator: ", "))]"
        if let first = cited.first { links.append((words, .mark(Self.mark(of: first)))) }
        return words
      }
    }
    surface.paragraph(text.joined(), Self.body, links: links)
    heading("References", on: surface)
    if content.references.isEmpty { surface.paragraph("None.", Self.body) }
    for numbered in content.references {
      let (words, doi) = ("\(numbered.number).  \(numbered.reference.citation)", numbered.reference.doi)
      surface.mark(Self.mark(of: numbered))
      surface.paragraph(words, Self.small, target: doi.isEmpty ? nil : .address("https://doi.org/\(doi)"))
      surface.space(2)
    }
  }

  private func drawParameters(on surface: PrintSurface) {
    heading("Parameters", on: surface)
    for section in content.sections where !section.record.parameters.isEmpty {
      surface.space(6)
      surface.needs(50)
      surface.paragraph(section.record.title, PrintSurface.Style(size: 9, bold: true), role: .subheading)
      table(
        ["Parameter", "Value", "Unit", "Default", "Source"],
        widths: [140, 110, 60, 110, PrintSurface.textWidth - 420],
        rows: section.record.parameters.map { parameter in
          let style = parameter.given ? Self.strong : Self.small
          return [
            (parameter.name, style), (shownText(parameter.value, exact: true), style),
            (parameter.unit, style),
            (shownText(parameter.defaultValue, exact: true), style),
            (parameter.given ? "given" : "default", parameter.given ? style : Self.quiet),
          ]
        }, on: surface)
    }
  }

  private func drawProvenance(on surface: PrintSurface) {
    heading("To make this again", on: surface)
    for command in content.commands { surface.paragraph(command, Self.code) }
    heading("Provenance", on: surface)
    var files = content.inputs.map { ($0.file, "input of " + $0.stages.joined(separator: ", ")) }
    for section in content.sections {
      if let archive = section.record.archive { files.append((archive, "made by \(section.record.stage)")) }
    }
    table(
      ["File", "Size", "SHA-256", ""], widths: [92, 50, 275, PrintSurface.textWidth - 417],
      rows: files.map { file, role in
        let sum = PrintSurface.Style(size: 6.2, monospaced: true)
        return [(file.name, Self.small), (byteText(file.bytes), Self.small), (file.sha256, sum), (role, Self.small)]
      }, on: surface)
    surface.space(8)
    table(
      ["About", "How sure", "What was noticed", "Read by"], widths: [70, 50, PrintSurface.textWidth - 180, 60],
      rows: content.readings.map { reading in
        let style = reading.finding.level == .found ? Self.small : Self.strong
        return [
          (reading.finding.about, Self.small), (reading.finding.level.rawValue, style), (reading.finding.message, style),
          (reading.stages.joined(separator: ", "), Self.small),
        ]
      }, on: surface)
    surface.space(8)
    table(
      ["Stage", "Program", "Time (UTC)", "Seed", "Threads", "Took", "Peak memory"],
      widths: [70, 105, 110, 40, 48, 60, PrintSurface.textWidth - 433],
      rows: content.sections.map { section in
        let record = section.record
        return [
          record.stage, record.json["program"]?.string ?? "", section.run?.time ?? "",
          record.json["seed"]?.integer.map(String.init) ?? "none",
          section.run?.threads.map(String.init) ?? "",
          record.json["wall_time_s"]?.double.map(shownSeconds) ?? "",
          record.json["peak_memory_bytes"]?.integer.map(byteText) ?? "",
        ].map { ($0, Self.small) }
      }, on: surface)
  }

  private func drawWarnings(on surface: PrintSurface) {
    heading("Warnings", on: surface)
    if content.warnings.isEmpty { surface.paragraph("None.", Self.body) }
    for warning in content.warnings { surface.paragraph("•  \(warning.source): \(warning.text)", Self.body) }
    guard !content.outdated.isEmpty else { return }
    heading("Not up to date", on: surface)
    for stage in content.outdated {
      surface.paragraph("\(stage.record.title): \(stage.reason) Make it again with:", Self.body)
      surface.paragraph(stage.command, Self.code)
    }
  }

  private func table(
    _ header: [String], widths: [Double], rows: [[(String, PrintSurface.Style)]], on surface: PrintSurface
  ) {
    guard !rows.isEmpty else { return }
    surface.needs(40)
    let head = PrintSurface.Style(size: 7.5, bold: true, gray: 0.35)
    surface.table {
      surface.row(zip(header, widths).map { ($0, $1, head) }, role: .head, rule: 0.8)
      for row in rows { surface.row(zip(row, widths).map { ($0.0, $1, $0.1) }) }
    }
  }
}
