import ArrayNumerics
import Schema

/// The result of a stage: named arrays and a summary, so that one piece of code writes and reads every result.
public protocol StageResult: Sendable {
  /// The arrays of the result in the order in which they are written.
  var arrays: [ResultArray] { get }
  var summary: StageSummary { get }
  /// Reads a result back.
  ///
  /// - Throws: `StageError.damagedResult` when an array is missing or has another type or shape.
  init(from stored: StoredResult) throws
}

/// One array of a result.
public struct ResultArray: Sendable {
  public var key: String
  public var array: DataArray
  /// Empty when the array has none (indices, counts).
  public var unit: String
  /// What the array holds, for the record beside it.
  public var meaning: String

  public init(_ key: String, _ array: DataArray, unit: String = "", meaning: String) {
    self.key = key
    self.array = array
    self.unit = unit
    self.meaning = meaning
  }
}

/// What is told of a result besides its arrays.
public struct StageSummary: Sendable {
  /// One sentence for the terminal and the report.
  public var headline: String
  /// Numbers by name, with the unit in the name where there is one.
  public var numbers: [JSONValue.Member]
  /// What was left out: nothing is dropped silently.
  public var dropped: [DroppedItems]
  public var warnings: [String]
  /// Keys that stand at the top of the record, such as the verdict of `tda`.
  public var topLevel: [JSONValue.Member]

  public init(
    headline: String, numbers: [JSONValue.Member] = [], dropped: [DroppedItems] = [], warnings: [String] = [],
    topLevel: [JSONValue.Member] = []
  ) {
    self.headline = headline
    self.numbers = numbers
    self.dropped = dropped
    self.warnings = warnings
    self.topLevel = topLevel
  }
}

/// A count of items that were left out, and why.
public struct DroppedItems: Sendable, Equatable {
  /// In the plural: "spikes", "cells", "bins".
  public var what: String
  public var count: Int
  public var reason: String

  public init(_ what: String, count: Int, reason: String) {
    self.what = what
    self.count = count
    self.reason = reason
  }
}

/// The arrays and the record of a result that was read from a folder.
public struct StoredResult: Sendable {
  public let file: String
  public let record: StageRecord
  private let arrays: [String: DataArray]

  public init(file: String, arrays: [String: DataArray], record: StageRecord) {
    self.file = file
    self.arrays = arrays
    self.record = record
  }

  /// An array by its key; the functions below also convert it.
  ///
  /// - Throws: `StageError.damagedResult` when it is missing or of another type.
  public func array(_ key: String) throws -> DataArray {
    guard let array = arrays[key] else {
      throw StageError.damagedResult(file: file, reason: "the array '\(key)' is missing")
    }
    return array
  }

  public func optionalArray(_ key: String) -> DataArray? { arrays[key] }

  public func doubles(_ key: String) throws -> [Double] { try convert(key, "numbers") { $0.doubles } }
  public func integers(_ key: String) throws -> [Int] { try convert(key, "whole numbers") { $0.integers } }
  public func strings(_ key: String) throws -> [String] { try convert(key, "text") { $0.strings } }
  public func doubleMatrix(_ key: String) throws -> Matrix<Double> {
    try convert(key, "a matrix of numbers") { $0.doubleMatrix }
  }
  public func floatMatrix(_ key: String) throws -> Matrix<Float> {
    try convert(key, "a matrix of numbers") { $0.floatMatrix }
  }

  private func convert<T>(_ key: String, _ expected: String, _ body: (DataArray) -> T?) throws -> T {
    let array = try array(key)
    guard let value = body(array) else {
      throw StageError.damagedResult(
        file: file, reason: "'\(key)' should hold \(expected) and is \(array.typeName) \(array.shape)")
    }
    return value
  }

  /// A whole number of the record's summary.
  public func wholeNumber(_ name: String) throws -> Int {
    guard let value = Int(exactly: try number(name)) else {
      throw StageError.damagedResult(file: file, reason: "the number '\(name)' of the record is not whole")
    }
    return value
  }

  /// A number of the record's summary.
  public func number(_ name: String) throws -> Double {
    guard let value = record.summary[name]?.double else {
      throw StageError.damagedResult(file: file, reason: "the number '\(name)' is missing from the record")
    }
    return value
  }
}
