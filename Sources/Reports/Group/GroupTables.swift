import ArrayFiles
import Foundation
import Schema
import Stages

extension GroupContent {
  /// A column of the table of sessions: a heading and a value for each session.
  private var leadingColumns: [(name: String, value: (GroupSession) -> JSONValue)] {
    let labels = labelNames.enumerated().map { place, name in
      (name: name, value: { (session: GroupSession) in JSONValue.string(session.member.labels[place].text) })
    }
    return [("session", { .string($0.name) })] + labels + [
      ("folder", { .string($0.member.folder.path) }),
      ("recording", { $0.recording.map { .string($0.name) } ?? .null }),
      ("recording_sha256", { $0.recording.map { .string($0.sha256) } ?? .null }),
      ("verdict", { $0.conclusion.map { .string($0.code) } ?? .null }),
      ("checks_pass", { .integer($0.count(of: .pass)) }), ("checks_warn", { .integer($0.count(of: .warn)) }),
      ("checks_fail", { .integer($0.count(of: .fail)) }), ("warnings", { .integer($0.warningCount) }),
      ("outdated", { .string($0.records.map(\.stage).filter($0.outdated.keys.contains).joined(separator: " ")) }),
      ("missing", { .string($0.missing.map(\.stage).joined(separator: " ")) }),
    ]
  }

  /// The table as tab-separated text: one row for each session, an empty cell where a session has no such number.
  var tsv: String {
    let leading = leadingColumns
    let columns = stages.flatMap(\.columns)
    var lines = [(leading.map(\.name) + columns.map(\.key)).map { delimitedCell($0, separator: "\t") }.joined(separator: "\t")]
    for (index, session) in sessions.enumerated() {
      let values = leading.map { $0.value(session) } + columns.map { $0.values[index] ?? .null }
      lines.append(values.map { delimitedCell(text(of: $0), separator: "\t") }.joined(separator: "\t"))
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// The same with what differs, for programs.
  var json: JSONValue {
    let leading = leadingColumns
    let columns = stages.flatMap(\.columns)
    return .record([
      "program": .string(program), "title": .string(title),
      "sessions": .array(
        sessions.enumerated().map { index, session in
          let numbers = columns.compactMap { column in
            column.values[index].map { JSONValue.Member(column.key, $0) }
          }
          return .object(
            leading.map { JSONValue.Member($0.name, $0.value(session)) } + [.init("numbers", .object(numbers))])
        }),
      "columns": .array(
        stages.flatMap { stage in
          stage.columns.map {
            .record([
              "key": .string($0.key), "stage": .string(stage.title), "label": .string($0.label), "unit": .string($0.unit),
            ])
          }
        }),
      "differences": .array(
        differences.map { difference in
          .record([
            "stage": .string(difference.stage), "what": .string(difference.what), "matters": .bool(difference.matters),
            "values": .array(
              difference.sides.map { .record(["value": .string($0.value), "sessions": JSONValue($0.sessions)]) }),
          ])
        }),
      "absent": .array(absent.map { .record(["session": .string($0.name), "reason": .string($0.reason)]) }),
      "notes": JSONValue(notes),
    ])
  }

  /// Custom content of MultiQC, which finds it by the ending `_mqc.json`: the verdict and every number that can be one.
  var multiQC: JSONValue {
    let columns = stages.flatMap { stage in
      stage.columns.map { column in
        (stage: stage.title, column: column, numbers: Dictionary(uniqueKeysWithValues: column.numbers))
      }
    }.filter { !$0.numbers.isEmpty }
    let verdict = JSONValue.Member(
      "verdict", .record(["title": "Verdict", "description": "The answer of the analysis", "namespace": .string(program)]))
    let headers = columns.map { stage, column, _ in
      JSONValue.Member(
        column.key,
        .record([
          "title": .string(column.label + (column.unit.isEmpty ? "" : " (\(column.unit))")),
          "description": .string("\(stage): \(column.key)"), "namespace": .string(stage), "format": "{:,.4g}",
        ]))
    }
    let data = sessions.enumerated().map { index, session in
      let numbers = columns.compactMap { _, column, numbers in
        numbers[index].map { JSONValue.Member(column.key, .number($0)) }
      }
      let word = session.conclusion.map { [JSONValue.Member("verdict", .string($0.label))] } ?? []
      return JSONValue.Member(session.name, .object(word + numbers))
    }
    return .record([
      "id": "canns_analyze", "section_name": "Continuous attractors", "description": .string(sentence),
      "plot_type": "table", "pconfig": .record(["id": "canns_analyze_table", "title": "Continuous attractors: sessions"]),
      "headers": .object([verdict] + headers), "data": .object(data),
    ])
  }

  /// A value as a cell: all digits; nothing for null.
  private func text(of value: JSONValue) -> String {
    switch value {
    case .null: ""
    case .string(let text): text
    default: value.compactText.replacing("\"", with: "")
    }
  }
}
