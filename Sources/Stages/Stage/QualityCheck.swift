import Schema

/// A check of the quality of data or result, as a traffic light with its threshold beside it.
public struct QualityCheck: Sendable, Equatable {
  /// The colour of the light.
  public enum Outcome: String, Sendable, CaseIterable {
    case pass, warn, fail

    /// `pass` for the first condition that holds, `warn` for the second, else `fail`.
    public init(pass: Bool, warn: Bool = true) { self = pass ? .pass : warn ? .warn : .fail }
  }

  /// What is checked, in a few words.
  public var name: String
  /// How it came out.
  public var outcome: Outcome
  /// What was found, with its number and unit.
  public var found: String
  /// What was asked for.
  public var threshold: String

  public init(_ name: String, _ outcome: Outcome, found: String, threshold: String) {
    self.name = name
    self.outcome = outcome
    self.found = found
    self.threshold = threshold
  }
}

extension QualityCheck {
  var json: JSONValue {
    .record([
      "name": .string(name), "outcome": .string(outcome.rawValue), "found": .string(found),
      "threshold": .string(threshold),
    ])
  }

  init?(json: JSONValue) {
    guard let name = json["name"]?.string, let outcome = json["outcome"]?.string.flatMap(Outcome.init(rawValue:))
    else { return nil }
    self.init(name, outcome, found: json["found"]?.string ?? "", threshold: json["threshold"]?.string ?? "")
  }
}
