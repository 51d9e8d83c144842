import ArrayNumerics
import Schema

/// The result of a stage: a table of arrays and numbers, so that one piece of code writes and reads every result.
public protocol StageResult: FieldTable {
  /// What was left out and what to be warned of, for record and report.
  var notes: StageNotes { get }
  /// Reads a result back: what `fields` says, taken from an archive and its record, checked whether it fits together.
  ///
  /// - Throws: `FieldError` when a field is missing, has another type or shape, or contradicts another.
  init(from stored: StoredResult<Self>) throws
}

/// What is told of a result besides its arrays and numbers.
public struct StageNotes: Sendable, Equatable {
  /// What was left out, no item with a count of 0: nothing is dropped silently.
  public var dropped: [DroppedItems]
  /// What a reader should know before trusting the numbers, a sentence each.
  public var warnings: [String]

  public init(dropped: [DroppedItems] = [], warnings: [String] = []) {
    self.dropped = dropped.filter { $0.count > 0 }
    self.warnings = warnings
  }
}

/// A count of items that were left out, and why.
public struct DroppedItems: Sendable, Equatable {
  /// In the plural: "spikes", "cells", "bins".
  public var what: String
  /// How many, 0 or more; `StageNotes` keeps no item with none.
  public var count: Int
  /// Why, as half a sentence.
  public var reason: String

  public init(_ what: String, count: Int, reason: String) {
    self.what = what
    self.count = count
    self.reason = reason
  }

  /// What they are, as it is said of so many: `spike` of one, `sample of the field potential`.
  public var noun: String {
    let end = what.firstIndex(of: " ") ?? what.endIndex
    guard count == 1, what[..<end].hasSuffix("s") else { return what }
    return String(what[..<end].dropLast() + what[end...])
  }
}

extension DroppedItems {
  var json: JSONValue {
    .record(["what": .string(what), "count": .integer(count), "reason": .string(reason)])
  }

  init?(json: JSONValue) {
    guard let what = json["what"]?.string, let count = json["count"]?.integer else { return nil }
    self.init(what, count: count, reason: json["reason"]?.string ?? "")
  }
}

/// The fields and the record of a result that was read from a folder.
public struct StoredResult<Root: FieldTable>: Sendable {
  /// Fields by the property that holds them.
  public let fields: FieldReader<Root>
  /// The record beside the archive.
  public let record: StageRecord

  /// - Throws: `FieldError` when arrays do not agree with the table.
  public init(arrays: ArrayShelf, record: StageRecord) throws(FieldError) {
    fields = try FieldReader(arrays: arrays, numbers: record.summary)
    self.record = record
  }

  /// An array, by its property.
  public subscript<Value: ArrayValue>(_ path: KeyPath<Root, Value>) -> Value {
    get throws { try fields[path] }
  }

  /// An array that is read when it is asked for, by its property.
  public func deferred<Value: ArrayValue>(_ path: KeyPath<Root, Deferred<Value>>) throws(FieldError) -> Deferred<Value> {
    try fields.deferred(path)
  }

  /// The same for an array that not every result has.
  public func deferred<Value: ArrayValue>(_ path: KeyPath<Root, Deferred<Value>?>) throws(FieldError) -> Deferred<Value> {
    try fields.deferred(path)
  }

  /// A number, by its property.
  public func number<Value: RecordValue>(_ path: KeyPath<Root, Value>) throws(FieldError) -> Value {
    try fields.number(path)
  }

  /// Arrays whose names the table does not say, in the order of the record and with what it says of them.
  ///
  /// - Throws: what reading them throws.
  public func arrays(_ path: KeyPath<Root, [NamedArray]>) throws -> [NamedArray] {
    var arrays = Dictionary(uniqueKeysWithValues: try fields.undeclaredArrays().map { ($0.key, $0.array) })
    let described = (record.json["arrays"]?.array ?? []).compactMap { item -> NamedArray? in
      guard let key = item["key"]?.string, let array = arrays.removeValue(forKey: key) else { return nil }
      return NamedArray(
        key, unit: item["unit"]?.string ?? "",
        axes: item["axes"]?.array?.compactMap(\.string).map(FieldAxis.init(stringLiteral:)),
        item["meaning"]?.string ?? "", array)
    }
    return described + arrays.sorted { $0.key < $1.key }.map { NamedArray($0.key, "not described by the record", $0.value) }
  }

  /// What was left out and warned of.
  public var notes: StageNotes { StageNotes(dropped: record.dropped, warnings: record.warnings) }
}
