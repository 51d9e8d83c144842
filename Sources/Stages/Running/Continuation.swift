import ArrayFiles
import Foundation
import Schema

/// The state of a long run from which it goes on where it was stopped: a simulation of a million steps, for example.
public protocol Continuation: Sendable {
  /// The last state that was saved; `nil` at the start.
  ///
  /// - Throws: what reading throws; the state of another run is no error but none.
  func saved() throws -> Data?
  /// Keeps a state in place of the one before.
  ///
  /// - Throws: `StageError.cannotWrite` where it is a file.
  func save(_ state: Data) throws
}

/// Keeps nothing: for calls from a library or a notebook.
public struct NoContinuation: Continuation {
  public init() {}
  /// No state.
  public func saved() -> Data? { nil }
  /// Does nothing.
  public func save(_ state: Data) {}
}

/// A state in a file, `<stem>.state`: one line that says what it belongs to, then the bytes.
///
/// The file is replaced as a whole, so that a crash leaves the state before. The state of another run is none.
public struct ContinuationFile: Continuation {
  /// Where it is; it is made with the first state.
  public let url: URL
  /// Identifies inputs, parameters, seed and version, all but how far the run goes.
  public let key: String

  package init(url: URL, key: String) {
    self.url = url
    self.key = key
  }

  /// The bytes behind the header; `nil` when the file is missing, cut short, or belongs to another key.
  public func saved() -> Data? {
    guard let data = FileManager.default.contents(atPath: url.path), let end = data.firstIndex(of: UInt8(ascii: "\n")),
      let header = try? JSONValue(text: data[..<end]), header["key"]?.string == key,
      header["bytes"]?.integer == data.count - end - 1
    else { return nil }
    return Data(data[(end + 1)...])
  }

  /// Replaces the file as a whole.
  ///
  /// - Throws: `StageError.cannotWrite` for the folder, `FileError`
  public func save(_ state: Data) throws {
    let header = JSONValue.record(["key": .string(key), "bytes": .integer(state.count)]).compactText + "\n"
    try ResultsFolder(url: url.deletingLastPathComponent()).create()
    // Piece by piece: a state may take half of the memory that there is.
    let output = try OutputFile(url)
    try output.write(Array(header.utf8))
    try state.withUnsafeBytes { try output.write($0) }
    try output.finish()
  }

  func remove() { try? FileManager.default.removeItem(at: url) }
}
