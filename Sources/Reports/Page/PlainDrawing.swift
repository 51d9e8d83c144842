import Foundation

/// Whether a text is one SVG element that only draws: elements and attributes of an allow-list, properly nested, references to
/// itself or to pictures that it holds, text nowhere but in titles and descriptions, and nothing before or behind it.
///
/// What is not understood is refused: a browser mends broken markup in ways of its own.
func isPlainDrawing(_ bytes: [UInt8]) -> Bool {
  var reader = DrawingReader(bytes)
  return reader.readsPlainDrawing()
}

/// What Cairo writes, and what else can only draw.
private let elements: Set<String> = [
  "svg", "g", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "use", "defs", "symbol", "clipPath", "mask",
  "image", "pattern", "linearGradient", "radialGradient", "stop", "title", "desc", "filter", "feColorMatrix", "feComposite",
  "feFlood", "feBlend", "feOffset",
]

private let attributes: Set<String> = [
  "id", "d", "style", "x", "y", "width", "height", "viewBox", "version", "xmlns", "xmlns:xlink", "preserveAspectRatio",
  "transform", "patternTransform", "patternUnits", "patternContentUnits", "gradientTransform", "gradientUnits", "spreadMethod",
  "cx", "cy", "r", "fx", "fy", "fr", "rx", "ry", "x1", "y1", "x2", "y2", "dx", "dy", "points", "offset", "clip-path",
  "clip-rule", "clipPathUnits", "fill", "fill-opacity", "fill-rule", "stroke", "stroke-width", "stroke-opacity",
  "stroke-linecap", "stroke-linejoin", "stroke-miterlimit", "stroke-dasharray", "stroke-dashoffset", "opacity", "mask",
  "maskUnits", "maskContentUnits", "filter", "filterUnits", "color-interpolation-filters", "type", "values", "in", "in2",
  "result", "mode", "operator", "k1", "k2", "k3", "k4", "flood-color", "flood-opacity", "stop-color", "stop-opacity",
  "overflow", "role", "aria-labelledby", "aria-label", "aria-describedby", "href", "xlink:href", "image-rendering",
  "shape-rendering",
]

/// Properties of `style`: none that moves a drawing out of its place.
private let properties: Set<String> = [
  "fill", "fill-opacity", "fill-rule", "stroke", "stroke-width", "stroke-opacity", "stroke-linecap", "stroke-linejoin",
  "stroke-miterlimit", "stroke-dasharray", "stroke-dashoffset", "opacity", "stop-color", "stop-opacity", "clip-rule",
  "mix-blend-mode", "isolation", "image-rendering",
]

/// Reads tags and the text between them.
private struct DrawingReader {
  private let bytes: [UInt8]
  private var position = 0
  private var open: [String] = []

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  mutating func readsPlainDrawing() -> Bool {
    skipSpace()
    if starts(with: "<?xml ") {
      guard let end = bytes[position...].firstIndex(of: UInt8(ascii: ">")), bytes[end - 1] == UInt8(ascii: "?") else {
        return false
      }
      position = end + 1
      skipSpace()
    }
    var isFirst = true
    while isFirst || !open.isEmpty {
      guard readsTag(isFirst: isFirst), readsText() else { return false }
      isFirst = false
    }
    return position == bytes.count
  }

  /// White space, or any text inside a title or a description.
  private mutating func readsText() -> Bool {
    let mayHoldText = open.last == "title" || open.last == "desc"
    while position < bytes.count, bytes[position] != UInt8(ascii: "<") {
      guard mayHoldText || isSpace(bytes[position]) else { return false }
      position += 1
    }
    return open.isEmpty || position < bytes.count
  }

  private mutating func readsTag(isFirst: Bool) -> Bool {
    guard next() == UInt8(ascii: "<") else { return false }
    let closes = starts(with: "/")
    if closes { position += 1 }
    let name = readName()
    guard elements.contains(name) else { return false }
    if closes {
      skipSpace()
      return open.popLast() == name && next() == UInt8(ascii: ">")
    }
    // One drawing, at the root; titles hold text alone.
    guard (name == "svg") == isFirst, open.last != "title", open.last != "desc" else { return false }
    while true {
      let before = position
      skipSpace()
      if starts(with: "/>") {
        position += 2
        return !isFirst
      }
      if starts(with: ">") {
        position += 1
        open.append(name)
        return true
      }
      guard position > before, readsAttribute(of: name) else { return false }
    }
  }

  private mutating func readsAttribute(of element: String) -> Bool {
    let name = readName()
    guard attributes.contains(name), next() == UInt8(ascii: "="), next() == UInt8(ascii: "\"") else { return false }
    let start = position
    while position < bytes.count, !"\"<>".utf8.contains(bytes[position]) { position += 1 }
    let value = String(decoding: bytes[start..<position], as: UTF8.self)
    guard next() == UInt8(ascii: "\"") else { return false }
    return isPlain(value, of: name, element)
  }

  private func isPlain(_ value: String, of name: String, _ element: String) -> Bool {
    switch name {
    case "href", "xlink:href":
      // Written-out characters could spell another address.
      let isInside = value.hasPrefix("#") || element == "image" && isPicture(value)
      return isInside && !value.contains("&")
    case "style":
      return refersToItself(value)
        && value.split(separator: ";").allSatisfy { part in
          let property = part.prefix { $0 != ":" }.trimmingCharacters(in: .whitespacesAndNewlines)
          return property.isEmpty || properties.contains(property)
        }
    case "overflow": return element != "svg"
    case "xmlns": return value == "http://www.w3.org/2000/svg"
    case "xmlns:xlink": return value == "http://www.w3.org/1999/xlink"
    case "aria-label": return true
    default: return refersToItself(value)
    }
  }

  /// Nothing that is written out, escaped or commented, and no address but of a part of the drawing.
  private func refersToItself(_ value: String) -> Bool {
    let lower = value.lowercased()
    guard !["&", "\\", "/*", "@", "image("].contains(where: { lower.contains($0) }) else { return false }
    let addresses = lower.components(separatedBy: "url").dropFirst()
    return addresses.allSatisfy { $0.hasPrefix("(#") || $0.hasPrefix("('#") }
  }

  private func isPicture(_ value: String) -> Bool {
    guard let start = ["data:image/png;base64,", "data:image/jpeg;base64,"].first(where: { value.hasPrefix($0) }) else {
      return false
    }
    return value.utf8.dropFirst(start.utf8.count).allSatisfy { byte in
      isLetter(byte) || (0x30...0x39).contains(byte) || "+/=\n".utf8.contains(byte)
    }
  }

  private mutating func readName() -> String {
    let start = position
    while position < bytes.count {
      let byte = bytes[position]
      guard isLetter(byte) || (0x30...0x39).contains(byte) || "-:".utf8.contains(byte) else { break }
      position += 1
    }
    return String(decoding: bytes[start..<position], as: UTF8.self)
  }

  private mutating func next() -> UInt8? {
    guard position < bytes.count else { return nil }
    position += 1
    return bytes[position - 1]
  }

  private mutating func skipSpace() {
    while position < bytes.count, isSpace(bytes[position]) { position += 1 }
  }

  private func starts(with text: String) -> Bool { bytes[position...].starts(with: text.utf8) }
  private func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 9 }
  private func isLetter(_ byte: UInt8) -> Bool { (0x41...0x5A).contains(byte & 0xDF) }
}
