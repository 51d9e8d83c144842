import Mustache
import Plotting

/// A piece of HTML that is safe to put into the page: text is escaped when it becomes markup, so that nothing a file says
/// can turn into a tag or leave an attribute.
///
/// Templates print markup with three braces; two would escape it again.
struct Markup: MustacheCustomRenderable, Equatable {
  let html: String

  /// Words of an element, escaped; runs of letters from right to left stand in `<bdi>`, so that a number beside such a name
  /// keeps its place, and the name is copied as it is.
  init(_ text: String) {
    let isolated = text.isolatingRightToLeft
    guard isolated != text else {
      self.init(plain: text)
      return
    }
    let escaped = Markup(plain: isolated).html
    self.init(html: escaped.replacing("\u{2067}", with: "<bdi>").replacing("\u{2069}", with: "</bdi>"))
  }

  /// Words of an attribute or a title, which hold no elements, escaped. Scalar by scalar: a combining mark joins a `<` to a
  /// character of its own that a comparison of characters would miss.
  init(plain text: String) {
    var html = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": html += "&amp;"
      case "<": html += "&lt;"
      case ">": html += "&gt;"
      case "\"": html += "&quot;"
      case "'": html += "&#39;"
      // Control characters are not allowed in HTML.
      case _ where scalar.value < 0x20 && scalar != "\n" && scalar != "\t": html += "\u{FFFD}"
      default: html.unicodeScalars.append(scalar)
      }
    }
    self.html = html
  }

  /// Markup that is already safe.
  init(html: String) { self.html = html }

  var renderText: String { html }
  var isNull: Bool { html.isEmpty }
}

/// A text usable as an `id`: letters and digits stay, the rest becomes hyphens.
func identifier(_ text: String) -> String {
  String(text.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "-" })
}
