import Foundation

/// An SVG of Cairo's made fit for a page: a title and a description for people who cannot see it, and ids that
/// depend on the drawing alone. (Cairo numbers some ids by a counter of the whole process.)
func finishedSVG(_ drawn: [UInt8], title: String, description: String, idPrefix: String) -> String {
  var text = String(decoding: renumberingIDs(drawn, prefix: idPrefix), as: UTF8.self)
  guard let start = text.range(of: "<svg "), let end = text[start.upperBound...].firstIndex(of: ">") else {
    return text
  }
  let words =
    "\n<title id=\"\(idPrefix)title\">\(escapedXML(title))</title>"
    + "\n<desc id=\"\(idPrefix)desc\">\(escapedXML(description))</desc>"
  text.insert(contentsOf: words, at: text.index(after: end))
  text.insert(
    contentsOf: " role=\"img\" aria-labelledby=\"\(idPrefix)title \(idPrefix)desc\"", at: end)
  return text
}

/// Replaces each id and every reference to it by `<prefix>i<number>`, numbered by first appearance.
private func renumberingIDs(_ source: [UInt8], prefix: String) -> [UInt8] {
  // Ids stand in id="…", href="#…" and url(#…); each opener is followed by the name and one closing character.
  let openers: [(opener: [UInt8], close: UInt8)] = [
    (Array(" id=\"".utf8), UInt8(ascii: "\"")), (Array("href=\"#".utf8), UInt8(ascii: "\"")),
    (Array("url(#".utf8), UInt8(ascii: ")")),
  ]
  var numbers: [[UInt8]: Int] = [:]
  var result: [UInt8] = []
  result.reserveCapacity(source.count)
  var position = 0
  scan: while position < source.count {
    let byte = source[position]
    if byte == UInt8(ascii: " ") || byte == UInt8(ascii: "h") || byte == UInt8(ascii: "u") {
      for (opener, close) in openers where byte == opener[0] {
        let nameStart = position + opener.count
        guard nameStart < source.count, source[position..<nameStart].elementsEqual(opener),
          let nameEnd = source[nameStart...].firstIndex(of: close)
        else { continue }
        let name = Array(source[nameStart..<nameEnd])
        let number = numbers[name] ?? numbers.count
        numbers[name] = number
        result += opener
        result += Array("\(prefix)i\(number)".utf8)
        position = nameEnd
        continue scan
      }
    }
    result.append(byte)
    position += 1
  }
  return result
}

/// A text for XML, which has no way to write most control characters.
func escapedXML(_ text: String) -> String {
  TypeSetting.shown(text).reduce(into: "") { result, character in
    switch character {
    case "&": result += "&amp;"
    case "<": result += "&lt;"
    case ">": result += "&gt;"
    case "\"": result += "&quot;"
    default: result.append(character)
    }
  }
}
