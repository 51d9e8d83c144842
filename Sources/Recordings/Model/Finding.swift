/// Something that the reader noticed about a file; `inspect` prints them.
public struct Finding: Sendable, Equatable, Codable {
  /// How sure the reader is.
  public enum Level: String, Sendable, Codable {
    /// Recognised by name or by the file's own description.
    case found
    /// Assumed; the message says why, the option how to say otherwise.
    case guessed
    /// Will need attention.
    case warning
  }

  /// How sure the reader is.
  public var level: Level
  /// What it is about: `spikes`, `time`, `position`, `head direction`, …
  public var what: String
  /// One or two sentences.
  public var message: String
  /// The command-line option that settles it, for example `--position-unit cm`.
  public var option: String?

  public init(_ level: Level, _ what: String, _ message: String, option: String? = nil) {
    self.level = level
    self.what = what
    self.message = message
    self.option = option
  }

  /// One line for a person: what it is about, the message, and how to say otherwise.
  public var text: String { "\(what): \(message)" + (option.map { " (\($0))" } ?? "") }
}
