import ArrayFiles
import Schema

/// The record beside a result, `<stem>.json`: everything that is needed to judge it, cite it and make it again.
public struct StageRecord: Sendable, Equatable {
  /// Text form of the record; a newer program may add keys.
  public var json: JSONValue

  public init(json: JSONValue) { self.json = json }

  /// The stem of the stage's files.
  public var stage: String { json["stage"]?.string ?? "" }
  /// The command that makes it.
  public var command: String { json["command"]?.string ?? stage }
  /// The heading of the stage.
  public var title: String { json["title"]?.string ?? stage }
  /// Identifies inputs, parameters and version together: equal keys mean equal results.
  public var key: String { json["key"]?.string ?? "" }
  /// One sentence on what came out.
  public var headline: String { json["headline"]?.string ?? "" }
  /// The numbers, an object.
  public var summary: JSONValue { json["summary"] ?? .object([]) }
  /// What a reader should know before trusting the numbers.
  public var warnings: [String] { (json["warnings"]?.array ?? []).compactMap(\.string) }
  /// The sentence for the methods section, with citation keys as Pandoc writes them.
  public var methods: String { json["methods"]?.string ?? "" }
  /// The file with the arrays.
  public var archive: FileRecord? { json["archive"].flatMap(FileRecord.init(json:)) }
  /// The answer to the stage's question, where it asks one.
  public var conclusion: Conclusion? { Conclusion(record: json) }
  /// The files that the result was made from.
  public var inputs: [FileRecord] { (json["inputs"]?.array ?? []).compactMap(FileRecord.init(json:)) }

  /// What the reader noticed about the recording: found, guessed and warned of; none of a stage that reads no recording.
  public var readingFindings: [ReadingFinding] {
    (json["reading_findings"]?.array ?? []).compactMap(ReadingFinding.init(json:))
  }

  /// Every parameter as it was used.
  public var parameters: [ParameterRecord] {
    (json["parameters"]?.members ?? []).map { ParameterRecord(name: $0.key, json: $0.value) }
  }

  /// The parameters that somebody gave, as they would be typed; of a family the one that chooses among its stages first.
  public var givenSettings: [ParameterSetting] {
    parameters.filter(\.given).map { ParameterSetting(name: $0.name, text: $0.value.parameterText) }
  }

  /// The container of the arrays.
  public var archiveFormat: ArchiveFormat? {
    archive.flatMap { archive in ArchiveFormat.allCases.first { archive.name.hasSuffix(".\($0.rawValue)") } }
  }

  /// The seed of a stage whose result depends on it.
  public var seed: Int? { json["seed"]?.integer }

  /// The options that said how the recording was read, of a stage that reads one.
  public var readingSettings: [ParameterSetting] {
    (json["reading"]?.members ?? []).map { ParameterSetting(name: $0.key, text: $0.value.parameterText) }
  }

  /// What was left out, and why.
  public var dropped: [DroppedItems] { (json["dropped"]?.array ?? []).compactMap(DroppedItems.init(json:)) }

  /// Pass, warn or fail, each with its threshold.
  public var checks: [QualityCheck] { (json["checks"]?.array ?? []).compactMap(QualityCheck.init(json:)) }

  /// Works to cite.
  public var references: [Reference] {
    (json["references"]?.array ?? []).compactMap { item in
      guard let key = item["key"]?.string else { return nil }
      return Reference(
        key: key, authors: item["authors"]?.string ?? "", year: item["year"]?.integer ?? 0,
        title: item["title"]?.string ?? "", source: item["source"]?.string ?? "",
        doi: item["doi"]?.string ?? "")
    }
  }

  /// The figures with their files.
  public var figures: [FigureRecord] {
    (json["figures"]?.array ?? []).compactMap(FigureRecord.init(json:))
  }
}

/// A file of a record with its checksum.
public struct FileRecord: Sendable, Equatable {
  /// Relative to the results folder for a file inside it.
  public var name: String
  /// In hexadecimal.
  public var sha256: String
  /// Size of the file, bytes.
  public var bytes: Int

  public init(name: String, sha256: String, bytes: Int) {
    self.name = name
    self.sha256 = sha256
    self.bytes = bytes
  }

  init?(json: JSONValue) {
    guard let name = json["file"]?.string, let sha256 = json["sha256"]?.string else { return nil }
    self.init(name: name, sha256: sha256, bytes: json["bytes"]?.integer ?? 0)
  }

  var json: JSONValue {
    .record(["file": .string(name), "sha256": .string(sha256), "bytes": .integer(bytes)])
  }
}

/// A parameter as it was used: its value, its default, and whether somebody gave it.
public struct ParameterRecord: Sendable, Equatable {
  /// Without the dashes.
  public var name: String
  /// In `unit`, as it is written on the command line: a number, a text, true or false, an array, or null for none.
  public var value: JSONValue
  /// What it is when nobody gives it; the same kind as `value`.
  public var defaultValue: JSONValue
  /// Whether somebody gave it.
  public var given: Bool
  /// Empty when it has none.
  public var unit: String

  init(name: String, json: JSONValue) {
    self.name = name
    value = json["value"] ?? .null
    defaultValue = json["default"] ?? .null
    given = json["given"]?.bool ?? false
    unit = json["unit"]?.string ?? ""
  }

  static func json(value: JSONValue, defaultValue: JSONValue, given: Bool, unit: String) -> JSONValue {
    var members: [JSONValue.Member] = [
      .init("value", value), .init("default", defaultValue), .init("given", .bool(given)),
    ]
    if !unit.isEmpty { members.append(.init("unit", .string(unit))) }
    return .object(members)
  }
}

/// A figure of a record with the files it was drawn to.
public struct FigureRecord: Sendable, Equatable {
  /// As in the names of its files, without the stem of the stage.
  public var name: String
  /// What it shows, in sentences.
  public var caption: String
  /// What a person who cannot see it is told.
  public var altText: String
  /// Relative to the folder.
  public var files: [String]
  /// SHA-256 of each of the files; empty in records of older programs.
  public var checksums: [String]

  public init(name: String, caption: String, altText: String, files: [String], checksums: [String] = []) {
    self.name = name
    self.caption = caption
    self.altText = altText
    self.files = files
    self.checksums = checksums
  }

  init?(json: JSONValue) {
    guard let name = json["name"]?.string else { return nil }
    self.init(
      name: name, caption: json["caption"]?.string ?? "", altText: json["alt"]?.string ?? "",
      files: (json["files"]?.array ?? []).compactMap(\.string),
      checksums: (json["sha256"]?.array ?? []).compactMap(\.string))
  }

  var json: JSONValue {
    .record([
      "name": .string(name), "caption": .string(caption), "alt": .string(altText), "files": JSONValue(files),
      "sha256": JSONValue(checksums),
    ])
  }
}

extension Reference {
  var json: JSONValue {
    .record([
      "key": .string(key), "authors": .string(authors), "year": .integer(year), "title": .string(title),
      "source": .string(source), "doi": .string(doi),
    ])
  }
}
