import ArrayFiles
import FoundationEssentials
import Schema

/// A laboratory's own layout of several files: a folder, or files of one session that share a name.
protocol FolderLayout: KnownLayout {
  /// What `format` says of its sources, for example `suite2p`.
  static var format: String { get }
  /// The files by which it is recognised, for the message about a folder that nobody knows.
  static var signature: String { get }
  /// The source in a folder; `nil` when the folder is of another layout.
  static func source(in folder: FolderListing) throws -> ArraySource?
  /// The whole session that one of its files stands for; `nil` for files of other layouts, and for a file that lies alone.
  static func source(ofFile url: URL, start: [UInt8]) throws -> ArraySource?
}

extension FolderLayout {
  static func source(ofFile url: URL, start: [UInt8]) throws -> ArraySource? { nil }
}

/// The layouts of folders, in the order in which they are asked.
let folderLayouts: [any FolderLayout.Type] = [
  Suite2pFolder.self, PhyFolder.self, ALFFolder.self, SpikeInterfaceFolder.self, NeurosuiteSession.self, AxonaSession.self,
  SimulatedSession.self, TableFolder.self, ImportedTrack.self,
]

extension ArraySource {
  /// The recording in a folder, or `nil` when the place is no folder.
  ///
  /// - Throws: `FileError` that says what was looked for when no layout knows the folder.
  static func folder(_ url: URL) throws -> ArraySource? {
    guard let listing = try FolderListing(url) else { return nil }
    try ZarrFolder.refuse(listing)
    for layout in folderLayouts {
      if let source = try layout.source(in: listing) { return source }
    }
    let known = folderLayouts.map { "\($0.format) (\($0.signature))" }.joined(separator: "; ")
    throw FileError.unusable(
      "this is a folder, and no recording was recognised in it. Looked for: \(known). \(listing.summary)", file: url.path,
      remedy: "Name a file in it, or the folder of these files.")
  }

  /// The files that a recording is made of: the file itself, those of a folder that a layout knows, or those that belong to
  /// a file by their names. Arrays are not looked at.
  ///
  /// - Throws: `FileError` when there is no such file, or no layout knows the folder.
  public static func files(readFrom url: URL) throws -> [URL] {
    if let folder = try folder(url) { return folder.files }
    let cells = MoserTrack.cellFiles(beside: url).map(\.file)
    if !cells.isEmpty { return [url] + cells }
    let file = try InputFile(url)
    let start = try file.bytes(at: 0, count: min(file.size, 128))
    return try session(ofFile: url, start: start)?.files ?? [url]
  }

  /// The session that a file belongs to, when one of the layouts knows it.
  static func session(ofFile url: URL, start: [UInt8]) throws -> ArraySource? {
    for layout in folderLayouts {
      if let source = try layout.source(ofFile: url, start: start) { return source }
    }
    return nil
  }
}

extension ArraySource {
  /// The same source under the name of one of its files.
  func named(_ file: URL) -> ArraySource {
    ArraySource(url: file, format: format, items: items, files: files) { try self.read($0) }
  }

  /// The file of a session that the user named, when the recording is that session.
  var namedFile: String? {
    // The files of a folder lie in it, those of a session beside the one that was named.
    let folder = url.deletingLastPathComponent().standardizedFileURL.path
    return files.contains { $0.deletingLastPathComponent().standardizedFileURL.path == folder } ? url.lastPathComponent : nil
  }

  /// What somebody should know who named one file and got the whole session; `nil` for single files and folders.
  var sessionFinding: Finding? {
    guard files.count > 1, let namedFile else { return nil }
    let others = files.map(\.lastPathComponent).filter { $0 != namedFile }
    return Finding(
      .found, "file",
      "\(namedFile) is one of the files of a recording (\(format)), which was opened whole: with \(firstNames(others, 8)).")
  }
}

/// Collects the items of a source that stands for several files.
struct FolderItems {
  private(set) var items: [ArraySource.Item] = []
  private(set) var files: [URL] = []
  private var sources: [String: (source: ArraySource, item: ArraySource.Item)] = [:]
  private var readers: [String: () throws -> ArraySource.Value] = [:]

  /// Adds what a file holds: its arrays as `stem` or, of a table, as `stem/column`. A file that cannot be read is listed and
  /// says why when it is read.
  mutating func add(_ url: URL, as stem: String) {
    files.append(url)
    do {
      let source = try ArraySource(contentsOf: url, asSession: false)
      for item in source.items {
        var named = item
        named.path = source.items.count == 1 ? stem : "\(stem)/\(item.path)"
        items.append(named)
        sources[named.path] = (source, item)
      }
    } catch {
      items.append(ArraySource.Item(path: stem, shape: [], typeName: "not readable"))
      readers[stem] = { throw error }
    }
  }

  /// Adds something that is read in its own way.
  mutating func add(
    _ url: URL, as path: String, shape: [Int], typeName: String, reader: @escaping () throws -> ArraySource.Value
  ) {
    if !files.contains(url) { files.append(url) }
    items.append(ArraySource.Item(path: path, shape: shape, typeName: typeName))
    readers[path] = reader
  }

  /// Counts a file to those that are read without listing anything of it.
  mutating func add(file url: URL) { files.append(url) }

  func source(_ url: URL, format: String) -> ArraySource {
    let (sources, readers) = (sources, readers)
    return ArraySource(url: url, format: format, items: items, files: files) { item in
      if let reader = readers[item.path] { return try reader() }
      guard let (source, original) = sources[item.path] else {
        throw FileError.unusable("there is no such array.", place: item.path)
      }
      do {
        return try source.read(original)
      } catch let error as FileError {
        throw error.located(file: source.url.lastPathComponent)
      }
    }
  }
}
