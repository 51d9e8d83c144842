/// Names with their noun, at most eight of them: "Cell 3", "Cells 1, 2 and 9 others".
public func listed(_ names: [String], _ noun: String) -> String {
  let shown = names.prefix(8).joined(separator: ", ")
  let more = names.count > 8 ? " and \(names.count - 8) others" : ""
  return "\(noun.prefix(1).uppercased())\(noun.dropFirst())\(names.count == 1 ? "" : "s") \(shown)\(more)"
}

/// The first names of a list, for a bracket: "a, b, c, …".
public func firstNames(_ names: [String], _ count: Int = 6) -> String {
  names.prefix(count).joined(separator: ", ") + (names.count > count ? ", …" : "")
}

/// A word as a POSIX shell reads it back.
public func shellQuoted(_ word: String) -> String {
  let plain = Set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./:,=+@%")
  if !word.isEmpty, word.allSatisfy(plain.contains) { return word }
  return "'" + word.replacing("'", with: "'\\''") + "'"
}
