import ArrayFiles
import ArrayNumerics
import Foundation
import Plotting
import Recordings
import Schema

extension StageRunner {
  /// The settings that figures are drawn with: those that differ from the defaults, and the checksum of all; null without any.
  var figureSettings: JSONValue {
    let config = environment.figures.config
    guard environment.figures.isEnabled, let digest = try? sha256(Array(config.yaml().utf8)) else { return .null }
    return .object([.init("changed", config.changes), .init("sha256", .string(digest))])
  }

  func hasFigures(_ record: StageRecord) -> Bool {
    guard environment.figures.isEnabled else { return true }
    // A run without figures leaves no list of them, not an empty one.
    guard record.json["figures"]?.array != nil, record.json["figure_settings"] == figureSettings else { return false }
    let drawn = environment.figures.formats.allSatisfy { format in
      record.figures.allSatisfy { $0.files.contains { $0.hasSuffix(".\(format.rawValue)") } }
    }
    return drawn
      && record.figures.allSatisfy { figure in figure.files.allSatisfy { folder.problem(of: $0, in: figure) == nil } }
  }

  func drawFigures(_ result: S.Result, into partial: URL) throws -> DrawnFigures {
    guard environment.figures.isEnabled else { return DrawnFigures(json: .null) }
    let settings = environment.figures
    let pen = FigurePen(settings.config, stem: description.stem)
    var warnings: [String] = []
    var missing: [Character] = []
    var records = try S.figures(result, parameters: parameters, pen: pen).map { named in
      try record(of: named.figure, name: named.name, caption: named.caption, into: partial, missing: &missing)
    }
    for named in try S.animations(result, parameters: parameters, pen: pen) {
      var drawn = try record(
        of: named.animation.still(), name: named.name, caption: named.caption, into: partial, missing: &missing)
      let moving = try named.animation.write(
        in: partial.appendingPathComponent("figures"), baseName: "\(description.stem)-\(named.name)",
        config: settings.config, work: environment.context.work, searchPath: settings.searchPath)
      let files = moving.files.map { "figures/\($0.lastPathComponent)" }
      drawn.files += files
      drawn.checksums += try files.map { try sha256(of: partial.appendingPathComponent($0)) }
      warnings += moving.skipped.map { "\(named.name): \($0)" }
      records.append(drawn)
    }
    let absent = missingLettersWarning(missing, in: "the words of the figures", remedy: "run this again with --force")
    if let absent { warnings.append(absent) }
    return DrawnFigures(json: .array(records.map(\.json)), settings: figureSettings, warnings: warnings)
  }

  /// - Parameter missing: the letters so far that no font has; those of this figure are added.
  private func record(
    of figure: Figure, name: String, caption: String, into partial: URL, missing: inout [Character]
  ) throws -> FigureRecord {
    let settings = environment.figures
    try environment.context.work.checkCancellation()
    let files = try settings.formats.map { format in
      let file = "figures/\(description.stem)-\(name).\(format.rawValue)"
      let drawn = try figure.file(as: format, settings.config)
      try OutputFile.write(drawn.data, to: partial.appendingPathComponent(file))
      missing += drawn.missingLetters.filter { !missing.contains($0) }
      return file
    }
    return FigureRecord(
      name: name, caption: caption, altText: figure.altText, files: files,
      checksums: try files.map { try sha256(of: partial.appendingPathComponent($0)) })
  }
}

/// The figures of a stage in its record, and what could not be drawn.
struct DrawnFigures {
  var json: JSONValue
  var settings: JSONValue = .null
  var warnings: [String] = []
}

extension StageRecord {
  /// The record with figures that were drawn again, and what could not be drawn this time in place of last time's.
  func replacing(_ drawn: DrawnFigures) -> StageRecord {
    let former = (json["figure_warnings"]?.array ?? []).compactMap(\.string)
    return replacing("figures", drawn.json).replacing("figure_settings", drawn.settings)
      .replacing("figure_warnings", JSONValue(drawn.warnings))
      .replacing("warnings", JSONValue(warnings.filter { !former.contains($0) } + drawn.warnings))
  }

  private func replacing(_ key: String, _ value: JSONValue) -> StageRecord {
    var members = (json.members ?? []).map { $0.key == key ? JSONValue.Member(key, value) : $0 }
    if json[key] == nil { members.append(JSONValue.Member(key, value)) }
    return StageRecord(json: .object(members))
  }
}
