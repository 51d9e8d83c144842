import Schema

/// The answer to the question that a stage asks of the data, such as whether the population is on a ring or a torus.
///
/// A report shows it at its head, the terminal below the headline; neither knows the stage.
public struct Conclusion: Sendable, Equatable {
  /// The word by which programs know it: `torus`.
  public var code: String
  /// The word for people: "Torus".
  public var label: String
  /// One sentence.
  public var sentence: String
  /// The numbers behind it, a sentence each.
  public var reasons: [String]
  /// What the answer shows and what it does not, in sentences; `nil` where nothing needs saying.
  public var meaning: String?

  public init(code: String, label: String, sentence: String, reasons: [String], meaning: String? = nil) {
    self.meaning = meaning
    self.code = code
    self.label = label
    self.sentence = sentence
    self.reasons = reasons
  }
}

extension Conclusion {
  /// The keys at the top of a record: `verdict` and `reasons`, which other programs read, and how it is said.
  var members: [JSONValue.Member] {
    var words: [JSONValue.Member] = [.init("label", .string(label)), .init("sentence", .string(sentence))]
    if let meaning { words.append(.init("meaning", .string(meaning))) }
    return [
      .init("verdict", .string(code)), .init("reasons", JSONValue(reasons)), .init("conclusion", .object(words)),
    ]
  }

  init?(record: JSONValue) {
    guard let code = record["verdict"]?.string else { return nil }
    self.init(
      code: code, label: record["conclusion"]?["label"]?.string ?? code,
      sentence: record["conclusion"]?["sentence"]?.string ?? record["headline"]?.string ?? "",
      reasons: (record["reasons"]?.array ?? []).compactMap(\.string), meaning: record["conclusion"]?["meaning"]?.string)
  }
}
