import Foundation
import Stages

/// A file inside a results folder, by the path that a browser asks for.
struct FolderFile {
  /// Where it is, without symbolic links.
  let path: String
  /// As HTTP names it.
  let contentType: String

  private static let types = [
    "html": "text/html; charset=utf-8", "svg": "image/svg+xml", "png": "image/png", "pdf": "application/pdf",
    "gif": "image/gif", "mp4": "video/mp4", "json": "application/json", "txt": "text/plain; charset=utf-8",
    "bib": "text/plain; charset=utf-8",
  ]

  /// `nil` for what is no regular file of a known type inside the folder: no `..`, no hidden name, and no symbolic link that
  /// leads out of it.
  init?(_ asked: Substring, in folder: ResultsFolder) {
    guard let name = String(asked).removingPercentEncoding, !name.contains("\0") else { return nil }
    let parts = name.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.allSatisfy({ !$0.isEmpty && !$0.hasPrefix(".") }),
      let type = Self.types[URL(fileURLWithPath: name).pathExtension],
      let root = Self.resolved(folder.path), let file = Self.resolved("\(folder.path)/\(name)"), file.hasPrefix(root + "/")
    else { return nil }
    let attributes = try? FileManager.default.attributesOfItem(atPath: file)
    guard attributes?[.type] as? FileAttributeType == .typeRegular else { return nil }
    path = file
    contentType = type
  }

  private static func resolved(_ path: String) -> String? {
    guard let found = realpath(path, nil) else { return nil }
    defer { free(found) }
    return String(validatingCString: found)
  }
}
