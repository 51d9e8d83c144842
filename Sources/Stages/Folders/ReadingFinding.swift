import Recordings
import Schema

/// What the reader noticed about the recording, as it stands in a record.
public struct ReadingFinding: Sendable, Equatable {
  /// How sure the reader was: found, guessed, or a warning.
  public var level: Finding.Level
  /// What it is about: `spikes`, `time`, `position`, …
  public var about: String
  /// One line for a person: what it is about, what was noticed, and the option that says otherwise.
  public var text: String

  init(_ finding: Finding) { (level, about, text) = (finding.level, finding.what, finding.text) }

  /// The line without what it is about, for tables that have a column of it.
  public var message: String {
    let prefix = "\(about): "
    return text.hasPrefix(prefix) ? String(text.dropFirst(prefix.count)) : text
  }
}

extension ReadingFinding {
  var json: JSONValue {
    .record(["level": .string(level.rawValue), "about": .string(about), "text": .string(text)])
  }

  init?(json: JSONValue) {
    guard let level = json["level"]?.string.flatMap(Finding.Level.init(rawValue:)), let text = json["text"]?.string
    else { return nil }
    (self.level, about, self.text) = (level, json["about"]?.string ?? "", text)
  }
}
