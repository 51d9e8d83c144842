import ArrayFiles
import ArrayNumerics
import Foundation
import Recordings

/// Larger inputs that lie beside the repository on some machines; tests that need them are skipped elsewhere.
public enum SharedFixtures {
  /// `$CANNS_SHARED/fixtures`, or `shared/fixtures` beside the package; `nil` when neither is there.
  public static let folder: URL? = {
    let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    var candidates = [package.deletingLastPathComponent().appendingPathComponent("shared")]
    if let named = ProcessInfo.processInfo.environment["CANNS_SHARED"] {
      candidates.insert(URL(fileURLWithPath: named), at: 0)
    }
    return candidates.map { $0.appendingPathComponent("fixtures") }
      .first { FileManager.default.fileExists(atPath: $0.appendingPathComponent("inputs").path) }
  }()

  public static var exist: Bool { folder != nil }

  /// A file that a test asked for is not there.
  public struct Missing: Error {
    public init() {}
  }

  public static func input(_ name: String) -> URL {
    (folder ?? URL(fileURLWithPath: "/")).appendingPathComponent("inputs").appendingPathComponent(name)
  }

  public static func expected(_ name: String) -> URL {
    (folder ?? URL(fileURLWithPath: "/")).appendingPathComponent("expected").appendingPathComponent(name)
  }

  public static func recording(_ name: String) throws -> Recording {
    try RecordingReader.read(url: input("\(name).npz"))
  }

  /// An array of what the reference programs gave.
  public static func expected(_ section: String, _ key: String) throws -> DataArray {
    guard exist else { throw Missing() }
    let archive = try NPZArchive(contentsOf: expected("\(section).npz"))
    guard case .array(let array) = try archive.read(key) else { throw Missing() }
    return array
  }
}
