import Schema

/// What is said of letters that no font of this machine has; `nil` without any.
///
/// - Parameters:
///   - letters: each once.
///   - text: where they stand, as "the words of the figures".
///   - remedy: what draws them after a font was installed, as "run this again".
package func missingLettersWarning(_ letters: [Character], in text: String, remedy: String) -> String? {
  guard !letters.isEmpty else { return nil }
  let named = letters.prefix(5).map { letter in
    "“\(letter)” (" + letter.unicodeScalars.map { "U+" + hexadecimal($0.value) }.joined(separator: " ") + ")"
  }
  return sentence {
    "No font of this machine has \(counted(letters.count, "letter")) in \(text): "
    named.joined(separator: ", ")
    if letters.count > named.count { " and more" }
    ". A box with the code is drawn instead. Install a font (Debian: apt-get install fonts-noto-core fonts-noto-cjk) "
    "and \(remedy)."
  }
}

/// At least four digits, as Unicode names its letters.
private func hexadecimal(_ code: UInt32) -> String {
  let digits = String(code, radix: 16, uppercase: true)
  return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
}
