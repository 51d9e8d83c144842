import ArrayFiles
import ArrayNumerics
import Foundation
import Mustache
import Schema
import Stages

/// The group as one HTML file that loads nothing.
struct GroupPage {
  private let content: GroupContent
  /// For each session where its report is, relative to the page; empty without a report.
  private let addresses: [String]

  init(content: GroupContent) {
    self.content = content
    addresses = content.sessions.map { session in
      session.hasReport ? "./" + encodedPath(content.path(to: "report.html", of: session)) : ""
    }
  }

  /// - Throws: what the template engine throws for a template that is none.
  func html() throws -> Data {
    let template = try MustacheTemplate(string: groupTemplate)
    return Data(template.render(try context()).utf8)
  }

  /// Notes that are shown at once; of hundreds of sessions there may be hundreds.
  private static let shownNotes = 8

  private func context() throws -> [String: Any] {
    let notes = content.notes
    let rest = notes.dropFirst(Self.shownNotes)
    return [
      "style": Markup(html: [pageStyle, groupStyle, sortingStyle].joined(separator: "\n")),
      "script": Markup(html: sortingScript),
      "scriptDigest": Markup(html: try scriptDigest(sortingScript)),
      "title": Markup(plain: content.title), "program": Markup(content.program),
      "heading": Markup(counted(content.sessions.count, "session")), "sentence": Markup(content.sentence),
      "notes": notes.prefix(Self.shownNotes).map(Markup.init(_:)), "hasNotes": !notes.isEmpty,
      "moreNotes": rest.map(Markup.init(_:)), "hasMoreNotes": !rest.isEmpty,
      "moreNotesTitle": Markup("\(counted(rest.count, "more note"))"),
      "sessions": sessionTable,
      "differences": content.differences.map(difference), "hasDifferences": !content.differences.isEmpty,
      "stages": content.stages.map(stage),
    ]
  }

  // MARK: - Tables

  private var sessionTable: Markup {
    let headings = ["Session"] + content.labelNames + ["Verdict", "Checks", "Warnings", "Not up to date", "Recording"]
    return table(headings) { place in
      let session = content.sessions[place]
      let outdated =
        session.records.map(\.stage).filter(session.outdated.keys.contains)
        + session.missing.map { "\($0.stage) (no result)" }
      let checks = QualityCheck.Outcome.allCases.map { (outcome: $0, count: session.count(of: $0)) }
        .filter { $0.count > 0 }
      return session.member.labels.map { cell($0.text) }
        + [
          cell(session.conclusion?.label ?? "none"),
          "<td>"
            + checks.map { "<span class=\"light \($0.outcome.rawValue)\">\($0.outcome.symbol) \($0.count)</span>" }
            .joined(separator: " ") + "</td>",
          cell(.integer(session.warningCount)), cell(outdated.joined(separator: ", ")), cell(session.recording?.name ?? ""),
        ]
    }
  }

  private func numberTable(_ stage: GroupStage) -> Markup {
    let headings = stage.columns.map { $0.label + ($0.unit.isEmpty ? "" : " (\($0.unit))") }
    return table(["Session"] + headings) { place in
      stage.columns.map { $0.values[place].map(cell) ?? "<td></td>" }
    }
  }

  /// A table with a row for each session, made as text: hundreds of rows with hundreds of cells are too much for a template.
  ///
  /// - Parameter cells: those of a session, by its number.
  private func table(_ headings: [String], _ cells: (Int) -> [String]) -> Markup {
    var html = "<table><thead><tr>"
    for heading in headings {
      html += "<th scope=\"col\"><button type=\"button\">\(Markup(heading).html)</button></th>"
    }
    html += "</tr></thead>\n<tbody>\n"
    for place in content.sessions.indices {
      html += "<tr><th scope=\"row\">\(link(place))</th>" + cells(place).joined() + "</tr>\n"
    }
    return Markup(html: html + "</tbody></table>")
  }

  private func cell(_ text: String) -> String { "<td>\(Markup(text).html)</td>" }

  private func cell(_ value: JSONValue) -> String {
    let number = value.string == nil ? value.double.map { " data-v=\"\($0)\"" } ?? "" : ""
    return "<td\(number)>\(Markup(shownText(value)).html)</td>"
  }

  private func link(_ place: Int) -> String {
    let name = Markup(content.sessions[place].name).html
    let address = addresses[place]
    return address.isEmpty ? "\(name) <span class=\"quiet\">(no report)</span>" : "<a href=\"\(address)\">\(name)</a>"
  }

  // MARK: - Sections

  private func difference(_ difference: GroupDifference) -> [String: Markup] {
    let sides = difference.sides.map { side in
      let names = side.sessions.count > 12 ? counted(side.sessions.count, "session") : side.sessions.joined(separator: ", ")
      return "<strong>\(Markup(side.value).html)</strong> <span class=\"quiet\">\(Markup(names).html)</span>"
    }
    return [
      "stage": Markup(difference.stage), "what": Markup(difference.what),
      "sides": Markup(html: sides.joined(separator: "<br>")),
    ]
  }

  private func stage(_ stage: GroupStage) -> [String: Any] {
    let count = content.sessions.count { session in session.records.contains { $0.stage == stage.stage } }
    let drawn = stage.columns.filter(\.isDrawn)
    return [
      "id": Markup("stage-" + identifier(stage.stage)), "title": Markup(stage.title),
      "count": Markup("Run in \(count) of \(counted(content.sessions.count, "session"))."),
      "strips": drawn.map { strip($0, of: stage) }, "hasStrips": !drawn.isEmpty,
      "table": numberTable(stage),
    ]
  }

  private func strip(_ column: GroupColumn, of stage: GroupStage) -> [String: Markup] {
    let numbers = column.numbers
    let sorted = numbers.map(\.value).sorted()
    func shown(_ value: Double) -> String { shownText(.number(value)) }
    let words = sentence {
      "median \(shown(quantile(ofSorted: sorted, 0.5))), quartiles \(shown(quantile(ofSorted: sorted, 0.25))) and "
      "\(shown(quantile(ofSorted: sorted, 0.75)))"
      if numbers.count < content.sessions.count { ", \(counted(numbers.count, "session"))" }
    }
    let plot = StripPlot(
      dots: numbers.map { session, value in
        StripPlot.Dot(
          value: value, words: "\(content.sessions[session].name): \(shown(value))", address: addresses[session],
          isUnusual: stage.unusual.contains(session))
      }, label: "\(column.label): \(words)")
    return [
      "label": Markup(column.label + (column.unit.isEmpty ? "" : " (\(column.unit))")), "words": Markup(words),
      "plot": plot.markup, "least": Markup(shown(sorted.first ?? 0)), "largest": Markup(shown(sorted.last ?? 0)),
    ]
  }
}
