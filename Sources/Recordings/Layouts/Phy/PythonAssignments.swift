/// Assignments of numbers in a Python file, found in its text; nothing is run.
package struct PythonAssignments {
  private let lines: [Substring]

  package init(_ text: String) {
    // "\r\n" is one character.
    lines = text.split { $0 == "\n" || $0 == "\r\n" || $0 == "\r" }
  }

  /// The number of the last line that assigns to a name, if that is a plain number; a comment may follow it.
  package func number(_ name: String) -> Double? {
    // Python writes 30000., 3e4 and 30_000.
    guard var text = value(of: name)?.replacing("_", with: "") else { return nil }
    if text.hasSuffix(".") { text += "0" }
    return Double(text)
  }

  /// The text between quotes of the last line that assigns to a name.
  package func text(_ name: String) -> String? {
    guard var text = value(of: name) else { return nil }
    if text.hasPrefix("[") && text.hasSuffix("]") { text = String(text.dropFirst().dropLast()).trimmed }
    while let prefix = text.first, "rbu".contains(prefix), text.dropFirst().first == "'" || text.dropFirst().first == "\"" {
      text.removeFirst()
    }
    guard let quote = text.first, "'\"".contains(quote), text.count >= 2, text.last == quote else { return nil }
    let inner = text.dropFirst().dropLast()
    return inner.contains(quote) ? nil : String(inner)
  }

  private func value(of name: String) -> String? {
    for line in lines.reversed() {
      let code = line.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)[0]
      let parts = code.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      if parts.count == 2, parts[0].trimmed == name { return parts[1].trimmed }
    }
    return nil
  }
}

extension StringProtocol {
  /// Without blanks at either end.
  var trimmed: String {
    var rest = Substring(self)
    while let first = rest.first, first.isWhitespace { rest.removeFirst() }
    while let last = rest.last, last.isWhitespace { rest.removeLast() }
    return String(rest)
  }
}
