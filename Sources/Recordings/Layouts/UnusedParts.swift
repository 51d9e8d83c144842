import ArrayFiles
import FoundationEssentials
import Schema

extension RecordingReading {
  /// Says which arrays of a layout, and which other files of its folder, were not used, so that nobody wonders.
  ///
  /// - Parameters:
  ///   - files: the items that were used, or the tables of which columns were.
  ///   - stem: what the names of files of one session begin with, where a folder holds several.
  ///   - reason: why the others were not, as a clause.
  mutating func noteUnused(files used: [String], stem: String = "", because reason: String) {
    let items = source.items.filter { !$0.isContainer }.map(\.path).filter { path in
      !used.contains { path == $0 || path.hasPrefix($0 + "/") } && !path.hasPrefix("@")
    }
    var tables: [String] = []
    for path in items {
      // The columns of a table by the table's name.
      let first = path.split(separator: "/").first.map(String.init) ?? path
      let name = first.contains(".") ? first : path
      if !tables.contains(name) { tables.append(name) }
    }
    let rest = tables + otherFiles.filter { $0.hasPrefix(stem) && !used.contains($0) }
    guard !rest.isEmpty else { return }
    note(.found, "other arrays", "not used: \(firstNames(rest, Self.mostListed)); \(reason).")
  }

  /// The files that lie beside those of a layout of several files and are no part of it.
  private var otherFiles: [String] {
    guard source.files.count > 1, let first = source.files.first,
      let folder = try? FolderListing(first.deletingLastPathComponent())
    else { return [] }
    // A folder of which files were used is no other file.
    let known = Set(source.files.flatMap { [$0.lastPathComponent, $0.deletingLastPathComponent().lastPathComponent] })
    return folder.names.filter { !known.contains($0) && !$0.hasPrefix(".") }
  }
}
