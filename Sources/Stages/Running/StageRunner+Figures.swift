import ArrayFiles
import ArrayNumerics
import Foundation
import Plotting
import Recordings
import Schema

extension StageRunner {
  /// Checksum of the settings that figures are drawn with; null without figures.
  var figureSettings: JSONValue {
    guard environment.figures.isEnabled, let digest = try? sha256(Array(environment.figures.config.yaml().utf8)) else {
      return .null
    }
    return .string(digest)
  }

  func hasFigures(_ record: StageRecord) -> Bool {
    guard environment.figures.isEnabled else { return true }
    // A run without figures leaves no list of them, not an empty one.
    guard record.json["figures"]?.array != nil, record.json["figure_settings"] == figureSettings else { return false }
    let drawn = environment.figures.formats.allSatisfy { format in
      record.figures.allSatisfy { $0.files.contains { $0.hasSuffix(".\(format.rawValue)") } }
    }
    return drawn
      && record.figures.flatMap(\.files).allSatisfy {
        FileManager.default.fileExists(atPath: folder.url.appendingPathComponent($0).path)
      }
  }

  func drawFigures(_ result: S.Result, into partial: URL) throws -> DrawnFigures {
    guard environment.figures.isEnabled else { return DrawnFigures(json: .null) }
    let settings = environment.figures
    let pen = FigurePen(settings.config, stem: description.stem)
    var warnings: [String] = []
    var records = try S.figures(result, parameters: parameters, pen: pen).map { named in
      try record(of: named.figure, name: named.name, caption: named.caption, into: partial)
    }
    for named in try S.animations(result, parameters: parameters, pen: pen) {
      var drawn = try record(of: named.animation.still(), name: named.name, caption: named.caption, into: partial)
      let moving = try named.animation.write(
        in: partial.appendingPathComponent("figures"), baseName: "\(description.stem)-\(named.name)",
        config: settings.config, work: environment.context.work, searchPath: settings.searchPath)
      drawn.files += moving.files.map { "figures/\($0.lastPathComponent)" }
      warnings += moving.skipped.map { "\(named.name): \($0)" }
      records.append(drawn)
    }
    return DrawnFigures(json: .array(records.map(\.json)), warnings: warnings)
  }

  private func record(of figure: Figure, name: String, caption: String, into partial: URL) throws -> FigureRecord {
    let settings = environment.figures
    try environment.context.work.checkCancellation()
    let files = try settings.formats.map { format in
      let file = "figures/\(description.stem)-\(name).\(format.rawValue)"
      try figure.write(to: partial.appendingPathComponent(file), format: format, config: settings.config)
      return file
    }
    return FigureRecord(name: name, caption: caption, altText: figure.altText, files: files)
  }
}

/// The figures of a stage in its record, and what could not be drawn.
struct DrawnFigures {
  var json: JSONValue
  var warnings: [String] = []
}
