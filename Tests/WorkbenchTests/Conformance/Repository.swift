import Foundation

/// The files of the package, for tests of what stands in them.
enum Repository {
  struct File {
    /// From the root of the package.
    var path: String
    var text: String
  }

  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  /// The files below `Sources` whose names end so.
  static func sources(ending suffix: String) throws -> [File] {
    let folder = root.appendingPathComponent("Sources")
    let names = try FileManager.default.subpathsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(suffix) }.sorted()
    return try names.map {
      File(path: "Sources/\($0)", text: try String(contentsOf: folder.appendingPathComponent($0), encoding: .utf8))
    }
  }

  static func guides() throws -> [File] { try sources(ending: ".md").filter { $0.path.contains("Documentation.docc/") } }
}
