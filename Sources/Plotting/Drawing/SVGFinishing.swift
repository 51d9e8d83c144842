import Foundation

/// An SVG of Cairo's made fit for a page: a title and a description for people who cannot see it, and ids that
/// depend on the drawing alone. (Cairo numbers some ids by a counter of the whole process.)
func finishedSVG(_ drawn: [UInt8], title: String, description: String, idPrefix: String) -> [UInt8] {
  let source = renumberingIDs(drawn, prefix: idPrefix)
  guard let start = source.firstRange(of: Array("<svg ".utf8)),
    let end = source[start.upperBound...].firstIndex(of: UInt8(ascii: ">"))
  else { return source }
  let attributes = " role=\"img\" aria-labelledby=\"\(idPrefix)title \(idPrefix)desc\">"
  let words =
    "\n<title id=\"\(idPrefix)title\">\(escapedXML(title))</title>"
    + "\n<desc id=\"\(idPrefix)desc\">\(escapedXML(description))</desc>"
  var result: [UInt8] = []
  result.reserveCapacity(source.count + attributes.utf8.count + words.utf8.count)
  result += source[..<end]
  result += attributes.utf8
  result += words.utf8
  result += source[(end + 1)...]
  return result
}

/// Replaces each id and every reference to it by `<prefix>i<number>`, numbered by first appearance. O(bytes).
private func renumberingIDs(_ source: [UInt8], prefix: String) -> [UInt8] {
  // Each opener is followed by the name and one closing character. All end in one of two characters that are rare in a drawing,
  // so that the long lists of numbers, and pictures, are not looked at byte by byte.
  let (quote, hash) = (UInt8(ascii: "\""), UInt8(ascii: "#"))
  let openers: [(opener: [UInt8], close: UInt8)] = [
    (Array(" id=\"".utf8), quote), (Array("href=\"#".utf8), quote), (Array("url(#".utf8), UInt8(ascii: ")")),
  ]
  var numbers: [ArraySlice<UInt8>: Int] = [:]
  var result: [UInt8] = []
  result.reserveCapacity(source.count)
  var copied = 0
  var (nextQuote, nextHash) = (source.place(of: quote, from: 0), source.place(of: hash, from: 0))
  while min(nextQuote, nextHash) < source.count {
    let nameStart = min(nextQuote, nextHash) + 1
    if nextQuote < nextHash {
      nextQuote = source.place(of: quote, from: nameStart)
    } else {
      nextHash = source.place(of: hash, from: nameStart)
    }
    for (opener, close) in openers where nameStart >= opener.count {
      guard source[(nameStart - opener.count)..<nameStart].elementsEqual(opener) else { continue }
      let nameEnd = source.place(of: close, from: nameStart)
      guard nameEnd < source.count else { break }
      let name = source[nameStart..<nameEnd]
      let number = numbers[name] ?? numbers.count
      numbers[name] = number
      result += source[copied..<nameStart]
      result += "\(prefix)i\(number)".utf8
      copied = nameEnd
    }
  }
  result += source[copied...]
  return result
}

extension [UInt8] {
  /// Where a byte comes next, or the end. By the C library, which looks at many bytes at a time.
  fileprivate func place(of byte: UInt8, from start: Int) -> Int {
    withUnsafeBytes { bytes in
      guard start < bytes.count, let base = bytes.baseAddress,
        let found = memchr(base + start, Int32(byte), bytes.count - start)
      else { return bytes.count }
      return UnsafeRawPointer(found) - base
    }
  }
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
