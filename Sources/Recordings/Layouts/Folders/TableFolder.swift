import ArrayFiles
import FoundationEssentials
import Schema

/// A folder with spikes or signals in one table and the behaviour in another, by their names: `spikes.csv` and
/// `behaviour.csv`, or what `convert` writes, `NAME.csv` and `NAME_spikes.csv`.
enum TableFolder: FolderLayout {
  static let format = "tables"
  static let signature =
    "spikes.csv, roi.csv or NAME_spikes.csv with behaviour.csv, position.csv or NAME.csv"
  private static let endings = ["csv", "tsv", "txt", "npy", "npz"]
  private static let activityNames = ["spikes", "roi", "dff", "roi_data"]
  private static let behaviourNames = ["behaviour", "behavior", "position", "tracking", "trajectory"]

  static func source(in folder: FolderListing) throws -> ArraySource? {
    guard let activity = try tables(in: folder, activityNames, "the spikes or signals"),
      let behaviour = try tables(in: folder, behaviourNames, "the behaviour") ?? sibling(of: activity, in: folder)
    else { return nil }
    var items = FolderItems()
    items.add(folder.file(activity), as: activity)
    items.add(folder.file(behaviour), as: behaviour)
    return items.source(folder.url, format: format)
  }

  /// `NAME.csv` stands for the whole of what `convert` wrote: the behaviour, and `NAME_spikes.csv` or `NAME_roi.csv` beside it.
  static func source(ofFile url: URL, start: [UInt8]) throws -> ArraySource? {
    let ending = url.pathExtension.lowercased()
    guard ["csv", "tsv"].contains(ending), start.starts(with: Array((ending == "csv" ? "t," : "t\t").utf8)) else { return nil }
    let stem = url.deletingPathExtension().lastPathComponent
    let companions = ["_spikes", "_roi"].map {
      url.deletingLastPathComponent().appendingPathComponent(stem + $0 + "." + url.pathExtension, isDirectory: false)
    }.filter { FileManager.default.fileExists(atPath: $0.path) }
    guard let activity = companions.first else { return nil }
    var items = FolderItems()
    items.add(activity, as: activity.lastPathComponent)
    items.add(url, as: url.lastPathComponent)
    for other in companions.dropFirst() { items.add(other, as: other.lastPathComponent) }
    return items.source(url, format: format)
  }

  /// The only file of one of the names, alone or after `_`.
  private static func tables(in folder: FolderListing, _ names: [String], _ what: String) throws -> String? {
    let found = folder.names.filter { file in
      let parts = file.lowercased().split(separator: ".")
      guard parts.count == 2, endings.contains(String(parts[1])) else { return false }
      return names.contains { parts[0] == $0 || parts[0].hasSuffix("_" + $0) }
    }
    guard found.count < 2 else {
      throw FileError.unusable(
        "several files could be \(what): \(firstNames(found, 8)).", file: folder.url.path,
        remedy: "Name the file, and the other with --behaviour.")
    }
    return found.first
  }

  /// `NAME.csv` beside `NAME_spikes.csv`.
  private static func sibling(of activity: String, in folder: FolderListing) -> String? {
    let parts = activity.split(separator: ".", maxSplits: 1)
    guard parts.count == 2, let place = parts[0].lastIndex(of: "_") else { return nil }
    let name = parts[0][..<place] + "." + parts[1]
    return folder.has(String(name)) ? String(name) : nil
  }

  static func recording(in source: ArraySource, options: ReadingOptions) throws -> Recording? {
    guard source.format == format, source.files.count >= 2 else { return nil }
    var both = options
    both.behaviour = source.files[1]
    var recording = try RecordingReader.readAny(ArraySource(contentsOf: source.files[0], asSession: false), options: both)
    for other in source.files.dropFirst(2) {
      let signals = try RecordingReader.readAny(ArraySource(contentsOf: other, asSession: false), options: options)
      recording.roiSignals = signals.roiSignals
      recording.findings += signals.findings
    }
    recording.source = RecordingSource(url: source.url, format: format, files: source.files)
    return recording
  }
}
