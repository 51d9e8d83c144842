import Foundation

/// The text of a file that an option names; it may be a pipe (`<(…)`, /dev/stdin), of which the length is not known before.
///
/// - Returns: `nil` where there is none, or where it cannot be read, as a folder.
func givenText(_ path: String) -> String? {
  guard let file = FileHandle(forReadingAtPath: path) else { return nil }
  defer { try? file.close() }
  do {
    return String(decoding: try file.readToEnd() ?? Data(), as: UTF8.self)
  } catch {
    return nil
  }
}
