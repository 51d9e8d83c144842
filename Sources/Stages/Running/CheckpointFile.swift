import ArrayFiles
import Foundation
import Schema
import Synchronization

/// Pieces in a file of lines: first one that says what they belong to, then one for each piece as it is finished.
///
/// A line that a crash cut short is ignored. Pieces that belong to something else are replaced.
public struct CheckpointFile: Checkpoint {
  /// Where it is; it is made with the first piece.
  public let url: URL
  /// Identifies inputs, parameters, seed and version, all but how many pieces there are.
  public let key: String
  private let stage: String
  private let lock = Lock()

  private final class Lock: Sendable {
    let mutex = Mutex(())
  }

  package init(url: URL, stage: String, key: String) {
    self.url = url
    self.stage = stage
    self.key = key
  }

  private var header: JSONValue { .record(["stage": .string(stage), "key": .string(key)]) }

  /// The pieces of this key; none when the file is missing or belongs to another key.
  public func finished() throws -> [Int: JSONValue] {
    guard let (key, pieces) = Self.read(url), key == self.key else { return [:] }
    return pieces
  }

  /// Appends a piece, after emptying a file of another key.
  ///
  /// - Throws: `StageError.cannotWrite` for the folder, `FileError`
  public func save(_ piece: Int, _ value: JSONValue) throws {
    try lock.mutex.withLock { _ in
      if Self.key(of: url) != key { try write([:]) }
      let line = JSONValue.record(["piece": .integer(piece), "value": value]).compactText
      try OutputFile.append(line: line, to: url, isStored: false)
    }
  }

  /// Writes the file anew with its pieces in order, so that it is the same whatever order they were finished in.
  func settle() throws {
    let pieces = try finished()
    if !pieces.isEmpty { try write(pieces) }
  }

  /// Replaces what is there.
  ///
  /// - Throws: `StageError.cannotWrite` for the folder, `FileError`
  package func write(_ pieces: [Int: JSONValue]) throws {
    let lines = pieces.sorted { $0.key < $1.key }.map {
      JSONValue.record(["piece": .integer($0.key), "value": $0.value]).compactText
    }
    let text = ([header.compactText] + lines).joined(separator: "\n") + "\n"
    try ResultsFolder(url: url.deletingLastPathComponent()).create()
    try OutputFile.write(text.utf8, to: url)
  }

  func remove() { try? FileManager.default.removeItem(at: url) }

  /// Key and pieces of a file; `nil` when it is not such a file.
  public static func read(_ url: URL) -> (key: String, pieces: [Int: JSONValue])? {
    guard let data = FileManager.default.contents(atPath: url.path), let key = key(of: url) else { return nil }
    let end = data.firstIndex(of: UInt8(ascii: "\n")) ?? data.endIndex
    var pieces: [Int: JSONValue] = [:]
    for line in data[end...].split(separator: UInt8(ascii: "\n")) {
      guard let json = try? JSONValue(text: Data(line)), let piece = json["piece"]?.integer, piece >= 0,
        let value = json["value"]
      else { continue }
      pieces[piece] = value
    }
    return (key, pieces)
  }

  private static func key(of url: URL) -> String? {
    guard let handle = try? FileHandle(forReadingFrom: url) else { return nil }
    defer { try? handle.close() }
    guard let start = try? handle.read(upToCount: 4096), let line = start.split(separator: UInt8(ascii: "\n")).first
    else { return nil }
    return (try? JSONValue(text: Data(line)))?["key"]?.string
  }
}
