import Foundation
import Schema

/// An SVG drawing made fit to stand inside an HTML page together with others: every id gets a prefix, and the drawing
/// tells its alternative text itself.
///
/// `nil` for a file that is not UTF-8 SVG or that holds anything but a plain drawing (scripts, event handlers, links, other
/// markup than the shapes that are drawn here): it can only be shown as a picture, where browsers run and load nothing.
package func inlineSVG(_ data: Data, idPrefix: String, label: String) -> String? {
  guard let text = String(data: data, encoding: .utf8), let start = text.range(of: "<svg"),
    let end = text[start.upperBound...].firstIndex(of: ">"), text.contains("</svg>"),
    isPlainDrawing(Array(text.utf8))
  else { return nil }
  var tag = String(text[start.lowerBound..<end])
  for attribute in ["role", "aria-labelledby", "aria-label", "aria-describedby"] {
    tag = removing(attribute, from: tag)
  }
  tag = enlarged(tag)
  tag += " role=\"img\" aria-label=\"\(Markup(plain: label).html)\""
  let body = prefixingIDs(Array(text[end...].utf8), prefix: Array(idPrefix.utf8))
  guard let close = body.range(of: "</svg>", options: .backwards) else { return nil }
  return tag + body[..<close.upperBound]
}

/// The opening tag with the drawing's width a third larger and its height left to the page: what is right in print, with
/// text of 7 points, is small on a screen.
private func enlarged(_ tag: String) -> String {
  guard tag.contains(" viewBox="), let width = value(of: "width", in: tag),
    let height = value(of: "height", in: tag),
    width.hasSuffix("pt"), let points = Double(width.dropLast(2)), points > 0, points < 10_000
  else { return tag }
  return tag.replacingOccurrences(of: " height=\"\(height)\"", with: "")
    .replacingOccurrences(of: " width=\"\(width)\"", with: " width=\"\(Int((points * 4 / 3).rounded()))pt\"")
}

private func value(of attribute: String, in tag: String) -> String? {
  guard let name = tag.range(of: " \(attribute)=\""), let end = tag[name.upperBound...].firstIndex(of: "\"")
  else { return nil }
  return String(tag[name.upperBound..<end])
}

private func removing(_ attribute: String, from tag: String) -> String {
  guard let name = tag.range(of: " \(attribute)=\""),
    let end = tag[name.upperBound...].firstIndex(of: "\"")
  else { return tag }
  return String(tag[..<name.lowerBound] + tag[tag.index(after: end)...])
}

/// Puts a prefix before every id and every reference to one.
private func prefixingIDs(_ source: [UInt8], prefix: [UInt8]) -> String {
  let openers: [[UInt8]] = [" id=\"", "href=\"#", "url(#", " id='", "href='#", "url('#", "url(\"#"].map {
    Array($0.utf8)
  }
  let firstBytes = Set(openers.map { $0[0] })
  var result: [UInt8] = []
  result.reserveCapacity(source.count + source.count / 16)
  var position = 0
  while position < source.count {
    let byte = source[position]
    if firstBytes.contains(byte),
      let opener = openers.first(where: { opener in
        position + opener.count <= source.count
          && source[position..<position + opener.count].elementsEqual(opener)
      })
    {
      result += opener
      result += prefix
      position += opener.count
    } else {
      result.append(byte)
      position += 1
    }
  }
  return String(decoding: result, as: UTF8.self)
}
