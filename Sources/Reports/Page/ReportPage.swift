import ArrayFiles
import Foundation
import Mustache
import Schema
import Stages

/// The report as one HTML file that loads nothing: no link to a style, font or picture outside itself, and no script but that
/// which sorts the table of cells.
struct ReportPage {
  let html: Data

  /// - Parameter maximumBytes: figures are embedded as far as the page stays below it.
  init(content: ReportContent, maximumBytes: Int) throws {
    let embedding = FigureEmbedding(folder: content.folder)
    let figures = content.sections.flatMap(\.figures)
    let evidence = content.evidence.flatMap { figure in embedding.image(of: figure).map { (figure, $0) } }
    // What is not a figure is small; a quarter of a megabyte and a twentieth are kept free for it.
    let small = content.thumbnails?.pictures.values.reduce(0) { $0 + $1.count * 4 / 3 } ?? 0
    let taken = maximumBytes / 20 + 250_000 + small + (evidence?.1.html.utf8.count ?? 0)
    let forms = embedding.forms(of: figures, budget: maximumBytes - taken)
    var shown: [Int: Markup] = [:]
    for (figure, form) in zip(figures, forms) { shown[figure.number] = embedding.markup(figure, as: form) }
    let template = try MustacheTemplate(string: pageTemplate)
    var context = Self.context(content, pictures: shown)
    context["script"] = Markup(html: sortingScript)
    let policy = content.cells == nil ? "" : "; script-src 'sha256-\(try scriptDigest(sortingScript))'"
    context["scriptPolicy"] = Markup(html: policy)
    context["hasVerdictPicture"] = evidence != nil
    context["verdictPicture"] = evidence?.1 ?? Markup("")
    context["verdictFigure"] = Markup("\(evidence?.0.number ?? 0)")
    html = Data(template.render(context).utf8)
  }

  private static func context(_ content: ReportContent, pictures: [Int: Markup]) -> [String: Any] {
    let verdict = content.verdict
    let figures = content.sections.flatMap(\.figures)
    return [
      "style": Markup(html: pageStyle + "\n" + sortingStyle), "title": Markup(plain: content.title),
      "program": Markup(content.program),
      "contents": contents(content),
      "verdictLabel": Markup(verdict.label),
      "verdictSentence": Markup(verdict.sentence),
      "meaning": Markup(verdict.meaning ?? ""), "hasMeaning": verdict.meaning != nil,
      "findings": Markup(verdict.findings.joined(separator: " ")), "hasFindings": !verdict.findings.isEmpty,
      "reasons": verdict.reasons.map(Markup.init(_:)), "hasReasons": !verdict.reasons.isEmpty,
      "tally": tally(content.checks), "hasTally": !content.checks.isEmpty,
      "notes": content.notes.map(Markup.init(_:)), "hasNotes": !content.notes.isEmpty,
      "checks": content.checks.map(check), "hasChecks": !content.checks.isEmpty,
      "cells": cells(content.cells, content.thumbnails), "hasCells": content.cells != nil,
      "sections": content.sections.map { stageContext($0, pictures: pictures) },
      "methods": methods(content.methods), "methodsWithKeys": Markup(content.methodsWithKeys),
      "references": content.references.map(reference), "hasReferences": !content.references.isEmpty,
      "bibliography": Markup(
        html: "data:text/x-bibtex;base64," + Data(content.bibliography.utf8).base64EncodedString()),
      "commands": content.commands.map(Markup.init(_:)),
      "inputs": content.inputs.map { input in
        [
          "file": Markup(input.file.name), "size": Markup(byteText(input.file.bytes)),
          "digest": Markup(input.file.sha256), "stages": Markup(input.stages.joined(separator: ", ")),
        ]
      },
      "readings": content.readings.map { reading in
        [
          "about": Markup(reading.finding.about), "level": Markup(reading.finding.level.rawValue),
          "words": Markup(reading.finding.message), "stages": Markup(reading.stages.joined(separator: ", ")),
          "isDoubtful": reading.finding.level != .found,
        ] as [String: Any]
      },
      "hasReadings": !content.readings.isEmpty,
      "warnings": content.warnings.map { ["source": Markup($0.source), "words": Markup($0.text)] },
      "hasWarnings": !content.warnings.isEmpty,
      "outdated": content.outdated.map {
        ["title": Markup($0.record.title), "reason": Markup($0.reason), "command": Markup($0.command)]
      },
      "hasOutdated": !content.outdated.isEmpty,
      "hasFigures": !figures.isEmpty,
      "allFigures": content.sections.flatMap { section in
        section.figures.map { figure in
          [
            "number": Markup("\(figure.number)"), "links": fileLinks(figure),
            "data": section.record.archive.map { fileLink($0.name) } ?? Markup("none"),
          ]
        }
      },
    ]
  }

  private static func contents(_ content: ReportContent) -> [[String: Markup]] {
    var entries = [("verdict", content.verdict.heading), ("checks", "Checks")]
    entries += content.sections.map { ("stage-" + identifier($0.record.stage), $0.record.title) }
    if content.cells != nil { entries.append(("cells", "Cells")) }
    entries += [
      ("methods", "Methods"), ("references", "References"), ("parameters", "Parameters"),
      ("again", "To make this again"), ("provenance", "Provenance"), ("warnings", "Warnings"),
    ]
    if !content.outdated.isEmpty { entries.append(("outdated", "Not up to date")) }
    entries.append(("files", "Files"))
    return entries.map { ["target": Markup($0.0), "label": Markup($0.1)] }
  }

