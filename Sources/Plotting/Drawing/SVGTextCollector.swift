import CCairo
import Foundation

/// The words of a drawing, kept apart to stand in an SVG file as text.
///
/// They are written behind everything else, each at its place, at its size and turned as it was drawn; aligned to the same
/// point as the outlines would be, so that another font in the reader's program moves no label to the wrong side.
final class SVGTextCollector {
  private var elements: [String] = []

  /// Adds a line of text.
  ///
  /// - Parameters:
  ///   - point: where the baseline is anchored, in the user space of the context.
  ///   - context: its matrix leads to the page.
  func add(
    _ text: String, at point: PagePoint, size: Double, color: Color, family: String, bold: Bool,
    horizontal: HorizontalAlignment, context: OpaquePointer
  ) {
    var matrix = cairo_matrix_t()
    cairo_get_matrix(context, &matrix)
    let place = [matrix.xx, matrix.yx, matrix.xy, matrix.yy, matrix.x0, matrix.y0].map(Self.short).joined(separator: " ")
    let anchor =
      switch horizontal {
      case .left: "start"
      case .centre: "middle"
      case .right: "end"
      }
    var element = "<text transform=\"matrix(\(place))\" x=\"\(Self.short(point.x))\" y=\"\(Self.short(point.y))\""
    element += " font-family=\"'\(escapedXML(family.replacing("'", with: "")))', sans-serif\" font-size=\"\(Self.short(size))\""
    if bold { element += " font-weight=\"bold\"" }
    element += " text-anchor=\"\(anchor)\" fill=\"\(Self.hexadecimal(color))\""
    if color.alpha < 1 { element += " fill-opacity=\"\(Self.short(color.alpha))\"" }
    elements.append(element + ">\(Self.markup(text))</text>")
  }

  /// The drawing with its words before the closing tag.
  func completing(_ drawing: [UInt8]) -> [UInt8] {
    let text = String(decoding: drawing, as: UTF8.self)
    guard let end = text.range(of: "</svg>", options: .backwards) else { return drawing }
    return Array((text[..<end.lowerBound] + elements.map { $0 + "\n" }.joined() + text[end.lowerBound...]).utf8)
  }

  /// The text, escaped; runs of letters from right to left are set apart, so that a number beside such a name keeps its place.
  private static func markup(_ text: String) -> String {
    let isolated = text.isolatingRightToLeft
    guard isolated != text else { return escapedXML(text) }
    return escapedXML(isolated).replacing("\u{2067}", with: "<tspan direction=\"rtl\" unicode-bidi=\"isolate\">")
      .replacing("\u{2069}", with: "</tspan>")
  }

  private static func short(_ value: Double) -> String {
    let text = String(format: "%.4f", value)
    let trimmed = text.reversed().drop { $0 == "0" }.drop { $0 == "." && text.contains(".") }
    let shown = String(trimmed.reversed())
    return ["", "-0", "-"].contains(shown) ? "0" : shown
  }

  private static func hexadecimal(_ color: Color) -> String {
    "#"
      + [color.red, color.green, color.blue].map { part in
        let byte = Int((min(max(part, 0), 1) * 255).rounded())
        return (byte < 16 ? "0" : "") + String(byte, radix: 16)
      }.joined()
  }
}
