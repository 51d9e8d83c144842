import ArrayFiles
import ArrayNumerics
import FoundationEssentials
import Schema

/// The path of an animal that this program brought to even times: a results folder with its archive, or the archive itself.
/// Its positions are in metres.
enum ImportedTrack: FolderLayout {
  static let format = "imported path"
  static let signature = "trajectory.npz or .h5"
  private static let archives = ["trajectory.npz", "trajectory.h5"]

  static func source(in folder: FolderListing) throws -> ArraySource? {
    guard let name = archives.first(where: folder.has) else { return nil }
    let source = try ArraySource(contentsOf: folder.file(name))
    return isOurs(source) ? source : nil
  }

  static func recording(in source: ArraySource, options: ReadingOptions) throws -> Recording? {
    guard isOurs(source) else { return nil }
    var reading = try reading(source, options)
    return try reading.run()
  }

  static func outline(of source: ArraySource, options: ReadingOptions) throws -> RecordingOutline? {
    try recording(in: source, options: options).map { RecordingOutline(recording: $0) }
  }

  private static func reading(_ source: ArraySource, _ options: ReadingOptions) throws -> RecordingReading {
    var options = options
    options.positionUnit = options.positionUnit ?? .metre
    return RecordingReading(source, options, try RoleAssignment(source, options: options))
  }

  private static func isOurs(_ source: ArraySource) -> Bool {
    ["t", "position", "valid", "linear_speed_gains", "ang_speed_gains"].allSatisfy { name in
      source.items.contains { $0.depth == 1 && $0.key == name }
    }
  }
}
