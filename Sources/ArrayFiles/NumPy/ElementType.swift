/// A NumPy element type as a header or a pickled dtype names it: `<f8`, `>i4`, `|b1`, `<U12`, `|O`.
package struct ElementType: Equatable {
  package enum Kind: Character {
    case float = "f"
    case signed = "i"
    case unsigned = "u"
    case bool = "b"
    case unicode = "U"
    case bytes = "S"
    case object = "O"
  }

  package var kind: Kind
  /// Bytes of one element (for `U`, four for each character).
  package var size: Int
  package var bigEndian: Bool

  /// - Throws: `FileError` that names a type this program does not read.
  package init(_ text: String) throws {
    var rest = Substring(text)
    bigEndian = false
    if let order = rest.first, "<>|=".contains(order) {
      bigEndian = order == ">"
      rest = rest.dropFirst()
    }
    guard let letter = rest.first, let kind = Kind(rawValue: letter) else {
      throw ElementType.unsupported(text)
    }
    self.kind = kind
    let digits = rest.dropFirst()
    let number = digits.isEmpty ? nil : Int(digits)
    switch (kind, number) {
    case (.float, 2?), (.float, 4?), (.float, 8?), (.bool, 1?),
      (.signed, 1?), (.signed, 2?), (.signed, 4?), (.signed, 8?),
      (.unsigned, 1?), (.unsigned, 2?), (.unsigned, 4?), (.unsigned, 8?):
      size = number!
    case (.unicode, let count?) where (0...(1 << 28)).contains(count): size = 4 * count
    case (.bytes, let count?) where (0...(1 << 30)).contains(count): size = count
    case (.object, _): size = 8
    default: throw ElementType.unsupported(text)
    }
  }

  private static func unsupported(_ text: String) -> FileError {
    let shown = String(text.prefix(40))
    let name =
      switch text.drop(while: { "<>|=".contains($0) }).first {
      case "c": "complex numbers"
      case "M", "m": "dates or time spans"
      case "V": "records"
      case "f": "floats of this width"
      default: "this type"
      }
    return .unusable(
      "its elements have the NumPy type '\(shown)'; \(name) are not read.",
      remedy: "Save it as float64, int64, bool or text (numpy.asarray(a, dtype='float64')).")
  }
}

/// Number of elements of a shape, or `nil` when it is negative or overflows. Dimensions of zero do not hide the
/// overflow of the others, so that later products are safe too.
package func elementCount(_ shape: [Int]) -> Int? {
  var product = 1
  for length in shape {
    guard length >= 0 else { return nil }
    let (next, overflow) = product.multipliedReportingOverflow(by: max(length, 1))
    if overflow { return nil }
    product = next
  }
  return shape.contains(0) ? 0 : product
}
