import Schema

/// The record beside a result, `<stage>.json`: everything that is needed to judge it, cite it and make it again.
public struct StageRecord: Sendable, Equatable {
  /// Text form of the record; a newer program may add keys.
  public var json: JSONValue

  public init(json: JSONValue) { self.json = json }

  public var stage: String { json["stage"]?.string ?? "" }
  public var title: String { json["title"]?.string ?? stage }
  /// Identifies inputs, parameters and version together: equal keys mean equal results.
  public var key: String { json["key"]?.string ?? "" }
  public var headline: String { json["headline"]?.string ?? "" }
  public var summary: JSONValue { json["summary"] ?? .object([]) }
  public var warnings: [String] { (json["warnings"]?.array ?? []).compactMap(\.string) }
  public var methods: String { json["methods"]?.string ?? "" }
  public var archive: FileRecord? { json["archive"].flatMap(FileRecord.init(json:)) }
  public var inputs: [FileRecord] { (json["inputs"]?.array ?? []).compactMap(FileRecord.init(json:)) }

  public var parameters: [ParameterRecord] {
    (json["parameters"]?.members ?? []).map { ParameterRecord(name: $0.key, json: $0.value) }
  }

  public var dropped: [DroppedItems] {
    (json["dropped"]?.array ?? []).compactMap { item in
      guard let what = item["what"]?.string, let count = item["count"]?.integer else { return nil }
      return DroppedItems(what, count: count, reason: item["reason"]?.string ?? "")
    }
  }

  public var checks: [QualityCheck] {
    (json["checks"]?.array ?? []).compactMap { item in
      guard let name = item["name"]?.string,
        let outcome = item["outcome"]?.string.flatMap(QualityCheck.Outcome.init(rawValue:))
      else { return nil }
      return QualityCheck(
        name, outcome, found: item["found"]?.string ?? "", threshold: item["threshold"]?.string ?? "")
    }
  }

  public var references: [Reference] {
    (json["references"]?.array ?? []).compactMap { item in
      guard let key = item["key"]?.string else { return nil }
      return Reference(
        key: key, authors: item["authors"]?.string ?? "", year: item["year"]?.integer ?? 0,
        title: item["title"]?.string ?? "", source: item["source"]?.string ?? "",
        doi: item["doi"]?.string ?? "")
    }
  }

  public var figures: [FigureRecord] {
    (json["figures"]?.array ?? []).compactMap(FigureRecord.init(json:))
  }
}

/// A file of a record with its checksum; `name` is relative to the results folder for files inside it.
public struct FileRecord: Sendable, Equatable {
  public var name: String
  public var sha256: String
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
  public var name: String
  public var value: JSONValue
  public var defaultValue: JSONValue
  public var given: Bool
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
  public var name: String
  public var caption: String
  public var altText: String
  public var files: [String]

  public init(name: String, caption: String, altText: String, files: [String]) {
    self.name = name
    self.caption = caption
    self.altText = altText
    self.files = files
  }

  init?(json: JSONValue) {
    guard let name = json["name"]?.string else { return nil }
    self.init(
      name: name, caption: json["caption"]?.string ?? "", altText: json["alt"]?.string ?? "",
      files: (json["files"]?.array ?? []).compactMap(\.string))
  }

  var json: JSONValue {
    .record([
      "name": .string(name), "caption": .string(caption), "alt": .string(altText), "files": JSONValue(files),
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

extension QualityCheck {
  var json: JSONValue {
    .record([
      "name": .string(name), "outcome": .string(outcome.rawValue), "found": .string(found),
      "threshold": .string(threshold),
    ])
  }
}

extension DroppedItems {
  var json: JSONValue {
    .record(["what": .string(what), "count": .integer(count), "reason": .string(reason)])
  }
}
