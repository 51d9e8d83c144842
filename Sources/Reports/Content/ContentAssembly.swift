import Foundation
import Schema
import Stages

extension ReportContent {
  /// Gathers a report from the records of a folder.
  ///
  /// - Throws: `ReportError.nothingToReport`
  init(folder: ResultsFolder, notes: [String]) throws {
    let records = try folder.records()
    guard !records.isEmpty else { throw ReportError.nothingToReport(folder: folder.path) }
    let history = RunHistory(contentsOf: folder.provenanceURL)
    let (current, outdated) = separated(records, folder: folder, history: history)
    let notes = notes + history.missing.map(\.reason)
    // What was guessed is to be known before the numbers are trusted, and so is a step that has no result.
    var warnings = notes.map { ReportWarning(source: "Chain", text: $0) }
    warnings += Self.readings(of: current).filter { $0.finding.level == .guessed }.map {
      ReportWarning(source: "Guessed in reading", text: $0.finding.text)
    }
    warnings += current.flatMap { record in record.warnings.map { ReportWarning(source: record.title, text: $0) } }
    func warn(_ text: String) { warnings.append(ReportWarning(source: "Report", text: text)) }

    var number = 0
    var sections: [StageSection] = []
    for record in current {
      let figures = record.figures.map { figure in
        number += 1
        // A record is only text, and could name any file of the machine; what was drawn is known by its checksum.
        let present = figure.files.filter { file in
          guard let problem = folder.problem(of: file, in: figure) else { return true }
          warn("The file \(file) of figure \(number) \(problem); draw it again by running \(record.command).")
          return false
        }
        return ReportFigure(number: number, stage: record.stage, record: figure, files: present)
      }
      sections.append(
        StageSection(
          record: record, run: history.run(of: record), figures: figures, numbers: Self.numbers(record),
          arrays: Self.arrays(record)))
    }

    var citations = CitationList(known: current.flatMap(\.references))
    let keyed = methodsText(current)
    let methods = citations.numbered(keyed)
    for reference in current.flatMap(\.references) { citations.add(reference.key) }
    for key in citations.unknownKeys { warn("The methods cite '\(key)', which no stage explains.") }
    for file in Self.unreadableRecords(in: folder) {
      warn("\(file) is not readable as a record and was left out; run its stage again with --force.")
    }
    if history.unreadableLines > 0 {
      warn("\(history.unreadableLines) lines of provenance.jsonl are not readable.")
    }

    let inputs = Self.inputs(of: records)
    self.init(
      title: inputs.first?.file.name ?? folder.url.lastPathComponent,
      program: current.compactMap { $0.json["program"]?.string }.distinct.joined(separator: ", "),
      verdict: ReportVerdict(current: current, outdated: outdated), notes: notes,
      checks: current.flatMap { record in record.checks.map { ReportCheck(stage: record.title, check: $0) } },
      sections: sections, cells: try CellTable(current, folder: folder),
      thumbnails: try CellThumbnails(current, folder: folder, most: ReportPage.mostCells), outdated: outdated, methods: methods,
      methodsWithKeys: keyed,
      references: citations.references, bibliography: bibliographyText(citations.references.map(\.reference)),
      inputs: inputs,
      readings: Self.readings(of: current), commands: commandsToRepeat(sections, folder: folder),
      warnings: warnings, folder: folder)
  }

  private static func numbers(_ record: StageRecord) -> [ReportNumber] {
    (record.summary.members ?? []).map { member in
      let (label, unit) = labelAndUnit(member.key)
      return ReportNumber(label: label, value: shownText(member.value), unit: unit)
    }
  }

  private static func arrays(_ record: StageRecord) -> [ReportArray] {
    (record.json["arrays"]?.array ?? []).compactMap { array in
      guard let key = array["key"]?.string else { return nil }
      let shape = (array["shape"]?.array ?? []).map { shownText($0, exact: true) }.joined(separator: " × ")
      return ReportArray(
        key: key, type: array["dtype"]?.string ?? "", shape: shape, unit: array["unit"]?.string ?? "",
        meaning: array["meaning"]?.string ?? "")
    }
  }

  /// Files outside the folder's own archives, each with the stages that read it.
  private static func inputs(of records: [StageRecord]) -> [ReportInput] {
    let archives = Set(records.compactMap(\.archive?.name))
    var inputs: [ReportInput] = []
    for record in records {
      for file in record.inputs where !archives.contains(file.name) || file.name == record.archive?.name {
        if let index = inputs.firstIndex(where: { $0.file == file }) {
          inputs[index].stages.append(record.stage)
        } else {
          inputs.append(ReportInput(file: file, stages: [record.stage]))
        }
      }
    }
    return inputs
  }

  /// What was noticed in reading them, each once, with the stages whose reading it was.
  private static func readings(of records: [StageRecord]) -> [ReportReading] {
    var readings: [ReportReading] = []
    for record in records {
      for finding in record.readingFindings {
        if let index = readings.firstIndex(where: { $0.finding == finding }) {
          readings[index].stages.append(record.stage)
        } else {
          readings.append(ReportReading(finding: finding, stages: [record.stage]))
        }
      }
    }
    return readings
  }

  /// JSON files beside the records that cannot be read.
  private static func unreadableRecords(in folder: ResultsFolder) -> [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return names.sorted().filter { name in
      guard name.hasSuffix(".json"), !name.hasPrefix(".") else { return false }
      let text = FileManager.default.contents(atPath: folder.url.appendingPathComponent(name).path) ?? Data()
      return (try? JSONValue(text: text)) == nil
    }
  }
}

extension ReportVerdict {
  /// The conclusion of the first stage that has one; without any, what the stages found.
  init(current: [StageRecord], outdated: [OutdatedStage]) {
    let concluded = current.first { $0.conclusion != nil }
    let findings = current.filter { $0.stage != concluded?.stage }.map(\.headline).filter { !$0.isEmpty }
    if let conclusion = concluded?.conclusion {
      self.init(
        heading: "Verdict", label: conclusion.label, sentence: conclusion.sentence, reasons: conclusion.reasons,
        meaning: conclusion.meaning, findings: findings)
    } else if let stale = outdated.first(where: { $0.record.conclusion != nil }) {
      self.init(
        heading: "Verdict", label: "No current verdict",
        sentence: "The result of \(stale.record.stage) is not up to date, so its verdict is left out.",
        reasons: ["\(stale.reason) Run: \(stale.command)"], findings: findings)
    } else {
      let titles = current.map(\.title)
      self.init(
        heading: "Findings", label: titles.count > 2 ? "Findings" : titles.joined(separator: " and "),
        sentence: findings.first ?? "Nothing here is up to date.", reasons: [], findings: Array(findings.dropFirst()))
    }
  }
}
