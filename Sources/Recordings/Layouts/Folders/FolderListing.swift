import ArrayFiles
import FoundationEssentials
import Schema

/// The files and folders of one folder, by name.
struct FolderListing {
  let url: URL
  /// In natural order.
  let names: [String]

  /// `nil` when it is no folder.
  ///
  /// - Throws: `FileError` when the folder may not be read.
  init?(_ url: URL) throws {
    var isFolder = false
    guard FileManager.default.fileExists(atPath: url.path, isDirectory: &isFolder), isFolder else { return nil }
    self.url = url
    do {
      names = try FileManager.default.contentsOfDirectory(atPath: url.path).sorted(by: naturallyPrecedes)
    } catch {
      throw FileError(
        .inputOutput, file: url.path, problem: "the folder may not be read.",
        remedy: "Ask its owner, or `chmod u+rx` it.")
    }
  }

  func has(_ name: String) -> Bool { names.contains(name) }

  /// The file of a name without regard to case; the exact name first.
  func name(_ wanted: String) -> String? {
    has(wanted) ? wanted : names.first { $0.lowercased() == wanted.lowercased() }
  }

  func file(_ name: String) -> URL { url.appendingPathComponent(name, isDirectory: false) }

  func folder(_ name: String) throws -> FolderListing? {
    has(name) ? try FolderListing(url.appendingPathComponent(name, isDirectory: true)) : nil
  }

  /// The folder's own name, also when it was given as `.`.
  var title: String { url.standardizedFileURL.lastPathComponent }

  /// A few names for a message.
  var summary: String {
    names.isEmpty
      ? "It is empty." : "It has \(firstNames(names, 8))."
  }
}
