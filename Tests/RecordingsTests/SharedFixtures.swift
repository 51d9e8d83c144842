import Foundation

/// Larger inputs that lie beside the repository on some machines; tests that need them are skipped elsewhere.
enum SharedFixtures {
  /// The folder, or `nil` when it is not there: `$CANNS_SHARED/fixtures`, or `shared/fixtures` beside the package.
  static let folder: URL? = {
    let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    var candidates = [package.deletingLastPathComponent().appendingPathComponent("shared/fixtures")]
    if let named = ProcessInfo.processInfo.environment["CANNS_SHARED"] {
      candidates.insert(URL(fileURLWithPath: named).appendingPathComponent("fixtures"), at: 0)
    }
    return candidates.first {
      FileManager.default.fileExists(atPath: $0.appendingPathComponent("inputs").path)
    }
  }()

  static var exist: Bool { folder != nil }

  static func input(_ name: String) -> URL {
    (folder ?? URL(fileURLWithPath: "/")).appendingPathComponent("inputs").appendingPathComponent(name)
  }

  static func expected(_ name: String) -> URL {
    (folder ?? URL(fileURLWithPath: "/")).appendingPathComponent("expected").appendingPathComponent(name)
  }
}

/// A folder for a test's files, removed when the test has finished.
final class TemporaryFolder {
  let url: URL

  init() throws {
    url = FileManager.default.temporaryDirectory.appendingPathComponent("recordings-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  func file(_ name: String) -> URL { url.appendingPathComponent(name) }
}

/// The small files committed beside the tests.
func fixture(_ name: String) -> URL {
  URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Fixtures/\(name)")
}
