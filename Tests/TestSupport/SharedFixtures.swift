import Foundation

/// Larger inputs that lie beside the repository on some machines; tests that need them are skipped elsewhere.
public enum SharedFixtures {
  /// The folder, or `nil` when it is not there: `$CANNS_SHARED/fixtures`, or `shared/fixtures` beside the package.
  public static let folder: URL? = {
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

  /// Whether they are there.
  public static var exist: Bool { folder != nil }

  /// A file that is given to the program.
  public static func input(_ name: String) -> URL {
    (folder ?? URL(fileURLWithPath: "/")).appendingPathComponent("inputs").appendingPathComponent(name)
  }

  /// What other programs made of it.
  public static func expected(_ name: String) -> URL {
    (folder ?? URL(fileURLWithPath: "/")).appendingPathComponent("expected").appendingPathComponent(name)
  }
}
