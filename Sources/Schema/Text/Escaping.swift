/// A text with the characters written out that would steer a terminal instead of being seen: control characters (ESC, CR, the
/// codes 0x80 to 0x9F) and those that turn the direction of writing, each as `\u001b`, the way of JSON.
///
/// - Parameter isOneLine: whether line feeds and tabs are written out too, so that a name cannot make lines of its own.
public func escapingControls(_ text: String, isOneLine: Bool = false) -> String {
  func isControl(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x09, 0x0A: isOneLine
    case 0x00..<0x20, 0x7F..<0xA0, 0x200E, 0x200F, 0x2028, 0x2029, 0x202A...0x202E, 0x2066...0x2069, 0xFEFF: true
    default: false
    }
  }
  guard text.unicodeScalars.contains(where: isControl) else { return text }
  var result = String.UnicodeScalarView()
  for scalar in text.unicodeScalars {
    if isControl(scalar) {
      let digits = String(scalar.value, radix: 16)
      result.append(contentsOf: ("\\u" + String(repeating: "0", count: 4 - digits.count) + digits).unicodeScalars)
    } else {
      result.append(scalar)
    }
  }
  return String(result)
}
