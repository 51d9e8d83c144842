import ArrayFiles
import Schema
import Stages

/// What the template prints of one stage.
func stageContext(_ section: StageSection, pictures: [Int: Markup]) -> [String: Any] {
  let record = section.record
  let parameters = record.parameters
  return [
    "id": Markup("stage-" + identifier(record.stage)), "title": Markup(record.title),
    "stage": Markup(record.stage), "headline": Markup(record.headline), "run": Markup(section.runText),
    "figures": section.figures.map {
      figureContext($0, archive: record.archive, picture: pictures[$0.number])
    },
    "numbers": section.numbers.map {
      ["label": Markup($0.label), "value": Markup($0.value + ($0.unit.isEmpty ? "" : " " + $0.unit))]
    },
    "hasNumbers": !section.numbers.isEmpty,
    "dropped": record.dropped.map {
      ["count": Markup(grouped($0.count)), "what": Markup($0.noun), "reason": Markup($0.reason)]
    },
    "hasDropped": !record.dropped.isEmpty,
    "stageWarnings": record.warnings.map(Markup.init(_:)), "hasStageWarnings": !record.warnings.isEmpty,
    "parameters": parameters.map(parameterContext), "hasParameters": !parameters.isEmpty,
    "arrays": section.arrays.map {
      [
        "key": Markup($0.key), "type": Markup($0.type), "shape": Markup($0.shape), "unit": Markup($0.unit),
        "meaning": Markup($0.meaning),
      ]
    },
    "hasArrays": !section.arrays.isEmpty,
    "archive": record.archive.map { fileLink($0.name) } ?? Markup("none"),
    "archiveName": Markup(record.archive?.name ?? "no file"),
    "archiveSize": Markup(record.archive.map { byteText($0.bytes) } ?? ""),
    "archiveDigest": Markup(record.archive?.sha256 ?? ""),
    "madeFrom": Markup(record.inputs.map(\.name).joined(separator: ", ")),
    "madeBy": Markup(record.json["program"]?.string ?? ""),
    "stageVersion": Markup(record.json["stage_version"].map { shownText($0) } ?? ""),
    "time": Markup(section.run?.time.isEmpty == false ? section.run?.time ?? "" : "not recorded"),
    "seed": Markup(record.json["seed"]?.integer.map(String.init) ?? "none"),
    "threads": Markup(section.run?.threads.map(String.init) ?? ""),
    "took": Markup(record.json["wall_time_s"]?.double.map(shownSeconds) ?? ""),
    "memory": Markup(record.json["peak_memory_bytes"]?.integer.map(byteText) ?? ""),
  ]
}

private func figureContext(
  _ figure: ReportFigure, archive: FileRecord?, picture: Markup?
) -> [String: Any] {
  var sources = figure.files.map { fileLink($0, shown: $0.split(separator: ".").last?.uppercased()).html }
  if let archive { sources.append("data in " + fileLink(archive.name).html) }
  let absence = sentence {
    if figure.files.isEmpty {
      "The files of this figure are not there: \(figure.record.files.joined(separator: ", ")). "
      "Draw it again by running \(figure.stage)."
    } else {
      "This figure is too large to stand in the page, or its files hold nothing that can: "
      "\(figure.files.joined(separator: ", "))."
    }
  }
  return [
    "number": Markup("\(figure.number)"), "picture": picture ?? Markup(""), "hasPicture": picture != nil,
    "absence": Markup(absence), "caption": Markup(figure.record.caption),
    "sources": Markup(html: sources.joined(separator: ", ")),
  ]
}

private func parameterContext(_ parameter: ParameterRecord) -> [String: Any] {
  [
    "name": Markup(parameter.name), "value": Markup(shownText(parameter.value, exact: true)),
    "unit": Markup(parameter.unit), "defaultValue": Markup(shownText(parameter.defaultValue, exact: true)),
    "isGiven": parameter.given,
  ]
}
