import Foundation

/// A folder for a test's files, removed when the test has finished.
public final class TemporaryFolder: Sendable {
  /// The folder itself.
  public let url: URL

  /// - Throws: when it cannot be made.
  public convenience init() throws {
    try self.init(at: FileManager.default.temporaryDirectory.appendingPathComponent("canns-test-\(UUID().uuidString)"))
  }

  /// A folder at a place of the test's own, in place of the one of an earlier run.
  public init(at url: URL) throws {
    self.url = url
    try? FileManager.default.removeItem(at: url)
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  /// A file in it, by its name.
  public func file(_ name: String) -> URL { url.appendingPathComponent(name) }

  /// The content of a file in it.
  public func bytes(_ name: String) throws -> Data { try Data(contentsOf: file(name)) }

  /// What it holds, sorted.
  public var names: [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: url.path)) ?? []).sorted()
  }
}
