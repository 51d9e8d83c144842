import Foundation

/// A folder for a test's files, removed when the test has finished.
public final class TemporaryFolder {
  /// The folder itself.
  public let url: URL

  /// - Throws: when it cannot be made.
  public init() throws {
    url = FileManager.default.temporaryDirectory.appendingPathComponent("canns-test-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  /// A file in it, by its name.
  public func file(_ name: String) -> URL { url.appendingPathComponent(name) }

  /// What it holds, sorted.
  public var names: [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: url.path)) ?? []).sorted()
  }
}