  /// No reader goes through more rows; the archives have all.
  static let mostCells = 300

  /// Columns that are printed; more than these do not fit on a page.
  static let printedColumns = 5

  private static func cells(_ table: CellTable?, _ thumbnails: CellThumbnails?) -> [String: Any] {
    guard let table else { return [:] }
    let left = table.cells.count - mostCells
    let columns = table.shown
    return [
      "columns": columns.enumerated().map { place, column in
        ["label": Markup(column.label), "stage": Markup(column.stage), "detail": Markup(html: classes(place))]
      },
      "hasMaps": thumbnails != nil, "mapStage": Markup(thumbnails?.stage ?? ""),
      "rows": table.rows(mostCells, of: columns).map { row in
        [
          "cell": Markup(row.cell), "hasMaps": thumbnails != nil,
          "map": Markup(html: thumbnails?.pictures[row.cell].map { mapImage($0, of: row.cell) } ?? ""),
          "values": row.values.enumerated().map { tableCell($1, at: $0) },
        ] as [String: Any]
      },
      "rest": Markup(left > 0 ? "\(counted(left, "more cell")) in report-cells.csv." : ""), "hasRest": left > 0,
    ]
  }

  /// What is not printed, and sentences, which need room.
  private static func classes(_ place: Int, isSentence: Bool = false) -> String {
    let names = (place < printedColumns ? [] : ["detail"]) + (isSentence ? ["sentence"] : [])
    return names.isEmpty ? "" : " class=\"\(names.joined(separator: " "))\""
  }

  private static func mapImage(_ data: Data, of cell: String) -> String {
    "<img class=\"map\" src=\"data:image/png;base64,\(data.base64EncodedString())\" alt=\"Map of cell \(Markup(cell).html)\">"
  }

  /// A value with the number that the column is sorted by.
  private static func tableCell(_ value: CellTable.Value?, at place: Int) -> Markup {
    let text = value?.text ?? ""
    let number = value?.order.map { " data-v=\"\($0)\"" } ?? ""
    return Markup(html: "<td\(number)\(classes(place, isSentence: text.count > 30))>\(Markup(text).html)</td>")
  }

  private static func tally(_ checks: [ReportCheck]) -> [[String: Markup]] {
    QualityCheck.Outcome.allCases.compactMap { outcome in
      let count = checks.count { $0.check.outcome == outcome }
      guard count > 0 else { return nil }
      return [
        "outcome": Markup(outcome.rawValue),
        "words": Markup("\(outcome.symbol) \(count) \(outcome.rawValue)"),
      ]
    }
  }

  private static func check(_ line: ReportCheck) -> [String: Markup] {
    let outcome = line.check.outcome
    return [
      "outcome": Markup(outcome.rawValue), "words": Markup("\(outcome.symbol) \(outcome.rawValue)"),
      "name": Markup(line.check.name), "stage": Markup(line.stage), "found": Markup(line.check.found),
      "threshold": Markup(line.check.threshold),
    ]
  }

  private static func methods(_ segments: [MethodsSegment]) -> Markup {
    let html = segments.map { segment in
      switch segment {
      case .words(let words): return Markup(words).html
      case .citations(let cited):
        let links = cited.map { "<a href=\"#reference-\($0.number)\">\($0.number)</a>" }
        return "[\(links.joined(separator: ", "))]"
      }
    }
    return Markup(html: html.joined())
  }

  private static func reference(_ numbered: NumberedReference) -> [String: Any] {
    let reference = numbered.reference
    // A DOI is the only address that a report links to.
    let allowed = CharacterSet(charactersIn: "-._~/:;()").union(.alphanumerics)
    let doi = reference.doi.addingPercentEncoding(withAllowedCharacters: allowed) ?? ""
    return [
      "number": Markup("\(numbered.number)"), "citation": Markup(reference.citationWithoutAddress),
      "address": Markup(doi.isEmpty ? "" : "https://doi.org/\(doi)"), "hasLink": !doi.isEmpty,
    ]
  }
}

extension Reference {
  /// As printed in a list of references, without the address.
  var citationWithoutAddress: String {
    Reference(key: key, authors: authors, year: year, title: title, source: source, doi: "").citation
  }
}

extension QualityCheck.Outcome {
  /// A shape beside the colour and the word.
  var symbol: String {
    switch self {
    case .pass: "✓"
    case .warn: "▲"
    case .fail: "✕"
    }
  }
}

/// A link to a file of the results folder, relative to the report.
func fileLink(_ file: String, shown words: String? = nil) -> Markup {
  Markup(html: "<a href=\"./\(encodedPath(file))\">\(Markup(words ?? file).html)</a>")
}

/// A relative path as part of an address.
func encodedPath(_ file: String) -> String {
  let allowed = CharacterSet(charactersIn: "-._~/").union(.alphanumerics)
  return file.addingPercentEncoding(withAllowedCharacters: allowed) ?? ""
}

func fileLinks(_ figure: ReportFigure) -> Markup {
  if figure.files.isEmpty { return Markup("no file") }
  return Markup(html: figure.files.map { fileLink($0).html }.joined(separator: ", "))
}
