import ArrayNumerics
import Foundation
import Schema
import Yams

/// The list of data sets: what there is, where it comes from, under which licence, and how to check that a file is
/// the right one.
public struct DatasetRegistry: Sendable {
  /// In the order of the file.
  public let entries: [DatasetEntry]

  public init(entries: [DatasetEntry]) { self.entries = entries }

  /// Reads a registry (`datasets/registry.yaml`).
  ///
  /// - Throws: `DatasetError.badRegistry` with the entry and the key that are wrong.
  public init(contentsOf url: URL) throws {
    let text: String
    do {
      text = try String(contentsOf: url, encoding: .utf8)
    } catch {
      throw DatasetError.badRegistry(
        file: url.path, place: nil,
        reason: "the list of data sets cannot be read; is the folder datasets/ complete?")
    }
    try self.init(yaml: text, file: url.lastPathComponent)
  }

  /// Reads a registry from text; `file` is its name in messages.
  ///
  /// - Throws: `DatasetError.badRegistry`
  public init(yaml: String, file: String) throws {
    guard !hasTooManyAliases(yaml: yaml) else {
      throw DatasetError.badRegistry(
        file: file, place: nil, reason: "it refers to its own anchors (*name) more than 32 times; write the values out.")
    }
    let root: Node?
    do {
      root = try Yams.compose(yaml: yaml)
    } catch {
      throw DatasetError.badRegistry(file: file, place: nil, reason: "it is not YAML (\(error)).")
    }
    guard let list = root?.mapping?["datasets"]?.sequence else {
      throw DatasetError.badRegistry(file: file, place: nil, reason: "it needs a list 'datasets'.")
    }
    entries = try list.enumerated().map { index, node in
      try RegistryReading(file: file, place: "entry \(index + 1)").entry(node)
    }
    var seen = Set<String>()
    for entry in entries where !seen.insert(entry.name).inserted {
      throw DatasetError.badRegistry(file: file, place: entry.name, reason: "the name occurs twice.")
    }
  }

  /// The data set of a name.
  ///
  /// - Throws: `DatasetError.unknownDataset` with the nearest name.
  public func entry(named name: String) throws -> DatasetEntry {
    if let entry = entries.first(where: { $0.name == name }) { return entry }
    let names = entries.map(\.name)
    throw DatasetError.unknownDataset(name: name, nearest: nearestName(to: name, in: names), known: names)
  }
}
