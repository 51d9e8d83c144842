import Foundation
import Stages

/// How a figure stands in the page.
enum FigureForm: Equatable {
  case drawing, picture, absent
}

/// Chooses for each figure whether its drawing or its picture goes into the page, so that the page stays small enough to
/// be sent and opened at once.
///
/// A drawing over `largestDrawing` bytes is shown as its picture. When the sum is over the budget, the largest figure (the
/// first of equals) is made smaller or left out, until the sum fits.
struct FigureEmbedding {
  static let largestDrawing = 1_200_000
  static let largestAgain = 600_000
  let folder: ResultsFolder

  func forms(of figures: [ReportFigure], budget: Int) -> [FigureForm] {
    var forms = figures.map { figure -> FigureForm in
      let drawing = size(figure, .drawing)
      let picture = size(figure, .picture)
      if let drawing, drawing <= Self.largestDrawing || picture == nil { return .drawing }
      return picture == nil ? .absent : .picture
    }
    func embedded(_ index: Int) -> Int { size(figures[index], forms[index]) ?? 0 }
    while forms.indices.reduce(0, { $0 + embedded($1) }) > budget {
      guard let largest = forms.indices.max(by: { (embedded($0), -$0) < (embedded($1), -$1) }),
        forms[largest] != .absent
      else { break }
      let picture = size(figures[largest], .picture) ?? .max
      forms[largest] = forms[largest] == .drawing && picture < embedded(largest) ? .picture : .absent
    }
    return forms
  }

  /// Bytes that a figure takes in the page; `nil` when there is no file of that form.
  private func size(_ figure: ReportFigure, _ form: FigureForm) -> Int? {
    let suffix = form == .drawing ? ".svg" : ".png"
    guard form != .absent, let file = figure.file(ending: suffix) else { return nil }
    let attributes = try? FileManager.default.attributesOfItem(
      atPath: folder.url.appendingPathComponent(file).path)
    guard let bytes = attributes?[.size] as? Int else { return nil }
    return form == .drawing ? bytes : (bytes + 2) / 3 * 4
  }

  /// The markup of a figure; `nil` when nothing can be shown.
  func markup(_ figure: ReportFigure, as form: FigureForm) -> Markup? {
    let label = figure.record.altText.isEmpty ? figure.record.caption : figure.record.altText
    switch form {
    case .absent: return nil
    case .drawing:
      guard let data = contents(figure.file(ending: ".svg")) else { return nil }
      if let svg = inlineSVG(data, idPrefix: "figure\(figure.number)-", label: label) {
        return Markup(html: svg)
      }
      return image(data, type: "image/svg+xml", label: label)
    case .picture:
      return contents(figure.file(ending: ".png")).map { image($0, type: "image/png", label: label) }
    }
  }

  /// A figure that stands in the page once more, as an image without the ids of a drawing; `nil` where it has no file below
  /// `largestAgain` bytes.
  func image(of figure: ReportFigure) -> Markup? {
    let label = figure.record.altText.isEmpty ? figure.record.caption : figure.record.altText
    for (form, type) in [(FigureForm.picture, "image/png"), (.drawing, "image/svg+xml")] {
      guard let bytes = size(figure, form), bytes <= Self.largestAgain,
        let data = contents(figure.file(ending: form == .picture ? ".png" : ".svg"))
      else { continue }
      return image(data, type: type, label: label)
    }
    return nil
  }

  private func contents(_ file: String?) -> Data? {
    file.flatMap { FileManager.default.contents(atPath: folder.url.appendingPathComponent($0).path) }
  }

  private func image(_ data: Data, type: String, label: String) -> Markup {
    Markup(
      html: "<img src=\"data:\(type);base64,\(data.base64EncodedString())\" alt=\"\(Markup(label).html)\">")
  }
}
