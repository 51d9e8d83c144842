import ArrayNumerics
import Foundation
import Plotting
import Recordings
import Schema

extension StageRunner {
  /// Checksum of the settings that figures are drawn with; null without figures.
  var figureSettings: JSONValue {
    guard environment.figures.isEnabled, let text = try? environment.figures.config.yaml(),
      let digest = try? sha256(Array(text.utf8))
    else { return .null }
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

  func drawFigures(_ result: S.Result, into partial: URL) throws -> JSONValue {
    guard environment.figures.isEnabled else { return .null }
    let settings = environment.figures
    let pen = FigurePen(settings.config, stem: description.stem)
    var records = try S.figures(result, parameters: parameters, pen: pen).map { named in
      try record(of: named.figure, name: named.name, caption: named.caption, into: partial)
    }
    for named in try S.animations(result, parameters: parameters, pen: pen) {
      var drawn = try record(of: named.animation.still, name: named.name, caption: named.caption, into: partial)
      for format in named.animation.formats(settings.config) {
        let file = "figures/\(description.stem)-\(named.name).\(format.rawValue)"
        try named.animation.write(
          to: partial.appendingPathComponent(file), format: format, config: settings.config, work: environment.context.work)
        drawn.files.append(file)
      }
      records.append(drawn)
    }
    return .array(records.map(\.json))
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
